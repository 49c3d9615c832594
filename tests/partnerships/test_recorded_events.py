"""Who said what of a partnership, since a version, as far as one may know."""

from typing import Any

from services.core.access import DEVELOPMENT, Principal
from tests.partnerships.support import D1, MAIN, World, activate, goal, propose, schooling, students

EVENTS = "events(first: 100%s) { totalCount nodes { version type actor source date subject title } }"
PARTNER = Principal("Pat Partner", frozenset(), frozenset({MAIN}))


async def events(world: World, principal: Principal = DEVELOPMENT, since: int | None = None) -> list[dict[str, Any]]:
    more = "" if since is None else f", sinceVersion: {since}"
    page = (await world.partnership(EVENTS % more, principal))["events"]
    assert page["totalCount"] == len(page["nodes"])
    return list(page["nodes"])


async def test_the_events_since_a_version_say_who_changed_what(world: World) -> None:
    seen = (await world.partnership("version"))["version"]
    challenge = {"challenge": "h1", "text": "No bus.", "date": "2026-02-20"}
    await world.say("raiseChallenge", challenge, principal=PARTNER)
    await world.say("setGoal", goal())
    assert await events(world, since=seen) == [
        {"version": seen + 1, "type": "challenge.raised", "actor": "Pat Partner", "source": "api",
         "date": "2026-02-20", "subject": "h1", "title": "No bus."},
        {"version": seen + 2, "type": "goal.set", "actor": "development", "source": "api",
         "date": "2026-03-02", "subject": "g1", "title": "Fewer absences"},
    ]  # fmt: skip
    assert [each["version"] for each in await events(world)] == [1, seen + 1, seen + 2]
    assert await events(world, since=seen + 2) == []


async def test_outside_no_event_tells_of_learners(world: World) -> None:
    await world.tell(schooling(students(3)))
    await activate(world)
    await world.place(students(3))
    await world.settled()
    await world.say("setGoal", goal(due="2026-02-27", date="2026-02-01"))
    await world.say("decideGoal", {"goal": "g1"})
    await world.say("releaseParticipants", {"district": D1, "studentIds": students(1)})
    inside, outside = await events(world), await events(world, PARTNER)
    types = [each["type"] for each in inside]
    assert types.count("participant.placed") == 3
    assert {each["subject"] for each in inside if each["type"].startswith("participant.")} == {None}
    assert "goal.missed" in types
    assert [each for each in outside if each["type"].startswith(("participant.", "goal.m"))] == []
    assert [each["type"] for each in outside if each["type"].startswith("goal.")] == ["goal.set", "goal.decided"]
    assert len(inside) == len(outside) + 4


async def test_nobody_reads_the_events_of_a_foreign_partnership(world: World) -> None:
    await propose(world, "second")
    assert await world.partnership(EVENTS % "", PARTNER, "second") is None
