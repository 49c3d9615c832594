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

    With `hosts`, requests whose Host header names another are refused with 421. WebSockets from pages of other names
    are refused in any case.
    """
    app = Starlette(routes=[Route("/", _home), *routes], exception_handlers={404: _not_found})
    app.add_middleware(KnownHosts, hosts=hosts)
    return app


class KnownHosts:
    """Refuses requests to other names than the server's own, where they are given, and WebSockets of other pages.

    Browsers let every page open WebSockets, and say by the Origin whose page it is. Starlette's own middleware looks at
    no Origin, and cannot read `[::1]`.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host, origin = _name(headers.get("host", "")), headers.get("origin")
        known = self._hosts or (host,)
        if host not in known:
            reason = f"this server does not answer to {host!r}; it knows {', '.join(sorted(known))}"
            return JSONResponse({"code": "MISDIRECTED_REQUEST", "reason": reason}, 421)
        if scope["type"] == "websocket" and origin is not None and _name(origin.partition("://")[2]) not in known:
            reason = f"pages of {origin!r} may not connect; those of {', '.join(sorted(known))} may"
            return JSONResponse({"code": "ORIGIN_NOT_ALLOWED", "reason": reason}, 403)
        return None


def _name(host: str) -> str:
    """Without the port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


async def _home(_: Request) -> Response:
    return RedirectResponse("/graphql")


async def _not_found(request: Request, _: Exception) -> Response:
    reason = f"nothing at {request.url.path}; there are /graphql, /exports, /events, /schemas, /livez and /readyz"
    return JSONResponse({"code": "NOT_FOUND", "reason": reason}, 404)
