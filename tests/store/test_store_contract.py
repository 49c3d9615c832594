"""What every adapter of the store port promises."""

from collections import Counter
from datetime import date, timedelta
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts import facts
from services.core.cells import ALL, COUNTING, FAMILIES, CellKey, KeyValue
from services.core.conditions import AllOf, AnyOf, Between, Condition, In, Not, holds
from services.core.facts import EntityKey, Fact, FactKey, LedgerId, Version, encoded
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.store.embedded import EmbeddedStore
from services.store.embedded import reads as embedded_reads
from services.store.mongo import MongoStore, generations
from services.store.mongo import reads as mongo_reads
from services.store.mongo.client import Database
from services.store.mongo.updates import Body, upserts
from services.store.port import (
    AcceptedEvent,
    CellQuery,
    EntityQuery,
    Fenced,
    Lease,
    PartnershipWrite,
    Position,
    Source,
    Store,
    StoreError,
    Writes,
)
from tests.consumers.agreements import AGREEMENTS, PROPOSED, told
from tests.consumers.world import EPOCH
from tests.depth import examples
from tests.support.store_writes import SOURCE, cell, commit, document

LEDGER = LedgerId("d", 2011, "lk_1")


def mark(time: int) -> Fact:
    day = facts.Attendance(school="S", learner="lk_1", date=EPOCH.date(), category="Tardy")
    return Fact(Version(time, "s", "1"), day)


async def test_a_commit_and_its_position_come_together(store: Store) -> None:
    owner = await store.recover(SOURCE)
    assert owner.position == Position(0)
    writes = Writes(
        facts={LEDGER: {FactKey("attendance|S", "a"): mark(1)}}, cells={cell("S", "", "2011-01-01"): {"tardy": 1}}
    )
    owner = await commit(store, writes, owner, 7)
    assert (owner.position, (await store.recover(SOURCE)).position) == (Position(7), Position(7))
    assert await store.ledgers([LEDGER]) == {LEDGER: {"attendance|S": {"a": mark(1)}}}
    assert await store.positions() == {SOURCE: Position(7)}


async def test_the_secret_that_was_noted_first_stays(store: Store) -> None:
    assert await store.secret() is None
    for fingerprint in ("one", "other"):
        await store.note_secret(fingerprint)
        assert await store.secret() == "one"
    building = await store.begin_generation(keep_ledgers=False)
    await building.activate()
    await building.close()
    assert await store.secret() == "one"


async def test_a_ledger_that_was_never_written_is_empty(store: Store) -> None:
    assert await store.ledgers([LEDGER]) == {LEDGER: {}}


async def test_facts_replace_and_cells_add_up(store: Store) -> None:
    key = cell("S", "", "2011-01-01")
    owner = await commit(store, Writes({LEDGER: {FactKey("attendance|S", "a"): mark(1)}}, {key: {"tardy": 2}}))
    await commit(
        store, Writes({LEDGER: {FactKey("attendance|S", "a"): mark(2)}}, {key: {"tardy": -1, "partial": 1}}), owner
    )
    assert (await store.ledgers([LEDGER]))[LEDGER]["attendance|S"]["a"] == mark(2)
    assert [scan_cell async for scan_cell in store.scan_cells("d")] == [(key, {"tardy": 1, "partial": 1})]


async def test_single_facts_are_found_by_their_keys(store: Store) -> None:
    known, other = FactKey("attendance|S", "a"), LedgerId("d", 2011, "lk_2")
    await commit(store, Writes(facts={LEDGER: {known: mark(1), FactKey("attendance|S", "b"): mark(2)}}))
    wanted = [(LEDGER, known), (LEDGER, FactKey("grade|S", "a")), (other, known)]
    assert await store.facts_at(wanted) == {(LEDGER, known): mark(1)}


async def test_tombstones_are_kept(store: Store) -> None:
    dead = Fact(Version(9, "s", "1"), None)
    await commit(store, Writes({LEDGER: {FactKey("attendance|S", "a"): dead}}))
    assert (await store.ledgers([LEDGER]))[LEDGER] == {"attendance|S": {"a": dead}}


