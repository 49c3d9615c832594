"""Records of publishers that write to Kafka themselves: binary and structured mode, as SDKs write them."""

import asyncio
from datetime import UTC, datetime

import pytest

from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.kafka_binding import structured_value
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from consumers.projection import ProjectionSpec
from services.contracts.catalogue import EVENT_TYPES, PARTNERSHIP_TYPES, examples_of
from services.contracts.decode import decode_any
from services.contracts.rejection import Code, Rejected
from services.core.facts import EntityKey
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Headers, NewRecord, Record
from services.store.embedded import EmbeddedStore
from tests.contracts.bad_events import good, written
from tests.contracts.bad_partnership_events import said
from tests.ingest.sdk_messages import EVENT, KAFKA
from tests.support.kafka_records import in_binary_mode

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def record(value: bytes | None, headers: dict[str, bytes], key: bytes | None = b"910020") -> Record:
    return Record(LEARNER_EVENTS, 0, 0, key, value, tuple(headers.items()), NOW)


@pytest.mark.parametrize("message", KAFKA)
def test_what_the_sdk_writes_says_what_the_plain_event_says(message: str) -> None:
    headers, value = KAFKA[message]
    event = decode_any(structured_value(record(value, headers)), NOW)
    assert event == decode_any(written(EVENT), NOW)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_event_may_be_written_in_binary_mode(event_type: str) -> None:
    attributes = {"expectedversion": 3} if event_type in PARTNERSHIP_TYPES else {}
    for event in [{**example, **attributes} for example in examples_of(event_type)]:
        value, headers = in_binary_mode(event)
        assert decode_any(structured_value(record(value, headers)), NOW) == decode_any(written(event), NOW)


@pytest.mark.parametrize(
    ("headers", "code", "pointer"),
    [
        ({"content-type": b"application/avro"}, Code.INVALID_VALUE, "/datacontenttype"),
        ({"content-type": b"application/cloudevents-batch+json"}, Code.INVALID_FORMAT, ""),
        ({"Content-Type": b"application/cloudevents+avro"}, Code.INVALID_FORMAT, ""),
        ({"ce_id": b"\xff"}, Code.INVALID_FORMAT, ""),
        ({"ce_time": b"yesterday"}, Code.INVALID_FORMAT, "/time"),
    ],
)
def test_what_is_no_event_in_json_is_refused_with_a_reason(headers: dict[str, bytes], code: Code, pointer: str) -> None:
    value, attributes = in_binary_mode(good())
    with pytest.raises(Rejected) as refused:
        decode_any(structured_value(record(value, {**attributes, **headers})), NOW)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


@pytest.mark.parametrize("value", [b"", b"{} {}", b'{}, "id": "another"', b"\xff"])
def test_data_in_binary_mode_adds_no_attributes(value: bytes) -> None:
    _, headers = in_binary_mode(good())
    with pytest.raises(Rejected) as refused:
        decode_any(structured_value(record(value, {**headers, "ce_data": b"{}", "ce_data_base64": b"e30="})), NOW)
    assert refused.value.pointer == "/data"


async def consumed(log: EmbeddedLog, store: EmbeddedStore, line: ProjectionSpec) -> Consumer:
    consumer = Consumer(log, store, line)
    await consumer.run(asyncio.Event(), until_idle=True)
    return consumer


async def test_records_in_binary_mode_are_applied_and_forwarded_and_dead_letters_keep_their_headers(
    log: EmbeddedLog, store: EmbeddedStore, secrets: DerivedSecrets
) -> None:
    headers, value = KAFKA["to_binary"]
    bad: Headers = tuple({**headers, "ce_type": b"tandem.school.described.v9"}.items())
    await log.append(LEARNER_EVENTS, [
        NewRecord(b"elsewhere", value, tuple(headers.items())),
        NewRecord(b"910020", value, bad),
    ])  # fmt: skip
    progress = (await consumed(log, store, learner_projection(secrets))).progress
    assert (progress.events, progress.forwarded, progress.dead_letters) == (1, 1, 1)
    school = await store.entity(EntityKey("910020", "school", "S1"))
    assert school is not None and school.name == "École Nord"
    [letter] = await log.read(dead_letter_topic(LEARNER_EVENTS), 0, 0, 10)
    assert (letter.key, letter.value, letter.headers[: len(bad)]) == (b"910020", value, bad)
    assert dict(letter.headers)["dlq.code"] == b"UNKNOWN_TYPE"


async def test_a_partnership_in_binary_mode_is_applied(log: EmbeddedLog, store: EmbeddedStore) -> None:
    value, headers = in_binary_mode({**said(), "expectedversion": 0})
    again = {**headers, "ce_id": b"another", "ce_expectedversion": b"7"}
    key = headers["ce_partitionkey"]
    await log.append(
        PARTNERSHIP_EVENTS, [NewRecord(key, value, tuple(of_record.items())) for of_record in (headers, again)]
    )
    await consumed(log, store, partnership_projection())
    assert await store.partnership_versions() == {key.decode(): 1}
    [letter] = await log.read(dead_letter_topic(PARTNERSHIP_EVENTS), 0, 0, 10)
    assert dict(letter.headers)["ce_expectedversion"] == b"7"
    assert dict(letter.headers)["dlq.code"] == b"VERSION_CONFLICT"
