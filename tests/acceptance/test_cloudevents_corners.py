"""The case `cloudevents-corners`: both of its events are accepted, and the second counts as the second after it."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from consumers.consumer import Consumer
from consumers.learners import learner_projection
from services.contracts.decode import decode
from services.core.facts import EntityKey
from services.core.identity import DerivedSecrets
from services.ingest.cloudevents import BATCH, STRUCTURED
from services.ingest.gateway import Gateway
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, NewRecord
from services.store.port import Store
from services.web.app import application
from services.web.ingest import ingest_routes

LINES = (Path(__file__).parents[1] / "data/cases/cloudevents-corners/events.jsonl").read_bytes().splitlines()


async def names_of(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> list[str | None]:
    await Consumer(log, store, learner_projection(secrets)).run(asyncio.Event(), until_idle=True)
    stored = [await store.entity(EntityKey(district, "district", district)) for district in ("950001", "950002")]
    return [None if entity is None else str(entity.name) for entity in stored]


@pytest.mark.parametrize("together", [False, True])
async def test_cloudevents_corners_over_http(
    log: EmbeddedLog, store: Store, secrets: DerivedSecrets, together: bool
) -> None:
    app = application(ingest_routes(Gateway(log, secrets)))
    requests = [(BATCH, b"[" + b",".join(LINES) + b"]")] if together else [(STRUCTURED, line) for line in LINES]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem") as client:
        for media, body in requests:
            answer = await client.post("/events", content=body, headers={"content-type": media})
            assert {result["status"] for result in answer.json()["results"]} == {"accepted"}, answer.text
    records = await log.read(LEARNER_EVENTS, 0, 0, 10)
    assert [json.loads(record.value or b"")["id"] for record in records] == ["b64", "leap"]
    assert decode(records[1].value or b"", records[1].appended_at).time == datetime(2017, 1, 1, tzinfo=UTC)
    assert await names_of(log, store, secrets) == ["Base64 ISD", "Leap ISD"]


async def test_cloudevents_corners_from_the_log(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    await log.append(LEARNER_EVENTS, [NewRecord(json.loads(line)["partitionkey"].encode(), line) for line in LINES])
    assert await names_of(log, store, secrets) == ["Base64 ISD", "Leap ISD"]
