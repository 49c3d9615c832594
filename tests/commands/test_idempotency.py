"""Keys and versions when requests meet: what is sent again counts once, and of two that exclude each other one wins."""

import asyncio
from typing import Any

from tests.commands.mutations import PUPILS, STORY
from tests.partnerships.support import DAY, World, goal, proposal, question, schooling

NEED = {"side": "DISTRICT", "text": "A bus."}
CONFLICT = {"code": "IDEMPOTENCY_CONFLICT", "at": "idempotencyKey"}


async def together(world: World, *requests: tuple[str, dict[str, Any], dict[str, Any]]) -> list[Any]:
    """Payloads, or the extensions of the refusals, of requests that were sent at once."""
    done = await asyncio.gather(*(world.try_mutation(name, data, **more) for name, data, more in requests))
    return [errors[0]["extensions"] if errors else payload for payload, errors in done]


async def test_the_same_request_sent_many_times_at_once_counts_once(world: World) -> None:
    answers = await together(world, *[("recordNeed", NEED, {"idempotencyKey": "k"})] * 5)
    assert {answer["status"] for answer in answers} == {"APPLIED"}
    assert len({(answer["eventId"], answer["subject"]) for answer in answers}) == 1
    assert len((await world.partnership("needs { needId }"))["needs"]) == 1
    assert (await world.partnership("version"))["version"] == 2


async def test_of_two_requests_with_one_key_at_once_one_is_told_of_the_conflict(world: World) -> None:
    other = {**NEED, "text": "A driver."}
    keyed = {"idempotencyKey": "k"}
    answers = await together(world, ("recordNeed", NEED, keyed), ("recordNeed", other, keyed))
    won = [answer for answer in answers if "status" in answer]
    assert [answer for answer in answers if "code" in answer] == [CONFLICT]
    assert len(won) == 1
    text = (await world.partnership("needs { text }"))["needs"]
    assert text == [{"text": "A bus." if answers[0] == won[0] else "A driver."}]


async def test_ids_that_are_made_from_a_key_are_the_same_each_time(world: World) -> None:
    first = await world.say("recordNeed", NEED, idempotencyKey="k")
    again = await world.say("recordNeed", NEED, idempotencyKey="k")
    other = await world.say("recordNeed", NEED, idempotencyKey="k2")
    assert first["subject"] == again["subject"] != other["subject"]
    shown = (await world.partnership("needs { needId }"))["needs"]
    assert [need["needId"] for need in shown] == [first["subject"], other["subject"]]
    without = [await world.say("recordNeed", NEED) for _ in range(2)]
    assert without[0]["subject"] != without[1]["subject"]


async def test_a_proposal_without_an_id_that_is_sent_again_is_one_partnership(world: World) -> None:
    data = proposal(None)
    first = await world.say("proposePartnership", data, None, idempotencyKey="k")
    assert await world.say("proposePartnership", data, None, idempotencyKey="k") == first
    assert (await world.get("{ partnerships { totalCount } }"))["partnerships"]["totalCount"] == 2


async def test_a_date_that_was_left_out_does_not_make_another_request_of_it_on_another_day(world: World) -> None:
    first = await world.say("recordNeed", NEED, idempotencyKey="k")
    world.now = world.now.replace(day=9)
    again = await world.say("recordNeed", NEED, idempotencyKey="k")
    assert (again["eventId"], again["subject"]) == (first["eventId"], first["subject"])
    assert (await world.partnership("needs { date }"))["needs"] == [{"date": str(DAY)}]


async def test_one_key_serves_in_every_partnership(world: World) -> None:
    await world.say("proposePartnership", proposal("college"), None)
    for to in ("hospital", "college"):
        assert (await world.say("recordNeed", NEED, to, idempotencyKey="k"))["status"] == "APPLIED"


async def test_of_two_mutations_with_the_same_expected_version_one_wins(world: World) -> None:
    data = [{**NEED, "text": f"Need {number}."} for number in range(4)]
    answers = await together(world, *(("recordNeed", arguments, {"expectedVersion": 1}) for arguments in data))
    refused = [answer for answer in answers if "code" in answer]
    assert refused == [{"code": "VERSION_CONFLICT", "at": "expectedVersion"}] * 3
    shown = await world.partnership("version needs { text }")
    assert (shown["version"], len(shown["needs"])) == (2, 1)
    letters = await world.dead_letters()
    assert len(letters) + len(await world.types()) == 2 + 2 * len(letters)
    assert {dict(letter.headers)["dlq.code"] for letter in letters} <= {b"VERSION_CONFLICT"}


async def test_a_retry_with_the_version_that_it_saw_first_is_the_same_request(world: World) -> None:
    first = await world.say("recordNeed", NEED, idempotencyKey="k", expectedVersion=1)
    await world.say("recordNeed", {**NEED, "text": "More."})
    again = await world.say("recordNeed", NEED, idempotencyKey="k", expectedVersion=1)
    assert (again["eventId"], again["status"], again["partnership"]["version"]) == (first["eventId"], "APPLIED", 3)


async def test_two_that_record_the_same_id_at_once_are_told_apart(world: World) -> None:
    answers = await together(world, *[("recordNeed", {**NEED, "need": "n1"}, {})] * 2)
    assert [answer for answer in answers if "code" in answer] == [{"code": "DUPLICATE_ITEM", "at": "input.need"}]


async def test_a_story_that_is_sent_again_answers_the_same_when_its_evidence_has_gone(world: World) -> None:
    await world.tell(schooling(PUPILS))
    await world.place(PUPILS)
    await world.settled()
    data = {**STORY, "audience": "PUBLIC"}
    first = await world.say("publishStory", data, idempotencyKey="k")
    world.now = world.now.replace(year=2026, month=8)  # a school year of which nothing is known
    again = await world.say("publishStory", data, idempotencyKey="k")
    assert (again["eventId"], again["status"], again["subject"]) == (first["eventId"], "APPLIED", "s1")
    assert await world.refusal("publishStory", {**data, "title": "Other"}, idempotencyKey="k") == CONFLICT


async def test_a_goal_is_not_decided_before_it_is_due(world: World) -> None:
    await world.tell(schooling(PUPILS))
    await world.place(PUPILS)
    await world.settled()
    for due, decided in (("2026-06-30", False), (str(DAY), False), ("2026-03-01", True)):
        await world.say("setGoal", goal(due, due=due, question=question()))
        if decided:
            await world.say("decideGoal", {"goal": due})
        else:
            assert await world.refusal("decideGoal", {"goal": due}) == {"code": "DATE_ORDER", "at": "input.goal"}
