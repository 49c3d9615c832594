"""The Starlette application: every route, and nothing but routes."""

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route


def application(routes: Iterable[BaseRoute]) -> Starlette:
    """The application over the given routes; `/` leads to GraphiQL, unknown paths answer in JSON."""
    return Starlette(routes=[Route("/", _home), *routes], exception_handlers={404: _not_found})


async def _home(_: Request) -> Response:
    return RedirectResponse("/graphql")


async def _not_found(request: Request, _: Exception) -> Response:
    reason = f"nothing at {request.url.path}; there are /graphql, /events, /schemas, /livez and /readyz"
    return JSONResponse({"code": "NOT_FOUND", "reason": reason}, 404)