async def test_the_enrolled_of_a_school_come_in_order_and_of_that_school_only(store: Store) -> None:
    learners = [LedgerId("d", 2011, f"lk_{n}") for n in (3, 1, 2)]
    item = {learner: {FactKey("enrollment", "S|2010-08-23"): mark(1)} for learner in learners}
    other = {LedgerId("d", 2011, "lk_9"): {FactKey("enrollment", "S1|2010-08-23"): mark(1)}}
    enrollment = facts.Enrollment(school="S", learner="x", entry_date=EPOCH.date())
    writes = {
        ledger_id: {key: Fact(fact.version, enrollment) for key, fact in measures.items()}
        for ledger_id, measures in (item | other).items()
    }
    await commit(store, Writes(writes))
    assert await store.enrolled("d", 2011, "S") == sorted(learners)


async def test_the_ledgers_shared_by_schools_come_with_their_enrolments_alone(store: Store) -> None:
    def at(*schools: str) -> dict[FactKey, Fact]:
        return {
            FactKey("enrollment", f"{school}|2010-08-23"): Fact(
                Version(1, "s", "1"), facts.Enrollment(school=school, learner="x", entry_date=EPOCH.date())
            )
            for school in schools
        }

    moved, retracted = at("S", "T"), {FactKey("enrollment", "U|2010-08-23"): Fact(Version(2, "s", "2"), None)}
    again = at("S") | {FactKey("enrollment", "S|2011-01-10"): Fact(Version(1, "s", "1"), None)}
    writes = {
        LedgerId("d", 2011, "lk_2"): moved | {FactKey("attendance|S", "2010-08-23||"): mark(1)},
        LedgerId("d", 2011, "lk_1"): at("S") | retracted,
        LedgerId("d", 2011, "lk_3"): again,
        LedgerId("d", 2012, "lk_3"): moved,
        LedgerId("e", 2011, "lk_3"): moved,
    }
    await commit(store, Writes(writes))
    ledgers = await store.shared_ledgers("d", 2011)
    items = {ledger_id.owner: set(ledger["enrollment"]) for ledger_id, ledger in ledgers.items()}
    assert items == {"lk_1": {"S|2010-08-23", "U|2010-08-23"}, "lk_2": {"S|2010-08-23", "T|2010-08-23"}}
    assert all(set(ledger) == {"enrollment"} for ledger in ledgers.values())
    assert await store.shared_ledgers("d", 2010) == {}


