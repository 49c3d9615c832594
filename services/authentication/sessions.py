"""Sessions of browsers, in the store. A cookie holds 256 random bits, and the store only their SHA-256.

What could be used elsewhere (the provider's refresh token and ID token) is encrypted by a key that is made from the
cookie: a copy of the store is not enough to read it.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec.structs import replace

from services.authentication.bounded_cache import BoundedCache
from services.authentication.refusals import CredentialRefused
from services.authentication.stored import SESSION, SessionDocument
from services.store.records import RecordStore, StoredRecord

CACHE_SECONDS = 2.0
GRACE = timedelta(seconds=60)
"""For so long a session that was replaced is taken for requests that were on their way."""
_NONCE = 12
_decode = msgspec.json.Decoder(SessionDocument).decode


class SealedTokens(msgspec.Struct, frozen=True):
    """What a session keeps of the provider's answer."""

    refresh_token: str = ""
    id_token: str = ""


def new_secret() -> str:
    """What a cookie holds."""
    return secrets.token_urlsafe(32)


def session_problem(session: SessionDocument, now: datetime, idle: timedelta) -> str | None:
    """Why a session does not hold now, but for tokens that can be refreshed."""
    if now >= session.until:
        return "session has lasted its time"
    if now >= session.seen_at + idle:
        return "session was idle for too long"
    if session.replaced_until is not None and now >= session.replaced_until:
        return "session was replaced"
    return None


def seal(tokens: SealedTokens, secret: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_sealing_key(secret)).encrypt(nonce, msgspec.json.encode(tokens), None)


def unseal(sealed: bytes, secret: str) -> SealedTokens:
    """Raises CredentialRefused."""
    try:
        text = AESGCM(_sealing_key(secret)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        return msgspec.json.decode(text, type=SealedTokens)
    except (InvalidTag, ValueError) as error:
        raise CredentialRefused("session cannot be unsealed") from error


def _sealing_key(secret: str) -> bytes:
    return hashlib.sha256(b"tandem session seal\0" + secret.encode()).digest()


def session_id(secret: str) -> str:
    return hashlib.sha256(b"tandem session id\0" + secret.encode()).hexdigest()


class Sessions:
    """Finds, adds and ends sessions. What is read is kept for two seconds, so that ending one acts within them."""

    def __init__(
        self, store: RecordStore, idle: timedelta, now: Callable[[], datetime], clock: Callable[[], float]
    ) -> None:
        self._store = store
        self._idle = idle
        self._now = now
        self._cache: BoundedCache[tuple[SessionDocument, bytes]] = BoundedCache(CACHE_SECONDS, clock)

    async def find(self, secret: str) -> SessionDocument:
        """The session of a cookie, which holds now but for its tokens. Raises CredentialRefused."""
        session, _ = await self._stored(secret)
        if problem := session_problem(session, self._now(), self._idle):
            raise CredentialRefused(problem)
        if self._now() - session.seen_at >= self._idle / 10:
            session = await self.replace(secret, replace(session, seen_at=self._now())) or session
        return session

    async def add(self, secret: str, session: SessionDocument) -> None:
        await self._store.remove_records_until(self._now())
        raw = msgspec.json.encode(session)
        await self._store.put_record(StoredRecord(SESSION, session_id(secret), raw, session.until))
        self._cache.put(session_id(secret), (session, raw))

    async def replace(self, secret: str, session: SessionDocument) -> SessionDocument | None:
        """Change it; None: another process has changed it in the meantime."""
        _, before = await self._stored(secret)
        raw = msgspec.json.encode(session)
        if not await self._store.put_record(StoredRecord(SESSION, session_id(secret), raw, session.until), before):
            self._cache.drop(session_id(secret))
            return None
        self._cache.put(session_id(secret), (session, raw))
        return session

    async def end(self, secret: str) -> None:
        self._cache.drop(session_id(secret))
        await self._store.remove_record(SESSION, session_id(secret))

    async def _stored(self, secret: str) -> tuple[SessionDocument, bytes]:
        own_id = session_id(secret)
        if (cached := self._cache.get(own_id)) is not None:
            return cached
        record = await self._store.record(SESSION, own_id)
        if record is None:
            raise CredentialRefused("no such session")
        stored = _decode(record.raw), record.raw
        self._cache.put(own_id, stored)
        return stored
