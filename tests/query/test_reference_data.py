"""Reference data: one for a process, brought up to date by what changed, and always what a first reading would give."""

import asyncio
import dataclasses
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from services.contracts import facts
from services.core.entity_changes import entity_change_of
from services.core.facts import EntityChange, EntityKey
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.query.directory.directory import Directory
from services.query.directory.reference_data import ReferenceData
from services.store.embedded import EmbeddedStore
from services.store.port import Entity, PartnershipWrite, Position, Source, Store, Writes
from tests.consumers.agreements import PROPOSED, told
from tests.consumers.world import EPOCH, event, memory_store
from tests.depth import examples

DISTRICTS = ("d", "e")
DAYS = (date(2010, 9, 1), date(2010, 9, 2), date(2010, 9, 3))
KINDS = ("Instructional day", "Make-up day", "Holiday")

districts = st.sampled_from(DISTRICTS)
kinds = st.sampled_from(KINDS)
days = st.lists(st.sampled_from(DAYS), unique=True).flatmap(
    lambda chosen: st.tuples(*(st.builds(facts.CalendarDay, date=st.just(day), kind=kinds) for day in chosen))
)
documents = st.one_of(
    st.builds(facts.District, name=st.sampled_from("AB"), time_zone=st.sampled_from(["UTC", "America/Chicago"])),
    st.builds(facts.School, school=st.sampled_from("12"), name=st.sampled_from("AB")),
    st.builds(
        facts.Calendar,
        school=st.sampled_from("12"),
        school_year=st.sampled_from([2011, 2012]),
        days=days,
        calendar=st.sampled_from([None, "Half day"]),
    ),
    st.builds(facts.Policy, version=st.just("1"), instructional_kinds=st.sampled_from([KINDS[:1], KINDS[:2]])),
)


def change(district: str, value: facts.Data, number: int, retracted: bool = False) -> EntityChange:
    said = structs.replace(event(value, number, number), partitionkey=district)
    known = entity_change_of(said)  # type: ignore[arg-type]
    return dataclasses.replace(known, fact=structs.replace(known.fact, value=None)) if retracted else known


def key_of(district: str, value: facts.Data) -> EntityKey:
    return change(district, value, 0).key


async def write(store: Store, number: int, changes: Collection[EntityChange], state: Partnership | None = None) -> None:
    partnerships = {} if state is None else {state.id: PartnershipWrite(state, ())}
    entities = {one_change.key: one_change for one_change in changes}
    owner = await store.recover(Source("topic", 0))
    await store.commit(owner, Position(number + 1), Writes(entities=entities, partnerships=partnerships), EPOCH)


def shown(directory: Directory) -> dict[str, Any]:
    """Everything that the directory says; calendars have no equality of their own."""
    calendars = {
        ref: [(calendar.school_year, calendar.days) for calendar in own] for ref, own in directory.calendars.items()
    }
    return {
        "calendars": calendars,
        "named": {ref: sorted(names) for ref, names in directory.named.items()},
        "names": dict(directory.names),
        "zones": dict(directory.zones),
        "policies": dict(directory.policies),
        "partnerships": dict(directory.partnerships),
    }


def key_in(step: tuple[str, facts.Data, bool]) -> EntityKey:
    return key_of(step[0], step[1])


steps = st.lists(
    st.lists(st.tuples(districts, documents, st.booleans()), max_size=3, unique_by=key_in),
    min_size=1,
    max_size=6,
)


@settings(max_examples=examples(40), deadline=None)
@given(steps)
async def test_what_is_kept_says_what_a_first_reading_says(steps: list[list[tuple[str, facts.Data, bool]]]) -> None:
    store, kept = await memory_store(), ReferenceData()
    try:
        for number, step in enumerate(steps):
            await write(store, number, [change(district, value, number, gone) for district, value, gone in step])
            assert shown(await kept.directory(store)) == shown(await ReferenceData().directory(store))
    finally:
        await store.close()


class Counted:
    """Passes on to a store, and notes which documents and partnerships are read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read: list[object] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def entities_of(self, keys: Collection[EntityKey]) -> list[Entity]:
        self.read += sorted(keys)
        return await self._store.entities_of(keys)

    async def partnerships(self, ids: Collection[str]) -> dict[str, Partnership]:
        self.read += sorted(ids)
        return await self._store.partnerships(ids)


CALENDAR = facts.Calendar(school="1", school_year=2011, days=(facts.CalendarDay(date=DAYS[0], kind=KINDS[0]),))
SCHOOL = facts.School(school="1", name="A")


async def test_only_what_changed_is_read_again(store: Store) -> None:
    reference, counted = ReferenceData(), Counted(store)
    hospital = fold(None, told(PROPOSED, 1))
    await write(store, 0, [change("d", CALENDAR, 0), change("e", CALENDAR, 0), change("d", SCHOOL, 0)], hospital)

    async def read_after() -> list[object]:
        counted.read.clear()
        await reference.directory(counted)
        return list(counted.read)

    assert len(await read_after()) == 4
    await write(store, 1, [])
    assert await read_after() == []
    await write(store, 2, [change("e", CALENDAR, 2)])
    assert await read_after() == [key_of("e", CALENDAR)]
    policy = facts.Policy(version="1", instructional_kinds=KINDS[2:])
    await write(store, 3, [change("d", policy, 3)])
    assert await read_after() == [key_of("d", CALENDAR)]
    await write(store, 4, [], hospital)
    assert await read_after() == []


@pytest.fixture(params=["embedded", "mongo"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "mongo":
        from services.store.mongo import MongoStore  # noqa: PLC0415 - it needs a server

        opened: Store = await MongoStore.open(request.getfixturevalue("database_url"))
    else:
        opened = await EmbeddedStore.open(tmp_path / "store.sqlite")
    yield opened
    await opened.close()


def test_event_loops_of_one_process_share_it(tmp_path: Path) -> None:
    reference, path = ReferenceData(), tmp_path / "store.sqlite"

    async def first() -> None:
        store = await EmbeddedStore.open(path)
        await write(store, 0, [change("d", SCHOOL, 0)])
        await reference.directory(store)
        await store.close()

    async def second() -> list[object]:
        store = await EmbeddedStore.open(path)
        counted = Counted(store)
        await reference.directory(counted)
        await store.close()
        return counted.read

    asyncio.run(first())
    assert asyncio.run(second()) == []
