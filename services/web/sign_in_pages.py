"""The few pages of signing in, in plain HTML: they load nothing and run no script."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse, Response

from services.authentication.authenticator import SamplePerson

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}"
    "button{font:inherit;padding:.4rem .8rem;cursor:pointer}li{margin:.6rem 0}ul{list-style:none;padding:0}"
    "small{display:block;opacity:.8}.notice{border:1px solid;padding:.6rem 1rem}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


def menu_page(people: Iterable[SamplePerson], to: str) -> Response:
    """The menu of the development sign-in."""
    choices = "".join(
        f'<li><button name="person" value="{escape(person.key)}">{escape(person.name)}</button>'
        f"<small>{escape(person.summary)}</small></li>"
        for person in people
    )
    return _page(
        "Development sign-in",
        '<p class="notice">This is the development sign-in. It works on this machine only, asks for no password, '
        "and is off as soon as an identity provider is set or an API key exists.</p>"
        f'<form method="post" action="/sign-in/as"><input type="hidden" name="to" value="{escape(to)}"><ul>'
        '<li><button name="person" value="">Everybody at once</button>'
        "<small>Sees and may do everything, as whoever has not signed in here.</small></li>"
        f"{choices}</ul></form>",
    )


def keys_page() -> Response:
    """Where only programs can come in."""
    return _page(
        "Sign in",
        "<p>Nobody can sign in to this server with a browser: it takes API keys only. Whoever runs it can set "
        "TANDEM_ISSUER and TANDEM_CLIENT_ID.</p>",
        404,
    )


def sign_out_page() -> Response:
    return _page("Sign out", '<form method="post" action="/sign-out"><button>Sign out</button></form>')


def failed_page() -> Response:
    """The same whatever went wrong: the log has the reason."""
    return _page("Sign-in did not work", '<p>Please <a href="/sign-in">try to sign in again</a>.</p>', 400)


def unavailable_page() -> Response:
    text = '<p>The identity provider cannot be reached. Please <a href="/sign-in">try again</a> later.</p>'
    return _page("Sign-in is not available", text, 503)


def _page(title: str, body: str, status: int = 200) -> Response:
    policy = (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; frame-ancestors 'none'; "
        "form-action 'self' https:"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} · Tandem</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>",
        status,
        headers,
    )
