"""The credential that a request carries: pure rules over its headers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from services.authentication.refusals import CredentialRefused

COOKIE = "tandem_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Where the server is reached by https: browsers take a cookie of this name from the host itself only."""
_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/=-]+)")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token or an API key from the header `Authorization`, or from `connection_init` of a WebSocket."""

    text: str


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """What the cookie of a session holds."""

    secret: str


Credential = Bearer | SessionCookie


def bearer(values: Sequence[str]) -> Bearer | None:
    """The credential in all headers `Authorization` of a request. Raises CredentialRefused for what is none."""
    if not values:
        return None
    if len(values) > 1:
        raise CredentialRefused("several Authorization headers")
    match = _BEARER.fullmatch(values[0].strip())
    if match is None:
        raise CredentialRefused("Authorization is not `Bearer` and a token")
    return Bearer(match[1])


def session_cookie(cookie_header: str, name: str) -> SessionCookie | None:
    """The session's cookie; None: there is none, or what stands there is no cookies."""
    if name not in cookie_header:
        return None
    try:
        morsel = SimpleCookie(cookie_header).get(name)
    except CookieError:
        return None
    return SessionCookie(morsel.value) if morsel is not None and morsel.value else None


def cookie_counts(scope_type: str, method: str, headers: Mapping[str, str], *, is_own_origin: bool) -> bool:
    """Whether the server's own page sent the request, or a person who went to the address.

    A browser sends cookies with whatever makes it call this server. So a session counts only for what no page of
    another site can make it send: a request that the browser says is of the same origin, a visit that only reads, and
    for browsers that do not say so, JSON, which no form can send.

    Args:
        scope_type: http or websocket.
        headers: names in lower case.
        is_own_origin: whether `Origin` is this server's own.
    """
    site = headers.get("sec-fetch-site")
    reads = scope_type == "http" and method in ("GET", "HEAD")
    if site is not None:
        is_visit = headers.get("sec-fetch-mode") == "navigate" and site in ("none", "same-site", "cross-site")
        return site == "same-origin" or (reads and is_visit)
    if "origin" in headers:
        return is_own_origin
    is_json = headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
    return reads or (scope_type == "http" and is_json)
