"""What would become of something, before it is said: nothing is recorded, and no student id comes back."""

import json
from typing import Any

from services.core.access import Principal
from tests.partnerships.support import D1, MAIN, World, activate, question, schooling, students

PREVIEW = """query($id: ID!, $question: QuestionInput!) { partnership(id: $id) { preview(question: $question) {
  value { value n status } lastYearDay lastYear { status } accumulates
  audiences { audience publishable code evidence { value n status } } } } }"""
PARTNER = Principal("partner", frozenset(), frozenset({MAIN}))
FEW = {"value": None, "n": None, "status": "SUPPRESSED"}


def rows(*pupils: str) -> dict[str, Any]:
    return {"district": D1, "students": [{"studentId": pupil, "start": "2025-10-01"} for pupil in pupils]}


async def test_placing_says_beforehand_who_would_have_a_place_and_whom_nobody_knows(world: World) -> None:
    await world.tell(schooling(students(5)))
    await activate(world)
    await world.say("setCapacity", {"places": 2, "date": "2025-09-01"})
    await world.place(students(1))
    await world.settled()
    data = rows(*students(4), "unheard-of", "student-0000")
    before = await world.log_size()
    would = await world.say("placeParticipants", data, dryRun=True)
    assert await world.log_size() == before
    assert (would["status"], would["changed"], would["waitlisted"]) == ("DRY_RUN", 2, 2)
    assert [(problem["index"], problem["code"]) for problem in would["problems"]] == [
        (5, "DUPLICATE_ITEM"), (4, "UNKNOWN_REFERENCE"),
    ]  # fmt: skip
    assert not any(student in json.dumps(would) for student in (*students(4), "unheard-of"))
    done = await world.say("placeParticipants", data)
    assert {**done, "status": "DRY_RUN", "partnership": would["partnership"]} == would


async def test_a_question_is_answered_before_a_goal_or_a_story_rests_on_it(world: World) -> None:
    await world.tell(schooling(students(3)))
    await activate(world)
    await world.place(students(3))
    await world.settled()
    variables = {"id": (await world.partnership("id"))["id"], "question": question()}
    before = await world.log_size()
    inside = (await world.get(PREVIEW, **variables))["partnership"]["preview"]
    assert await world.log_size() == before
    whole = {"value": 6.0, "n": 3, "status": "OK"}
    assert inside["value"] == whole
    assert (inside["lastYearDay"], inside["lastYear"], inside["accumulates"]) == (
        "2025-03-02", {"status": "NO_DATA"}, True,
    )  # fmt: skip
    hidden = {"publishable": False, "code": "EVIDENCE_SUPPRESSED", "evidence": FEW}
    assert inside["audiences"] == [
        {"audience": "DISTRICT", "publishable": True, "code": None, "evidence": whole},
        {"audience": "PARTNERS", **hidden},
        {"audience": "PUBLIC", **hidden},
    ]
    for audience in inside["audiences"]:
        story = {"title": "T", "text": "T", "question": question(), "consent": True, "audience": audience["audience"]}
        _, errors = await world.try_mutation("publishStory", story)
        assert [error["extensions"]["code"] for error in errors] == [audience["code"]] * (audience["code"] is not None)
    outside = (await world.get(PREVIEW, PARTNER, **variables))["partnership"]["preview"]
    assert outside["value"] == FEW
    assert [audience["evidence"] for audience in outside["audiences"]] == [FEW] * 3


async def test_a_question_that_no_goal_could_rest_on_is_refused_with_the_same_code(world: World) -> None:
    own = (await world.partnership("id"))["id"]
    for query, code, at in (
        (question("absencs"), "UNKNOWN_METRIC", "question.metric"),
        (question("investment_total"), "DIMENSION_NOT_AVAILABLE", "question.metric"),
        (
            question(where=[{"dimension": "district", "values": ["elsewhere"]}]),
            "UNKNOWN_REFERENCE",
            "question.where[0].values[0]",
        ),
    ):
        _, errors = await world.ask(PREVIEW, id=own, question=query)
        assert [error["extensions"] for error in errors] == [{"code": code, "at": at}]


async def test_a_contribution_is_worth_what_it_will_be_once_it_is_recorded(world: World) -> None:
    await world.tell(schooling([]))
    selection = """investment {
      hours: worthOf(kind: VOLUNTEER_HOURS, quantity: 2, date: "2026-02-01") { amount valuationSource }
      visits: worthOf(kind: LAB_VISITS, quantity: 2) { amount } }"""
    worth = (await world.partnership(selection))["investment"]
    hours = {"contribution": "c1", "side": "PARTNER", "kind": "VOLUNTEER_HOURS", "quantity": 2, "date": "2026-02-01"}
    await world.say("recordContribution", hours)
    recorded = (await world.partnership("investment { contributions { amount valuationSource } }"))["investment"]
    assert [worth["hours"]] == recorded["contributions"]
    assert worth["visits"]["amount"] is None
    _, errors = await world.ask(
        "query($id: ID!) { partnership(id: $id) { investment { worthOf(kind: FUNDING, quantity: -1) { amount } } } }",
        id=(await world.partnership("id"))["id"],
    )
    assert errors[0]["extensions"] == {"code": "INVALID_RANGE", "at": "quantity"}
