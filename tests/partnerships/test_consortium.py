"""Totals over partnerships: places are added up, learners count once, and no total tells of few learners."""

from typing import Any

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal, Scope
from tests.partnerships.support import D1, D2, DAY, MAIN, World, activate, propose, schooling, students

TOTALS = """activePartnerships pausedPartnerships capacity withoutCapacity
  taken { value status } waiting { value status } participants { value status }"""
ALONE = Principal("partner", frozenset(), frozenset({MAIN, "second", "third"}))
PARTNER = ALONE.with_agreements((Scope(),))


async def totals(world: World, principal: Principal = DEVELOPMENT, arguments: str = "") -> dict[str, Any]:
    shown = (await world.get(f"{{ consortium{arguments} {{ {TOTALS} }} }}", principal))["consortium"]
    return {name: (value["value"] if isinstance(value, dict) else value) for name, value in shown.items()}


@pytest.fixture
async def three(world: World) -> World:
    """Fourteen learners are in two partnerships, ten of them in both; the third has nobody and no number of places."""
    await world.tell(schooling(students(14)))
    await world.tell(schooling([], name="Two"), D2)
    await propose(world, "second", D1)
    await propose(world, "third", D2)
    for own in (MAIN, "second", "third"):
        await activate(world, own)
    for own, places, pupils in ((MAIN, 12, students(14)), ("second", 30, students(10))):
        await world.say("setCapacity", {"places": places, "date": "2025-09-01"}, own)
        await world.place(pupils, to=own)
    return world


async def test_places_are_added_up_and_learners_count_once(three: World) -> None:
    expected = {"activePartnerships": 3, "pausedPartnerships": 0, "capacity": 42, "withoutCapacity": 1}
    assert await totals(three) == {**expected, "taken": 22, "waiting": 2, "participants": 12}
    assert await totals(three, arguments=f'(districts: ["{D2}"])') == {
        "activePartnerships": 1, "pausedPartnerships": 0, "capacity": 0, "withoutCapacity": 1,
        "taken": 0, "waiting": 0, "participants": 0,
    }  # fmt: skip
    assert (await totals(three, Principal("nobody")))["activePartnerships"] == 0
    await three.say("pausePartnership", {"date": str(DAY), "reason": "The lab is rebuilt."}, "second")
    now, before = await totals(three), await totals(three, arguments='(asOf: "2026-03-01")')
    assert (now["activePartnerships"], now["pausedPartnerships"], now["taken"]) == (2, 1, 22)
    assert before["activePartnerships"] == 0


async def test_places_have_a_history_by_the_ends_of_months(three: World) -> None:
    await three.say("releaseParticipants", {"district": D1, "studentIds": students(4), "date": "2026-02-10"})
    query = "{ consortium { history(months: 3) { date capacity taken { value status } } } }"
    points = (await three.get(query))["consortium"]["history"]
    assert [point["date"] for point in points] == ["2026-01-31", "2026-02-28", str(DAY)]
    assert points[-1]["capacity"] == 42
    assert [point["taken"]["value"] for point in points][-1] == (await totals(three))["taken"] == 18
    hidden = (await three.get(query, PARTNER))["consortium"]["history"]
    assert {point["taken"]["status"] for point in hidden} <= {"OK", "SUPPRESSED"}
    document = "{ consortium { history(months: 61) { date } } }"
    _, errors = await three.ask(document)
    assert errors[0]["extensions"]["code"] == "INVALID_RANGE"


async def test_outside_no_total_tells_of_few_learners(three: World) -> None:
    outside = await totals(three, PARTNER)
    assert (outside["taken"], outside["waiting"], outside["participants"]) == (22, None, 12)
    without = await totals(three, ALONE)
    assert (without["taken"], without["participants"], without["capacity"]) == (None, None, 42)
    await three.say("releaseParticipants", {"district": D1, "studentIds": students(1), "date": "2026-02-01"}, "second")
    outside, inside = await totals(three, PARTNER), await totals(three)
    assert (inside["taken"], inside["participants"]) == (21, 12)
    assert (outside["taken"], outside["participants"]) == (None, None)


async def test_few_learners_in_two_partnerships_are_not_told_by_the_difference(world: World) -> None:
    await world.tell(schooling(students(24)))
    await propose(world, "second", D1)
    for own, pupils in ((MAIN, students(14)), ("second", students(24)[10:])):
        await activate(world, own)
        await world.place(pupils, to=own)
    outside, inside = await totals(world, PARTNER), await totals(world)
    assert (inside["taken"], inside["participants"]) == (28, 24)
    assert (outside["taken"], outside["participants"]) == (28, None)


async def test_the_least_n_of_several_districts_is_the_largest_of_those_that_one_may_see(world: World) -> None:
    for district, least in ((D1, 12), (D2, 15)):
        described = facts.District(name=district, time_zone="America/Chicago")
        await world.tell([described, facts.Policy(version="1", minimum_n=least)], district)
    table: list[tuple[Principal, str, int]] = [
        (DEVELOPMENT, "", 15), (DEVELOPMENT, f'(districts: ["{D1}"])', 12), (DEVELOPMENT, '(districts: ["other"])', 10),
        (Principal("one", frozenset({D1})), "", 12), (Principal("one", frozenset({D1})), f'(districts: ["{D2}"])', 10),
        (Principal("nobody"), "", 10),
    ]  # fmt: skip
    for reader, arguments, expected in table:
        shown = (await world.get(f"{{ consortium{arguments} {{ minimumN }} }}", reader))["consortium"]
        assert shown == {"minimumN": expected}, (reader.name, arguments)
    await propose(world, "both", D1, D2)  # whose learners are those of both
    shown = (await world.get(f'{{ consortium(districts: ["{D1}"]) {{ minimumN }} }}'))["consortium"]
    assert shown == {"minimumN": 15}
