"""The dashboard: one page for the URLs of all its views, and its assets. It is a client of the public API, no more.

Sources and the built bundle are in `dashboard`; the bundle is committed, so a server needs no Node.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.web.compression import accepts_gzip

BUNDLE = Path(__file__).parent / "dashboard" / "bundle"

VIEWS = (
    "/",
    "/partnerships",
    "/partnerships/{id}",
    "/partnerships/{id}/check-ins/{check_in}",
    "/districts",
    "/districts/{id}",
    "/schools/{id}",
    "/explorer",
    "/stories",
    "/stories/{id}",
    "/data-health",
    "/data-sharing",
)
"""The paths at which the page is served; the page's own router (dashboard/app/views.ts) shows the view."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing inline, no eval, nothing of another host."""
_SECURITY = {
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_REVALIDATED = "no-cache"
_FOR_GOOD = "public, max-age=31536000, immutable"
"""An asset's name has a hash of its content, so another content has another URL."""
_UNHASHED = {"icon.svg"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the bundle, as it is and compressed; the bundle is small, so all of it is kept in memory."""

    content: bytes
    compressed: bytes
    media_type: str
    etag: str

    def response(self, request: Request, headers: Mapping[str, str], status: int = 200) -> Response:
        shown = {**headers, "ETag": self.etag, "Vary": "Accept-Encoding"}
        if status == 200 and _has(request.headers.get("if-none-match", ""), self.etag):
            return Response(status_code=304, headers=shown)
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            return Response(self.compressed, status, {**shown, "Content-Encoding": "gzip"}, self.media_type)
        return Response(self.content, status, shown, self.media_type)


@cache
def asset(path: Path) -> Asset:
    content = path.read_bytes()
    media_type = mimetypes.types_map.get(path.suffix, "application/octet-stream")
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'  # weak: the same for both encodings
    return Asset(content, gzip.compress(content, 9, mtime=0), media_type, etag)


def page(request: Request, status: int = 200) -> Response:
    """The page, whichever view it shows."""
    return asset(BUNDLE / "index.html").response(request, {**_SECURITY, "Cache-Control": _REVALIDATED}, status)


def dashboard_routes() -> list[BaseRoute]:
    """The page at the paths of all views, and what it loads under /assets."""
    assets = {path.name: path for path in sorted((BUNDLE / "assets").iterdir())}

    async def show(request: Request) -> Response:
        return page(request)

    async def load(request: Request) -> Response:
        path = assets.get(request.path_params["name"])
        if path is None:
            return JSONResponse({"code": "NOT_FOUND", "reason": "no such asset"}, 404)
        lifetime = _REVALIDATED if path.name in _UNHASHED else _FOR_GOOD
        headers = {"Cache-Control": lifetime, "X-Content-Type-Options": "nosniff"}
        return asset(path).response(request, headers)

    return [*(Route(path, show) for path in VIEWS), Route("/assets/{name}", load)]


def dashboard_documents() -> dict[str, str]:
    """The texts of the dashboard's operations by their ids, which the server trusts."""
    documents: dict[str, str] = orjson.loads((BUNDLE / "documents.json").read_bytes())
    return documents


def _has(header: str, etag: str) -> bool:
    """Whether an If-None-Match header names the ETag."""
    return header.strip() == "*" or etag in (part.strip() for part in header.split(","))
