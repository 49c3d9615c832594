"""The headers that every answer has, unless its endpoint says something else: what a browser may not do with it."""

from collections.abc import Iterable

Header = tuple[bytes, bytes]

_DEFAULTS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HTTPS: Header = (b"strict-transport-security", b"max-age=31536000")
_NO_STORE: Header = (b"cache-control", b"no-store")
_REVALIDATED: Header = (b"cache-control", b"no-cache")
_PUBLIC = ("/static/", "/schemas")
"""Paths whose answers hold no data and may be kept, if they are asked for again; all others are never kept."""


def missing_headers(path: str, present: Iterable[Header], *, https: bool) -> list[Header]:
    """What is to be added to an answer with these headers.

    Args:
        https: the client came by HTTPS, to this server or to the proxy before it.
    """
    names = {name.lower() for name, _ in present}
    caching = _REVALIDATED if path.startswith(_PUBLIC) else _NO_STORE
    wanted = (*_DEFAULTS, caching, _HTTPS) if https else (*_DEFAULTS, caching)
    return [header for header in wanted if header[0] not in names]
