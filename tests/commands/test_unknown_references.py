"""Districts, schools and students that nobody knows are refused at the API, once it can be known which are wrong."""

from datetime import date
from pathlib import Path
from typing import Any

from services.contracts import facts
from services.core.access import Principal
from tests.partnerships.support import (
    D1,
    D2,
    INPUTS,
    MAIN,
    World,
    goal,
    partnership_id,
    proposal,
    propose,
    question,
    running,
    schooling,
    students,
)

PLACES = "places { taken { value } }"


async def test_a_district_that_is_not_described_is_refused_once_others_are(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await propose(world)
        await world.tell([facts.District(name="One District")])
        data = proposal("other", D1, "distrct-one")
        payload, (error,) = await world.try_mutation("proposePartnership", data, None)
        assert (payload, error["extensions"]) == (None, {"code": "UNKNOWN_REFERENCE", "at": "input.districts[1]"})
        assert f"did you mean {D1!r}?" in error["message"]
        await world.say("proposePartnership", proposal("other", D1), None)
        await world.tell([facts.District(name="Two Districts")], D2)
        await world.say("proposePartnership", proposal("both", D1, D2), None)


async def test_a_student_whom_nobody_knows_takes_no_place(world: World) -> None:
    known = students(2)
    await world.tell([*schooling(known), facts.Learner(learner="described", school_year=2026)])
    done = await world.place([known[0], "nobody", "described", known[1]])
    assert done["changed"] == 3
    assert [(problem["index"], problem["code"]) for problem in done["problems"]] == [(1, "UNKNOWN_REFERENCE")]
    assert (await world.partnership(PLACES))["places"]["taken"]["value"] == 3


async def test_a_school_that_no_district_of_the_partnership_has_is_refused_in_a_question(world: World) -> None:
    def of_schools(*schools: str) -> dict[str, object]:
        return goal(question=question(where=[{"dimension": "school", "values": list(schools)}]))

    await world.tell(schooling(students(1)))
    refused = await world.refusal("setGoal", of_schools("S1", "S2"))
    assert refused == {"code": "UNKNOWN_REFERENCE", "at": "input.question.where[0].values[1]"}
    await world.say("setGoal", of_schools("S1"))


async def test_a_district_that_is_none_of_the_partnership_s_is_refused_in_a_question(world: World) -> None:
    def of_districts(*districts: str) -> dict[str, object]:
        return goal(question=question(where=[{"dimension": "district", "values": list(districts)}]))

    refused = await world.refusal("setGoal", of_districts(D1, "999"))
    assert refused == {"code": "UNKNOWN_REFERENCE", "at": "input.question.where[0].values[1]"}
    await world.say("setGoal", of_districts(D1))
    revised = {**of_districts("999"), "goal": "g1", "why": "Narrower."}
    assert (await world.refusal("reviseGoal", revised))["at"] == "input.question.where[0].values[0]"


WARNINGS = "warnings { path dimension value message near { value } }"
TAKEN = "mutation ($id: ID!, $input: %s!) { %s(partnership: $id, input: $input) { status " + WARNINGS + " } }"
PREVIEW = "query ($id: ID!, $input: QuestionInput!) { partnership(id: $id) { preview(question: $input) { %s } } }"


async def test_a_question_about_a_value_that_the_districts_do_not_have_is_taken_with_a_warning(world: World) -> None:
    """What may still arrive is not refused; another district's values are not those of the partnership."""
    elsewhere = facts.Enrollment(
        school="S1", learner="tenth", entry_date=date(2025, 9, 1), grade_level="Tenth grade"
    )  # fmt: skip
    await world.tell([*schooling(students(12)), facts.Learner(learner=students(1)[0], school_year=2026, sex="Female")])
    await world.tell([*schooling([], name="Two Districts"), elsewhere], D2)
    await world.place(students(12))
    query = question(where=[
        {"dimension": "grade_level", "values": ["Ninth grade", "Nineth grade", "Tenth grade"]},
        {"dimension": "sex", "values": ["female"]}, {"dimension": "homeless", "values": ["false"]},
    ])  # fmt: skip
    about: dict[str, Any] = {"id": partnership_id(MAIN)}
    for name, data in (
        ("setGoal", goal(question=query)), ("reviseGoal", {**goal(question=query), "why": "Narrower."}),
    ):  # fmt: skip
        done = (await world.get(TAKEN % (INPUTS[name], name), **about, input=data))[name]
        assert done["status"] == "APPLIED"
        assert [(warning["path"], [key["value"] for key in warning["near"]]) for warning in done["warnings"]] == [
            ("input.question.where[0].values[1]", ["Ninth grade"]),
            ("input.question.where[0].values[2]", ["Ninth grade"]),
            ("input.question.where[1].values[0]", ["Female"]),
        ]
        first = done["warnings"][0]["message"]
        assert first.startswith("the partnership's districts have no grade_level 'Nineth grade' (did you mean")
    preview = (await world.get(PREVIEW % WARNINGS, **about, input=query))["partnership"]["preview"]
    assert [warning["path"] for warning in preview["warnings"]] == [
        f"question.where[{place}" for place in ("0].values[1]", "0].values[2]", "1].values[0]")
    ]
    partner = Principal("partner", frozenset(), frozenset({MAIN}))
    hidden = await world.get(PREVIEW % WARNINGS, partner, **about, input=query)
    assert hidden["partnership"]["preview"]["warnings"] == [], "a partner is not told what the districts have"


async def test_other_mutations_and_questions_without_conditions_have_no_warnings(world: World) -> None:
    for name, data in (("recordNeed", {"side": "DISTRICT", "text": "A bus."}), ("setGoal", goal())):
        done = await world.get(TAKEN % (INPUTS[name], name), id=partnership_id(MAIN), input=data)
        assert done[name] == {"status": "APPLIED", "warnings": []}
