"""`POST /events` with partnership events: which topic they go to, and what of a batch is told and appended."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.contracts.envelopes import CURRENT_RULES
from services.contracts.examples_partnerships import PARTNERSHIP, STORY
from services.core.identity import DerivedSecrets, is_learner_key
from services.ingest.cloudevents import BATCH, STRUCTURED
from services.ingest.gateway import Gateway
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, LogError, NewRecord, Offset, Record
from services.web.app import application
from services.web.ingest import ingest_routes
from tests.contracts.bad_events import NOW, Bad, good, written
from tests.contracts.bad_partnership_events import BAD_PARTNERSHIP_EVENTS, said
from tests.turns import turns_of_others

SECRETS = DerivedSecrets(b"a master secret for tests only, 32+")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[EmbeddedLog]:
    log = await EmbeddedLog.open(tmp_path / "log.sqlite3")
    for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
        await log.create_topic(topic, 1)
    yield log
    await log.close()


@pytest.fixture
async def client(log: EmbeddedLog) -> AsyncIterator[httpx.AsyncClient]:
    async with connected(log) as client:
        yield client


def connected(log: Any) -> httpx.AsyncClient:
    app = application(ingest_routes(Gateway(log, SECRETS, lambda: NOW)))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem")


async def send(client: httpx.AsyncClient, events: object, media: str = BATCH, **query: str) -> httpx.Response:
    content = events if isinstance(events, bytes) else written(events)
    return await client.post("/events", content=content, headers={"content-type": media}, params=query)


async def appended(log: EmbeddedLog, topic: str = PARTNERSHIP_EVENTS) -> list[Record]:
    return await log.read(topic, 0, 0, 1_000)


def ids(records: Sequence[Record | NewRecord]) -> list[str]:
    return [json.loads(record.value or b"")["id"] for record in records]


async def test_a_partnership_event_is_appended_under_its_partnership_as_it_was_said(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    event = {**said(), "expectedversion": 0, "requestdigest": "0" * 64, "traceparent": TRACE}
    response = await send(client, event, STRUCTURED)
    assert (response.status_code, response.json()["accepted"]) == (202, 1)
    (record,) = await appended(log)
    assert record.key == PARTNERSHIP.encode()
    assert dict(record.headers) == {"content-type": STRUCTURED.encode(), "traceparent": TRACE.encode()}
    kept = {name: value for name, value in event.items() if name != "traceparent"}
    kept["data"] = {name: value for name, value in kept["data"].items() if name != "cadenceDays"}  # the default
    assert json.loads(record.value or b"") == kept | {"rulesversion": CURRENT_RULES}
    assert await appended(log, LEARNER_EVENTS) == []


async def test_a_story_is_appended_in_the_order_in_which_it_was_told(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    assert (await send(client, STORY)).json()["accepted"] == len(STORY)
    assert ids(await appended(log)) == [event["id"] for event in STORY]


async def test_a_batch_of_both_kinds_answers_in_its_order_and_appends_each_to_its_topic(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    no_place = {**said("participant.placed"), "id": "p2"}
    no_place["data"] = {**no_place["data"], "learner": "604822"}
    events = [{**said(), "id": "p1"}, {**good(), "id": "l1"}, no_place, {**good(), "id": "l2", "type": "tandem.x.v1"}]
    events += [{**good(), "id": "l3"}, {**said("goal.set"), "id": "p3"}]
    answer = (await send(client, events)).json()
    assert (answer["accepted"], answer["rejected"]) == (4, 2)
    assert [(result["id"], result["status"]) for result in answer["results"]] == [
        ("p1", "accepted"), ("l1", "accepted"), ("p2", "rejected"), ("l2", "rejected"), ("l3", "accepted"),
        ("p3", "accepted"),
    ]  # fmt: skip
    refused = [(result["code"], result["pointer"]) for result in answer["results"] if result["status"] == "rejected"]
    assert refused == [("INVALID_FORMAT", "/data/learner"), ("UNKNOWN_TYPE", "/type")]
    assert ids(await appended(log, LEARNER_EVENTS)) == ["l1", "l3"]
    assert ids(await appended(log)) == ["p1", "p3"]


@pytest.mark.parametrize("bad", BAD_PARTNERSHIP_EVENTS, ids=lambda bad: bad.name)
async def test_a_bad_partnership_event_is_told_and_appended_nowhere(
    log: EmbeddedLog, client: httpx.AsyncClient, bad: Bad
) -> None:
    response = await send(client, bad.raw, STRUCTURED)
    (result,) = response.json()["results"]
    assert (response.status_code, result["code"], result["pointer"]) == (400, bad.code, bad.pointer)
    assert await appended(log) == await appended(log, LEARNER_EVENTS) == []


async def test_a_dry_run_of_both_kinds_decides_the_same_and_appends_nothing(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    events = [said(), good(), {**said(), "partitionkey": ""}, {}]
    dry = await send(client, events, dryRun="true")
    assert (dry.status_code, dry.json()["accepted"]) == (200, 2)
    assert await appended(log) == await appended(log, LEARNER_EVENTS) == []
    assert (await send(client, events)).json()["results"] == dry.json()["results"]


async def test_whether_it_may_follow_is_not_asked_at_the_door(log: EmbeddedLog, client: httpx.AsyncClient) -> None:
    response = await send(client, [said("partnership.activated")])
    assert response.status_code == 202
    assert len(await appended(log)) == 1


async def test_a_learner_key_of_a_partnership_stays_the_one_that_was_sent(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    event = said("participant.placed")
    await send(client, [event])
    (record,) = await appended(log)
    learner = json.loads(record.value or b"")["data"]["learner"]
    assert is_learner_key(learner)
    assert learner == event["data"]["learner"]


class Noting:
    """A log that notes what it is to append, and fails for some topics."""

    def __init__(self, failing: str | None = None) -> None:
        self.appended: list[tuple[str, list[str]]] = []
        self._failing = failing

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        if topic == self._failing:
            raise LogError("no")
        self.appended.append((topic, ids(records)))
        return [Offset(0, index) for index, _ in enumerate(records)]


def mixed() -> list[dict[str, Any]]:
    return [{**event, "id": f"{index}"} for index, event in enumerate([said(), good(), said("goal.set"), good()])]


async def test_a_batch_of_both_kinds_makes_two_appends_and_the_one_of_learners_comes_first() -> None:
    log = Noting()
    async with connected(log) as client:
        await send(client, mixed())
    assert log.appended == [(LEARNER_EVENTS, ["1", "3"]), (PARTNERSHIP_EVENTS, ["0", "2"])]


@pytest.mark.parametrize("failing", [LEARNER_EVENTS, PARTNERSHIP_EVENTS])
async def test_nothing_counts_as_accepted_when_one_of_the_topics_cannot_append(failing: str) -> None:
    log = Noting(failing)
    async with connected(log) as client:
        response = await send(client, mixed())
    assert (response.status_code, response.json()["code"]) == (503, "LOG_UNAVAILABLE")
    assert all(topic == LEARNER_EVENTS for topic, _ in log.appended)


async def test_others_have_their_turn_by_the_bytes_that_were_decoded(log: EmbeddedLog) -> None:
    """A few large events hold everybody up as long as many small ones."""
    gateway = Gateway(log, SECRETS, lambda: NOW)
    for events, at_least, at_most in (([b" " * 200_000] * 10, 10, 12), ([b"{}"] * 100, 0, 2)):
        async with turns_of_others() as turns:
            await gateway.accept(events, dry_run=True)
        assert at_least <= turns.count <= at_most
