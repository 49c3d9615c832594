"""Bodies of requests: read whole or refused, within limits of size, time and memory, compressed or not."""

import asyncio
import zlib
from collections.abc import Mapping

from starlette.requests import Request

from services.web.limits import ServerLimits

GZIP = "gzip"
SUPPORTED = f"{GZIP} or identity"
IN_A_THREAD = 64_000
"""Compressed bytes from which on decompression would hold up everybody else."""
MAX_MEMBERS = 16
"""Of a gzip body. Each is looked for in a copy of the rest, so many small ones would take very long."""


class BodyProblem(Exception):
    """A body that is not taken.

    Attributes:
        status: of the HTTP response: 400, 408, 413, 415 or 429.
        headers: that the response must have.
    """

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers or {}


class Bodies:
    """The bodies that one server is receiving."""

    def __init__(self, limits: ServerLimits | None = None) -> None:
        self._limits = limits or ServerLimits()
        self._received: dict[asyncio.Timeout, int] = {}
        """Bytes of each body that has not come whole, those that began first before the others."""

    async def read(self, request: Request, most: int) -> bytes:
        """The body, decompressed; given up as soon as it is too long, whether or not its length was announced.

        Args:
            most: bytes, before and after decompression.

        Raises:
            BodyProblem: and nothing more is read.
            ClientDisconnect: the client went away.
        """
        encoding = request.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in (GZIP, "identity"):
            reason = f"content encoding {encoding[:100]!r} is not supported; send the body as {SUPPORTED}"
            raise BodyProblem(415, reason, {"Accept-Encoding": GZIP})
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and len(announced) < 20 and int(announced) > most:
            raise _too_large(most)
        body = await self._in_time(request, most)
        if encoding != GZIP:
            return body
        if len(body) < IN_A_THREAD:
            return gunzip(body, most)
        return await asyncio.to_thread(gunzip, body, most)

    async def _in_time(self, request: Request, most: int) -> bytes:
        deadline = asyncio.timeout(self._limits.body_seconds)
        try:
            async with deadline:
                return await self._whole(request, most, deadline)
        except TimeoutError:
            if deadline not in self._received:
                reason = "too many bodies are being received, and this one began first; send it again later"
                raise BodyProblem(429, reason, {"Retry-After": "1"}) from None
            reason = f"the body did not come within {self._limits.body_seconds:g} seconds; send smaller ones"
            raise BodyProblem(408, reason, {"Connection": "close"}) from None
        finally:
            self._received.pop(deadline, None)

    async def _whole(self, request: Request, most: int, deadline: asyncio.Timeout) -> bytes:
        body = bytearray()
        self._received[deadline] = 0
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise _too_large(most)
            if deadline in self._received:
                self._received[deadline] = len(body)
                self._limit_bytes()
        return bytes(body)

    def _limit_bytes(self) -> None:
        """Gives up the bodies that began first: whoever stalls has begun before those who send at once."""
        unfinished = sum(self._received.values())
        for deadline in list(self._received):
            if unfinished <= self._limits.body_bytes:
                return
            unfinished -= self._received.pop(deadline)
            deadline.reschedule(0)


def gunzip(data: bytes, most: int) -> bytes:
    """The bytes that gzip made the data of, which may be several members. Raises BodyProblem."""
    out = bytearray()
    members = 0
    while data:
        if (members := members + 1) > MAX_MEMBERS:
            raise BodyProblem(400, f"the gzip body has more than {MAX_MEMBERS} members; compress it as one")
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            out += member.decompress(data, most + 1 - len(out))
        except zlib.error:
            raise BodyProblem(400, "the body is not gzip, as its Content-Encoding says") from None
        if len(out) > most:
            raise _too_large(most)
        if not member.eof:
            raise BodyProblem(400, "the body ends before its gzip does")
        data = member.unused_data
    return bytes(out)


def _too_large(most: int) -> BodyProblem:
    return BodyProblem(413, f"the body has more than {most} bytes; send less at a time")
