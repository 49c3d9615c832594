"""A check-in with all that came of it is recorded as one: all or nothing, once, at the version that was seen."""

from tests.commands.mutations import EXAMPLES, RECORD, TODAY
from tests.partnerships.support import World, goal


async def begin(world: World) -> None:
    for earlier, data in EXAMPLES["recordCheckIn"].before:
        await world.say(earlier, data)


async def test_a_check_in_whose_last_part_is_wrong_leaves_no_trace(world: World) -> None:
    await begin(world)
    for wrong, at in (
        ({"done": ["a1", "zzz"]}, "input.done[1]"),
        ({"resolutions": [{"challenge": "zzz", "text": "."}]}, "input.resolutions[0].challenge"),
        ({"actions": [{**RECORD["actions"][0], "due": "2026-03-01"}]}, "input.actions[0].due"),
        ({"attendees": [{"name": "", "side": "PARTNER"}]}, "input.attendees[0].name"),
    ):
        refusal = await world.refusal("recordCheckIn", {**RECORD, **wrong})
        assert refusal["at"] == at
    version = (await world.partnership("version"))["version"]
    stale = await world.refusal("recordCheckIn", RECORD, expectedVersion=version - 1)
    assert stale["code"] == "VERSION_CONFLICT"


async def test_of_a_check_in_in_the_future_its_date_is_refused_and_not_what_is_due_before(world: World) -> None:
    await begin(world)
    refusal = await world.refusal("recordCheckIn", {**RECORD, "date": "2199-06-30"})
    assert (refusal["code"], refusal["at"]) == ("DATE_ORDER", "input.date")


async def test_what_is_new_gets_ids_once_for_a_key_and_goals_are_frozen(world: World) -> None:
    await begin(world)
    await world.say("setGoal", goal())
    data = {
        "checkIn": "q1", "date": TODAY, "challenges": [{"text": "No key."}, {"text": "No light."}],
        "actions": [{"text": "Order a key.", "owner": "A. Name", "side": "PARTNER", "due": "2026-04-01"}],
    }  # fmt: skip
    first = await world.say("recordCheckIn", data, idempotencyKey="k")
    assert first == await world.say("recordCheckIn", data, idempotencyKey="k")
    items = "checkIns { items { state progress { goalId } } }"
    shown = await world.partnership(f"challenges {{ challengeId }} actions {{ actionId }} {items}")
    ids = [challenge["challengeId"] for challenge in shown["challenges"]] + [
        action["actionId"] for action in shown["actions"]
    ]
    assert len(set(ids)) == 5
    assert shown["checkIns"]["items"] == [{"state": "HELD", "progress": [{"goalId": "g1"}]}]
