"""The MongoDB adapter of the store port."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Concatenate, ParamSpec, TypeVar

from services.contracts import facts
from services.core.cells import COUNTING, FAMILIES, CellKey, Measures
from services.core.facts import EntityKey, Fact, FactKey, LedgerId
from services.core.ledger import Ledger
from services.core.partnerships.partnership import Partnership
from services.store.mongo import (
    documents,
    generations,
    partnerships,
    reads,
    records,
    saved,
    secret,
    updates,
    write_ahead,
)
from services.store.mongo.client import Database
from services.store.mongo_security import MongoSecurity
from services.store.port import (
    AcceptedEvent,
    CellQuery,
    CellSum,
    Checkpoint,
    Entity,
    EntityPage,
    EntityQuery,
    Generation,
    Lease,
    Position,
    Source,
    Stamp,
    Store,
    StoreError,
    StoreState,
    Writes,
)
from services.store.records import StoredRecord
from services.store.saved import SavedVersion

T = TypeVar("T")
P = ParamSpec("P")
Work = Callable[Concatenate[Database, Generation, P], Awaitable[T]]
"""Reading of one generation."""


class MongoStore(Store):
    """A store in one MongoDB database, which any number of processes may open.

    It follows the active generation; the store that `begin_generation` gives stays with the one it builds.
    """

    def __init__(
        self, database: Database, building: Generation | None = None, kept: Mapping[Source, Position] | None = None
    ) -> None:
        """`kept`: where the sources of the kept ledgers stood when the generation was begun."""
        self._database = database
        self._building = building
        self._kept = kept
        self._read_last: Generation | None = None

    @classmethod
    async def open(cls, url: str, patience: float | None = None, security: MongoSecurity | None = None) -> "MongoStore":
        """Open the database that the URL names (`tandem` if it names none), with its indexes; made if need be.

        Args:
            patience: seconds that one operation may take; None: as long as the options of the URL let it.
            security: of the connection, beside what the URL says.

        Raises:
            StoreError: it cannot be reached, the URL is wrong, or another version of Tandem wrote the database.
        """
        return await cls.over(Database(url, patience, security or MongoSecurity()))

    @classmethod
    async def over(cls, database: Database) -> "MongoStore":
        try:
            await generations.initialise(database)
        except StoreError:
            database.close()
            raise
        return cls(database)

    # ---- the consumer's side -------------------------------------------------------------------------------------

    async def recover(self, source: Source) -> Lease:
        return await write_ahead.recover(self._database, self._ownable, source)

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        return await write_ahead.commit(self._database, await self._generation(), owner, position, writes, fresh_at)

    async def checkpoints(self) -> Mapping[Source, Checkpoint]:
        return await self._read(write_ahead.checkpoints)

    async def note_disagreement(self, source: Source, reason: str | None) -> None:
        await write_ahead.note_disagreement(self._database, await self._generation(), source, reason)

    async def restart(self, source: Source, offset: int) -> None:
        await write_ahead.restart(self._database, self._ownable, source, offset)

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        return await self._read(reads.ledgers, ids)

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]:
        return await self._read(reads.facts_of, keys)

    async def enrolled(self, district: str, school_year: int, school: str) -> list[LedgerId]:
        return await self._read(reads.enrolled, district, school_year, school)

    async def shared_ledgers(self, district: str, school_year: int) -> dict[LedgerId, Ledger]:
        return await self._read(reads.shared_ledgers, district, school_year)

    async def ledger_ids(self, district: str) -> list[LedgerId]:
        return await self._read(reads.ledger_ids, district)

    async def years(self, learners: Collection[LedgerId]) -> list[LedgerId]:
        return await self._read(reads.years, learners)

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        return await self._read(documents.documents, district, kinds)

    async def partnerships(self, ids: Collection[str]) -> dict[str, Partnership]:
        return await self._read(partnerships.partnerships, ids)

    # ---- the query's side ----------------------------------------------------------------------------------------

    async def partnership_versions(self) -> dict[str, int]:
        return await self._read(partnerships.versions)

    async def partnership_events(self, partnership: str) -> list[AcceptedEvent]:
        return await self._read(partnerships.events, partnership)

    async def engaged_ledgers(self, district: str, school_year: int) -> AsyncIterator[dict[LedgerId, Ledger]]:
        after = ""
        while page := await self._read(reads.engaged_page, district, school_year, after):
            yield page
            after = max(page).owner

    async def beginning_participations(self, districts: Collection[str] | None, after: date) -> list[LedgerId]:
        return await self._read(reads.beginning_participations, districts, after)

    async def sum_cells(self, query: CellQuery) -> list[CellSum]:
        return await self._read(reads.sum_cells, query)

    async def entities(self, query: EntityQuery) -> EntityPage:
        return await self._read(documents.entities, query)

    async def entity(self, key: EntityKey) -> Entity | None:
        return await self._read(documents.entity, key)

    async def entities_of(self, keys: Collection[EntityKey]) -> list[Entity]:
        return await self._read(documents.entities_of, keys)

    async def document_stamps(self, kinds: Collection[str]) -> Mapping[EntityKey, Stamp]:
        return await self._read(documents.document_stamps, kinds)

    async def fresh_at(self) -> datetime | None:
        return await self._read(write_ahead.fresh_at)

    async def freshness(self) -> Mapping[Source, datetime]:
        return await self._read(write_ahead.freshness)

    async def positions(self) -> Mapping[Source, Position]:
        return await self._read(write_ahead.positions)

    async def secret(self) -> str | None:
        return await secret.noted(self._database)

    async def note_secret(self, fingerprint: str) -> None:
        await secret.note(self._database, fingerprint)

    async def state(self) -> StoreState:
        return await self._read(_state)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Store]:
        """Goes on like the store: what one aggregation has seen may have changed for the next."""
        yield self

    # ---- what people save ----------------------------------------------------------------------------------------

    async def add_saved(self, saved_version: SavedVersion) -> bool:
        return await saved.add(self._database, saved_version)

    async def saved(self, saved_id: str, version: int | None = None) -> SavedVersion | None:
        return await saved.version(self._database, saved_id, version)

    async def newest_saved(self) -> list[SavedVersion]:
        return await saved.newest(self._database)

    async def put_record(self, record: StoredRecord, before: bytes | None = None) -> bool:
        return await records.put(self._database, record, before)

    async def record(self, kind: str, record_id: str) -> StoredRecord | None:
        return await records.one(self._database, kind, record_id)

    async def records(self, kind: str) -> list[StoredRecord]:
        return await records.of_kind(self._database, kind)

    async def remove_record(self, kind: str, record_id: str) -> None:
        await records.remove(self._database, kind, record_id)

    async def remove_records_until(self, now: datetime) -> None:
        await records.remove_until(self._database, now)

    # ---- verify and rebuild --------------------------------------------------------------------------------------

    async def districts(self) -> list[str]:
        return await self._read(reads.districts)

    async def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]:
        after = LedgerId(district, -1, "")
        while page := await self._read(reads.ledger_page, district, after):
            for ledger in page:
                yield ledger
            after = page[-1][0]

    async def scan_cells(self, district: str) -> AsyncIterator[tuple[CellKey, Measures]]:
        for family in FAMILIES:
            async for key, measures in self._scan_family(family, district):
                yield key, measures

    async def _scan_family(self, family: str, district: str) -> AsyncIterator[tuple[CellKey, Measures]]:
        after = ""
        while page := await self._read(reads.cell_page, family, district, after):
            for _, key, measures in page:
                if measures:
                    yield key, measures
            after = page[-1][0]

    async def begin_generation(self, *, keep_ledgers: bool) -> Store:
        """With `keep_ledgers` whoever consumes is fenced off first, and what they had begun is finished.

        The store that is given shares this one's connection; closing it closes nothing.
        """
        kept = await self._fence() if keep_ledgers else None
        building = await generations.begin(self._database, keep_ledgers=keep_ledgers)
        return MongoStore(self._database, building, kept)

    async def add_cells(self, cells: Mapping[CellKey, Measures]) -> None:
        await self._database.upsert(updates.increments(self._must_build(), cells))

    async def activate(self) -> None:
        """Raises StoreError if the ledgers moved while their cells were computed: rebuild again, without a consumer."""
        building = self._must_build()
        if self._kept is None:
            await generations.activate(self._database, building, held=False)
        else:
            await self._switch_cells(building, self._kept)
        await generations.drop_others(self._database)

    async def _switch_cells(self, building: Generation, kept: Mapping[Source, Position]) -> None:
        """Nothing may be committed between the look at the positions and the switch: the new cells would miss it."""
        await generations.hold(self._database, building)
        try:
            if await self._fence() != kept:
                raise StoreError("events were applied during the rebuild; stop the consumers and rebuild again")
            await generations.activate(self._database, building, held=True)
        finally:
            await generations.release(self._database, building.cells)

    async def damages(self) -> list[str]:
        """MongoDB checks every page that it reads."""
        return []

    async def rebuilding(self) -> bool:
        return await generations.rebuilding(self._database)

    async def counted_by(self) -> int:
        return COUNTING if self._building is not None else await generations.counted_by(self._database)

    async def policies(self) -> dict[str, facts.Policy]:
        return await self._read(documents.policies)

    async def close(self) -> None:
        if self._building is None:
            self._database.close()

    # ---- generations ---------------------------------------------------------------------------------------------

    def _must_build(self) -> Generation:
        if self._building is None:
            raise StoreError("this store follows the active generation; begin_generation gives one that can be written")
        return self._building

    async def _fence(self) -> Mapping[Source, Position]:
        """Recover every source, so that its owner's next commit is refused. Where those stand that were begun."""
        generation = await generations.active(self._database)

        async def current() -> Generation:
            return generation

        sources = await write_ahead.positions(self._database, generation)
        fenced = {source: (await write_ahead.recover(self._database, current, source)).position for source in sources}
        return {source: position for source, position in fenced.items() if position != Position(0)}

    async def _generation(self) -> Generation:
        return self._building or await generations.active(self._database)

    async def _ownable(self) -> Generation:
        return self._building or await generations.unheld(self._database)

    async def _read(self, work: Work[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Read again if the generation was switched meanwhile: the old one's collections are dropped."""
        if self._building is not None:
            return await work(self._database, self._building, *arguments, **named)
        generation = self._read_last or await generations.active(self._database)
        while True:
            result = await work(self._database, generation, *arguments, **named)
            now = await generations.active(self._database)
            if now == generation:
                self._read_last = now
                return result
            generation = now


async def _state(database: Database, generation: Generation) -> StoreState:
    fresh_at = await write_ahead.fresh_at(database, generation)  # first, or it would promise more
    policies = await documents.policies(database, generation)
    progress = await write_ahead.progress(database, generation)
    return StoreState(generation, progress.positions, policies, fresh_at, progress.documents)
