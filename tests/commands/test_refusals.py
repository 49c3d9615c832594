"""What the contract or the state refuses comes with a code and the member at fault, and nothing is appended."""

from pathlib import Path
from typing import Any

import pytest

from services.core.partnerships import acceptance
from tests.commands.mutations import ACTION, CHALLENGE, CHECK_IN, PLEDGE, PUT_IN, STORY
from tests.partnerships.support import DAY, World, goal, partnership_id, proposal, propose, question, running

LONG, HUGE = "x" * 5001, 10**13

BY_CONTRACT: list[tuple[str, dict[str, Any], str, str]] = [
    ("recordNeed", {"side": "DISTRICT", "text": ""}, "OUT_OF_RANGE", "input.text"),
    ("recordNeed", {"side": "DISTRICT", "text": LONG}, "OUT_OF_RANGE", "input.text"),
    ("recordNeed", {"side": "DISTRICT", "text": "a\x00b"}, "INVALID_FORMAT", "input.text"),
    ("recordNeed", {"side": "DISTRICT", "text": "a\x85b"}, "INVALID_FORMAT", "input.text"),
    ("recordNeed", {"need": "", "side": "DISTRICT", "text": "A bus."}, "OUT_OF_RANGE", "input.need"),
    ("recordNeed", {"need": "a\nb", "side": "DISTRICT", "text": "A bus."}, "INVALID_FORMAT", "input.need"),
    ("recordNeed", {"need": "n" * 201, "side": "DISTRICT", "text": "A bus."}, "OUT_OF_RANGE", "input.need"),
    ("recordNeed", {"side": "DISTRICT", "text": "x", "date": "1900-06-30"}, "OUT_OF_RANGE", "input.date"),
    ("recordNeed", {"side": "DISTRICT", "text": "x", "date": "2199-07-01"}, "OUT_OF_RANGE", "input.date"),
    ("assignLead", {"side": "PARTNER", "name": "", "role": "Boss"}, "OUT_OF_RANGE", "input.name"),
    ("assignLead", {"side": "PARTNER", "name": "A\tB", "role": "Boss"}, "INVALID_FORMAT", "input.name"),
    ("assignLead", {"side": "PARTNER", "name": "x" * 301, "role": "Boss"}, "OUT_OF_RANGE", "input.name"),
    ("assignLead", {"side": "PARTNER", "name": "A", "role": "\u2028"}, "INVALID_FORMAT", "input.role"),
    ("recordContribution", {**PUT_IN, "amount": -0.01}, "OUT_OF_RANGE", "input.amount"),
    ("recordContribution", {**PUT_IN, "amount": HUGE}, "OUT_OF_RANGE", "input.amount"),
    ("recordContribution", {**PUT_IN, "amount": 1e308}, "OUT_OF_RANGE", "input.amount"),
    ("recordContribution", {**PUT_IN, "amount": 0.004}, "INVALID_VALUE", "input.amount"),
    ("recordContribution", {**PUT_IN, "amount": 10.005}, "INVALID_VALUE", "input.amount"),
    ("pledgeContribution", {**PLEDGE, "amount": 0.1 + 0.2}, "INVALID_VALUE", "input.amount"),
    ("recordContribution", {**PUT_IN, "amount": None}, "MISSING_FIELD", "input.amount"),
    ("recordContribution", {**PUT_IN, "quantity": -1}, "OUT_OF_RANGE", "input.quantity"),
    ("recordContribution", {**PUT_IN, "quantity": 1e10}, "OUT_OF_RANGE", "input.quantity"),
    ("pledgeContribution", {**PLEDGE, "end": "2025-08-31"}, "DATE_ORDER", "input.end"),
    ("pledgeContribution", {**PLEDGE, "begin": "1066-10-14"}, "OUT_OF_RANGE", "input.begin"),
    ("scheduleCheckIn", {"checkIn": "", "due": "2026-04-01"}, "OUT_OF_RANGE", "input.checkIn"),
    ("scheduleCheckIn", {"due": "9999-12-31"}, "OUT_OF_RANGE", "input.due"),
    ("renewPartnership", {"until": "2026-01-01"}, "DATE_ORDER", "input.until"),
    ("setCapacity", {"places": -1}, "OUT_OF_RANGE", "input.places"),
    ("setCapacity", {"places": 100_001}, "OUT_OF_RANGE", "input.places"),
    ("amendAgreement", {"what": "a", "why": "b", "effective": str(DAY), "cadenceDays": 0}, "OUT_OF_RANGE",
     "input.cadenceDays"),
    ("amendAgreement", {"what": "a", "why": "b", "effective": str(DAY), "cadenceDays": 367}, "OUT_OF_RANGE",
     "input.cadenceDays"),
    ("setGoal", goal(target=9.0), "INVALID_VALUE", "input.target"),
    ("setGoal", goal(title=""), "OUT_OF_RANGE", "input.title"),
    ("setGoal", goal(question=question(schoolYear=1)), "OUT_OF_RANGE", "input.question.schoolYear"),
    ("setGoal", goal(question=question("no_such_metric")), "UNKNOWN_METRIC", "input.question.metric"),
    ("setGoal", goal(question=question("instructional_days")), "DIMENSION_NOT_AVAILABLE", "input.question.metric"),
    ("setGoal", goal(question=question(where=[{"dimension": "cohort", "values": ["peer"]}])),
     "DIMENSION_NOT_AVAILABLE", "input.question.where[0].dimension"),
    ("setGoal", goal(question=question(where=[{"dimension": "sex", "values": []}])), "OUT_OF_RANGE",
     "input.question.where[0].values"),
    ("setGoal", goal(question=question(where=[{"dimension": "sex", "values": ["Female", "a\x07"]}])),
     "INVALID_FORMAT", "input.question.where[0].values[1]"),
    ("setGoal", goal(question=question("on_track_rate", phase="DURING")), "DIMENSION_NOT_AVAILABLE",
     "input.question.phase"),
    ("holdCheckIn", {"checkIn": "q1", "attendees": [{"name": "", "side": "PARTNER"}]}, "OUT_OF_RANGE",
     "input.attendees[0].name"),
    ("closePartnership", {"reason": ""}, "OUT_OF_RANGE", "input.reason"),
    ("publishStory", {**STORY, "title": ""}, "OUT_OF_RANGE", "input.title"),
]  # fmt: skip
BY_STATE: list[tuple[str, dict[str, Any], str, str]] = [
    ("activatePartnership", {}, "INVALID_TRANSITION", "input"),
    ("renewPartnership", {"until": "2027-01-01"}, "INVALID_TRANSITION", "input"),
    ("pausePartnership", {"reason": "x"}, "INVALID_TRANSITION", "input"),
    ("closePartnership", {"reason": "x", "date": "2025-08-31"}, "DATE_ORDER", "input.date"),
    ("vacateLead", {"side": "PARTNER"}, "INVALID_TRANSITION", "input.side"),
    ("endorseClause", {"clause": "zz", "side": "PARTNER", "name": "A", "role": "B"}, "UNKNOWN_REFERENCE",
     "input.clause"),
    ("correctContribution", PUT_IN, "UNKNOWN_REFERENCE", "input.contribution"),
    ("retractContribution", {"contribution": "zz"}, "UNKNOWN_REFERENCE", "input.contribution"),
    ("recordContribution", {**PUT_IN, "pledge": "zz"}, "UNKNOWN_REFERENCE", "input.pledge"),
    ("scheduleCheckIn", CHECK_IN, "DUPLICATE_ITEM", "input.checkIn"),
    ("holdCheckIn", {"checkIn": "zz"}, "UNKNOWN_REFERENCE", "input.checkIn"),
    ("missCheckIn", {"checkIn": "zz"}, "UNKNOWN_REFERENCE", "input.checkIn"),
    ("missCheckIn", {"checkIn": "q1"}, "DATE_ORDER", "input.date"),
    ("raiseChallenge", {**CHALLENGE, "checkIn": "zz"}, "UNKNOWN_REFERENCE", "input.checkIn"),
    ("resolveChallenge", {"challenge": "zz", "text": "x"}, "UNKNOWN_REFERENCE", "input.challenge"),
    ("agreeAction", {**ACTION, "checkIn": "zz"}, "UNKNOWN_REFERENCE", "input.checkIn"),
    ("completeAction", {"action": "zz"}, "UNKNOWN_REFERENCE", "input.action"),
    ("amendAgreement", {"what": "a", "why": "b", "effective": "2025-08-31"}, "DATE_ORDER", "input.effective"),
    ("reviseGoal", {**goal("zz"), "why": "x"}, "UNKNOWN_REFERENCE", "input.goal"),
    ("decideGoal", {"goal": "zz"}, "UNKNOWN_REFERENCE", "input.goal"),
    ("publishStory", STORY, "EVIDENCE_NOT_AVAILABLE", "input.question"),
]  # fmt: skip
PROPOSALS: list[tuple[dict[str, Any], str, str]] = [
    (proposal(name=""), "OUT_OF_RANGE", "input.name"),
    (proposal(name="a\x1b"), "INVALID_FORMAT", "input.name"),
    (proposal(districts=[]), "OUT_OF_RANGE", "input.districts"),
    (proposal(districts=["a", "a"]), "DUPLICATE_ITEM", "input.districts[1]"),
    (proposal(districts=["a", ""]), "OUT_OF_RANGE", "input.districts[1]"),
    (proposal(partners=[]), "OUT_OF_RANGE", "input.partners"),
    (proposal(partners=[{"id": "", "name": "B", "kind": "OTHER"}]), "OUT_OF_RANGE", "input.partners[0].id"),
    (proposal(partners=[{"id": "a", "name": "B", "kind": "OTHER"}] * 2), "DUPLICATE_ITEM", "input.partners[1].id"),
    (proposal(begin="1800-01-01"), "OUT_OF_RANGE", "input.begin"),
    (proposal(end="2025-08-31"), "DATE_ORDER", "input.end"),
    (proposal(cadenceDays=0), "OUT_OF_RANGE", "input.cadenceDays"),
    (proposal(""), "OUT_OF_RANGE", "input.partnership"),
    (proposal("p\x00"), "INVALID_FORMAT", "input.partnership"),
    (proposal("p" * 201), "OUT_OF_RANGE", "input.partnership"),
    (proposal("there"), "INVALID_TRANSITION", "input.partnership"),
]


