"""A partnership event without a date gets the day of its `time` where the partnership is, before it is appended."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from services.contracts import facts
from services.ingest.gateway import Gateway
from services.ingest.local_dates import DistrictZones
from tests.partnerships.support import D1, D2, MAIN, SECRETS, World, propose, running

EVENING = "2025-07-01T03:00:00Z"
"""The evening of June 30 in Chicago, said by a publisher who writes UTC."""
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
GOAL = {
    "goal": "g1", "title": "They come", "baseline": 90, "target": 95, "due": "2026-06-30",
    "question": {"metric": "attendance_rate"},
}  # fmt: skip
UNDATED: dict[str, dict[str, Any]] = {
    "vision.drafted": {"clause": "o1", "kind": "outcome", "text": "…"},
    "contribution.pledged": {"contribution": "p1", "side": "partner", "kind": "funding", "begin": "2025-09-01",
                             "end": "2026-06-30", "cents": 100},
    "checkin.scheduled": {"checkIn": "q1", "due": "2025-11-30"},
    "agreement.amended": {"amendment": "m1", "what": "…", "why": "…", "effective": "2025-09-01"},
    "goal.set": GOAL,
}  # fmt: skip


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with running(tmp_path) as made:
        await made.tell([facts.District(name="One", time_zone="America/Chicago")], D1)
        await made.tell([facts.District(name="Two", time_zone="Asia/Tokyo")], D2)
        await propose(made, MAIN, D1, D2)
        yield made


def gateway(world: World) -> Gateway:
    return Gateway(world.log, SECRETS, lambda: NOW, DistrictZones(world.store))


def event(kind: str, data: dict[str, Any], partnership: str = MAIN, time: str = EVENING) -> bytes:
    envelope = {"specversion": "1.0", "type": f"tandem.{kind}.v1", "id": kind, "source": "elsewhere", "time": time}
    return msgspec.json.encode({**envelope, "partitionkey": partnership, "data": data})


async def appended(world: World) -> list[dict[str, Any]]:
    await world.settled()
    return await world.events()


@pytest.mark.parametrize("kind", UNDATED)
async def test_an_event_without_a_date_gets_that_of_the_district_named_first(world: World, kind: str) -> None:
    [outcome] = await gateway(world).accept([event(kind, UNDATED[kind])])
    assert outcome.rejected is None
    assert (await appended(world))[-1]["data"]["date"] == "2025-06-30"


async def test_a_date_that_was_sent_is_kept(world: World) -> None:
    await gateway(world).accept([event("goal.set", {**GOAL, "date": "2025-07-03"})])
    assert (await appended(world))[-1]["data"]["date"] == "2025-07-03"


async def test_a_proposal_holds_from_its_own_day_or_the_first_day_of_the_agreement(world: World) -> None:
    partner = {"id": "mercy", "name": "Mercy", "kind": "hospital"}
    for number, (begin, proposed) in enumerate((("2025-09-01", "2025-06-30"), ("2025-05-01", "2025-05-01"))):
        data = {"name": "New", "districts": [D1], "partners": [partner], "begin": begin}
        await gateway(world).accept([event("partnership.proposed", data, f"new-{number}")])
        assert (await appended(world))[-1]["data"]["date"] == proposed


async def test_what_follows_a_proposal_and_a_district_of_the_same_batch_is_dated_by_them(world: World) -> None:
    district = msgspec.json.decode(event("district.described", {"name": "New", "timeZone": "Asia/Tokyo"}, "new"))
    partner = {"id": "mercy", "name": "Mercy", "kind": "hospital"}
    proposal = {"name": "New", "districts": ["new"], "partners": [partner], "begin": "2025-09-01"}
    batch = [
        msgspec.json.encode(district),
        event("partnership.proposed", proposal, "fresh", "2025-06-30T20:00:00Z"),
        event("goal.set", GOAL, "fresh", "2025-06-30T20:00:00Z"),
    ]
    assert [outcome.rejected for outcome in await gateway(world).accept(batch)] == [None] * 3
    assert [sent["data"]["date"] for sent in (await appended(world))[-2:]] == ["2025-07-01"] * 2


async def test_where_nobody_knows_the_partnership_the_day_is_that_of_the_sender_s_offset(world: World) -> None:
    await gateway(world).accept([event("goal.set", GOAL, "unknown")])
    assert "date" not in (await appended(world))[-1]["data"]


async def test_what_is_tried_only_is_not_remembered(world: World) -> None:
    door = gateway(world)
    partner = {"id": "mercy", "name": "Mercy", "kind": "hospital"}
    proposal = {"name": "New", "districts": [D1], "partners": [partner], "begin": "2025-09-01"}
    await door.accept([event("partnership.proposed", proposal, "dry")], dry_run=True)
    await door.accept([event("goal.set", GOAL, "dry")])
    assert "date" not in (await appended(world))[-1]["data"]


async def test_the_date_in_the_log_is_the_date_in_the_answer_and_of_the_api_s_own_events(world: World) -> None:
    await gateway(world).accept([event("goal.set", GOAL, time="2026-03-02T03:00:00Z")])
    world.now = datetime(2026, 3, 2, 3, tzinfo=UTC)
    await world.say("recordNeed", {"side": "PARTNER", "text": "A room."})
    assert [sent["data"]["date"] for sent in (await appended(world))[-2:]] == ["2026-03-01"] * 2
    shown = await world.partnership("goals { goalId } needs { date }", arguments=', asOf: "2026-03-01"')
    assert shown == {"goals": [{"goalId": "g1"}], "needs": [{"date": "2026-03-01"}]}