async def test_mongodb_sends_the_enrolments_of_those_who_go_to_several_schools_alone(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    find = Database.find

    async def noted(database: Database, collection: str, *arguments: Any, **named: Any) -> list[dict[str, Any]]:
        documents = await find(database, collection, *arguments, **named)
        sent.extend(document["owner"] for document in documents if collection.startswith("ledgers"))
        return documents

    def at(*schools: str) -> dict[FactKey, Fact]:
        return {FactKey("enrollment", f"{school}|2010-08-23"): Fact(Version(1, "s", "1"), None) for school in schools}

    store = await MongoStore.open(database_url)
    try:
        schools = {"lk_1": "S", "lk_2": "ST", "lk_3": "T", "lk_4": "TS", "lk_5": "STU"}
        await commit(store, Writes({LedgerId("d", 2011, owner): at(*names) for owner, names in schools.items()}))
        monkeypatch.setattr(Database, "find", noted)
        assert sorted(ledger.owner for ledger in await store.shared_ledgers("d", 2011)) == ["lk_2", "lk_4", "lk_5"]
        assert sorted(sent) == ["lk_2", "lk_4", "lk_5"]
    finally:
        await store.close()


async def test_the_years_of_learners_are_those_with_an_enrolment_or_a_grade_even_a_retracted_one(store: Store) -> None:
    alive = facts.Enrollment(school="S", learner="x", entry_date=EPOCH.date())

    def enrolled(value: facts.Data | None) -> dict[FactKey, Fact]:
        return {FactKey("enrollment", "S|2010-08-23"): Fact(Version(1, "s", "1"), value)}

    def of(learner: str, year: int, district: str = "d") -> LedgerId:
        return LedgerId(district, year, learner)

    joined = facts.Participation(learner="x", partnership="p", start_date=EPOCH.date())
    writes: dict[LedgerId, dict[FactKey, Fact]] = {
        of("lk_2", 2012): enrolled(alive),
        of("lk_1", 2012): enrolled(alive) | {FactKey("enrollment", "S|2011-09-01"): Fact(Version(1, "s", "1"), alive)},
        of("lk_1", 2011): enrolled(None),
        of("lk_4", 2010): {FactKey("grade|S|P1", "g"): Fact(Version(1, "s", "1"), None)},
        of("lk_1", 2010): {FactKey("attendance|S", "a"): mark(1)},
        of("lk_1", 0): {FactKey("participation", "p|2010-09-01"): Fact(Version(1, "s", "1"), joined)},
        of("lk_1", 2013, "e"): enrolled(alive),
        of("lk_3", 2011): enrolled(alive),
    }
    await commit(store, Writes(writes))
    expected = [of("lk_4", 2010), of("lk_1", 2011), of("lk_1", 2012), of("lk_2", 2012)]
    assert await store.years([of("lk_1", 0), of("lk_2", 0), of("lk_4", 0)]) == expected
    assert await store.years([of("lk_1", 0), of("lk_3", 0, "e")]) == expected[1:3]
    assert await store.years([]) == []


async def test_participations_that_begin_after_a_day_are_listed_by_their_learners(store: Store) -> None:
    def begins(*starts: str) -> dict[FactKey, Fact]:
        return {FactKey("participation", f"p%7C.|{start}"): Fact(Version(1, "s", "1"), None) for start in starts}

    first, second, elsewhere = (LedgerId(*place) for place in (("d", 0, "lk_1"), ("d", 0, "lk_2"), ("e", 0, "lk_1")))
    of_a_year = {LedgerId("d", 2011, "lk_3"): {FactKey("attendance|S", "2010-09-09"): mark(1)}}
    begun = {first: begins("2010-09-01", "2010-09-03"), second: begins("2010-09-02"), elsewhere: begins("2010-09-03")}
    await commit(store, Writes({**begun, **of_a_year}))
    looks = [(None, 1), (None, 2), (["d"], 1), (["d", "e"], 2), (["x"], 1), ([], 1), (None, 3)]
    learners = [await store.beginning_participations(names, date(2010, 9, day)) for names, day in looks]
    both, of_d = [first, elsewhere], [first, second]
    assert learners == [[first, second, elsewhere], both, of_d, both, [], [], []]


async def test_ledgers_with_an_engagement_come_in_order_with_what_says_where_and_when(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongo_reads, "LEDGER_DOCUMENTS", 2)
    monkeypatch.setattr(embedded_reads, "ENGAGED_LEDGERS", 2)
    lab = facts.Engagement(learner="x", engagement="e", date=EPOCH.date(), kind="lab_visit")
    enrolled = facts.Enrollment(school="S", learner="x", entry_date=EPOCH.date())

    def saying(**values: facts.Data | None) -> dict[FactKey, Fact]:
        return {FactKey(part, "item"): Fact(Version(1, "s", "1"), value) for part, value in values.items()}

    engaged = {
        LedgerId("d", 2011, f"lk_{number}"): saying(engagement=None if number == 2 else lab, enrollment=enrolled)
        for number in (3, 1, 2)
    }
    others = {
        LedgerId("d", 2012, "lk_1"): saying(engagement=lab),
        LedgerId("e", 2011, "lk_1"): saying(engagement=lab),
        LedgerId("d", 2011, "lk_4"): saying(enrollment=enrolled),
    }
    marked = {ledger_id: {FactKey("attendance|S", "a"): mark(1), **said} for ledger_id, said in engaged.items()}
    await commit(store, Writes({**marked, **others}))
    pages = [page async for page in store.engaged_ledgers("d", 2011)]
    assert [list(page) for page in pages] == [sorted(engaged)[:2], sorted(engaged)[2:]]
    for ledger_id, ledger in (pages[0] | pages[1]).items():
        assert ledger == {key.part: {key.item: fact} for key, fact in engaged[ledger_id].items()}


ROWS = [
    (cell(school, grade, day, district), {"excused": index, "tardy": 1})
    for index, (district, school, grade, day) in enumerate(
        product(("d", "e"), ("S1", "S2"), ("", "Ninth grade"), ("2010-09-01", "2010-09-02", "2010-10-01"))
    )
]
columns = FAMILIES["day"].columns
values: dict[str, list[KeyValue]] = {
    "district": ["d", "e", "x"],
    "school": ["S1", "S2", "'; DROP TABLE facts; --"],
    "grade_level": ["", "Ninth grade"],
    "date": ["2010-09-01", "2010-10-01"],
    "school_year": [2011, 2012],
}
leaves = st.sampled_from(sorted(values)).flatmap(
    lambda column: st.builds(In, st.just(column), st.lists(st.sampled_from(values[column]), max_size=2).map(tuple))
) | st.builds(Between, st.just("date"), st.sampled_from(["2010-09-01", "2010-09-02"]), st.just("2010-09-30"))
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=6,
)


