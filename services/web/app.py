"""The Starlette application: every route, and nothing but routes."""

from collections.abc import Collection, Iterable

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send


def application(routes: Iterable[BaseRoute], hosts: Collection[str] = ()) -> Starlette:
    """The application over the given routes; `/` leads to GraphiQL, unknown paths answer in JSON.

    With `hosts`, requests whose Host header names another are refused with 421.
    """
    app = Starlette(routes=[Route("/", _home), *routes], exception_handlers={404: _not_found})
    if hosts:
        app.add_middleware(KnownHosts, hosts=hosts)
    return app


class KnownHosts:
    """Refuses requests to other names than the server's own. (Starlette's own middleware cannot read `[::1]`.)"""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _host(scope) in self._hosts:
            await self._app(scope, receive, send)
            return
        reason = f"this server does not answer to {_host(scope)!r}; it knows {', '.join(sorted(self._hosts))}"
        await JSONResponse({"code": "MISDIRECTED_REQUEST", "reason": reason}, 421)(scope, receive, send)


def _host(scope: Scope) -> str:
    host = Headers(scope=scope).get("host", "")
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def _home(_: Request) -> Response:
    return RedirectResponse("/graphql")


async def _not_found(request: Request, _: Exception) -> Response:
    reason = f"nothing at {request.url.path}; there are /graphql, /exports, /events, /schemas, /livez and /readyz"
    return JSONResponse({"code": "NOT_FOUND", "reason": reason}, 404)
