"""Refuses requests that pages of unknown origins send, and gives pages of listed origins CORS."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from services.web.origin_policy import Origin, origin_problem

CODE = "ORIGIN_NOT_ALLOWED"
EXPOSED_HEADERS = (
    "Content-Disposition",
    "Content-Range",
    "Retry-After",
    "Allow",
    "Accept",
    "Accept-Encoding",
    "RateLimit",
    "RateLimit-Policy",
    "X-Request-ID",
)
"""Response headers that pages of other origins may read."""
PREFLIGHT_SECONDS = 600


class KnownOrigins:
    """ASGI middleware over every route and transport. A refusal is 403 and names the setting."""

    def __init__(self, app: ASGIApp, allowed: Collection[Origin] = ()) -> None:
        self._allowed = frozenset(allowed)
        self._app = _with_cors(app, self._allowed) if allowed else app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        method = scope.get("method", "GET")
        problem = origin_problem(scope.get("scheme", "http"), method, Headers(scope=scope), self._allowed)
        if problem is None:
            return None
        headers = {"Cache-Control": "no-store", "Vary": "Origin, Sec-Fetch-Site"}
        return JSONResponse(refusal_body(scope["path"], CODE, problem), 403, headers)


def refusal_body(path: str, code: str, reason: str, **members: object) -> dict[str, object]:
    """A refusal in the form in which the endpoint at the path refuses."""
    if path == "/graphql":
        return {"errors": [{"message": reason, "extensions": {"code": code, **members}}]}
    return {"code": code, "reason": reason, **members}


def _with_cors(app: ASGIApp, allowed: Collection[Origin]) -> ASGIApp:
    return CORSMiddleware(
        app,
        allow_origins=[str(origin) for origin in allowed],
        allow_methods=("GET", "HEAD", "POST"),
        allow_headers=("*",),
        allow_credentials=True,  # a proxy may ask for cookies; a listed origin is trusted with what its user may do
        allow_private_network=True,
        expose_headers=EXPOSED_HEADERS,
        max_age=PREFLIGHT_SECONDS,
    )
