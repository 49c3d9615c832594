"""A partnership on a day, as known on a day: before the beginning, at its edges, and as far ahead as dates go."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.contracts import facts
from services.ingest.gateway import Gateway
from tests.partnerships.selections import EVERYTHING
from tests.partnerships.support import D1, DAY, MAIN, NOW, SECRETS, World, activate, goal, propose, schooling, students

FAR = ("2199-06-30", "9999-12-31")


async def as_of(world: World, arguments: str, selection: str = "asOf") -> Any:
    return await world.partnership(selection, arguments=arguments)


async def full(world: World) -> None:
    await world.tell(schooling(students(3)))
    await activate(world)
    await world.place(students(3))
    await world.settled()
    await world.say("setGoal", goal())
    await world.say("scheduleCheckIn", {"checkIn": "q1", "due": "2026-02-27"})
    await world.say("holdCheckIn", {"checkIn": "q1", "date": str(DAY)})


async def test_before_the_proposal_there_is_none(world: World) -> None:
    for day in ("0001-01-01", "1900-01-01", "2025-08-31"):
        assert await as_of(world, f', asOf: "{day}"') is None
    assert await as_of(world, ', asOf: "2025-09-01"') == {"asOf": "2025-09-01"}


async def test_before_anything_was_known_there_is_none(world: World) -> None:
    today = datetime.now(UTC).date()
    for day in (date.min, today - timedelta(days=1)):
        assert await as_of(world, f', knownAt: "{day.isoformat()}"') is None
        assert await as_of(world, f', asOf: "{DAY}", knownAt: "{day.isoformat()}"') is None
    assert await as_of(world, f', knownAt: "{today}"') is not None
    assert await as_of(world, f', asOf: "2025-08-31", knownAt: "{today}"') is None


@pytest.mark.parametrize("day", FAR)
async def test_the_far_future_has_everything_and_breaks_nothing(world: World, day: str) -> None:
    await full(world)
    for arguments in (f', asOf: "{day}"', f', knownAt: "{day}"', f', asOf: "{day}", knownAt: "{day}"'):
        shown = await as_of(world, arguments, EVERYTHING)
        assert shown["version"] > 1
    shown = await as_of(world, f', asOf: "{day}"', "asOf checkIns { dueWithin(days: 999999) { checkInId } }")
    assert shown["asOf"] == day


async def test_what_holds_from_a_later_day_on_does_not_show_before_it(world: World) -> None:
    await world.say("setCapacity", {"places": 5, "date": "2026-05-01"})
    await world.say("assignLead", {"side": "PARTNER", "name": "Later", "role": "R", "date": "2026-05-01"})
    for day, places, leads in (("2026-04-30", None, []), ("2026-05-01", 5, ["Later"])):
        shown = await as_of(world, f', asOf: "{day}"', "places { capacity } leads { name }")
        assert shown["places"]["capacity"] == places
        assert [lead["name"] for lead in shown["leads"] if lead["name"]] == leads


async def test_goals_as_once_known_show_the_last_value_that_was_seen(world: World) -> None:
    await full(world)
    now = (await as_of(world, "", "goals { progress { value { value n } } }"))["goals"]
    today = datetime.now(UTC).date()
    then = await as_of(world, f', knownAt: "{today}"', "goals { progress { value { value n asOf } } }")
    assert then["goals"] == [{"progress": {"value": {**now[0]["progress"]["value"], "asOf": None}}}]


async def test_a_goal_whose_way_is_too_long_or_short_for_a_number_still_shows(world: World) -> None:
    await full(world)
    await world.say("setGoal", goal("tiny", baseline=0.0, target=5e-324))
    await world.say("setGoal", goal("vast", baseline=-1.7e308, target=1.7e308))
    shown = await as_of(world, "", "goals { goalId progress { value { value } percent } } health { score }")
    assert len(shown["goals"]) == 3


EVENING = datetime(2026, 3, 3, 3, tzinfo=UTC)  # March 2, nine in the evening, in Chicago
MORNING = datetime(2026, 3, 2, 15, tzinfo=UTC)  # March 3 in Auckland


@pytest.mark.parametrize(("zone", "now"), [("America/Chicago", EVENING), ("Pacific/Auckland", MORNING)])
async def test_what_is_said_shows_at_once_wherever_the_district_is(world: World, zone: str, now: datetime) -> None:
    await world.tell([facts.District(name="One", time_zone=zone)])
    world.now = now
    await propose(world, "new", D1, begin="2026-09-01")
    await world.say("draftClause", {"clause": "o1", "kind": "OUTCOME", "text": "Nine of ten."}, "new")
    await world.say("pledgeContribution", {
        "contribution": "p1", "side": "PARTNER", "kind": "FUNDING", "begin": "2026-09-01", "end": "2027-06-30",
        "amount": 1,
    }, "new")  # fmt: skip
    await world.say("setGoal", goal(), "new")
    await world.say("recordNeed", {"side": "PARTNER", "text": "A room."}, "new")
    shown = (
        "vision { clauses { clauseId drafted } } goals { goalId } needs { date } investment { pledges { pledgeId } }"
    )
    for _ in range(2):
        answered = await world.partnership(f"asOf {shown}", of="new")
        day = answered["asOf"]
        assert answered == {
            "asOf": day, "vision": {"clauses": [{"clauseId": "o1", "drafted": day}]}, "goals": [{"goalId": "g1"}],
            "needs": [{"date": day}], "investment": {"pledges": [{"pledgeId": "p1"}]},
        }  # fmt: skip


async def test_the_main_partnership_is_found_by_its_node_whatever_the_day(world: World) -> None:
    world.now = datetime(2026, 11, 1, tzinfo=UTC)
    assert (await as_of(world, "", "partnershipId asOf")) == {"partnershipId": MAIN, "asOf": "2026-11-01"}


async def test_what_another_system_recorded_was_known_since_then(world: World) -> None:
    """An imported history, in which a check-in was recorded as held before it was recorded as scheduled."""
    gateway = Gateway(world.log, SECRETS, lambda: NOW)
    lead = {"side": "partner", "name": "Pat", "role": "Director", "date": "2025-09-01"}
    partner = {"id": "mercy", "name": "Mercy", "kind": "hospital"}
    proposal = {"name": "Old", "districts": [D1], "partners": [partner], "begin": "2024-09-01"}
    changes = [
        ("partnership.proposed", proposal, "2024-08-01T12:00:00Z"),
        ("checkin.scheduled", {"checkIn": "q1", "due": "2025-01-15", "date": "2025-01-05"}, "2025-02-01T12:00:00Z"),
        ("checkin.held", {"checkIn": "q1", "date": "2025-01-10"}, "2025-01-10T12:00:00Z"),
        ("lead.assigned", lead, "2025-10-20T12:00:00Z"),
        ("capacity.set", {"places": 9, "date": "2025-09-01"}, None),
    ]
    events = [
        {
            "specversion": "1.0", "type": f"tandem.{kind}.v1", "id": f"{number}", "source": "old system",
            "time": "2026-03-01T12:00:00Z", "partitionkey": "old", "data": data,
            **({} if recorded is None else {"recordedat": recorded}),
        }
        for number, (kind, data, recorded) in enumerate(changes)
    ]  # fmt: skip
    assert {outcome.rejected for outcome in await gateway.accept([msgspec.json.encode(event) for event in events])} == {
        None
    }
    await world.settled()
    shown = "leads { name } places { capacity } checkIns { items { state } }"
    on = ', asOf: "2025-10-01", knownAt: "{}"'
    known = {
        day: await world.partnership(shown, of="old", arguments=on.format(day))
        for day in ("2024-07-31", "2025-01-31", "2025-02-01", "2025-10-20")
    }
    assert known["2024-07-31"] is None
    nobody, meeting = [{"name": None}] * 4, {"items": [{"state": "HELD"}]}
    assert known["2025-01-31"] == {"leads": nobody, "places": {"capacity": None}, "checkIns": {"items": []}}
    assert known["2025-02-01"]["checkIns"] == meeting
    assert known["2025-02-01"]["leads"] == nobody
    assert {"name": "Pat"} in known["2025-10-20"]["leads"]
    assert known["2025-10-20"]["places"] == {"capacity": None}, "Tandem learned that only now"
