"""HTTP requests to the identity provider by the standard library, in threads: there are few of them."""

import asyncio
import time
from collections.abc import Mapping
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson

from services.authentication.provider import url_problem
from services.authentication.refusals import CredentialRefused, ProviderUnavailable

MAX_ANSWER = 512_000
"""Bytes of an answer."""
SECONDS = 5.0
"""For a whole request; a provider that sends a byte now and then gets no longer."""
_CHUNK = 16_384


class _NoRedirects(HTTPRedirectHandler):
    """A redirect could lead into the network of the server."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirects)


class HttpProviderClient:
    """`ports.ProviderClient` over HTTPS, and over HTTP on loopback."""

    async def get_json(self, url: str) -> dict[str, Any]:
        status, body = await _send(Request(url, headers={"Accept": "application/json"}))  # noqa: S310 - checked below
        if status != 200:
            raise ProviderUnavailable(f"the provider answered with status {status}")
        return _object(body)

    async def post_form(self, url: str, fields: Mapping[str, str], authorization: str | None) -> dict[str, Any]:
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if authorization is not None:
            headers["Authorization"] = authorization
        status, body = await _send(Request(url, urlencode(fields).encode(), headers))  # noqa: S310 - as above
        if 400 <= status < 500:
            error = _object(body).get("error") if body[:1] == b"{" else None
            raise CredentialRefused(f"the provider refused: {str(error)[:50]}")
        if status != 200:
            raise ProviderUnavailable(f"the provider answered with status {status}")
        return _object(body)


async def _send(request: Request) -> tuple[int, bytes]:
    if problem := url_problem(request.full_url):
        raise ProviderUnavailable(f"the provider's URL {problem}")
    try:
        return await asyncio.to_thread(_exchange, request)
    except (OSError, ValueError) as error:
        raise ProviderUnavailable(f"the provider cannot be reached: {type(error).__name__}") from error


def _exchange(request: Request) -> tuple[int, bytes]:
    deadline = time.monotonic() + SECONDS
    try:
        with _OPENER.open(request, timeout=SECONDS) as response:
            return response.status, _read(response, deadline)
    except HTTPError as error:
        with error:
            return error.code, _read(error, deadline)


def _read(response: IO[bytes], deadline: float) -> bytes:
    parts, size = [], 0
    while chunk := response.read1(_CHUNK):  # type: ignore[attr-defined]
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER:
            raise ValueError("answer too large")
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(parts)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise ProviderUnavailable("the provider's answer is no JSON") from None
    if not isinstance(value, dict):
        raise ProviderUnavailable("the provider's answer is no JSON object")
    return value
