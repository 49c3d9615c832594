"""GraphiQL, served whole from here: its page loads nothing from any other host."""

from functools import cache
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Inline styles, because the editor measures and places its parts with them; scripts from here only."""


_DEVELOPMENT = (
    '<p style="position:fixed;bottom:0;right:0;z-index:9;margin:0;padding:2px 8px;font:12px sans-serif;'
    'background:#fff3c4;color:#333">Nobody has to sign in here: this server is for trying things out. '
    '<a href="/sign-in?to=/graphql" style="color:inherit">Sign in as somebody of one role</a></p>'
)


@cache
def _html(*, development: bool) -> str:
    text = (STATIC / "graphiql" / "index.html").read_text()
    return text.replace("</body>", f"{_DEVELOPMENT}</body>") if development else text


def page(*, development: bool = False) -> Response:
    """The page, which asks the endpoint that serves it.

    Args:
        development: nobody has to sign in, which the page says.
    """
    headers = {
        "Content-Security-Policy": _POLICY,
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(_html(development=development), headers=headers)


def assets() -> Mount:
    """What the page loads, under /static."""
    return Mount("/static", StaticFiles(directory=STATIC), name="static")
