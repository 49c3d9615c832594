"""Who said what of a partnership, since a version, as far as one may know."""

from typing import Any

import msgspec

from services.core.access import DEVELOPMENT, Principal
from services.log.port import PARTNERSHIP_EVENTS, NewRecord
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
    assert [event["version"] for event in await events(world)] == [1, seen + 1, seen + 2]
    assert await events(world, since=seen + 2) == []


async def test_an_event_has_the_values_before_and_after(world: World) -> None:
    await world.say("setGoal", goal())
    seen = (await world.partnership("version"))["version"]
    await world.say("reviseGoal", {**goal(target=5.0), "why": "It went well."}, principal=PARTNER)
    changes = f"events(sinceVersion: {seen}) {{ nodes {{ actor changes {{ subject field before after }} }} }}"
    change = {"subject": "g1", "field": "target", "before": f"{goal()['target']:g}", "after": "5"}
    page = await world.partnership(changes, PARTNER)
    assert page["events"]["nodes"] == [{"actor": "Pat Partner", "changes": [change]}]


async def test_what_another_system_says_that_it_recorded_earlier_shows_when_tandem_took_it(world: World) -> None:
    event = {
        "specversion": "1.0", "type": "tandem.need.recorded.v1", "id": "1", "source": "/former-system",
        "partitionkey": MAIN, "time": "2024-05-01T12:00:00Z", "recordedat": "2024-05-01T12:00:00Z",
        "data": {"need": "n1", "side": "district", "text": "A bus.", "date": "2024-05-01"},
    }  # fmt: skip
    await world.log.append(PARTNERSHIP_EVENTS, [NewRecord(MAIN.encode(), msgspec.json.encode(event))])
    await world.settled()
    times = "events(first: 100) { nodes { source recordedAt receivedAt } }"
    own, imported = (await world.partnership(times))["events"]["nodes"]
    assert own["recordedAt"] == own["receivedAt"], "no mutation takes another time"
    assert (imported["source"], imported["recordedAt"][:10]) == ("/former-system", "2024-05-01")
    assert imported["receivedAt"] > own["receivedAt"]


async def test_a_change_that_is_taken_back_names_the_thing(world: World) -> None:
    await world.say("agreeAction", {"action": "a1", "text": "Hire a bus.", "owner": "A", "side": "PARTNER",
                                    "due": "2026-04-01"})  # fmt: skip
    await world.say("completeAction", {"action": "a1"})
    await world.say("withdrawChange", {"change": "ACTION_DONE", "subject": "a1", "reason": "It was another one."})
    last = (await events(world))[-1]
    assert (last["type"], last["subject"], last["title"]) == ("change.withdrawn", "a1", "It was another one.")


async def test_outside_no_event_tells_of_learners(world: World) -> None:
    await world.tell(schooling(students(3)))
    await activate(world)
    await world.place(students(3))
    await world.settled()
    await world.say("setGoal", goal(due="2026-02-27", date="2026-02-01"))
    await world.say("decideGoal", {"goal": "g1"})
    await world.say("releaseParticipants", {"district": D1, "studentIds": students(1)})
    inside, outside = await events(world), await events(world, PARTNER)
    types = [event["type"] for event in inside]
    assert types.count("participant.placed") == 3
    assert {event["subject"] for event in inside if event["type"].startswith("participant.")} == {None}
    assert "goal.missed" in types
    assert [event for event in outside if event["type"].startswith(("participant.", "goal.m"))] == []
    assert [event["type"] for event in outside if event["type"].startswith("goal.")] == ["goal.set", "goal.decided"]
    assert len(inside) == len(outside) + 4


async def test_nobody_reads_the_events_of_a_foreign_partnership(world: World) -> None:
    await propose(world, "second")
    assert await world.partnership(EVENTS % "", PARTNER, "second") is None