@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=conditions, group=st.lists(st.sampled_from(sorted(values)), unique=True))
async def test_sums_are_those_of_a_loop_over_the_cells(store: Store, condition: Condition, group: list[str]) -> None:
    if not await store.positions():
        await commit(store, Writes(cells=dict(ROWS)))
    expected: dict[tuple[KeyValue, ...], list[int]] = {}
    for key, measures in ROWS:
        row = dict(zip(columns, key.values, strict=True))
        if holds(condition, row):
            total = expected.setdefault(tuple(row[name] for name in group), [0, 0])
            total[0] += measures["excused"]
            total[1] += measures["tardy"]
    cell_sums = await store.sum_cells(CellQuery("day", tuple(group), ("excused", "tardy"), condition))
    assert {keys: list(sums) for keys, sums in cell_sums} == expected
    assert len(cell_sums) == len(expected)


HOSTILE = ("$x", "$school", "$$ROOT", "$$NOW", "$", "$literal", "a.b", "", "%24", "é$ß", "{$gt: 1}", "\x1e$x", ALL)
"""Texts that would be something else to who evaluated them: fields, variables, paths, operators."""


def hostile_cells(family: str) -> dict[CellKey, dict[str, int]]:
    """Each text in each column of the family, beside another text in every cell; a district has an id."""
    shape = FAMILIES[family]

    def value(column: str, number: int) -> KeyValue:
        text = HOSTILE[number % len(HOSTILE)]
        plain: dict[str, KeyValue] = {"school_year": 2011, "district": text or "d"}
        return plain.get(column, text)

    return {
        CellKey(family, tuple(value(column, row + place) for place, column in enumerate(shape.columns))): {
            shape.measures[0]: 1 + row
        }
        for row in range(len(HOSTILE))
    }


async def test_no_value_of_a_key_is_taken_for_an_expression(store: Store) -> None:
    rows = {key: measures for family in FAMILIES for key, measures in hostile_cells(family).items()}
    await commit(store, Writes(cells=rows))
    districts = await store.districts()
    assert districts == sorted(text or "d" for text in HOSTILE)
    assert {key: sums for district in districts async for key, sums in store.scan_cells(district)} == rows
    for name, family in FAMILIES.items():
        measure = family.measures[0]
        cells = [(dict(zip(family.columns, key.values, strict=True)), by[measure]) for key, by in rows.items()
                 if key.family == name]  # fmt: skip
        for group in [(column,) for column in family.columns] + [family.columns]:
            sums = Counter[tuple[KeyValue, ...]]()
            for row, by in cells:
                sums[tuple(row[column] for column in group)] += by
            assert dict(await store.sum_cells(CellQuery(name, group, (measure,)))) == {
                key: (total,) for key, total in sums.items()
            }
        for (row, by), column in zip(cells, family.columns, strict=False):
            wanted = sum(one for other, one in cells if other[column] == row[column])
            cell_sums = await store.sum_cells(CellQuery(name, (column,), (measure,), In(column, (row[column],))))
            assert cell_sums == [((row[column],), (wanted,))], (by, column)


async def test_ids_of_any_text_are_kept_and_found(store: Store) -> None:
    """Districts, schools, learners, items and names of documents that begin as an expression does."""
    value = facts.Enrollment(school="$x", learner="$$ROOT", entry_date=EPOCH.date())
    ledgers = {
        LedgerId(district, 2011, learner): {
            FactKey("enrollment", f"{encoded(school)}|2010-08-23"): Fact(Version(1, "$s", "$1"), value),
            FactKey(f"attendance|{encoded(school)}", f"2010-08-23|{encoded(text)}|"): mark(1),
        }
        for district in ("$x", "a.b")
        for learner, school, text in (("$$ROOT", "$school", "$"), ("$literal", "a.b", "$x.y"), ("é", "$x", "{$gt: 1}"))
    }
    documents = dict(
        document("school", encoded(name), facts.School(school=name, name=name), district)
        for name in ("$x", "$$NOW", "a.b")
        for district in ("$x", "a.b")
    )
    await commit(store, Writes(ledgers, entities=documents))
    stored = await store.ledgers(list(ledgers))
    assert {ledger_id: {FactKey(part, item): fact for part, items in ledger.items() for item, fact in items.items()}
            for ledger_id, ledger in stored.items()} == ledgers  # fmt: skip
    assert await store.districts() == ["$x", "a.b"]
    for district in ("$x", "a.b"):
        own = [ledger for ledger in sorted(ledgers) if ledger.district == district]
        assert [ledger_id async for ledger_id, _ in store.scan_ledgers(district)] == own
        assert await store.enrolled(district, 2011, "$school") == [LedgerId(district, 2011, "$$ROOT")]
        assert await store.years([LedgerId(district, 0, ledger_id.owner) for ledger_id in own]) == own
        assert len(await store.documents(district, ["school"])) == 3
        assert await store.entity(EntityKey(district, "school", encoded("$x"))) is not None
    page = await store.entities(EntityQuery("school", ("$x",), after=("$$NOW", "$x", encoded("$$NOW")), first=9))
    assert [entity.name for entity in page.items] == ["$x", "a.b"]
    assert [entity.name for entity in (await store.entities(EntityQuery("school", None, search="$$"))).items] == [
        "$$NOW",
        "$$NOW",
    ]


