"""The loop: dead letters, forwarding, stops, verify and rebuild, on the embedded adapters."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from consumers import learner_projector
from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.learner_cache import LedgerCache
from consumers.learner_projector import LearnerProjector
from consumers.learners import GROUP, learner_projection
from consumers.rebuild import REBUILD_GROUP, rebuild_from_ledgers, rebuild_from_log
from consumers.verify import StillMoving, verify
from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.cells import ALL, CellKey
from services.core.facts import LedgerId
from services.core.identity import DerivedSecrets, is_learner_key
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, ConsumerAlreadyRunning, Headers, NewRecord, Record
from services.store.embedded import EmbeddedStore
from services.store.port import CellQuery, Fenced, Position, Source, StoreError, Writes
from tests.consumers.world import DATES, DISTRICT, EPOCH, LEARNERS, SCHOOLS, calendar, cells_of, event, ledgers_of

KEY = DISTRICT.encode()


async def append(log: EmbeddedLog, *values: bytes | LearnerEvent, key: bytes = KEY, headers: Headers = ()) -> None:
    raw = [value if isinstance(value, bytes) else msgspec.json.encode(value) for value in values]
    await log.append(LEARNER_EVENTS, [NewRecord(key, value, headers) for value in raw])


def enrolled(learner: str, number: int = 1) -> LearnerEvent:
    return event(facts.Enrollment(school=SCHOOLS[0], learner=learner, entry_date=DATES[0]), number)


def absent(learner: str, day: int, number: int) -> LearnerEvent:
    mark = facts.Attendance(school=SCHOOLS[0], learner=learner, date=DATES[day], category="Excused Absence")
    return event(mark, number, minutes=number)


async def consume(log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets) -> Consumer:
    consumer = Consumer(log, store, learner_projection(secrets))
    await consumer.run(asyncio.Event(), until_idle=True)
    return consumer


async def test_what_is_no_event_becomes_a_dead_letter_with_its_original_bytes(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    bad = (b"\xff not json", b'{"type":"tandem.unknown.v1"}', b"")
    await append(log, *bad, headers=(("traceparent", b"00-1"),))
    await append(log, enrolled(LEARNERS[0]))
    consumer = await consume(log, store, secrets)
    letters = await log.read(dead_letter_topic(LEARNER_EVENTS), 0, 0, 10)
    assert [(letter.key, letter.value) for letter in letters] == [(KEY, value) for value in bad]
    about = [dict(letter.headers) for letter in letters]
    assert [headers["dlq.code"] for headers in about] == [b"MALFORMED_JSON", b"UNKNOWN_TYPE", b"MALFORMED_JSON"]
    assert [headers["dlq.offset"] for headers in about] == [b"0", b"1", b"2"]
    assert all(
        headers["traceparent"] == b"00-1" and headers["dlq.topic"] == LEARNER_EVENTS.encode() for headers in about
    )
    assert (consumer.progress.events, consumer.progress.dead_letters) == (1, 3)
    assert await ledgers_of(store)


async def test_a_record_under_a_wrong_key_is_forwarded_to_its_district(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    await append(log, enrolled(LEARNERS[0]), key=b"somebody else")
    consumer = await consume(log, store, secrets)
    assert (consumer.progress.forwarded, consumer.progress.events) == (1, 1)
    assert [record.key for record in await log.read(LEARNER_EVENTS, 0, 0, 10)] == [b"somebody else", KEY]
    assert list(await ledgers_of(store)) == [LedgerId(DISTRICT, 2011, LEARNERS[0])]


async def test_a_raw_student_id_published_to_the_log_never_reaches_the_store(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets, tmp_path: Path
) -> None:
    roll = facts.Roll(school=SCHOOLS[0], date=DATES[1], marks=(facts.Mark("raw-604822", "Tardy"),))
    await append(log, enrolled("raw-604822"), event(roll, 2))
    await consume(log, store, secrets)
    owners = {ledger_id.owner for ledger_id in await ledgers_of(store)}
    assert all(is_learner_key(owner) or owner.startswith("school:") for owner in owners)
    dump = "\n".join(sqlite3.connect(tmp_path / "store.sqlite").iterdump())
    assert "raw-604822" not in dump


async def test_a_stop_finishes_the_batch_in_hand(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    await append(log, *(absent(LEARNERS[0], day, day) for day in range(20)))
    stop = asyncio.Event()
    consumer = Consumer(log, store, learner_projection(secrets), batch=5)
    running = asyncio.create_task(consumer.run(stop))
    while not consumer.progress.batches:
        await asyncio.sleep(0)
    stop.set()
    await running
    (position,) = (await store.positions()).values()
    assert position.offset == consumer.progress.events == 5 * consumer.progress.batches


async def test_a_second_consumer_is_refused(log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets) -> None:
    role = await log.subscribe(LEARNER_EVENTS, GROUP)
    with pytest.raises(ConsumerAlreadyRunning):
        await consume(log, store, secrets)
    await role.close()
    await consume(log, store, secrets)


async def test_an_owner_that_was_overtaken_is_refused_and_writes_nothing(store: EmbeddedStore) -> None:
    old = await store.recover(Source("t", 0))
    new = await store.recover(Source("t", 0))
    cells = {CellKey("day", (DISTRICT, 2011, "S1", "", "2010-08-23")): {"excused": 1}}
    with pytest.raises(Fenced):
        await store.commit(old, Position(5), Writes(cells=cells), EPOCH)
    assert await cells_of(store) == {}
    again = await store.commit(new, Position(5), Writes(cells=cells), EPOCH)
    with pytest.raises(Fenced):
        await store.commit(new, Position(6), Writes(cells=cells), EPOCH)
    assert again.position == Position(5)
    assert len(await cells_of(store)) == 1


async def loaded(log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets) -> None:
    await append(log, event(calendar(SCHOOLS[0], set()), 0), *(enrolled(learner, 1) for learner in LEARNERS))
    await append(log, *(absent(LEARNERS[0], day, day) for day in range(3, 9)))
    await consume(log, store, secrets)


@pytest.mark.parametrize(
    ("tampering", "measure"),
    [
        ("UPDATE cells_day SET excused = excused + 1 WHERE date = '2010-08-27'", "excused"),
        ("UPDATE cells_day_by_attribute SET chronic = 0", "chronic"),
        ("DELETE FROM cells_day WHERE member > 0", "member"),
        ("INSERT INTO cells_day (generation, district, school_year, school, grade_level, date, tardy) "
         "VALUES (1, '255901', 2011, 'S9', '', '2010-09-01', 3)", "tardy"),
    ],
)  # fmt: skip
async def test_verify_finds_a_cell_that_was_tampered_with(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets, tmp_path: Path, tampering: str, measure: str
) -> None:
    await loaded(log, store, secrets)
    assert await verify(store, DISTRICT) == []
    with sqlite3.connect(tmp_path / "store.sqlite") as db:
        assert db.execute(tampering).rowcount > 0
    drifts = await verify(store, DISTRICT)
    assert measure in {drift.measure for drift in drifts}
    await rebuild_from_ledgers(store, log, [learner_projection(secrets)], lambda _district, _done: None)
    assert await verify(store, DISTRICT) == []


async def test_cells_of_zeros_are_no_drift(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets, tmp_path: Path
) -> None:
    await loaded(log, store, secrets)
    with sqlite3.connect(tmp_path / "store.sqlite") as db:
        db.execute(
            "INSERT INTO cells_day (generation, district, school_year, school, grade_level, date) "
            "VALUES (1, '255901', 2011, 'S9', '', '2010-09-01')"
        )
    assert await verify(store, DISTRICT) == []


async def test_both_rebuilds_give_the_cells_that_were_there(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    await loaded(log, store, secrets)
    cells, ledgers = await cells_of(store), await ledgers_of(store)
    await rebuild_from_ledgers(store, log, [learner_projection(secrets)], lambda _district, _done: None)
    assert (await cells_of(store), await ledgers_of(store)) == (cells, ledgers)
    assert await rebuild_from_log(store, log, [learner_projection(secrets)]) == 10
    assert (await cells_of(store), await ledgers_of(store)) == (cells, ledgers)
    await append(log, absent(LEARNERS[1], 4, 50))
    await consume(log, store, secrets)
    assert await verify(store, DISTRICT) == []
    assert await cells_of(store) != cells


async def test_a_policy_takes_effect_by_itself_and_so_does_giving_it_up(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    await loaded(log, store, secrets)
    before, said = await cells_of(store), len(LEARNERS) + 7
    await append(log, event(facts.Policy(version="early", eligible_days=2), 99, 99))
    await consume(log, store, secrets)
    assert await verify(store, DISTRICT) == []
    after = await cells_of(store)
    eligible = {key.values[-1] for key, measures in after.items() if key.family == "day" and measures.get("eligible")}
    assert eligible == {DATES[1].isoformat()}
    await append(log, event(facts.PolicyKey(), 100, 100))
    await consume(log, store, secrets)
    assert (await cells_of(store), await verify(store, DISTRICT)) == (before, [])
    assert await rebuild_from_log(store, log, [learner_projection(secrets)]) == said + 2


@pytest.mark.parametrize(
    ("document", "commits"),
    [
        (replace(calendar(SCHOOLS[0], set()), code="A"), 1),
        (calendar(SCHOOLS[0], {DATES[4]}), len(LEARNERS) + 2),
        (facts.Policy(version="read when asked", minimum_n=20, health_weights={}), 1),
        (facts.Policy(version="other numbers", pass_mark=60), len(LEARNERS) + 2),  # the policy, then the position
    ],
    ids=["the code of a calendar", "a day of a calendar", "a policy that is read when asked", "a policy of numbers"],
)
async def test_only_a_calendar_or_policy_by_which_facts_count_otherwise_recomputes_learners_step_by_step(
    log: EmbeddedLog,
    store: EmbeddedStore,
    secrets: DerivedSecrets,
    monkeypatch: pytest.MonkeyPatch,
    document: facts.Calendar | facts.Policy,
    commits: int,
) -> None:
    monkeypatch.setattr(learner_projector, "STEP_LEARNERS", 1)
    await loaded(log, store, secrets)
    owner = await store.recover(Source("t", 0))
    applier = LearnerProjector(store, LedgerCache(store))
    adopted = event(document, 99, 99)
    at = Record("t", 0, 7, DISTRICT.encode(), b"", (), EPOCH)
    after = await applier.apply(owner, [(at, adopted)], Position(8), EPOCH)
    assert after.seq - owner.seq == commits
    held = await store.documents(DISTRICT, ("calendar", "policy"))
    assert document in [fact.value for fact in held.values()]


async def test_courses_give_their_grades_a_subject_whenever_they_are_described(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    """Before the grade, after it, corrected and retracted; of a learner who is not enrolled there, too."""
    here = SCHOOLS[0]
    grade = facts.Grade(school=here, learner="x", school_year=2011, grading_period="P1", course="C", numeric=80)
    course = facts.Course(school=here, course="C", title="Algebra", subject="Mathematics")
    steps = [
        course,
        grade,
        facts.CourseKey(school=here, course="C"),
        replace(course, title="Algebra I"),
        replace(course, subject="Science"),
        replace(grade, subject="Art"),
    ]
    subjects = []
    for number, data in enumerate(steps):
        await append(log, event(data, number, number))
        await consume(log, store, secrets)
        sums = await store.sum_cells(CellQuery("grade", ("subject",), ("grades",)))
        subjects.append([keys[0] for keys, (count,) in sums if count and keys[0] != ALL])
        assert await verify(store, DISTRICT) == []
    assert subjects == [[], ["Mathematics"], [""], ["Mathematics"], ["Science"], ["Art"]]


async def test_an_idle_consumer_keeps_the_answer_fresh(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    assert await store.fresh_at() is None
    await consume(log, store, secrets)
    first = await store.fresh_at()
    await append(log, enrolled(LEARNERS[0]))
    await consume(log, store, secrets)
    second = await store.fresh_at()
    assert first is not None and second is not None and first < second


async def test_a_second_rebuild_is_refused_and_leaves_the_first_alone(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    await loaded(log, store, secrets)
    cells = await cells_of(store)
    role = await log.subscribe(LEARNER_EVENTS, REBUILD_GROUP)  # as the first holds it all the way
    building = await store.begin_generation(keep_ledgers=True)
    await building.add_cells(cells)
    for again in (
        rebuild_from_log(store, log, [learner_projection(secrets)]),
        rebuild_from_ledgers(store, log, [learner_projection(secrets)], lambda _district, _done: None),
    ):
        with pytest.raises(ConsumerAlreadyRunning):
            await again
    await building.activate()
    await building.close()
    await role.close()
    assert await cells_of(store) == cells


async def test_an_overtaken_generation_cannot_be_activated(store: EmbeddedStore) -> None:
    first = await store.begin_generation(keep_ledgers=True)
    second = await store.begin_generation(keep_ledgers=True)
    with pytest.raises(StoreError, match="another rebuild"):
        await first.activate()
    with pytest.raises(StoreError, match="another rebuild"):
        await first.add_cells({})
    await second.activate()
    await first.close()
    await second.close()


async def test_a_rebuild_in_the_middle_of_a_calendar_change_lets_it_begin_anew(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learner_projector, "STEP_LEARNERS", 1)
    await loaded(log, store, secrets)
    await append(log, event(calendar(SCHOOLS[0], {DATES[4], DATES[20]}), 90, 90))
    steps = 0

    async def dies_at_the_second_step(*args: object, commit: Any = store.commit) -> object:
        nonlocal steps
        steps += 1
        if steps > 2:
            raise asyncio.CancelledError
        return await commit(*args)

    with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
        patched.setattr(store, "commit", dies_at_the_second_step)
        await consume(log, store, secrets)
    assert [position.step for position in (await store.positions()).values()] == [2]
    with pytest.raises(StillMoving):
        await verify(store, DISTRICT)
    await rebuild_from_ledgers(store, log, [learner_projection(secrets)], lambda _district, _done: None)
    assert await verify(store, DISTRICT) == []
    await consume(log, store, secrets)
    assert await verify(store, DISTRICT) == []
