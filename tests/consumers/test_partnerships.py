"""Partnership events on the embedded pair: the fold, dead letters, verify and rebuild."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumers import partnerships
from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import GROUP as LEARNERS_GROUP
from consumers.learners import learner_projection
from consumers.partnerships import GROUP, Partnerships, encode_event, partnership_projection
from consumers.projection import ProjectionSpec
from consumers.rebuild import rebuild_from_ledgers, rebuild_from_log
from consumers.supervisor import run_together
from consumers.verify_partnerships import verify_partnerships
from services.contracts import partnerships as said
from services.contracts.partnership_events import PartnershipEvent
from services.core.identity import DerivedSecrets
from services.core.partnerships import acceptance
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, ConsumerAlreadyRunning, NewRecord
from services.store.embedded import EmbeddedStore
from services.store.port import Lease, Position, Source, TooLarge, Writes
from tests.consumers.agreements import (
    COLLEGE,
    DAY,
    HOSPITAL,
    PROPOSED,
    agreements,
    apply,
    as_read,
    folded,
    kept,
    records,
    story,
    told,
)
from tests.consumers.world import DISTRICT, EPOCH, cells_of, memory_store
from tests.depth import examples
from tests.support.crashes import story as learners_story
from tests.support.waiting import until

PROPERTY = settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
LETTERS = dead_letter_topic(PARTNERSHIP_EVENTS)


async def consume(log: EmbeddedLog, store: EmbeddedStore) -> Consumer:
    consumer = Consumer(log, store, partnership_projection())
    await consumer.run(asyncio.Event(), until_idle=True)
    return consumer


@PROPERTY
@given(agreements(), st.lists(st.integers(1, 8), max_size=12), st.sampled_from([1, partnerships.MAX_PARTNERSHIPS]))
async def test_any_batches_duplicates_and_crashes_between_commits_give_the_clean_fold(
    history: list[PartnershipEvent], sizes: list[int], remembered: int
) -> None:
    store = await memory_store()
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(partnerships, "MAX_PARTNERSHIPS", remembered)
            await apply(store, history, sizes)
        assert await kept(store) == folded(history)
        assert await verify_partnerships(store) == []
    finally:
        await store.close()


class Dies(Exception):
    """Instead of kill -9, in the process of the test."""


@PROPERTY
@given(agreements(), st.integers(1, 4), st.integers(1, 20))
async def test_a_batch_too_large_for_one_commit_is_committed_in_halves_and_goes_on_where_it_died(
    history: list[PartnershipEvent], at_most: int, dies_at: int
) -> None:
    store, positions = await memory_store(), list[int]()

    async def commit(
        owner: Lease, position: Position, writes: Writes, fresh_at: datetime, whole: Any = store.commit
    ) -> Lease:
        if sum(len(write.events) for write in writes.partnerships.values()) > at_most:
            raise TooLarge("for this test")
        positions.append(position.offset)
        if len(positions) == dies_at:
            raise Dies
        return cast(Lease, await whole(owner, position, writes, fresh_at))

    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(store, "commit", commit)
            with suppress(Dies):
                await apply(store, history)
            await apply(store, history)
        assert await kept(store) == folded(history)
        assert positions[-1] == len(history)
        assert len(positions) >= sum(len(events) for _, events in folded(history).values()) / at_most
    finally:
        await store.close()


async def test_what_may_not_follow_becomes_a_dead_letter_with_its_reason_and_its_original_bytes(
    log: EmbeddedLog, store: EmbeddedStore
) -> None:
    early, proposed = told(said.Activated(date=DAY), 1), told(PROPOSED, 2)
    odd = b'{"note": "kept as it was", ' + encode_event(told(said.ActionDone(action="a", date=DAY), 3))[1:]
    values = [encode_event(early), encode_event(proposed), odd, b"{"]
    headers = (("traceparent", b"1"),)
    await log.append(PARTNERSHIP_EVENTS, [NewRecord(HOSPITAL.encode(), value, headers) for value in values])
    consumer = await consume(log, store)
    assert (consumer.progress.events, consumer.progress.dead_letters) == (1, 3)
    letters = {letter.value: dict(letter.headers) for letter in await log.read(LETTERS, 0, 0, 10)}
    assert letters.keys() == {values[0], odd, b"{"}
    assert letters[values[0]]["dlq.code"] == b"UNKNOWN_REFERENCE"
    assert b"propose it first" in letters[values[0]]["dlq.reason"]
    assert letters[odd]["dlq.reason"].startswith(b"/data/action: ")
    assert letters[b"{"]["dlq.code"] == b"MALFORMED_JSON"
    assert [letters[value]["dlq.offset"] for value in (values[0], odd, b"{")] == [b"0", b"2", b"3"]
    assert all(
        letter["traceparent"] == b"1" and letter["dlq.topic"] == b"partnership-events" for letter in letters.values()
    )
    assert await kept(store) == folded([proposed])


async def test_a_dead_letter_is_in_the_log_before_the_commit_that_passes_it(
    log: EmbeddedLog, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> Lease:
        raise asyncio.CancelledError

    await log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 1), told(PROPOSED, 2)]))
    with monkeypatch.context() as patched, pytest.raises(asyncio.CancelledError):
        patched.setattr(store, "commit", dies)
        await consume(log, store)
    assert len(await log.read(LETTERS, 0, 0, 10)) == 1
    assert await kept(store) == {}
    await consume(log, store)
    assert await kept(store) == folded([told(PROPOSED, 1)])


async def test_an_event_that_was_said_before_is_neither_stored_again_nor_a_dead_letter(
    log: EmbeddedLog, store: EmbeddedStore
) -> None:
    await log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 1)] * 2))
    await consume(log, store)
    await log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 1)]))
    consumer = await consume(log, store)
    assert (consumer.progress.events, consumer.progress.dead_letters) == (1, 0)
    assert await kept(store) == folded([told(PROPOSED, 1)])


async def test_a_refused_event_that_is_said_again_when_it_may_follow_is_accepted(
    log: EmbeddedLog, store: EmbeddedStore
) -> None:
    resolved = told(said.ChallengeResolved(challenge="h", text="A bus.", date=DAY), 1)
    raised = told(said.ChallengeRaised(challenge="h", text="No bus.", date=DAY), 3)
    await log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 2), resolved, raised, resolved]))
    consumer = await consume(log, store)
    assert (consumer.progress.events, consumer.progress.dead_letters) == (3, 1)
    assert await kept(store) == folded([told(PROPOSED, 2), raised, resolved])


async def test_a_record_under_a_wrong_key_is_forwarded_to_its_partnership(
    log: EmbeddedLog, store: EmbeddedStore
) -> None:
    await log.append(PARTNERSHIP_EVENTS, [NewRecord(b"somebody else", records([told(PROPOSED, 1)])[0].value)])
    consumer = await consume(log, store)
    assert (consumer.progress.forwarded, consumer.progress.events) == (1, 1)
    assert [record.key for record in await log.read(PARTNERSHIP_EVENTS, 0, 0, 9)] == [
        b"somebody else",
        HOSPITAL.encode(),
    ]
    assert await kept(store) == folded([told(PROPOSED, 1)])


async def test_what_the_contract_does_not_know_is_not_stored(
    log: EmbeddedLog, store: EmbeddedStore, tmp_path: Path
) -> None:
    raw = b'{"student": "raw-604822", ' + encode_event(told(PROPOSED, 1))[1:]
    await log.append(PARTNERSHIP_EVENTS, [NewRecord(HOSPITAL.encode(), raw)])
    await consume(log, store)
    assert await kept(store) == folded([told(PROPOSED, 1)])
    assert b"raw-604822" not in b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite*"))


async def test_an_event_that_would_make_a_partnership_too_large_is_refused_and_those_behind_it_go_on(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state, _), *_ = folded([told(PROPOSED, 1)]).values()
    monkeypatch.setattr(acceptance, "MAX_STATE_BYTES", len(state) + 2_000)
    large = told(said.ChallengeRaised(challenge="h", text="x" * 2_500, date=DAY), 2)
    small = told(said.ChallengeRaised(challenge="h", text="x", date=DAY), 3)
    prepared = await Partnerships(store).prepare(as_read([told(PROPOSED, 1), large, small]), 1)
    assert [event.id for _, event in prepared.events] == ["1", "3"]
    assert [dict(letter.headers)["dlq.code"] for letter in prepared.dead_letters] == [b"TOO_LARGE"]


async def test_a_consumer_that_was_fenced_folds_on_what_the_other_one_wrote(
    log: EmbeddedLog, store: EmbeddedStore
) -> None:
    raised = told(said.ChallengeRaised(challenge="h", text="No bus.", date=DAY), 2)
    resolved = told(said.ChallengeResolved(challenge="h", text="A bus.", date=DAY), 3)
    await log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 1)]))
    consumer, stop = Consumer(log, store, partnership_projection()), asyncio.Event()
    running = asyncio.create_task(consumer.run(stop))

    async def applied(count: int) -> None:
        async def is_applied() -> bool:
            return (await store.partnership_versions()).get(HOSPITAL, 0) >= count

        await until(is_applied)

    await applied(1)
    source = Source((await log.topic(PARTNERSHIP_EVENTS)).id, 0)
    other, owner = Partnerships(store), await store.recover(source)
    read = as_read([told(PROPOSED, 1), raised])[1:]
    await other.commit(owner, (await other.prepare(read, 1)).events, Position(2), EPOCH)
    await log.append(PARTNERSHIP_EVENTS, records([raised, resolved]))
    await applied(3)
    stop.set()
    await running
    assert consumer.progress.dead_letters == 0
    assert await kept(store) == folded([told(PROPOSED, 1), raised, resolved])


@pytest.mark.parametrize(
    ("tampering", "reason"),
    [
        ("UPDATE partnerships SET state = replace(CAST(state AS TEXT), 'Mercy', 'Marcy')", "is not what"),
        ("DELETE FROM partnership_events WHERE number = 2", "one is missing"),
        ("DELETE FROM partnership_events WHERE number = (SELECT MAX(number) FROM partnership_events)", "is not what"),
        ("DELETE FROM partnership_events", "the 0 stored events"),
        ("UPDATE partnership_events SET raw = x'7b' WHERE number = 2", "event 2 cannot follow"),
        ("DELETE FROM partnership_events WHERE number = 1", "event 2 cannot follow"),
    ],
)
async def test_verify_finds_a_partnership_that_was_tampered_with_and_a_rebuild_from_the_log_mends_it(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets, tmp_path: Path, tampering: str, reason: str
) -> None:
    await log.append(PARTNERSHIP_EVENTS, records(story()))
    await consume(log, store)
    assert await verify_partnerships(store) == []
    with sqlite3.connect(tmp_path / "store.sqlite") as db:
        assert db.execute(tampering).rowcount > 0
    drifts = await verify_partnerships(store)
    assert {drift.partnership for drift in drifts} == {HOSPITAL, COLLEGE}
    assert all(reason in drift.reason for drift in drifts)
    await rebuild_from_log(store, log, [learner_projection(secrets), partnership_projection()])
    assert await verify_partnerships(store) == []
    assert await kept(store) == folded(story())


async def both_told(log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets) -> list[ProjectionSpec]:
    """Events of both topics, applied."""
    lines = [learner_projection(secrets), partnership_projection()]
    learners = [msgspec.json.encode(event) for event in learners_story()]
    await log.append(LEARNER_EVENTS, [NewRecord(DISTRICT.encode(), learner) for learner in learners])
    await log.append(PARTNERSHIP_EVENTS, records(story()))
    for line in lines:
        await Consumer(log, store, line).run(asyncio.Event(), until_idle=True)
    return lines


async def test_a_rebuild_from_the_log_gives_the_same_bytes_of_both_topics_and_no_second_dead_letter(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    lines = await both_told(log, store, secrets)
    partnerships_before, cells, letters = await kept(store), await cells_of(store), await log.read(LETTERS, 0, 0, 100)
    assert cells
    assert letters
    assert await rebuild_from_log(store, log, lines) > len(partnerships_before)
    assert await kept(store) == partnerships_before == folded(story())
    assert await cells_of(store) == cells
    assert await log.read(LETTERS, 0, 0, 100) == letters


async def test_a_rebuild_from_the_ledgers_keeps_partnerships_as_they_are(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    lines = await both_told(log, store, secrets)
    before, positions = await kept(store), await store.positions()
    await rebuild_from_ledgers(store, log, lines, lambda _district, _done: None)
    assert (await kept(store), await store.positions()) == (before, positions)
    await log.append(PARTNERSHIP_EVENTS, records([told(PROPOSED, 99, "another")]))
    await consume(log, store)
    assert await kept(store) == folded([*story(), told(PROPOSED, 99, "another")])


@pytest.mark.parametrize(("topic", "group"), [(LEARNER_EVENTS, LEARNERS_GROUP), (PARTNERSHIP_EVENTS, GROUP)])
async def test_a_rebuild_is_refused_while_either_consumer_runs(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets, topic: str, group: str
) -> None:
    lines = await both_told(log, store, secrets)
    role = await log.subscribe(topic, group)
    for again in (
        rebuild_from_log(store, log, lines),
        rebuild_from_ledgers(store, log, lines, lambda _district, _done: None),
    ):
        with pytest.raises(ConsumerAlreadyRunning):
            await again
    await role.close()
    await rebuild_from_log(store, log, lines)


async def test_a_rebuild_that_cannot_read_the_second_topic_switches_neither(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    lines = await both_told(log, store, secrets)
    before, cells = await kept(store), await cells_of(store)

    class Broken(Partnerships):
        async def commit(self, *_: object) -> Lease:
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await rebuild_from_log(store, log, [lines[0], ProjectionSpec(PARTNERSHIP_EVENTS, GROUP, Broken)])
    assert (await kept(store), await cells_of(store)) == (before, cells)


async def test_two_consumers_in_one_loop_read_both_topics_to_their_ends(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    lines = await both_told(log, store, secrets)
    clean, stop = (await kept(store), await cells_of(store)), asyncio.Event()
    fresh = await store.begin_generation(keep_ledgers=False)
    consumers = [Consumer(log, fresh, line) for line in lines]
    await run_together([consumer.run(stop, until_idle=True) for consumer in consumers], stop, until_idle=True)
    assert (await kept(fresh), await cells_of(fresh)) == clean
    assert all(consumer.progress.caught_up for consumer in consumers)
    await fresh.close()


async def test_of_two_consumers_one_that_fails_stops_the_other_and_is_raised(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    lines, stop = await both_told(log, store, secrets), asyncio.Event()
    role = await log.subscribe(PARTNERSHIP_EVENTS, GROUP)
    with pytest.raises(ConsumerAlreadyRunning, match=PARTNERSHIP_EVENTS):
        await run_together([Consumer(log, store, line).run(stop) for line in lines], stop, until_idle=False)
    await role.close()
    await (await log.subscribe(LEARNER_EVENTS, LEARNERS_GROUP)).close()


async def test_until_idle_one_that_fails_lets_the_other_read_to_its_end(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    async def fails() -> None:
        raise ArithmeticError

    await log.append(PARTNERSHIP_EVENTS, records(story()))
    stop, consumer = asyncio.Event(), Consumer(log, store, partnership_projection(), batch=1)
    with pytest.raises(ArithmeticError):
        await run_together([fails(), consumer.run(stop, until_idle=True)], stop, until_idle=True)
    assert await kept(store) == folded(story())
