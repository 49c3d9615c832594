"""GraphiQL, served whole from here: its page loads nothing from any other host."""

from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Inline styles, because the editor measures and places its parts with them; scripts from here only."""


def page() -> Response:
    """The page, which asks the endpoint that serves it."""
    headers = {
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(STATIC / "graphiql" / "index.html", headers=headers)


def assets() -> Mount:
    """What the page loads, under /static."""
    return Mount("/static", StaticFiles(directory=STATIC), name="static")
