"""What needs somebody, over all partnerships and feeds that somebody may see."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal
from tests.partnerships.support import D1, D2, MAIN, World, activate, goal, propose, question, schooling, students

ENTRIES = """
  totalCount nodes { kind since daysLate subject side title owner
    partnership { partnershipId } district { districtId } school { schoolId } }
"""
PARTNER = Principal("partner", frozenset(), frozenset({MAIN}))
FAR = Principal("far", frozenset({D2}))


async def needs(world: World, principal: Principal = DEVELOPMENT, arguments: str = "") -> list[dict[str, Any]]:
    shown = (await world.get(f"{{ attention{arguments} {{ {ENTRIES} }} }}", principal))["attention"]
    assert shown["totalCount"] == len(shown["nodes"])
    return list(shown["nodes"])


async def kinds(world: World, principal: Principal = DEVELOPMENT, arguments: str = "") -> list[str]:
    return [entry["kind"] for entry in await needs(world, principal, arguments)]


@pytest.fixture
async def busy(world: World) -> World:
    """Two partnerships with something to do in each, and a school that has stopped reporting in October."""
    await world.tell([facts.District(name="Two")], D2)
    await world.tell(schooling(students(3)))
    await activate(world)
    await world.say("raiseChallenge", {"challenge": "h1", "text": "No bus.", "date": "2026-02-20"})
    action = {"action": "a1", "text": "Hire a bus.", "owner": "Florian Dane", "side": "PARTNER"}
    await world.say("agreeAction", {**action, "date": "2026-02-01", "due": "2026-02-10"})
    await propose(world, "second", D2)
    await world.say("raiseChallenge", {"challenge": "h2", "text": "No room.", "date": "2026-02-25"}, "second")
    return world


async def test_each_entry_says_what_to_mend_and_for_how_long_it_has_waited(busy: World) -> None:
    silent, other, action, first, second = await needs(busy)
    nowhere = {"partnership": None, "district": None, "school": None}
    nobody = {"subject": None, "side": None, "owner": None}
    assert (silent["kind"], silent["title"], silent["school"]) == ("SILENT_FEED", "Two", None)
    assert (silent["since"], silent["district"]) == ("2025-09-01", {"districtId": D2})
    last = "2025-10-14"  # the second of two days of absences
    assert other["kind"] == "SILENT_FEED"
    assert last < other["since"] < "2025-10-16"
    assert other == {
        **other, **nobody, "title": "School One", "partnership": None,
        "district": {"districtId": D1}, "school": {"schoolId": "S1"},
    }  # fmt: skip
    assert action == {
        "kind": "OVERDUE_ACTION", "since": "2026-02-11", "daysLate": 20, "subject": "a1", "side": "PARTNER",
        "title": "Hire a bus.", "owner": "Florian Dane", **nowhere, "partnership": {"partnershipId": MAIN},
    }  # fmt: skip
    assert [(item["subject"], item["daysLate"]) for item in (first, second)] == [("h1", 11), ("h2", 6)]


async def test_the_list_is_of_what_one_may_see_and_asks_for(busy: World) -> None:
    challenge, action, feed = "OPEN_CHALLENGE", "OVERDUE_ACTION", "SILENT_FEED"
    assert await kinds(busy, PARTNER) == [action, challenge]
    assert await kinds(busy, FAR) == [feed, challenge]
    assert await kinds(busy, Principal("nobody")) == []
    assert await kinds(busy, arguments=f'(districts: ["{D2}"])') == [feed, challenge]
    assert await kinds(busy, arguments="(kinds: [OVERDUE_ACTION])") == [action]
    assert await kinds(busy, FAR, f'(districts: ["{D1}"])') == []
    page = await busy.get("{ attention(first: 2) { nodes { subject } pageInfo { endCursor } } }")
    after = page["attention"]["pageInfo"]["endCursor"]
    rest = await busy.get(f'{{ attention(after: "{after}") {{ nodes {{ subject }} }} }}')
    assert [node["subject"] for node in rest["attention"]["nodes"]] == ["a1", "h1", "h2"]


async def test_a_goal_behind_is_told_only_to_whoever_may_see_its_value(world: World) -> None:
    pupils = students(3)
    await world.tell(schooling(pupils, absences=9))
    await activate(world)
    await world.place(pupils)
    await world.settled()
    rate = question("attendance_rate")
    await world.say("setGoal", goal("low", question=rate, baseline=99.0, target=99.5))
    await world.say("setGoal", goal("high", question=rate, baseline=50.0, target=99.5))
    await world.say("setGoal", goal("total", question=question("days_attended"), baseline=1e6, target=2e6))
    behind = "(kinds: [GOAL_BEHIND])"
    assert [entry["subject"] for entry in await needs(world, arguments=behind)] == ["low"]
    assert await needs(world, PARTNER, behind) == []
    own = "attention { kind subject }"
    inside = (await world.partnership(own))["attention"]
    assert {"kind": "GOAL_BEHIND", "subject": "low"} in inside
    assert {entry["kind"] for entry in inside} == {"GOAL_BEHIND"}
    assert (await world.partnership(own, PARTNER))["attention"] == []


async def test_days_of_a_feed_are_those_of_its_district(world: World) -> None:
    west = facts.District(name="West", time_zone="America/Los_Angeles")
    await world.tell([west], D2)
    world.now = datetime(2026, 9, 1, 6, tzinfo=UTC)  # still the last of August there
    assert await kinds(world, FAR) == []
    world.now = datetime(2026, 9, 1, 8, tzinfo=UTC)
    assert [(entry["since"], entry["daysLate"]) for entry in await needs(world, FAR)] == [("2026-09-01", 1)]
