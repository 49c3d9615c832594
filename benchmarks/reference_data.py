"""What a commit costs everybody who knows districts, calendars and partnerships by heart."""

import asyncio
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec import structs

from benchmarks.figure import Figure
from services.contracts import facts, partnerships
from services.contracts.partnership_events import PartnershipProposed
from services.core.facts import EntityChange, EntityKey, Fact, Version, encoded
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.query.directory.reference_data import ReferenceData
from services.store.embedded import EmbeddedStore
from services.store.port import PartnershipWrite, Position, Source, Store, Writes

DISTRICTS, SCHOOLS, PARTNERSHIPS = 100, 10, 1_000
YEAR, FIRST_DAY, SCHOOL_DAYS = 2026, date(2025, 8, 18), 180
NOW = datetime(2026, 1, 15, tzinfo=UTC)
SOURCE = Source("benchmark", 0)
RUNS = 9


def reference_data() -> Figure:
    """Reference data brought up to date after a commit that changes one of 1,000 partnerships and one of 1,000
    calendars of 100 districts; limit: reading all of it, as a process does when it starts.
    """
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder) / "store.sqlite"))


async def _measure(path: Path) -> Figure:
    store = await EmbeddedStore.open(path)
    await _commit(store, 1, Writes(entities=dict(_documents()), partnerships=dict(map(_written, range(PARTNERSHIPS)))))
    kept, updates, loads = ReferenceData(), [], []
    await kept.directory(store)
    for run in range(2, RUNS + 2):
        await _commit(store, run, Writes(entities=dict([_calendar(0, 0, run)]), partnerships=dict([_written(0, run)])))
        updates.append(await _seconds(lambda: kept.directory(store)))
        loads.append(await _seconds(lambda: ReferenceData().directory(store)))
    await _commit(store, RUNS + 2, Writes())
    idle = await _seconds(lambda: kept.directory(store))
    await _commit(store, RUNS + 3, Writes(partnerships=dict([_written(0, RUNS + 3)])))
    notes = (
        f"after a commit: median {1e3 * sorted(updates)[RUNS // 2]:.1f} ms, "
        f"{await _bytes(lambda: kept.directory(store)):,} bytes at most while it is read",
        f"after a commit that changes none of it: {1e3 * idle:.1f} ms",
        f"everything: median {1e3 * sorted(loads)[RUNS // 2]:.1f} ms, "
        f"{await _bytes(lambda: ReferenceData().directory(store)):,} bytes at most while it is read",
    )
    await store.close()
    return Figure(1 / min(updates), 1 / min(loads), "readings/s", notes)


async def _seconds(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return time.perf_counter() - started


async def _bytes(work: Callable[[], Awaitable[object]]) -> int:
    tracemalloc.start()
    await work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


async def _commit(store: Store, offset: int, writes: Writes) -> None:
    await store.commit(await store.recover(SOURCE), Position(offset), writes, NOW)


def _documents() -> Iterator[tuple[EntityKey, EntityChange]]:
    for district in range(DISTRICTS):
        key = EntityKey(f"{district}", "district", encoded(f"{district}"))
        yield key, _change(key, facts.District(name=f"District {district}", time_zone="America/Chicago"))
        for school in range(SCHOOLS):
            own = EntityKey(f"{district}", "school", f"{school}")
            yield own, _change(own, facts.School(school=f"{school}", name=f"School {school}"))
            yield _calendar(district, school)


def _calendar(district: int, school: int, version: int = 1) -> tuple[EntityKey, EntityChange]:
    weekdays = (FIRST_DAY + timedelta(days=7 * (day // 5) + day % 5) for day in range(SCHOOL_DAYS))
    days = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in weekdays)
    key = EntityKey(f"{district}", "calendar", f"{school}|{YEAR}")
    return key, _change(key, facts.Calendar(school=f"{school}", school_year=YEAR, days=days[version % 2 :]), version)


def _change(key: EntityKey, value: facts.Data, version: int = 1) -> EntityChange:
    return EntityChange(key, Fact(Version(version, "benchmark", "1"), value))


def _written(number: int, version: int = 1) -> tuple[str, PartnershipWrite]:
    proposal = partnerships.Proposed(
        name=f"Partnership {number}",
        districts=(f"{number % DISTRICTS}",),
        partners=(partnerships.Partner(id="partner", name="Mercy Hospital", kind="hospital"),),
        begin=FIRST_DAY,
    )
    event = PartnershipProposed(
        id="1", source="benchmark", specversion="1.0", partitionkey=f"{number}", time=NOW, data=proposal
    )
    state = fold(None, event)
    return f"{number}", PartnershipWrite(_at(state, version), ())


def _at(state: Partnership, version: int) -> Partnership:
    return structs.replace(state, version=version)