async def test_entities_are_paged_from_either_end(store: Store) -> None:
    names = {"3": "Alder", "1": "Birch", "2": "Alder", "4": "Cedar"}
    await commit(
        store, Writes(entities=dict(document("school", i, facts.School(school=i, name=n)) for i, n in names.items()))
    )
    places = [("Alder", "d", "2"), ("Alder", "d", "3"), ("Birch", "d", "1"), ("Cedar", "d", "4")]
    for after, before, size, last in product((None, 0, 1, 3), (None, 0, 2, 3), (0, 1, 2, 9), (False, True)):
        start, stop = 0 if after is None else after + 1, len(places) if before is None else before
        expected = places[start:stop]
        expected = expected[max(0, len(expected) - size) :] if last else expected[:size]
        query = EntityQuery(
            "school",
            after=None if after is None else places[after],
            first=size,
            before=None if before is None else places[before],
            last=last,
        )
        page = await store.entities(query)
        assert [(entity.name, entity.key.district, entity.key.id) for entity in page.items] == expected
        assert page.total == len(places)
        if expected:
            assert (page.has_previous, page.has_next) == (expected[0] != places[0], expected[-1] != places[-1])


async def test_entities_are_paged_in_the_order_of_their_names(store: Store) -> None:
    names = {"3": "Alder", "1": "Birch", "2": "Alder", "4": "Cedar ÉCOLE"}
    schools = dict(document("school", school, facts.School(school=school, name=name)) for school, name in names.items())
    foreign = dict([document("school", "1", facts.School(school="1", name="Aspen"), "e")])
    gone = dict([document("school", "9", None)])
    await commit(store, Writes(entities=schools | foreign | gone))
    values_page, after = [], None
    while True:
        page = await store.entities(EntityQuery("school", ("d",), after=after, first=2))
        assert page.total == 4
        values_page += [entity.key.id for entity in page.items]
        if not page.has_next:
            break
        last = page.items[-1]
        after = (last.name, last.key.district, last.key.id)
    assert values_page == ["2", "3", "1", "4"]
    everything = await store.entities(EntityQuery("school", None, search="AL", first=10))
    assert [entity.name for entity in everything.items] == ["Alder", "Alder"]
    assert (await store.entities(EntityQuery("school", (), first=10))).total == 0
    for districts, expected in (((), ["Aspen", "Birch"]), (("e",), ["Aspen", "Birch"]), (("d",), 5 * [""])):
        single = await store.entities(EntityQuery("school", districts, first=10, singles={("d", "1"), ("e", "1")}))
        assert (single.total, len(single.items)) == (len(expected), len(expected))
        assert "" in expected or [entity.name for entity in single.items] == expected
    assert await store.entity(EntityKey("d", "school", "9")) is None
    assert await store.districts() == ["d", "e"]


