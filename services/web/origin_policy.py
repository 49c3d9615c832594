"""Which web pages may call this server: its own, and those of the origins that the settings list.

A browser lets any page send simple requests and open WebSockets to any server that it can reach, and says in two
headers whose page it is (Fetch standard, `Origin` and `Sec-Fetch-Site`). Clients that are no browsers send neither.
"""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

SETTING = "TANDEM_ALLOWED_ORIGINS"

_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(\[[0-9a-f:.]+\]|[^\s/?#@:\[\]*]+)(?::([0-9]{1,5}))?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Scheme, host and port of a page; `port` is None only for a scheme without a default one."""

    scheme: str
    host: str
    port: int | None

    def __str__(self) -> str:
        """As browsers send it: without the scheme's default port."""
        shows_port = self.port is not None and self.port != _DEFAULT_PORTS.get(self.scheme)
        return f"{self.scheme}://{self.host}{f':{self.port}' if shows_port else ''}"


def parse_origin(text: str) -> Origin | None:
    """The origin, such as `https://dashboard.example:8443`; None if the text is none, as `null` is none."""
    match = _ORIGIN.fullmatch(text.lower())
    if match is None or int(match[3] or 1) not in range(1, 65_536):
        return None
    return Origin(match[1], match[2], int(match[3]) if match[3] else _DEFAULT_PORTS.get(match[1]))


def origin_problem(scheme: str, method: str, headers: Mapping[str, str], allowed: Collection[Origin]) -> str | None:
    """Why the page that sent this request may not call; None if it may, or if no page sent it.

    Args:
        scheme: by which the request came: http, https, ws or wss.
        headers: names in lower case.
    """
    site, text = headers.get("sec-fetch-site"), headers.get("origin")
    if site == "same-origin":  # the browser itself compared them, also where a proxy has changed scheme or host
        return None
    if text is not None:
        origin = parse_origin(text)
        if origin in allowed or (site in (None, "none") and _is_own(origin, scheme, headers.get("host", ""))):
            return None
        return f"pages of {text[:200]!r} may not call this server; {SETTING} lists the origins that may"
    if site in (None, "none") or _opens_a_page(method, headers):
        return None
    return f"pages of other sites may not call this server; {SETTING} lists the origins that may, which must use CORS"


def is_own_origin(scheme: str, headers: Mapping[str, str]) -> bool:
    """Whether `Origin` says that a page of this very server sent the request."""
    return _is_own(parse_origin(headers.get("origin", "")), scheme, headers.get("host", ""))


def comes_by_a_link(headers: Mapping[str, str]) -> bool:
    """Whether a link or a form of another site made the browser come here: it may show a page and run nothing."""
    own = headers.get("sec-fetch-site") in (None, "none", "same-origin")
    return not own and headers.get("sec-fetch-mode") == "navigate"


def _is_own(origin: Origin | None, scheme: str, host: str) -> bool:
    """Whether the origin is the one that the request was sent to.

    A proxy that takes TLS off may not say so: what came as plain HTTP may have been HTTPS before.
    """
    if origin is None or origin.scheme not in ("http", "https"):
        return False
    return (scheme in ("http", "ws") or origin.scheme == "https") and origin == parse_origin(
        f"{origin.scheme}://{host}"
    )


def _opens_a_page(method: str, headers: Mapping[str, str]) -> bool:
    """Whether the browser goes to the address itself, so that no page of another origin sees the answer."""
    to_a_document = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return to_a_document and method in ("GET", "HEAD")
