"""Saved queries: kept by name, in versions, and shared with whoever may see all that their owner may.

What is shared is the question. Whoever runs it gets the answer of their own scope.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from services.core.access import Operation, Principal, may
from services.core.search import is_found
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.query_error import ErrorCode, QueryError
from services.query.results.ordering import SortPart, keyset_page, sort_key
from services.query.saved_queries.checks import check_draft, check_question
from services.query.saved_queries.saved_query import SavedQuery, SavedQueryDraft, Sharing
from services.store.saved import SavedStore, SavedVersion

MAX_VERSIONS = 1_000
MAX_SAVED = 1_000
"""Saved queries of one owner."""
RECALLED = 20
"""The latest versions of a saved query among which one with the same idempotency key is looked for."""


class SavedQueries:
    """Every method takes the principal, and shows them what they may see. Raises QueryError."""

    def __init__(self, store: SavedStore, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now

    async def save(
        self,
        principal: Principal,
        draft: SavedQueryDraft,
        saved_id: str | None = None,
        expected: int | None = None,
        key: str | None = None,
    ) -> SavedQuery:
        """A new saved query, or a new version of the one with this id, if it still has the expected version.

        `key`: sent again with the same one, it is the version that was saved first.
        """
        now, own_key = self._now(), _key_of(principal, key)
        _check_role(principal, draft.sharing)
        check_draft(draft)
        check_question(principal, draft.question, now.date())
        new_id = uuid4().hex if own_key is None else own_key[:32]
        if own_key is not None and (before := await self._saved_before(saved_id or new_id, own_key)):
            if not before.says(draft):
                message = "the key was used for another request; take a new one for a new intention"
                raise QueryError(ErrorCode.IDEMPOTENCY_CONFLICT, "idempotencyKey", message)
            return before
        if saved_id is None:
            await self._check_new(principal, expected)
            saved_id, version = new_id, 1
        else:
            version = (await self._own(principal, saved_id, expected)).version + 1
            if version > MAX_VERSIONS:
                raise QueryError(
                    ErrorCode.TOO_MANY,
                    "id",
                    f"it has {MAX_VERSIONS} versions; save it as a new one",
                    (MAX_VERSIONS, version),
                )
        return await self._add(
            SavedQuery(
                id=saved_id,
                version=version,
                name=draft.name.strip(),
                description=draft.description,
                owner=principal.name,
                districts=principal.districts,
                partnerships=principal.partnerships,
                sharing=draft.sharing,
                query=draft.query,
                updated_at=now,
                key=own_key,
            )
        )

    async def delete(
        self, principal: Principal, saved_id: str, expected: int | None = None, key: str | None = None
    ) -> None:
        """Nobody finds it any more, in any version. `key`: sent again with the same one, it counts once."""
        own_key = _key_of(principal, key)
        before = None if own_key is None else await self._saved_before(saved_id, own_key)
        if before is not None and before.deleted:
            return
        head = await self._own(principal, saved_id, expected)
        changed = {"version": head.version + 1, "updated_at": self._now(), "query": {}, "key": own_key}
        await self._add(msgspec.structs.replace(head, deleted=True, **changed))

    async def one(self, principal: Principal, saved_id: str, version: int | None = None) -> SavedQuery | None:
        """This version, or the newest. What has become private or was deleted is so in every version."""
        head = await self._read(saved_id)
        if head is None or not head.is_seen_by(principal):
            return None
        version_read = head if version in (None, head.version) else await self._read(saved_id, version)
        return version_read if version_read is not None and version_read.is_seen_by(principal) else None

    async def page(
        self, principal: Principal, search: str | None, first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[SavedQuery]:
        """The newest versions, by name."""
        seen = [saved for saved in await self._all() if saved.is_seen_by(principal) and is_found(search, _texts(saved))]
        return keyset_page(sorted(seen, key=lambda saved: sort_key(_parts(saved), ())), _parts, (), first, after, end)

    async def _saved_before(self, saved_id: str, own_key: str) -> SavedQuery | None:
        """The version that was saved under the key of its owner; None: there is none among the latest."""
        stored = await self._store.saved(saved_id)
        for _ in range(RECALLED):
            if stored is None:
                return None
            saved = _decode(stored.raw)
            if saved.key == own_key:
                return saved
            stored = await self._store.saved(saved_id, saved.version - 1) if saved.version > 1 else None
        return None

    async def _check_new(self, principal: Principal, expected: int | None) -> None:
        if expected:
            raise _conflict(f"a new saved query has no version {expected} before it")
        if sum(saved.owner == principal.name for saved in await self._all()) >= MAX_SAVED:
            raise QueryError(ErrorCode.TOO_MANY, "query", f"you have {MAX_SAVED} saved queries; delete one first")

    async def _own(self, principal: Principal, saved_id: str, expected: int | None) -> SavedQuery:
        """The newest version, which the principal may change."""
        head = await self.one(principal, saved_id)
        if head is None:
            raise QueryError(ErrorCode.NOT_FOUND, "id", "there is no saved query of this id that you may see")
        if head.owner != principal.name:
            raise QueryError(ErrorCode.FORBIDDEN, "id", "only its owner may change it; save it as your own")
        if expected not in (None, head.version):
            raise _conflict(f"it has version {head.version} by now, not {expected}; read it again")
        return head

    async def _add(self, saved: SavedQuery) -> SavedQuery:
        if not await self._store.add_saved(SavedVersion(saved.id, saved.version, msgspec.json.encode(saved))):
            if saved.key is not None and (same := await self._saved_before(saved.id, saved.key)):
                return same  # the same was sent twice at once
            raise _conflict("it was changed at the same time; read it again")
        return saved

    async def _read(self, saved_id: str, version: int | None = None) -> SavedQuery | None:
        stored = await self._store.saved(saved_id, version)
        decoded = _decode(stored.raw) if stored else None
        return None if decoded is None or decoded.deleted else decoded

    async def _all(self) -> list[SavedQuery]:
        newest = (_decode(stored.raw) for stored in await self._store.newest_saved())
        return [saved for saved in newest if not saved.deleted]


_decode = msgspec.json.Decoder(SavedQuery).decode


def _key_of(principal: Principal, key: str | None) -> str | None:
    """Others have keys like it."""
    return None if key is None else hashlib.sha256(f"{principal.name}\0{key}".encode()).hexdigest()


def _check_role(principal: Principal, sharing: Sharing) -> None:
    """Raises QueryError where the table of roles does not let somebody save or share a query."""
    operation = Operation.SAVE_PRIVATE if sharing is Sharing.PRIVATE else Operation.SAVE_FOR_DISTRICT
    if not may(principal, operation):
        raise QueryError(ErrorCode.FORBIDDEN, "sharing", f"your roles do not allow you to {operation}")


def _conflict(message: str) -> QueryError:
    return QueryError(ErrorCode.VERSION_CONFLICT, "expectedVersion", message)


def _parts(saved: SavedQuery) -> list[SortPart]:
    return [(0, saved.name.casefold()), (0, saved.id)]


def _texts(saved: SavedQuery) -> tuple[str, ...]:
    return saved.name, saved.description, saved.id
