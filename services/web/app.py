"""The Starlette application: every route, and nothing but routes."""

from collections.abc import Collection, Iterable

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from services.web.allowance_limits import AllowanceLimits
from services.web.allowances import Allowances
from services.web.authentication import Authentication, Identification
from services.web.compression import Compression
from services.web.dashboard_routes import dashboard_routes, page
from services.web.negotiation import preferred
from services.web.origin_policy import Origin
from services.web.origins import KnownOrigins, refusal_body
from services.web.outer_edge import OuterEdge


def application(
    routes: Iterable[BaseRoute],
    hosts: Collection[str] = (),
    origins: Collection[Origin] = (),
    identification: Identification | None = None,
    *,
    https: bool = False,
    allowances: Allowances | None = None,
) -> Starlette:
    """The application over the given routes, with the dashboard at `/` and at the paths of its views.

    Args:
        hosts: requests whose Host header names another are refused with 421; none: every name is taken.
        origins: whose pages may call, besides the server's own pages.
        identification: who sends a request; None: everybody is the development principal.
        https: browsers reach the server by HTTPS, perhaps through a proxy.
        allowances: what principals may spend; None: whatever they want.
    """
    app = Starlette(routes=[*dashboard_routes(), *routes], exception_handlers={404: _not_found})
    if allowances is not None:
        app.add_middleware(AllowanceLimits, allowances=allowances)
    if identification is not None:
        app.add_middleware(Authentication, identification=identification)
    app.add_middleware(Compression)
    app.add_middleware(KnownOrigins, allowed=origins)
    app.add_middleware(KnownHosts, hosts=hosts)
    app.add_middleware(OuterEdge, https=https)
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
        reason = f"this server does not serve the host {host[:200]!r}; it serves {', '.join(sorted(self._hosts))}"
        return JSONResponse(refusal_body(scope["path"], "MISDIRECTED_REQUEST", reason), 421)


def _name(host: str) -> str:
    """Without the port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host


_API = ("/graphql", "/exports", "/events", "/schemas", "/static", "/assets", "/livez", "/readyz")
"""What programs ask for; below these a path that does not exist is never answered with a page."""


async def _not_found(request: Request, _: Exception) -> Response:
    """The dashboard says so to people who came by a link, JSON to everybody else."""
    path = request.url.path
    is_for_people = request.method == "GET" and not path.startswith(_API)
    if is_for_people and preferred(request.headers.get("accept"), ("application/json", "text/html")) == "text/html":
        return page(request, 404)
    reason = f"nothing at {path}; there are /graphql, /exports, /events, /schemas, /livez and /readyz"
    return JSONResponse({"code": "NOT_FOUND", "reason": reason}, 404)
