"""What single roles see of one district with two schools and two partnerships, one of each at each school."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal, Role, Scope
from tests.access.people import OWN, person
from tests.partnerships.support import World, propose, running

FIRST = date(2025, 9, 1)
HERE, THERE = "S1", "S2"
PUPILS = {HERE: [f"here-{number}" for number in range(3)], THERE: [f"there-{number}" for number in range(5)]}
LABS = {HERE: "lab-here", THERE: "lab-there"}
DISTRICTS = frozenset({OWN})
LEADER = person(Role.SCHOOL_LEADER, Scope(districts=DISTRICTS, schools=frozenset({HERE})))
NAMED = person(
    Role.SCHOOL_LEADER,
    Scope(districts=DISTRICTS, schools=frozenset({HERE}), partnerships=frozenset({LABS[HERE], LABS[THERE]})),
)
COORDINATOR = person(Role.COORDINATOR, Scope(districts=DISTRICTS, partnerships=frozenset({LABS[HERE]})))
PARTNER = person(Role.PARTNER, Scope(organisations=frozenset({"mercy"})))
ANALYST = person(Role.CONSORTIUM_ANALYST, Scope())


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with running(tmp_path) as made:
        described: list[facts.Data] = [facts.District(name="One")]
        for school, pupils in PUPILS.items():
            described += [
                facts.School(school=school, name=f"School {school}", grade_levels=("Ninth grade",)),
                facts.Calendar(
                    school=school,
                    school_year=2026,
                    days=tuple(facts.CalendarDay(date=date(2025, 10, day), kind="Instructional day") for day in (1, 2)),
                ),
                *(
                    facts.Enrollment(school=school, learner=pupil, entry_date=FIRST, grade_level="Ninth grade")
                    for pupil in pupils
                ),
                *(facts.Learner(learner=pupil, school_year=2026, sex="Female") for pupil in pupils),
            ]
        await made.tell(described, OWN)
        for school, own in LABS.items():
            await propose(made, own, OWN)
            await made.place(PUPILS[school], OWN, own)
        await made.settled()
        yield made


async def answer(world: World, principal: Principal, by: str, more: str = "") -> Any:
    """The rows, each with its keys and its value, and the total."""
    asked = f'{{metrics: [{{metric: {{name: "enrolled_learners"}}}}], groupBy: [{by}], totals: true, {more}'
    shown = "{ rows { totalCount nodes { keys { value } values { value } } } totals { values { value } } }"
    got = await world.get(f"{{ metricQuery(query: {asked} time: {{schoolYear: 2026}}}}) {shown} }}", principal)
    rows = got["metricQuery"]["rows"]
    assert rows["totalCount"] == len(rows["nodes"])
    values = {tuple(key["value"] for key in row["keys"]): row["values"][0]["value"] for row in rows["nodes"]}
    return values, got["metricQuery"]["totals"]["values"][0]["value"]


async def steps(world: World, principal: Principal) -> str:
    asked = '{metrics: [{metric: {name: "absences"}}], groupBy: ["district"], time: {schoolYear: 2026}}'
    return " ".join((await world.get(f"{{ explain(query: {asked}) {{ steps }} }}", principal))["explain"]["steps"])


async def listed(world: World, principal: Principal) -> list[str]:
    got = await world.get("{ partnerships { nodes { partnershipId } } }", principal)
    return sorted(partnership["partnershipId"] for partnership in got["partnerships"]["nodes"])


async def test_a_school_leader_sees_their_school_and_what_its_learners_take_part_in(world: World) -> None:
    both = ({(OWN, HERE): 3, (OWN, THERE): 5}, 8)
    assert await answer(world, DEVELOPMENT, '"district", "school"') == both
    assert await answer(world, LEADER, '"district", "school"') == ({(OWN, HERE): 3}, 3)
    assert await answer(world, LEADER, '"district"') == ({(OWN,): 3}, 3), "and of the district no more than that"
    got = await world.get("{ schools { totalCount nodes { schoolId } } }", LEADER)
    assert got["schools"] == {"totalCount": 1, "nodes": [{"schoolId": HERE}]}
    values = "{ dimensions { name values { nodes { value } } } }"
    dimensions = (await world.get(values, LEADER))["dimensions"]
    shown = {dimension["name"]: dimension["values"]["nodes"] for dimension in dimensions}
    assert (shown["school"], shown["partnership"]) == ([{"value": HERE}], [{"value": LABS[HERE]}])
    assert (await listed(world, LEADER), await listed(world, NAMED)) == ([LABS[HERE]], sorted(LABS.values()))
    level = '{metrics: [{metric: {name: "absences"}}], level: DISTRICT, time: {schoolYear: 2026}}'
    _, errors = await world.ask(f"{{ metricQuery(query: {level}) {{ asOf }} }}", LEADER)
    assert errors[0]["message"].startswith("you see schools")


async def test_a_school_leader_places_learners_of_their_school_alone(world: World) -> None:
    rows = [{"studentId": pupil, "start": "2025-10-01"} for pupil in (PUPILS[HERE][0], PUPILS[THERE][0], "unknown")]
    done = await world.say("placeParticipants", {"district": OWN, "students": rows}, LABS[THERE], principal=NAMED)
    assert done["changed"] == 1
    problems = {problem["index"]: (problem["code"], problem["message"]) for problem in done["problems"]}
    assert problems.keys() == {1, 2}
    assert problems[1] == problems[2], "a learner of another school is as one whom nobody knows"
    await world.refusal(
        "draftClause", {"clause": "c", "kind": "OUTCOME", "text": "More."}, LABS[HERE], principal=LEADER
    )


async def test_a_coordinator_reads_participants_of_their_partnerships_without_attributes(world: World) -> None:
    here = 'where: {dimension: {name: "partnership", is: {eq: "%s"}}},'
    assert await answer(world, COORDINATOR, '"partnership"', here % LABS[HERE]) == ({(LABS[HERE],): 3}, 3)
    assert (await answer(world, COORDINATOR, '"partnership"'))[0] == {(LABS[HERE],): 3}
    for by, more in (
        ('"district"', ""), ('"sex"', here % LABS[HERE]), ('"partnership", "cohort"', ""),
        ('"partnership"', here % LABS[THERE]),
    ):  # fmt: skip
        assert (await answer(world, COORDINATOR, by, more))[0] == {}, by
    assert "participants of your partnerships" in await steps(world, COORDINATOR)


async def test_outside_there_is_no_number_of_learners_while_no_agreement_is_in_force(world: World) -> None:
    for principal in (PARTNER, ANALYST):
        assert await listed(world, principal) == sorted(LABS.values())
        for by in ('"district"', '"partnership"', '"partnership", "cohort"'):
            assert (await answer(world, principal, by))[0] == {}, by
        assert "no data-sharing agreement with you is in force" in await steps(world, principal)
        states = '{metrics: [{metric: {name: "vision_alignment"}}], groupBy: ["partnership"], time: {schoolYear: 2026}}'
        got = await world.get(f"{{ metricQuery(query: {states}) {{ rows {{ totalCount }} }} }}", principal)
        assert got["metricQuery"]["rows"]["totalCount"] == 2, "numbers of partnerships are no learner data"
    assert "agreement" not in await steps(world, DEVELOPMENT)
