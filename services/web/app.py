"""The Starlette application: every route, and nothing but routes."""

from collections.abc import Collection, Iterable

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from services.web.compression import Compression
from services.web.origin_policy import Origin
from services.web.origins import KnownOrigins, refusal_body


def application(
    routes: Iterable[BaseRoute], hosts: Collection[str] = (), origins: Collection[Origin] = ()
) -> Starlette:
    """The application over the given routes; `/` leads to GraphiQL, unknown paths answer in JSON.

    Args:
        hosts: requests whose Host header names another are refused with 421; none: every name is taken.
        origins: whose pages may call, besides the server's own pages.
    """
    app = Starlette(routes=[Route("/", _home), *routes], exception_handlers={404: _not_found})
    app.add_middleware(Compression)
    app.add_middleware(KnownOrigins, allowed=origins)
    app.add_middleware(KnownHosts, hosts=hosts)
    return app


class KnownHosts:
    """ASGI middleware: refuses requests to other names than the server's own, where these are known.

    Starlette's own middleware cannot read `[::1]`.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        host = _name(Headers(scope=scope).get("host", ""))
        if not self._hosts or host in self._hosts:
            return None
        reason = f"this server does not answer to {host[:200]!r}; it knows {', '.join(sorted(self._hosts))}"
        return JSONResponse(refusal_body(scope["path"], "MISDIRECTED_REQUEST", reason), 421)


def _name(host: str) -> str:
    """Without the port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def _home(_: Request) -> Response:
    return RedirectResponse("/graphql")


async def _not_found(request: Request, _: Exception) -> Response:
    reason = f"nothing at {request.url.path}; there are /graphql, /exports, /events, /schemas, /livez and /readyz"
    return JSONResponse({"code": "NOT_FOUND", "reason": reason}, 404)
