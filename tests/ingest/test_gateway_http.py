"""`POST /events` with a real log behind it: what is answered, and what is in the log afterwards."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import msgspec
import pytest

from services.contracts.catalogue import EVENT_TYPES, examples_of
from services.contracts.decode import MAX_EVENT_BYTES, decode_any
from services.contracts.unread_members import MAX_UNREAD
from services.core.identity import DerivedSecrets, is_learner_key, learner_key
from services.ingest.cloudevents import BATCH, STRUCTURED
from services.ingest.gateway import MAX_WARNINGS, Gateway
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, LogError, NewRecord, Offset, Record
from services.web.app import application
from services.web.bodies import Bodies
from services.web.ingest import IngestLimits, ingest_routes
from services.web.limits import ServerLimits
from tests.contracts.bad_events import BAD_EVENTS, NOW, Bad, good, written
from tests.ingest.sdk_messages import EVENT, HTTP
from tests.support.cloudevents import binary

SECRETS = DerivedSecrets(b"a master secret for tests only, 32+")
LIMITS = IngestLimits(body_bytes=20_000, events=50, in_flight=2)
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
    async with connected(log, IngestLimits()) as client:
        yield client


@pytest.fixture
async def limited(log: EmbeddedLog) -> AsyncIterator[httpx.AsyncClient]:
    async with connected(log, LIMITS) as client:
        yield client


def connected(log: Any, limits: IngestLimits, body_seconds: float = 60.0) -> httpx.AsyncClient:
    bodies = Bodies(ServerLimits(body_seconds=body_seconds))
    app = application(ingest_routes(Gateway(log, SECRETS, lambda: NOW), limits, bodies))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem")


async def send(client: httpx.AsyncClient, events: object, media: str = BATCH, **query: str) -> httpx.Response:
    content = events if isinstance(events, bytes) else written(events)
    return await client.post("/events", content=content, headers={"content-type": media}, params=query)


async def appended(log: EmbeddedLog) -> list[Record]:
    """On both topics."""
    return [record for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS) for record in await log.read(topic, 0, 0, 100_000)]


async def test_a_structured_event_is_appended_under_its_district_with_a_learner_key(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    response = await send(client, good(), STRUCTURED)
    assert response.status_code == 202
    accepted = {"index": 0, "id": "example-1", "status": "accepted"}
    assert response.json() == {"accepted": 1, "rejected": 0, "dryRun": False, "results": [accepted]}
    (record,) = await appended(log)
    assert (record.key, record.headers) == (b"255901", (("content-type", STRUCTURED.encode()),))
    event, sent = json.loads(record.value or b""), good()
    assert event["data"].pop("learner") == learner_key(SECRETS.of("255901"), "604822")
    sent["data"] = {name: value for name, value in sent["data"].items() if name != "learner"}
    assert event == sent


async def test_every_example_is_accepted_in_every_mode_and_no_student_id_reaches_the_log(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    events = [example for name in EVENT_TYPES for example in examples_of(name)]
    assert (await send(client, events)).json()["rejected"] == 0
    for event in events:
        headers, body = binary(event)
        assert (await client.post("/events", content=body, headers=headers)).status_code == 202
        assert (await send(client, event, STRUCTURED)).status_code == 202
    records = await appended(log)
    assert len(records) == 3 * len(events)
    for record in records:
        kept = b"\n".join((record.key or b"", record.value or b"", *(value for _, value in record.headers)))
        assert b"60482" not in kept
    payloads = [
        decode_any(record.value or b"", NOW).data for record in records if b'"learner"' in (record.value or b"")
    ]
    learners = {msgspec.to_builtins(data)["learner"] for data in payloads}
    assert learners
    assert all(is_learner_key(learner) for learner in learners)


async def test_a_batch_answers_for_each_event_in_order_and_appends_the_good_ones(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    events = [{**good(), "id": "a"}, {**good(), "id": "b", "time": "soon"}, 7, {**good(), "id": "c"}]
    response = await send(client, events)
    answer = response.json()
    assert (response.status_code, answer["accepted"], answer["rejected"]) == (202, 2, 2)
    assert [(result["index"], result["id"], result["status"]) for result in answer["results"]] == [
        (0, "a", "accepted"), (1, "b", "rejected"), (2, None, "rejected"), (3, "c", "accepted"),
    ]  # fmt: skip
    assert answer["results"][1]["code"] == "INVALID_FORMAT"
    assert answer["results"][1]["pointer"] == "/time"
    assert [json.loads(record.value or b"")["id"] for record in await appended(log)] == ["a", "c"]


@pytest.mark.parametrize("bad", BAD_EVENTS, ids=lambda bad: bad.name)
async def test_a_bad_event_is_told_and_appended_nowhere(log: EmbeddedLog, client: httpx.AsyncClient, bad: Bad) -> None:
    response = await send(client, bad.raw, STRUCTURED)
    answer = response.json()
    assert (response.status_code, answer["accepted"], answer["rejected"]) == (400, 0, 1)
    assert (answer["results"][0]["code"], answer["results"][0]["pointer"]) == (bad.code, bad.pointer)
    assert await appended(log) == []


async def test_ten_thousand_events_make_one_append_and_one_more_is_too_many(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    event = written(good())
    assert (await send(client, b"[" + b",".join([event] * 10_000) + b"]")).json()["accepted"] == 10_000
    assert len(await appended(log)) == 10_000
    response = await send(client, b"[" + b",".join([event] * 10_001) + b"]")
    assert (response.status_code, response.json()["code"]) == (400, "TOO_MANY_EVENTS")


@pytest.mark.parametrize(("events", "status"), [([good(), {}], 200), ([{}, {}], 400)])
async def test_a_dry_run_decides_the_same_and_appends_nothing(
    log: EmbeddedLog, client: httpx.AsyncClient, events: list[Any], status: int
) -> None:
    dry = await send(client, events, dryRun="true")
    assert (dry.status_code, dry.json()["dryRun"]) == (status, True)
    assert await appended(log) == []
    real = await send(client, events, dryRun="false")
    assert real.json()["results"] == dry.json()["results"]


@pytest.mark.parametrize(
    ("event", "request_header", "kept"),
    [
        ({"traceparent": TRACE}, None, TRACE),
        ({}, TRACE, TRACE),
        ({"traceparent": TRACE}, TRACE.replace("b7", "c8"), TRACE),
        ({"traceparent": "student 604822"}, None, None),
        ({"traceparent": 7}, TRACE, TRACE),
        ({}, "604822", None),
        ({}, f"{TRACE}\u00e9", None),
        ({}, None, None),
    ],
)
async def test_a_trace_goes_on_with_the_event(
    log: EmbeddedLog, client: httpx.AsyncClient, event: dict[str, Any], request_header: str | None, kept: str | None
) -> None:
    headers = {b"content-type": STRUCTURED.encode()}
    if request_header:
        headers[b"traceparent"] = request_header.encode("latin-1")
    response = await client.post("/events", content=written({**good(), **event}), headers=list(headers.items()))
    assert response.status_code == 202
    (record,) = await appended(log)
    assert dict(record.headers).get("traceparent") == (kept and kept.encode())


async def test_a_trace_that_is_not_utf8_does_no_harm(client: httpx.AsyncClient) -> None:
    raw = written({**good(), "traceparent": "x"}).replace(b'"traceparent": "x"', b'"traceparent": "\xff"')
    assert (await send(client, raw, STRUCTURED)).status_code == 202


async def test_an_event_that_outgrows_the_limit_with_its_learner_keys_is_refused(
    log: EmbeddedLog, client: httpx.AsyncClient
) -> None:
    """Otherwise the consumer would refuse what the publisher was told is accepted."""
    event = good("attendance.roll.recorded")
    event["data"]["marks"] = [[str(learner), "Tardy", 1, "r" * 170] for learner in range(5000)]
    raw = json.dumps(event, separators=(",", ":")).encode()
    assert len(raw) < MAX_EVENT_BYTES
    response = await send(client, raw, STRUCTURED)
    assert (response.status_code, response.json()["results"][0]["code"]) == (400, "TOO_LARGE")
    assert await appended(log) == []


# name, method, path, headers, body, expected status and code
BAD_REQUESTS: list[tuple[str, str, str, dict[str, str], bytes, int, str]] = [
    ("GET", "GET", "/events", {}, b"", 405, "METHOD_NOT_ALLOWED"),
    ("PUT", "PUT", "/events", {"content-type": STRUCTURED}, written(good()), 405, "METHOD_NOT_ALLOWED"),
    ("DELETE", "DELETE", "/events", {}, b"", 405, "METHOD_NOT_ALLOWED"),
    ("no content type", "POST", "/events", {}, written(good()), 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("a form", "POST", "/events", {"content-type": "multipart/form-data"}, b"", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("no ce- header", "POST", "/events", {"content-type": "application/json"}, b"{}", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("compressed", "POST", "/events", {"content-type": BATCH, "content-encoding": "br"}, b"", 415,
     "UNSUPPORTED_MEDIA_TYPE"),
    ("UTF-16", "POST", "/events", {"content-type": f"{BATCH};charset=utf-16"}, b"", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ("no JSON", "POST", "/events", {"content-type": BATCH}, b"[", 400, "MALFORMED_JSON"),
    ("no array", "POST", "/events", {"content-type": BATCH}, b"{}", 400, "MALFORMED_JSON"),
    ("an empty batch", "POST", "/events", {"content-type": BATCH}, b"[]", 400, "EMPTY_BATCH"),
    ("too many", "POST", "/events", {"content-type": BATCH}, b"[" + b"1," * 50 + b"1]", 400, "TOO_MANY_EVENTS"),
    ("too large", "POST", "/events", {"content-type": BATCH}, b" " * 20_001, 413, "TOO_LARGE"),
    ("dryRun=yes", "POST", "/events?dryRun=yes", {"content-type": BATCH}, b"[1]", 400, "INVALID_PARAMETER"),
    ("dryrun=true", "POST", "/events?dryrun=true", {"content-type": BATCH}, b"[1]", 400, "INVALID_PARAMETER"),
    ("dryRun=", "POST", "/events?dryRun=", {"content-type": BATCH}, b"[1]", 400, "INVALID_PARAMETER"),
    ("no such schema", "GET", "/schemas/tandem.nothing.v1.json", {}, b"", 404, "NOT_FOUND"),
]  # fmt: skip


@pytest.mark.parametrize("request_", BAD_REQUESTS, ids=[bad_request[0] for bad_request in BAD_REQUESTS])
async def test_a_bad_request_is_refused_with_its_status_and_code(
    log: EmbeddedLog, limited: httpx.AsyncClient, request_: tuple[str, str, str, dict[str, str], bytes, int, str]
) -> None:
    _, method, path, headers, body, status, code = request_
    response = await limited.request(method, path, headers=headers, content=body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert set(response.json()) == {"code", "pointer", "reason"}
    assert response.headers.get("allow") == ("POST" if status == 405 else None)
    assert await appended(log) == []


async def test_a_body_without_a_length_is_given_up_as_soon_as_it_is_too_long(
    log: EmbeddedLog, limited: httpx.AsyncClient
) -> None:
    handed_out = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal handed_out
        while True:
            handed_out += 1
            yield b" " * 1000

    response = await limited.post("/events", content=endless(), headers={"content-type": BATCH})
    assert (response.status_code, response.json()["code"]) == (413, "TOO_LARGE")
    assert handed_out <= 22
    assert await appended(log) == []


async def test_a_body_of_exactly_the_limit_is_read(limited: httpx.AsyncClient) -> None:
    event = written([good()])
    assert (await send(limited, event + b" " * (20_000 - len(event)))).status_code == 202


async def test_a_body_that_never_ends_is_given_up(log: EmbeddedLog) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield b"["
        await asyncio.Event().wait()

    async with connected(log, IngestLimits(in_flight=1), body_seconds=0.01) as client:
        for _ in range(2):  # the place is free again
            response = await client.post("/events", content=stuck(), headers={"content-type": BATCH})
            assert (response.status_code, response.json()["code"]) == (408, "REQUEST_TIMEOUT")


async def test_a_sender_that_goes_away_leaves_nothing_behind(log: EmbeddedLog) -> None:
    app = application(ingest_routes(Gateway(log, SECRETS, lambda: NOW), IngestLimits(in_flight=1)))
    headers = [(b"content-type", BATCH.encode())]
    scope = {"type": "http", "method": "POST", "path": "/events", "headers": headers, "query_string": b""}
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def answer(message: Any) -> None:
        sent.append(message)

    for _ in range(2):
        await app(scope, receive, answer)
    assert sent == []
    assert await appended(log) == []


class Held:
    """A log whose appends wait until they are let through."""

    def __init__(self) -> None:
        self.waiting = asyncio.Semaphore(0)
        self.let_through = asyncio.Event()

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        self.waiting.release()
        await self.let_through.wait()
        return [Offset(0, index) for index, _ in enumerate(records)]


async def test_more_requests_than_can_be_served_are_told_to_come_back() -> None:
    log = Held()
    async with connected(log, LIMITS) as client:
        taken = [asyncio.create_task(send(client, [good()])) for _ in range(LIMITS.in_flight)]
        for _ in taken:
            await log.waiting.acquire()
        refused = await send(client, [good()])
        assert (refused.status_code, refused.json()["code"]) == (429, "TOO_MANY_REQUESTS")
        assert int(refused.headers["retry-after"]) > 0
        log.let_through.set()
        assert [response.status_code for response in await asyncio.gather(*taken)] == [202, 202]
        assert (await send(client, [good()])).status_code == 202


class Broken:
    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        raise LogError("the disk /srv/secret is full")


async def test_nothing_is_reported_as_accepted_when_the_log_cannot_append() -> None:
    async with connected(Broken(), LIMITS) as client:
        for _ in range(LIMITS.in_flight + 1):  # each gives its place back
            response = await send(client, [good()])
            assert (response.status_code, response.json()["code"]) == (503, "LOG_UNAVAILABLE")
            assert int(response.headers["retry-after"]) > 0
            assert "accepted" not in response.json()
            assert "secret" not in response.text
        assert (await send(client, [good()], dryRun="true")).status_code == 200
        assert (await send(client, [{}])).status_code == 400


async def test_a_log_without_the_topic_answers_503(tmp_path: Path) -> None:
    log = await EmbeddedLog.open(tmp_path / "empty.sqlite3")
    async with connected(log, LIMITS) as client:
        assert (await send(client, [good()])).status_code == 503
    await log.close()


async def test_the_schemas_are_served_where_they_are_listed(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/schemas")).json()["schemas"]
    assert {event_type["type"] for event_type in listed} == set(EVENT_TYPES)
    for entry in listed:
        response = await client.get(entry["schema"])
        assert response.headers["content-type"] == "application/schema+json"
        assert response.json()["$id"] == entry["schema"]
        jsonschema.validate(examples_of(entry["type"])[0], response.json())


def test_the_tables_hold_at_least_forty_bad_events_and_requests() -> None:
    assert len(BAD_EVENTS) + len(BAD_REQUESTS) >= 40


async def test_a_member_that_nobody_reads_is_told_and_the_event_accepted(client: httpx.AsyncClient) -> None:
    misspelt = {**good(), "data": {**good()["data"], "minutsAbsent": 12}}
    lacking = {**good(), "data": {name: value for name, value in good()["data"].items() if name != "date"}}
    lacking["data"]["dat"] = "2025-09-10"
    results = (await send(client, [good(), misspelt, lacking])).json()["results"]
    assert [result["status"] for result in results] == ["accepted", "accepted", "rejected"]
    assert "warnings" not in results[0]
    reason = "'minutsAbsent' is not read; did you mean 'minutesAbsent'?"
    assert results[1]["warnings"] == [{"pointer": "/data/minutsAbsent", "reason": reason, "near": "minutesAbsent"}]
    assert [(warning["pointer"], warning["near"]) for warning in results[2]["warnings"]] == [("/data/dat", "date")]


@pytest.mark.parametrize("message", HTTP)
async def test_what_the_sdk_sends_is_in_the_log(client: httpx.AsyncClient, log: EmbeddedLog, message: str) -> None:
    headers, body = HTTP[message]
    answer = await client.post("/events", content=body, headers=headers)
    assert answer.status_code == 202, answer.text
    [record] = await log.read(LEARNER_EVENTS, 0, 0, 10)
    assert decode_any(record.value or b"", NOW) == decode_any(written(EVENT), NOW)


async def test_the_warnings_of_a_request_are_bounded(client: httpx.AsyncClient) -> None:
    misspelt = {**good(), "data": {**good()["data"], **{f"minuts{number}": 1 for number in range(30)}}}
    results = (await send(client, [misspelt] * 40)).json()["results"]
    assert {result["status"] for result in results} == {"accepted"}
    counts = [len(result.get("warnings", ())) for result in results]
    assert (counts[0], sum(counts)) == (MAX_UNREAD, MAX_WARNINGS)


async def test_who_sends_a_policy_is_told_that_it_takes_effect_by_itself(client: httpx.AsyncClient) -> None:
    policy = {**good(), "id": "p", "type": "tandem.policy.adopted.v1", "data": {"version": "2026"}}
    mark, adopted = (await send(client, [good(), policy])).json()["results"]
    assert "effect" not in mark
    assert "all learners of the district are counted anew" in adopted["effect"]