@pytest.mark.parametrize(
    ("search", "schools"),
    [
        ("4711", ["4711"]),
        ("471", ["4712", "4711"]),
        ("élém", ["4711"]),
        ("ÉLÉM", ["4711"]),
        ("elementaire", ["4711"]),
        ("E\u0301TE\u0301", ["4711"]),
        ("nandu", ["4712"]),
        ("s-1", ["S-1"]),
        (".*", ["S.*1"]),
        ("[", []),
        ("nord\ns", []),
    ],
)
async def test_entities_are_found_by_name_and_id_whatever_the_case_and_accents(
    store: Store, search: str, schools: list[str]
) -> None:
    names = {"4711": "École Élémentaire Été", "4712": "Escuela Ñandú", "S-1": "Nord", "S.*1": "Süd"}
    await commit(
        store,
        Writes(
            entities=dict(
                document("school", school, facts.School(school=school, name=name)) for school, name in names.items()
            )
        ),
    )
    page = await store.entities(EntityQuery("school", None, search=search, first=1))
    values_page, total = [entity.key.id for entity in page.items], page.total
    while page.has_next:
        last = page.items[-1]
        query = EntityQuery("school", None, search=search, after=(last.name, last.key.district, last.key.id), first=1)
        page = await store.entities(query)
        values_page += [entity.key.id for entity in page.items]
    assert (values_page, total) == (schools, len(schools))


async def test_freshness_is_that_of_the_slowest_source(store: Store) -> None:
    assert await store.fresh_at() is None
    first, second = await store.recover(SOURCE), await store.recover(Source("topic", 1))
    await store.commit(first, Position(1), Writes(), EPOCH)
    assert await store.fresh_at() is None
    assert await store.freshness() == {SOURCE: EPOCH}
    await store.commit(second, Position(1), Writes(), EPOCH + timedelta(seconds=5))
    assert await store.fresh_at() == EPOCH
    assert await store.freshness() == {SOURCE: EPOCH, Source("topic", 1): EPOCH + timedelta(seconds=5)}


async def test_a_generation_is_built_beside_the_active_one_and_switched_at_once(store: Store) -> None:
    key = cell("S", "", "2011-01-01")
    await commit(store, Writes(cells={key: {"tardy": 1}}))
    building = await store.begin_generation(keep_ledgers=True)
    await building.add_cells({key: {"tardy": 5}})
    assert [scan_cell async for scan_cell in store.scan_cells("d")] == [(key, {"tardy": 1})]
    await building.activate()
    await building.close()
    assert [scan_cell async for scan_cell in store.scan_cells("d")] == [(key, {"tardy": 5})]


async def counted_before(store: Store) -> None:
    """As a store of an older version is, which does not say by which rules its cells were counted."""
    if isinstance(store, MongoStore):
        await store._database.compare_and_set("meta", {"_id": "generations"}, {"$unset": {"counting": ""}})
    elif isinstance(store, EmbeddedStore):
        await store._write(lambda db, _: db.execute("UPDATE meta SET value = 1 WHERE key = 'counting'"))


@pytest.mark.parametrize("keep_ledgers", [True, False])
async def test_a_store_says_by_which_rules_its_cells_were_counted(store: Store, keep_ledgers: bool) -> None:
    assert await store.counted_by() == COUNTING
    await counted_before(store)
    assert await store.counted_by() == 1
    building = await store.begin_generation(keep_ledgers=keep_ledgers)
    assert (await building.counted_by(), await store.counted_by()) == (COUNTING, 1)
    assert await store.rebuilding() is True
    await building.activate()
    await building.close()
    assert await store.rebuilding() is False
    assert await store.counted_by() == COUNTING


async def test_what_an_abandoned_generation_left_is_gone(store: Store) -> None:
    abandoned = await store.begin_generation(keep_ledgers=True)
    await abandoned.add_cells({cell("S", "", "2011-01-01"): {"tardy": 5}})
    await abandoned.close()
    building = await store.begin_generation(keep_ledgers=True)
    await building.activate()
    await building.close()
    assert [scan_cell async for scan_cell in store.scan_cells("d")] == []


async def test_only_a_generation_being_built_takes_cells_without_a_source(store: Store) -> None:
    with pytest.raises(StoreError, match="begin_generation"):
        await store.add_cells({})
    with pytest.raises(StoreError, match="begin_generation"):
        await store.activate()


# ---- partnerships ----------------------------------------------------------------------------------------------------

ODD = "a|b.c$%\0é"


def partnership(partnership_id: str, version: int) -> Partnership:
    return msgspec.structs.replace(fold(None, told(PROPOSED, 1, partnership_id)), version=version)


def accepted(number: int) -> AcceptedEvent:
    return AcceptedEvent(number, b"event %d" % number, EPOCH + timedelta(seconds=number, microseconds=1))


