"""Shared vision: nothing works before both sides have signed the same, and every new wording is signed anew."""

from datetime import date
from typing import Any

import pytest

from services.contracts import partnerships as said
from tests.scenarios.replaying import dead_letters
from tests.scenarios.told import Told
from tests.scenarios.world import World

BEGIN = date(2023, 8, 1)
CLAUSES = "vision { alignment clauses { clauseId kind text wordings endorsedByBoth endorsements { side name role } } }"


async def _vision(lab: Told) -> tuple[float | None, dict[str, Any]]:
    vision = (await lab.see(CLAUSES))["vision"]
    return vision["alignment"], {clause.pop("clauseId"): clause for clause in vision["clauses"]}


async def _endorsed(lab: Told, clause: str) -> None:
    await lab.say("endorseClause", clause=clause, side="DISTRICT", name="Ana Lopez", role="Superintendent")
    await lab.say("endorseClause", lab.partner, clause=clause, side="PARTNER", name="Ben Okafor", role="Director")


async def test_a_partnership_is_activated_when_both_sides_lead_and_have_signed_an_outcome(world: World) -> None:
    lab = await world.propose("lab", begin=BEGIN)
    assert await _vision(lab) == (None, {})
    refused = await lab.refused("activatePartnership", date=BEGIN)
    assert (refused.code, refused.at) == ("INVALID_TRANSITION", "input")
    for lack in ("a lead on the district's side", "a lead on the partner's side", "an outcome endorsed by both sides"):
        assert lack in refused.message

    await lab.say("assignLead", side="DISTRICT", name="Ana Lopez", role="Superintendent")
    await lab.say("assignLead", lab.partner, side="PARTNER", name="Ben Okafor", role="Director")
    await lab.say("draftClause", clause="expect", kind="EXPECTATION", text="Each side answers within a week.")
    await lab.say("draftClause", clause="process", kind="PROCESS", text="We meet every quarter.")
    await lab.say("draftClause", clause="outcome", kind="OUTCOME", text="More learners come to school.")
    await _endorsed(lab, "process")
    await lab.say("endorseClause", clause="outcome", side="DISTRICT", name="Ana Lopez", role="Superintendent")
    refused = await lab.refused("activatePartnership", date=BEGIN)
    assert refused.message.endswith("it lacks an outcome endorsed by both sides")

    await lab.say("endorseClause", lab.partner, clause="outcome", side="PARTNER", name="Ben Okafor", role="Director")
    done = await lab.say("activatePartnership", date=BEGIN)
    assert done["partnership"]["status"] == "ACTIVE"
    alignment, clauses = await _vision(lab)
    assert alignment == pytest.approx(200 / 3)
    assert [claus["endorsedByBoth"] for claus in clauses.values()] == [False, True, True]
    twice = await lab.refused("activatePartnership")
    assert (twice.code, twice.message) == ("INVALID_TRANSITION", "the partnership is active already")


async def test_an_activation_that_comes_by_the_log_is_held_to_the_same_rule(world: World) -> None:
    lab = await world.propose("lab", begin=BEGIN)
    await world.publish("lab", said.Activated(date=BEGIN))
    assert await lab.see("status version") == {"status": "PROPOSED", "version": 1}
    [letter] = await dead_letters(world)
    about = dict(letter.headers)
    assert about["dlq.code"] == b"INVALID_TRANSITION"
    assert b"it lacks a lead on the district's side" in about["dlq.reason"]


async def test_a_new_wording_is_endorsed_anew(world: World) -> None:
    lab = await world.propose("lab", begin=BEGIN)
    await lab.founded(BEGIN)
    await lab.say("draftClause", clause="process", kind="PROCESS", text="We meet every quarter.")
    await _endorsed(lab, "process")
    assert (await _vision(lab))[0] == 100

    world.now.set(date(2023, 10, 2))
    await lab.say("draftClause", lab.partner, clause="process", kind="PROCESS", text="We meet every month.")
    alignment, clauses = await _vision(lab)
    assert alignment == 50
    assert clauses["process"] == {
        "kind": "PROCESS", "text": "We meet every month.", "wordings": 2, "endorsedByBoth": False, "endorsements": [],
    }  # fmt: skip
    before = (await lab.see(CLAUSES, asOf=date(2023, 10, 1)))["vision"]
    assert before["alignment"] == 100
    assert before["clauses"][1]["text"] == "We meet every quarter."

    await lab.say("endorseClause", clause="process", side="DISTRICT", name="Cleo Park", role="Principal")
    assert (await _vision(lab))[1]["process"]["endorsements"] == [
        {"side": "DISTRICT", "name": "Cleo Park", "role": "Principal"}
    ]
    await lab.say("endorseClause", lab.partner, clause="process", side="PARTNER", name="Ben Okafor", role="Director")
    assert (await _vision(lab))[0] == 100
    unknown = await lab.refused("endorseClause", clause="never", side="PARTNER", name="B", role="Director")
    assert (unknown.code, unknown.at) == ("UNKNOWN_REFERENCE", "input.clause")


async def test_two_who_word_a_clause_at_the_same_time_do_not_undo_each_other_unseen(world: World) -> None:
    lab = await world.propose("lab", begin=BEGIN)
    clause: dict[str, Any] = {"clause": "process", "kind": "PROCESS"}
    first = await lab.say("draftClause", how={"expectedVersion": 1}, text="We meet.", **clause)
    late = await lab.refused("draftClause", how={"expectedVersion": 1}, text="We talk.", **clause)
    assert (late.code, late.at) == ("VERSION_CONFLICT", "expectedVersion")
    assert first["partnership"]["version"] == 2

    sent = await lab.say("draftClause", how={"idempotencyKey": "k1"}, text="We meet and talk.", **clause)
    again = await lab.say("draftClause", how={"idempotencyKey": "k1"}, text="We meet and talk.", **clause)
    assert (again["eventId"], again["partnership"]["version"]) == (sent["eventId"], 3)
    other = await lab.refused("draftClause", how={"idempotencyKey": "k1"}, text="We write.", **clause)
    assert (other.code, other.at) == ("IDEMPOTENCY_CONFLICT", "idempotencyKey")


async def test_what_is_said_in_the_evening_is_there_the_same_evening(world: World) -> None:
    world.now.set(BEGIN, hour=21)
    lab = await world.propose("lab", begin=date(2023, 9, 1))
    await lab.founded(BEGIN)
    await lab.say("setGoal", goal="g", title="Attendance", question={"metric": "attendance_rate"}, baseline=80,
                  target=90, due=date(2024, 5, 31))  # fmt: skip
    shown = await lab.see("asOf status vision { alignment clauses { drafted } } goals { goalId revisions { since } }")
    assert shown == {
        "asOf": "2023-08-01",
        "status": "ACTIVE",
        "vision": {"alignment": 100, "clauses": [{"drafted": "2023-08-01"}]},
        "goals": [{"goalId": "g", "revisions": [{"since": "2023-08-01"}]}],
    }
