"""Batches whose writes are more than one plan may hold."""

import pytest
from pymongo import MongoClient

from services.log.kafka import KafkaLog
from services.store.mongo import plans
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import Place
from tests.cluster.world import DISTRICTS, consume, embedded, found_at, marks, records, stories


def commits(place: Place) -> int:
    with MongoClient(place.mongo) as client:
        return sum(plan["seq"] for plan in client.get_default_database()["plans"].find())


async def test_a_batch_too_large_for_one_plan_is_committed_in_parts(
    log: KafkaLog, make_place: MakePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, again = await make_place(1), await make_place(1)
    events = [*stories(), *(each for district in DISTRICTS for each in marks(district, 30))]
    for each in (place, again):
        await log.append(each.topic, records(events))
    assert (await consume(place)).batches == 1
    monkeypatch.setattr(plans, "BODY_BYTES", 8_000)
    assert (await consume(again)).batches == 1
    assert commits(again) > commits(place) + 10
    assert await found_at(again) == await found_at(place) == await embedded(events)