def write(partnership_id: str, first: int, last: int) -> dict[str, PartnershipWrite]:
    """The events of these numbers, and the state after them."""
    return {
        partnership_id: PartnershipWrite(
            partnership(partnership_id, last), tuple(accepted(n) for n in range(first, last + 1))
        )
    }


async def agreed(store: Store, owner: Lease, changed: dict[str, PartnershipWrite]) -> Lease:
    return await store.commit(owner, Position(owner.position.offset + 1), Writes(partnerships=changed), EPOCH)


async def kept(store: Store) -> dict[str, tuple[Partnership, list[AcceptedEvent]]]:
    states = await store.partnerships(list(await store.partnership_versions()))
    return {
        partnership_id: (state, await store.partnership_events(partnership_id))
        for partnership_id, state in states.items()
    }


async def test_a_partnership_its_events_and_the_position_come_together(store: Store) -> None:
    owner = await agreed(store, await store.recover(AGREEMENTS), write("h", 1, 3) | write(ODD, 1, 1))
    assert owner.position == (await store.recover(AGREEMENTS)).position == Position(1)
    assert await store.partnerships(["h", "nobody"]) == {"h": partnership("h", 3)}
    assert await store.partnership_versions() == {"h": 3, ODD: 1}
    assert await store.partnership_events("h") == [accepted(1), accepted(2), accepted(3)]
    assert await store.partnership_events(ODD) == [accepted(1)]
    assert await store.partnership_events("nobody") == []
    assert await store.partnerships([]) == {}
    assert await store.districts() == []


async def test_partnerships_of_any_id_are_kept_and_found(store: Store) -> None:
    ids = [text for text in HOSTILE if text]
    changed = {partnership_id: next(iter(write(partnership_id, 1, 2).values())) for partnership_id in ids}
    await agreed(store, await store.recover(AGREEMENTS), changed)
    assert await kept(store) == {
        partnership_id: (partnership(partnership_id, 2), [accepted(1), accepted(2)]) for partnership_id in ids
    }


async def test_events_of_a_partnership_stay_in_order_over_many_commits(store: Store) -> None:
    owner = await store.recover(AGREEMENTS)
    for number in range(1, 12):
        owner = await agreed(store, owner, write("h", number, number))
    assert [partnership_event.number for partnership_event in await store.partnership_events("h")] == list(range(1, 12))
    assert await store.partnership_versions() == {"h": 11}


async def test_an_owner_that_was_overtaken_writes_no_partnership(store: Store) -> None:
    old = await store.recover(AGREEMENTS)
    new = await store.recover(AGREEMENTS)
    with pytest.raises(Fenced):
        await agreed(store, old, write("h", 1, 2))
    assert await kept(store) == {}
    await agreed(store, new, write("h", 1, 1))
    with pytest.raises(Fenced):
        await agreed(store, new, write("h", 2, 2))
    assert await kept(store) == {"h": (partnership("h", 1), [accepted(1)])}


async def test_partnerships_belong_to_the_ledgers_of_a_generation(store: Store) -> None:
    await agreed(store, await store.recover(AGREEMENTS), write("h", 1, 2))
    before = await kept(store)
    cells = await store.begin_generation(keep_ledgers=True)
    assert await kept(cells) == before
    await cells.activate()
    await cells.close()
    assert await kept(store) == before
    ledgers = await store.begin_generation(keep_ledgers=False)
    await agreed(ledgers, await ledgers.recover(AGREEMENTS), write("h", 1, 1))
    assert await kept(store) == before
    await ledgers.activate()
    await ledgers.close()
    assert await kept(store) == {"h": (partnership("h", 1), [accepted(1)])}


async def test_a_plan_of_partnerships_that_is_carried_out_again_changes_nothing(database_url: str) -> None:
    """Over MongoDB alone: in one transaction nothing can be carried out twice."""
    database = Database(database_url)
    store = await MongoStore.over(database)
    generation = await generations.active(database)
    owner = await agreed(store, await store.recover(AGREEMENTS), write("h", 1, 2))
    old = Body.of(generation, Writes(partnerships=write("h", 1, 2)))
    await agreed(store, owner, write("h", 3, 4))
    before = await kept(store)
    changed = msgspec.structs.replace(old, partnerships=[("h", 2, b"{}", (AcceptedEvent(1, b"other", EPOCH),))])
    for again in (old, changed, Body.decoded(changed.encoded())):
        await database.upsert(upserts(again, AGREEMENTS, owner.seq))
    assert await kept(store) == before
    await store.close()
