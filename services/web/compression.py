"""Answers compressed with gzip, for clients that accept it."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipResponder, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

from services.web.negotiation import preferred

PATHS = ("/graphql", "/events", "/schemas")
"""Answers that are text. Files of exports are left as they are, so that a range of one can be fetched."""
STREAMED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "multipart/mixed")
"""Media types that are left as they are: compressed already, or sent piece by piece, so that none may wait."""
SMALLEST = 1_000
LEVEL = 4
"""Of gzip: most of what can be saved, in a third of the time of the default."""


class Compression:
    """ASGI middleware. What is large is compressed in a thread."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(PATHS):
            await self._responder(scope)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _responder(self, scope: Scope) -> ASGIApp:
        if accepts_gzip(Headers(scope=scope).get("accept-encoding", "")):
            return GZipResponder(self._app, SMALLEST, LEVEL, exclude_content_types=STREAMED)
        return IdentityResponder(self._app, SMALLEST, exclude_content_types=STREAMED)


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header lets an answer be compressed with gzip."""
    if not header:
        return False
    codings = ",".join(f"{'*/*' if name == '*' else f'coding/{name}'}{weight}" for name, weight in _codings(header))
    return preferred(codings, ("coding/gzip",)) is not None


def _codings(header: str) -> list[tuple[str, str]]:
    """Names in lower case, each with its weight as it stands."""
    parts = [part.strip().lower().partition(";") for part in header.split(",") if part.strip()]
    return [(name.strip(), f"{semicolon}{weight}") for name, semicolon, weight in parts]
