"""Records that a broker took from another client, and would not take again with the headers of a dead letter."""

import asyncio
import os
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import pytest
from kafka import KafkaProducer

from consumers.consumer import Consumer
from consumers.decoding import LEFT_OUT, dead_letter_topic
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from consumers.projection import ProjectionSpec
from services.log.kafka import KafkaLog
from services.log.port import Record
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import SECRETS, Place
from tests.cluster.world import DEADLINE, applied, consume, embedded, found_at, records, store_of, stories

Headers = list[tuple[str, bytes]]
LINES: dict[str, Callable[[str], ProjectionSpec]] = {
    "learners": lambda topic: learner_projection(SECRETS, topic),
    "partnerships": partnership_projection,
}


def published(place: Place, key: bytes, value: bytes, codec: str | None, headers: Headers | None = None) -> None:
    servers = place.kafka.removeprefix("kafka://")
    with closing(
        KafkaProducer(bootstrap_servers=servers, compression_type=codec, max_request_size=20_000_000)
    ) as producer:
        producer.send(place.topic, value, key, headers).get(DEADLINE)


async def pointer_of(log: KafkaLog, place: Place) -> dict[str, bytes]:
    """The headers of the only dead letter, which is a pointer to the record at offset 0."""
    [letter] = await log.read(dead_letter_topic(place.topic), 0, 0, 10)
    about = dict(letter.headers)
    assert (letter.key, letter.value, about[LEFT_OUT]) == (b"", b"", b"key, value, headers")
    assert (about["dlq.topic"], about["dlq.offset"], about["dlq.code"]) == (place.topic.encode(), b"0", b"TOO_LARGE")
    return about


async def original(log: KafkaLog, about: dict[str, bytes]) -> Record:
    partition, offset = int(about["dlq.partition"]), int(about["dlq.offset"])
    return (await log.read(about["dlq.topic"].decode(), partition, offset, 1))[0]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("value", "codec"),
    [(os.urandom(1_048_400), None), (b" " * 5_000_000, "gzip")],
    ids=["as large as a broker takes", "small as long as it is compressed"],
)
async def test_a_record_too_large_for_a_dead_letter_is_pointed_at_and_read_over(
    log: KafkaLog, make_place: MakePlace, line: str, value: bytes, codec: str | None
) -> None:
    place = await make_place(1)
    published(place, b"key", value, codec)
    async with store_of(place) as store:
        consumer = Consumer(log, store, LINES[line](place.topic), group=uuid4().hex)
        await asyncio.wait_for(consumer.run(asyncio.Event(), until_idle=True), DEADLINE)
        assert await applied(log, store, place.topic)
    assert consumer.progress.dead_letters == 1
    assert (await original(log, await pointer_of(log, place))).value == value


async def test_a_stray_too_large_to_be_forwarded_is_pointed_at_and_what_follows_is_applied(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(1)
    stray, *others = records(stories())
    published(place, b"another key", stray.value, "gzip", [("padding", b" " * 1_045_000)])
    await log.append(place.topic, others)
    progress = await consume(place)
    assert (progress.forwarded, progress.dead_letters, progress.events) == (0, 1, len(others))
    assert (await original(log, await pointer_of(log, place))).value == stray.value
    assert await found_at(place) == await embedded(stories()[1:])
