"""What administrators change: API keys, and grants to persons. Every change is a version that is added."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from services.authentication.key_rules import is_valid, revoked_grant, revoked_key, rotated
from services.authentication.key_text import digest, new_key
from services.authentication.register import newest
from services.authentication.stored import (
    GRANT,
    KEY,
    MAX_TEXT,
    USE,
    GrantVersion,
    KeySecret,
    KeyVersion,
    ScopeDocument,
)
from services.core.access import Role, Scope
from services.store.records import RecordStore, StoredRecord

DEFAULT_OVERLAP = timedelta(days=7)


class ChangeRefused(Exception):
    """The change cannot be made; the message says why."""


class CredentialAdministration:
    """Keys and grants as they are stored. Every method that changes them raises ChangeRefused."""

    def __init__(self, store: RecordStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def keys(self) -> list[KeyVersion]:
        """The newest versions, also of those that were revoked."""
        return newest([msgspec.json.decode(record.raw, type=KeyVersion) for record in await self._store.records(KEY)])

    async def grants(self) -> list[GrantVersion]:
        """The newest versions, also of those that have ended."""
        records = await self._store.records(GRANT)
        return newest([msgspec.json.decode(record.raw, type=GrantVersion) for record in records])

    async def last_uses(self) -> dict[str, str]:
        """The hour in which each key was used last, by the key's id."""
        return {record.id: record.raw.decode() for record in await self._store.records(USE)}

    async def create_key(
        self, name: str, role: Role, scope: Scope, until: datetime | None, by: str
    ) -> tuple[KeyVersion, str]:
        """A new key, and its secret, which is kept nowhere."""
        now, text = self._now(), new_key()
        self._check(name, now, until)
        key = KeyVersion(
            id=uuid.uuid4().hex[:12],
            version=1,
            name=name.strip(),
            role=role,
            scope=ScopeDocument.of(scope),
            secrets=[KeySecret(sha256=digest(text), begin=now, until=until)],
            changed_at=now,
            changed_by=by,
        )
        await self._add(KEY, key)
        return key, text

    async def rotate_key(
        self, key_id: str, until: datetime | None, by: str, overlap: timedelta = DEFAULT_OVERLAP
    ) -> tuple[KeyVersion, str]:
        """A new secret; the one before it is taken for the overlap. Without `until` it lives as long as that one."""
        now, text, key = self._now(), new_key(), await self._key(key_id)
        if key.revoked:
            raise ChangeRefused(f"key {key_id} is revoked; create another one")
        last = key.secrets[-1]
        if until is None and last.until is not None and is_valid(last, now):
            until = now + (last.until - last.begin)
        elif until is None and last.until is not None:
            raise ChangeRefused(f"key {key_id} has expired; say until when the new secret is to be taken")
        _check_end(now, until)
        changed = rotated(key, digest(text), now, overlap, until, by)
        await self._add(KEY, changed)
        return changed, text

    async def revoke_key(self, key_id: str, by: str) -> KeyVersion:
        """No secret of it is taken any more."""
        key = await self._key(key_id)
        if key.revoked:
            return key
        changed = revoked_key(key, self._now(), by)
        await self._add(KEY, changed)
        return changed

    async def give(
        self,
        issuer: str,
        subject: str,
        role: Role,
        scope: Scope,
        by: str,
        begin: datetime | None = None,
        until: datetime | None = None,
    ) -> GrantVersion:
        """A grant to a person, beside what their claims give."""
        now = self._now()
        self._check(subject, now, until)
        grant = GrantVersion(
            id=uuid.uuid4().hex[:12],
            version=1,
            issuer=issuer,
            subject=subject,
            role=role,
            scope=ScopeDocument.of(scope),
            begin=begin or now,
            until=until,
            given_by=by,
            changed_at=now,
            changed_by=by,
        )
        await self._add(GRANT, grant)
        return grant

    async def revoke_grant(self, grant_id: str, by: str) -> GrantVersion:
        """The grant ends now."""
        grant = next((grant for grant in await self.grants() if grant.id == grant_id), None)
        if grant is None:
            raise ChangeRefused(f"there is no grant {grant_id}; `tandem access list` shows all")
        changed = revoked_grant(grant, self._now(), by)
        await self._add(GRANT, changed)
        return changed

    async def _key(self, key_id: str) -> KeyVersion:
        key = next((key for key in await self.keys() if key.id == key_id), None)
        if key is None:
            raise ChangeRefused(f"there is no key {key_id}; `tandem key list` shows all")
        return key

    async def _add(self, kind: str, version: KeyVersion | GrantVersion) -> None:
        record = StoredRecord(kind, f"{version.id}|{version.version:06}", msgspec.json.encode(version))
        if not await self._store.put_record(record):
            raise ChangeRefused(f"{version.id} was changed at the same time; look at it and try again")

    def _check(self, name: str, now: datetime, until: datetime | None) -> None:
        if not name.strip() or len(name) > MAX_TEXT or not name.isprintable():
            raise ChangeRefused(f"a name is one line of 1 to {MAX_TEXT} characters")
        _check_end(now, until)


def _check_end(now: datetime, until: datetime | None) -> None:
    if until is not None and until <= now:
        raise ChangeRefused("the end must lie in the future")
