"""Two districts and two partners in one partnership: numbers add up, and neither sees the few of the other."""

from datetime import date

import pytest

from services.contracts import facts
from services.core.access import Principal, Scope
from tests.scenarios.asking import live, rows
from tests.scenarios.school import DISTRICT, STUDENTS, described, every, rolls
from tests.scenarios.told import OFFICE
from tests.scenarios.world import World

NEIGHBOUR = "255950"
BEGIN, START = date(2023, 8, 21), date(2023, 9, 11)
BOTH = Principal("consortium", None, None)
NEXT_DOOR = Principal("next door", frozenset({NEIGHBOUR}))
PARTNERS = [{"id": "mercy", "name": "Mercy Hospital", "kind": "HOSPITAL"},
            {"id": "state", "name": "State College", "kind": "COLLEGE"}]  # fmt: skip


async def test_two_districts_add_up_and_each_keeps_its_few_learners_to_itself(world: World) -> None:
    await world.report([*described(), facts.Policy(version="careful", minimum_n=15)], NEIGHBOUR)
    alone = {"name": "Both", "districts": [DISTRICT, NEIGHBOUR], "partners": PARTNERS, "begin": BEGIN}
    propose = "mutation ($input: ProposalInput!) { proposePartnership(input: $input) { status } }"
    refused = await world.execute(propose, OFFICE, {"input": alone})
    assert [error.extensions for error in refused.errors] == [{"code": "FORBIDDEN", "at": "input.districts"}]

    await world.applied()
    both = await world.propose("both", BOTH, districts=[DISTRICT, NEIGHBOUR], partners=PARTNERS, begin=BEGIN)
    world.now.set(BEGIN)
    await both.founded(BEGIN)
    world.absent = lambda student, day: every(10, student, day)
    await both.place(STUDENTS[:12], START)
    foreign = await both.refused("placeParticipants", district=NEIGHBOUR, students=[])
    assert (foreign.code, foreign.at) == ("FORBIDDEN", "input.district")
    await both.place(STUDENTS[:2], START, NEIGHBOUR, NEXT_DOOR)
    await both.say("setGoal", goal="come", title="They come", question={"metric": "attendance_rate"}, baseline=80,
                   target=95, due=date(2024, 5, 31))  # fmt: skip
    await world.travel(date(2023, 11, 1))
    await world.report(rolls(BEGIN, date(2023, 11, 1), lambda student, day: every(4, student, day)), NEIGHBOUR)
    await world.applied()

    by_district = await rows(both, "attendance_rate", "district", principal=BOTH)
    mine, theirs = by_district[(DISTRICT,)], by_district[(NEIGHBOUR,)]
    assert (mine["n"], theirs["n"]) == (12, 2)
    together = await live(both, "come", BOTH)
    assert together["n"] == 14
    assert together["value"] == pytest.approx((12 * mine["value"] + 2 * theirs["value"]) / 14)
    for reader in (OFFICE, NEXT_DOOR, both.partner):
        assert (await live(both, "come", reader))["status"] == "SUPPRESSED", "the more careful policy counts"
    shown = "districtIds districts { districtId } partners { name }"
    assert await both.see(shown) == {
        "districtIds": [DISTRICT, NEIGHBOUR],
        "districts": [{"districtId": DISTRICT}],
        "partners": [{"name": "Mercy Hospital"}, {"name": "State College"}],
    }

    await both.place(STUDENTS[2:3], START, NEIGHBOUR, NEXT_DOOR)
    assert (await live(both, "come"))["status"] == "SUPPRESSED", "no agreement is in force"
    shared = OFFICE.with_agreements((Scope(),))
    assert (await live(both, "come", shared))["n"] == 15, "with one more there are enough under an agreement"
