"""The API keys and grants that hold: read from the store every two seconds while somebody asks.

So what another process revokes ends to count here within `REFRESH_SECONDS`, and a request reads no store.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
import structlog

from services.authentication.key_rules import is_valid
from services.authentication.stored import GRANT, KEY, USE, GrantVersion, KeySecret, KeyVersion
from services.core.access import Grant
from services.store.port import StoreError
from services.store.records import RecordStore, StoredRecord

log = structlog.get_logger(__name__)
REFRESH_SECONDS = 2.0
T = TypeVar("T", KeyVersion, GrantVersion)
_decode_key = msgspec.json.Decoder(KeyVersion).decode
_decode_grant = msgspec.json.Decoder(GrantVersion).decode


class CredentialRegister:
    """Attributes:
    revision: grows whenever what was read has changed.
    has_keys: whether there is or was any key: once there was one, nobody comes without a credential any more.
    """

    def __init__(self, store: RecordStore, clock: Callable[[], float]) -> None:
        self.revision = 0
        self.has_keys = False
        self._store = store
        self._clock = clock
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._raw: list[StoredRecord] = []
        self._keys: dict[str, tuple[KeyVersion, KeySecret]] = {}
        self._grants: dict[tuple[str, str], tuple[Grant, ...]] = {}
        self._used: dict[str, int] = {}
        self._noting: set[asyncio.Task[None]] = set()

    async def refresh(self) -> None:
        """Read again if the last time is too long ago. Raises StoreError."""
        if self._clock() - self._read_at < REFRESH_SECONDS:
            return
        async with self._reading:
            if self._clock() - self._read_at >= REFRESH_SECONDS:
                await self._read()

    def key(self, sha256: str, now: datetime) -> tuple[KeyVersion, KeySecret] | None:
        """The key with a secret that is taken now."""
        pair = self._keys.get(sha256)
        return pair if pair is not None and is_valid(pair[1], now) else None

    def grants(self, issuer: str, subject: str) -> tuple[Grant, ...]:
        """Every grant to a person, in force or not."""
        return self._grants.get((issuer, subject), ())

    def note_use(self, key_id: str, now: datetime) -> None:
        """Keep in which hour a key was used last. It is written once an hour, beside the request."""
        hour = now.toordinal() * 24 + now.hour
        if self._used.get(key_id) == hour:
            return
        self._used[key_id] = hour
        task = asyncio.create_task(self._write_use(key_id, now.strftime("%Y-%m-%dT%H:00Z")))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def close(self) -> None:
        """Waits until uses are noted that are being noted."""
        await asyncio.gather(*self._noting)

    async def _write_use(self, key_id: str, hour: str) -> None:
        try:
            before = await self._store.record(USE, key_id)
            if before is None or before.raw < hour.encode():
                await self._store.put_record(StoredRecord(USE, key_id, hour.encode()), before and before.raw)
        except StoreError as error:
            log.warning("authentication.use_not_noted", reason=str(error))

    async def _read(self) -> None:
        raw = [*await self._store.records(KEY), *await self._store.records(GRANT)]
        self._read_at = self._clock()
        if raw == self._raw and self.revision:
            return
        keys = newest([_decode_key(record.raw) for record in raw if record.kind == KEY])
        grants = newest([_decode_grant(record.raw) for record in raw if record.kind == GRANT])
        self._keys = {secret.sha256: (key, secret) for key in keys if not key.revoked for secret in key.secrets}
        by_person: dict[tuple[str, str], list[Grant]] = {}
        for version in grants:
            by_person.setdefault((version.issuer, version.subject), []).append(version.grant())
        self._grants = {person: tuple(grants_of) for person, grants_of in by_person.items()}
        self.has_keys = bool(keys)
        self._raw = raw
        self.revision += 1


def newest(versions: list[T]) -> list[T]:
    """The newest version of each, by id."""
    heads: dict[str, T] = {}
    for version in versions:
        if version.id not in heads or heads[version.id].version < version.version:
            heads[version.id] = version
    return [heads[key] for key in sorted(heads)]
