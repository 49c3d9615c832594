"""Access tokens for brokers that take OAUTHBEARER: from a file, or from a token endpoint (RFC 6749, section 4.4)."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from kafka.net.sasl.oauth import AbstractTokenProvider

SECONDS = 5.0
"""For the answer of the endpoint; the client's connections wait for it."""
MAX_BYTES = 100_000
USUAL_LIFE = 300.0
"""Seconds of a token, where the endpoint does not say."""
USED_SHARE = 0.8
"""Of its life for which a token is shown again; then there is another one."""


class TokenUnavailable(OSError):
    """There is no access token now; trying again later may help."""


class FileTokens(AbstractTokenProvider):  # type: ignore[misc]  # kafka-python has no types
    """The file is read for every connection, since another program puts a new token there before the old one ends."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def token(self) -> str:
        """Raises TokenUnavailable."""
        try:
            with Path(self._path).open("rb") as file:
                text = file.read(MAX_BYTES).decode("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise TokenUnavailable(f"the token file cannot be read: {type(error).__name__}") from None
        if not text or not text.isprintable():
            raise TokenUnavailable("the token file holds no token")
        return text


class EndpointTokens(AbstractTokenProvider):  # type: ignore[misc]  # as above
    """Asks the endpoint for a token by the client's id and secret, and again before it ends."""

    def __init__(
        self, url: str, client_id: str, secret: str, scope: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._request = _token_request(url, client_id, secret, scope)
        self._clock = clock
        self._lock = Lock()
        self._token = ""
        self._until = 0.0

    def token(self) -> str:
        """Raises TokenUnavailable."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                asked_at = self._clock()
                self._token, life = _token_of(_answer(self._request))
                self._until = asked_at + USED_SHARE * life
            return self._token


class _NoRedirects(HTTPRedirectHandler):
    """The client's secret is for the endpoint alone."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirects)


def _token_request(url: str, client_id: str, secret: str, scope: str) -> Request:
    fields = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
    credentials = f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "Authorization": f"Basic {base64.b64encode(credentials).decode()}",
    }
    return Request(url, urlencode(fields).encode(), headers)  # noqa: S310 - the settings take https and loopback only


def _answer(request: Request) -> bytes:
    try:
        with _OPENER.open(request, timeout=SECONDS) as response:
            body: bytes = response.read(MAX_BYTES)
            return body
    except (OSError, ValueError) as error:  # without its text: it may quote the answer
        status = getattr(error, "code", None)
        reason = f"answered with status {status}" if status else f"cannot be reached: {type(error).__name__}"
        raise TokenUnavailable(f"the token endpoint {reason}") from None


def _token_of(body: bytes) -> tuple[str, float]:
    """The token and the seconds for which it holds."""
    try:
        answer = json.loads(body)
        token, life = answer["access_token"], float(answer.get("expires_in", USUAL_LIFE))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise TokenUnavailable("the token endpoint answered without a token") from None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise TokenUnavailable("the token endpoint answered without a token")
    return token, life
