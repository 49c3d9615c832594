"""Publishers that write to Kafka themselves with librdkafka, in the modes that CloudEvents SDKs offer."""

import json

from confluent_kafka import Producer

from consumers.decoding import dead_letter_topic
from consumers.partnerships import partnership_projection
from services.core.facts import EntityKey
from services.log.kafka import KafkaLog
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import Place
from tests.cluster.world import consume, store_of
from tests.contracts.bad_partnership_events import said
from tests.ingest.sdk_messages import EVENT, KAFKA
from tests.support.kafka_records import in_binary_mode


def produced(place: Place, records: list[tuple[str, bytes, dict[str, bytes]]]) -> None:
    producer = Producer({"bootstrap.servers": place.kafka.removeprefix("kafka://"), "partitioner": "murmur2_random"})
    for key, value, headers in records:
        producer.produce(place.topic, value, key, headers=list(headers.items()))
    assert producer.flush(30) == 0


async def test_learner_events_in_every_mode_are_applied(log: KafkaLog, make_place: MakePlace) -> None:
    place = await make_place(2)
    produced(place, [("910020", value, headers) for headers, value in KAFKA.values()])
    unknown = {**KAFKA["to_binary"][0], "ce_type": b"tandem.school.described.v9"}
    produced(place, [("910020", KAFKA["to_binary"][1], unknown)])
    progress = await consume(place)
    assert (progress.events, progress.forwarded, progress.dead_letters) == (len(KAFKA), 0, 1)
    async with store_of(place) as store:
        school = await store.entity(EntityKey("910020", "school", "S1"))
        assert school is not None and school.name == EVENT["data"]["name"]
    [letter] = await log.read(dead_letter_topic(place.topic), 0, 0, 10)
    assert (letter.value, dict(letter.headers) | unknown) == (KAFKA["to_binary"][1], dict(letter.headers))


async def test_partnership_events_in_both_modes_are_applied(make_place: MakePlace) -> None:
    place = await make_place(2)
    event = said()
    value, headers = in_binary_mode({**event, "expectedversion": 0})
    structured = {"content-type": b"application/cloudevents+json; charset=utf-8"}
    other = json.dumps({**event, "partitionkey": "another"}).encode()
    produced(place, [(event["partitionkey"], value, headers), ("another", other, structured)])
    await consume(place, line=partnership_projection(place.topic))
    async with store_of(place) as store:
        assert await store.partnership_versions() == {event["partitionkey"]: 1, "another": 1}
