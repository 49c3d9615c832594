"""Districts, schools and students that nobody knows are refused at the API, once it can be known which are wrong."""

from pathlib import Path

from services.contracts import facts
from tests.partnerships.support import D1, D2, World, goal, proposal, propose, question, running, schooling, students

PLACES = "places { taken { value } }"


async def test_a_district_that_is_not_described_is_refused_once_others_are(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await propose(world)
        await world.tell([facts.District(name="One District")])
        given = proposal("other", D1, "distrct-one")
        payload, (error,) = await world.try_mutation("proposePartnership", given, None)
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
    assert [(each["index"], each["code"]) for each in done["problems"]] == [(1, "UNKNOWN_REFERENCE")]
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
