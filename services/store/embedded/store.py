"""The embedded adapter of the store port."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from services.contracts import facts
from services.core.cells import COUNTING, FAMILIES, CellKey, KeyValue, Measures
from services.core.facts import EntityKey, Fact, FactKey, LedgerId, encoded
from services.core.ledger import Ledger
from services.core.partnerships.partnership import Partnership
from services.store.embedded import (
    checkpoints,
    documents,
    generations,
    partnerships,
    reads,
    records,
    saved,
    secret,
    transactions,
)
from services.store.embedded.connection import IN_MEMORY, SqliteConnection, transaction
from services.store.embedded.damage import FAILURES, damages, store_error
from services.store.embedded.migration import migrate
from services.store.embedded.snapshot_pool import SnapshotPool
from services.store.embedded.tables import SCHEMA_VERSION, ddl
from services.store.port import (
    AcceptedEvent,
    CellQuery,
    CellSum,
    Checkpoint,
    DamagedStore,
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
FileWork = Callable[Concatenate[sqlite3.Connection, P], T]
"""Work on the file alone."""
Work = Callable[Concatenate[sqlite3.Connection, Generation, P], T]
"""Work on one generation of the file."""


class EmbeddedStore(Store):
    """A store in one SQLite file, which several processes of this machine may open.

    It follows the active generation; the store that `begin_generation` gives stays with the one it builds.
    """

    def __init__(self, path: Path, connection: SqliteConnection, building: Generation | None = None) -> None:
        self._path = path
        self._connection = connection
        self._building = building
        self._snapshots = SnapshotPool(path)
        self._looked: tuple[object, StoreState] | None = None

    @classmethod
    async def open(cls, path: Path) -> "EmbeddedStore":
        """Open the file, creating it if need be. Raises StoreError if another version of Tandem wrote it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = SqliteConnection(path)

        def create(db: sqlite3.Connection) -> int:
            with transaction(db):
                for statement in ddl():
                    db.execute(statement)
                db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (SCHEMA_VERSION,))
                generations.initialise(db)
                return migrate(db)

        try:
            version = await connection.run(create)
        except (*FAILURES, OSError) as error:
            await connection.close()
            problem = store_error(path, error)
            if isinstance(problem, DamagedStore):
                raise problem from error
            raise StoreError(f"{path} cannot be used as a store: {error}") from error
        if version != SCHEMA_VERSION:
            await connection.close()
            raise StoreError(
                f"{path} has schema {version}, this is {SCHEMA_VERSION}: move the file away, then "
                "`tandem rebuild --from-log` makes another and `tandem saved copy` brings what people saved in this"
            )
        return cls(path, connection)

    async def recover(self, source: Source) -> Lease:
        return await self._write(transactions.recover, source)

    async def commit(self, owner: Lease, position: Position, writes: Writes, fresh_at: datetime) -> Lease:
        return await self._write(transactions.commit, owner, position, writes, fresh_at)

    async def checkpoints(self) -> Mapping[Source, Checkpoint]:
        return await self._read(checkpoints.checkpoints)

    async def note_disagreement(self, source: Source, reason: str | None) -> None:
        await self._write(checkpoints.note_disagreement, source, reason)

    async def restart(self, source: Source, offset: int) -> None:
        await self._write(checkpoints.restart, source, offset)

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        return await self._read(reads.ledgers, ids)

    async def facts_at(self, keys: Collection[tuple[LedgerId, FactKey]]) -> dict[tuple[LedgerId, FactKey], Fact]:
        return await self._read(reads.facts_of, keys)

    async def enrolled(self, district: str, school_year: int, school: str) -> list[LedgerId]:
        prefix = encoded(school)
        return await self._read(reads.enrolled, district, school_year, prefix)

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
        return await self._read(reads.fresh_at)

    async def freshness(self) -> Mapping[Source, datetime]:
        return await self._read(reads.freshness)

    async def positions(self) -> Mapping[Source, Position]:
        return await self._read(reads.positions)

    async def state(self) -> StoreState:
        version = self._version()
        if self._looked is None or self._looked[0] != version:
            self._looked = version, await self._read(_state)
        return self._looked[1]

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Store]:
        """A file in memory has one connection, so its snapshots go on like the store."""
        if self._path == IN_MEMORY:
            yield self
            return
        async with self._snapshots.one() as connection:
            yield _Snapshot(self._path, connection, self._building)

    async def secret(self) -> str | None:
        return await self._read_apart(secret.noted)

    async def note_secret(self, fingerprint: str) -> None:
        await self._write_apart(secret.note, fingerprint)

    async def add_saved(self, saved_version: SavedVersion) -> bool:
        return await self._write_apart(saved.add, saved_version)

    async def saved(self, saved_id: str, version: int | None = None) -> SavedVersion | None:
        return await self._read_apart(saved.version, saved_id, version)

    async def newest_saved(self) -> list[SavedVersion]:
        return await self._read_apart(saved.newest)

    async def put_record(self, record: StoredRecord, before: bytes | None = None) -> bool:
        return await self._write_apart(records.put, record, before)

    async def record(self, kind: str, record_id: str) -> StoredRecord | None:
        return await self._read_apart(records.one, kind, record_id)

    async def records(self, kind: str) -> list[StoredRecord]:
        return await self._read_apart(records.of_kind, kind)

    async def remove_record(self, kind: str, record_id: str) -> None:
        await self._write_apart(records.remove, kind, record_id)

    async def remove_records_until(self, now: datetime) -> None:
        await self._write_apart(records.remove_until, now)

    async def districts(self) -> list[str]:
        return await self._read(reads.districts)

    async def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]:
        after = (-1, "")
        while page := await self._read(reads.ledger_page, district, after):
            for ledger in page:
                yield ledger
            last = page[-1][0]
            after = (last.school_year, last.owner)

    async def scan_cells(self, district: str) -> AsyncIterator[tuple[CellKey, Measures]]:
        for family in FAMILIES:
            async for key, measures in self._scan_family(family, district):
                yield key, measures

    async def _scan_family(self, family: str, district: str) -> AsyncIterator[tuple[CellKey, Measures]]:
        after: tuple[KeyValue, ...] = ()
        while page := await self._read(reads.cell_rows, family, district, after):
            for key, measures in page:
                if measures:
                    yield key, measures
            after = page[-1][0].values

    async def begin_generation(self, *, keep_ledgers: bool) -> Store:
        building = await self._write(generations.begin, keep_ledgers)
        return EmbeddedStore(self._path, SqliteConnection(self._path), building)

    async def add_cells(self, cells: Mapping[CellKey, Measures]) -> None:
        await self._write_apart(_add_cells, self._must_build(), cells)

    async def activate(self) -> None:
        building = self._must_build()
        await self._write_apart(generations.activate, building)

    def _must_build(self) -> Generation:
        if self._building is None:
            raise StoreError("this store follows the active generation; begin_generation gives one that can be written")
        return self._building

    async def damages(self) -> list[str]:
        """Reads the whole file."""
        return [f"{self._path}: {problem}" for problem in await self._read_apart(damages)]

    async def rebuilding(self) -> bool:
        return await self._read_apart(generations.rebuilding)

    async def counted_by(self) -> int:
        if self._building is not None:
            return COUNTING
        return await self._read_apart(generations.counted_by)

    async def policies(self) -> dict[str, facts.Policy]:
        return await self._read(documents.policies)

    async def close(self) -> None:
        await self._snapshots.close()
        await self._connection.close()

    def _version(self) -> object:
        try:
            return self._connection.version()
        except sqlite3.Error:  # then it is read, and reading says what is wrong
            return object()

    async def _read(self, work: Work[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return await self._in_transaction("DEFERRED", self._of_generation, work, *arguments, **named)

    async def _write(self, work: Work[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return await self._in_transaction("IMMEDIATE", self._of_generation, work, *arguments, **named)

    async def _read_apart(self, work: FileWork[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Read what belongs to no generation."""
        return await self._in_transaction("DEFERRED", work, *arguments, **named)

    async def _write_apart(self, work: FileWork[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return await self._in_transaction("IMMEDIATE", work, *arguments, **named)

    def _of_generation(self, db: sqlite3.Connection, work: Work[P, T], /, *arguments: P.args, **named: P.kwargs) -> T:
        return work(db, self._building or generations.active(db), *arguments, **named)

    async def _in_transaction(self, kind: str, work: FileWork[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        def run(db: sqlite3.Connection) -> T:
            try:
                with self._transaction(db, kind):
                    return work(db, *arguments, **named)
            except FAILURES as error:
                raise store_error(self._path, error) from error

        return await self._connection.run(run)

    def _transaction(self, db: sqlite3.Connection, kind: str) -> AbstractContextManager[object]:
        return transaction(db, kind)


class _Snapshot(EmbeddedStore):
    """The store as the transaction sees it that the connection is in, to read from."""

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Store]:
        yield self

    def _version(self) -> object:
        return None

    def _transaction(self, db: sqlite3.Connection, kind: str) -> AbstractContextManager[object]:
        if kind != "DEFERRED":
            raise StoreError("a snapshot of the store cannot be written to; write to the store itself")
        return nullcontext(db)


def _add_cells(db: sqlite3.Connection, building: Generation, cells: Mapping[CellKey, Measures]) -> None:
    generations.check_building(db, building)
    transactions.add_cells(db, building.cells, cells)


def _state(db: sqlite3.Connection, generation: Generation) -> StoreState:
    return StoreState(
        generation,
        reads.positions(db, generation),
        documents.policies(db, generation),
        reads.fresh_at(db, generation),
        generations.document_commits(db),
    )
