"""Liveness and readiness."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether to send traffic here, and if not, what is missing."""

    ready: bool
    reasons: tuple[str, ...] = ()


Check = Callable[[], Awaitable[Readiness]]


def health_routes(check: Check) -> list[BaseRoute]:
    """`/livez`: the process answers. `/readyz`: 200 once it can answer with current numbers, else 503 and why."""

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> JSONResponse:
        readiness = await check()
        body = {"status": "ready" if readiness.ready else "not ready", "reasons": list(readiness.reasons)}
        return JSONResponse(body, 200 if readiness.ready else 503)

    return [Route("/livez", live), Route("/readyz", ready)]