def named(row: tuple[Any, ...]) -> str:
    return f"{row[0]}-{row[-2]}-{row[-1]}" if isinstance(row[0], str) else f"{row[-2]}-{row[-1]}"


@pytest.mark.parametrize(("name", "given", "code", "at"), BY_CONTRACT, ids=map(named, BY_CONTRACT))
async def test_the_contract_refuses(world: World, name: str, given: dict[str, Any], code: str, at: str) -> None:
    assert await world.refusal(name, given) == {"code": code, "at": at}


@pytest.mark.parametrize(("name", "given", "code", "at"), BY_STATE, ids=map(named, BY_STATE))
async def test_the_state_refuses(world: World, name: str, given: dict[str, Any], code: str, at: str) -> None:
    await world.say("scheduleCheckIn", CHECK_IN)
    assert await world.refusal(name, given) == {"code": code, "at": at}


async def test_a_proposal_is_refused_at_the_member_at_fault(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await propose(world, "there")
        values = [(data, await world.refusal("proposePartnership", data, None)) for data, _, _ in PROPOSALS]
    assert values == [(data, {"code": code, "at": at}) for data, code, at in PROPOSALS]


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-1e999", "1e999"])
async def test_an_amount_that_is_no_number_is_refused(world: World, amount: str) -> None:
    given = f'side: PARTNER, kind: FUNDING, date: "{DAY}", amount: {amount}'
    to = f'partnership: "{partnership_id("hospital")}"'
    document = f"mutation {{ recordContribution({to}, input: {{{given}}}) {{ status }} }}"
    _, errors = await world.ask(document)
    assert {error["extensions"]["code"] for error in errors} <= {"GRAPHQL_VALIDATION_FAILED", "OUT_OF_RANGE"}
    assert errors
    _, errors = await world.try_mutation("recordContribution", {**PUT_IN, "amount": float(amount)})
    assert [error["extensions"]["code"] for error in errors] == ["BAD_USER_INPUT"]
    assert await world.types() == ["partnership.proposed"]


@pytest.mark.parametrize("kind", ["FUNDING", "LAB_VISITS"])
async def test_a_missing_amount_is_called_as_in_the_api(world: World, kind: str) -> None:
    _, errors = await world.try_mutation("recordContribution", {**PUT_IN, "kind": kind, "amount": None})
    [error] = errors
    assert error["extensions"] == {"code": "MISSING_FIELD", "at": "input.amount"}
    assert "amount" in error["message"]
    assert "cents" not in error["message"]


@pytest.mark.parametrize("key", ["", "a\x00", "k" * 201])
async def test_a_key_that_is_no_id_is_refused(world: World, key: str) -> None:
    data = {"side": "DISTRICT", "text": "A bus."}
    assert (await world.refusal("recordNeed", data, idempotencyKey=key))["at"] == "idempotencyKey"


async def test_an_expected_version_below_zero_is_refused(world: World) -> None:
    data = {"side": "DISTRICT", "text": "A bus."}
    extensions = await world.refusal("recordNeed", data, expectedVersion=-1)
    assert extensions == {"code": "OUT_OF_RANGE", "at": "expectedVersion"}


async def test_what_is_said_in_prose_keeps_its_lines_and_is_not_dead_lettered(world: World) -> None:
    await world.say("recordNeed", {"side": "DISTRICT", "text": "A bus.\n\tOn Fridays – at 8 \U0001f68c"})
    assert (await world.partnership("needs { text }"))["needs"] == [{"text": "A bus.\n\tOn Fridays – at 8 \U0001f68c"}]
    assert await world.dead_letters() == []


async def test_what_would_make_a_partnership_too_large_is_told_and_not_appended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptance, "MAX_STATE_BYTES", 4_000)
    size = await world.log_size()
    assert (await world.refusal("recordNeed", {"side": "DISTRICT", "text": "x" * 4_000}))["code"] == "TOO_LARGE"
    assert await world.log_size() == size
