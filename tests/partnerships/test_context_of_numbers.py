"""What a client needs to show a number beside its context: pace, earlier values and wordings, calendars."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from schema.common import ids
from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal, Scope
from services.core.suppression import NOT_SHARED
from tests.partnerships.support import (
    BEGIN,
    D1,
    D2,
    MAIN,
    World,
    activate,
    goal,
    propose,
    question,
    schooling,
    students,
)  # fmt: skip

PACE = """goals { accumulates pace { lastYearDay lastYear { value n status } lastYearPercent straight straightPercent }
  history { date checkInId progress { value { value status } percent } } }"""
PARTNER = Principal("partner", frozenset(), frozenset({MAIN}))


async def test_a_goal_has_its_pace_and_what_check_ins_saw_of_it(world: World) -> None:
    pupils = students(3)
    await world.tell(schooling(pupils, absences=4))
    await activate(world)
    await world.place(pupils)
    await world.settled()
    await world.say("setGoal", goal(due="2027-01-26", baseline=20.0, target=10.0, date="2026-03-02"))
    await world.say("scheduleCheckIn", {"checkIn": "q1", "due": "2026-03-30"})
    await world.say("holdCheckIn", {"checkIn": "q1", "date": "2026-03-02"})
    world.now = datetime(2026, 11, 30, 12, tzinfo=UTC)  # 273 of 330 days
    for reader, value, percent in ((DEVELOPMENT, 12.0, 80.0), (PARTNER, None, None)):
        (shown,) = (await world.partnership(PACE, reader))["goals"]
        status = "OK" if value else "SUPPRESSED"
        assert shown["accumulates"] is True
        (seen,) = shown["history"]
        assert (seen["date"], seen["checkInId"], seen["progress"]["percent"]) == ("2026-03-02", "q1", percent)
        assert seen["progress"]["value"] == {"value": value, "status": status}
        pace = shown["pace"]
        assert (pace["lastYearDay"], pace["straightPercent"]) == ("2025-11-30", 100 * 273 / 330)
        assert pace["straight"] == 20 - 10 * 273 / 330
        assert (pace["lastYear"]["value"], pace["lastYearPercent"]) == (value, percent)
        assert pace["lastYear"]["status"] == status


async def test_a_check_in_that_is_told_late_freezes_the_goals_of_its_own_day_as_they_were_set_then(
    world: World,
) -> None:
    pupils = students(3)
    await world.tell(schooling(pupils, absences=4))
    await activate(world, day=BEGIN)
    await world.place(pupils)
    await world.settled()
    for name, since, due in (
        ("decided", "2025-09-02", "2026-01-15"), ("revised", "2025-09-02", "2026-06-30"),
        ("later", "2026-01-10", "2026-06-30"),
    ):  # fmt: skip
        await world.say("setGoal", goal(name, date=since, due=due))
    await world.say("decideGoal", {"goal": "decided"})
    revised = goal("revised", date="2026-02-01", why="Tardies.", question=question("tardies"), target=1.0)
    await world.say("reviseGoal", revised)
    await world.say("scheduleCheckIn", {"checkIn": "q1", "due": "2025-11-30", "date": "2025-10-01"})
    await world.say("holdCheckIn", {"checkIn": "q1", "date": "2025-11-28"})
    shown = await world.partnership("checkIns { items { checkInId progress { goalId progress { value { value } } } } }")
    (seen,) = [item["progress"] for item in shown["checkIns"]["items"] if item["checkInId"] == "q1"]
    values = {frozen["goalId"]: frozen["progress"]["value"]["value"] for frozen in seen}
    assert values == {"decided": 12.0, "revised": 12.0}, "absences, which both were about on that day"


async def test_a_clause_has_every_wording_with_who_endorsed_it(world: World) -> None:
    name = {"clause": "e1", "kind": "EXPECTATION"}
    await world.say("draftClause", {**name, "text": "On Fridays.", "date": "2026-02-01"})
    await world.say(
        "endorseClause", {"clause": "e1", "side": "PARTNER", "name": "A. Name", "role": "Dean", "date": "2026-02-02"}
    )
    await world.say("draftClause", {**name, "text": "On Mondays.", "date": "2026-02-03"})
    shown = await world.partnership("vision { clauses { wordings history { text drafted endorsements { side } } } }")
    assert shown["vision"]["clauses"] == [
        {
            "wordings": 2,
            "history": [
                {"text": "On Fridays.", "drafted": "2026-02-01", "endorsements": [{"side": "PARTNER"}]},
                {"text": "On Mondays.", "drafted": "2026-02-03", "endorsements": []},
            ],
        }
    ]


async def test_a_proposal_says_by_codes_what_it_lacks_until_it_is_active(world: World) -> None:
    lacks = "activationLacks { code side clauseId }"
    nothing = {"clauseId": None}
    assert (await world.partnership(lacks))["activationLacks"] == [
        {"code": "LEAD", "side": "DISTRICT", **nothing},
        {"code": "LEAD", "side": "PARTNER", **nothing},
        {"code": "OUTCOME", "side": None, **nothing},
    ]
    await world.say("draftClause", {"clause": "o1", "kind": "OUTCOME", "text": "More.", "date": "2026-03-01"})
    last = (await world.partnership(lacks))["activationLacks"][2:]
    assert last == [{"code": "ENDORSEMENT", "side": side, "clauseId": "o1"} for side in ("DISTRICT", "PARTNER")]
    of_proposal = (await world.partnership("health { score absence strategies { score } }"))["health"]
    assert of_proposal == {"score": None, "absence": "PROPOSED", "strategies": [{"score": None}] * 5}
    await activate(world)
    assert (await world.partnership(lacks))["activationLacks"] == []
    assert (await world.partnership("health { absence }"))["health"] == {"absence": None}


async def test_a_district_lists_the_partnerships_that_one_may_see_and_its_least_n(world: World) -> None:
    await world.tell([facts.District(name="Two", time_zone="America/Chicago"), facts.Policy(version="1", minimum_n=15)],
                     D2)  # fmt: skip
    await world.tell([facts.District(name="One")])
    await propose(world, "both", D1, D2)
    query = (
        f'{{ node(id: "{ids.encode("District", D2)}") {{ ... on District {{ timeZone minimumN '
        "partnerships { totalCount nodes { partnershipId minimumN hiddenBelow } } } } }"
    )
    two = Principal("two", frozenset({D2}))
    shared, inside = two.with_agreements((Scope(),)), Principal("inside", frozenset({D1, D2}))
    for reader, hidden in ((two, NOT_SHARED), (shared, 15), (inside, None)):
        shown = (await world.get(query, reader))["node"]
        assert (shown["timeZone"], shown["minimumN"]) == ("America/Chicago", 15)
        assert shown["partnerships"] == {
            "totalCount": 1, "nodes": [{"partnershipId": "both", "minimumN": 15, "hiddenBelow": hidden}]
        }  # fmt: skip


async def test_a_school_has_its_calendars_with_terms_and_grading_periods(world: World) -> None:
    first = date(2025, 9, 1)
    days = tuple(facts.CalendarDay(date=first + timedelta(days=day), kind="Instructional day") for day in range(3))
    named: dict[str, Any] = {"name": "Second", "begin": date(2026, 1, 1), "end": date(2026, 6, 1)}
    early = facts.Period(name="Zeroth", begin=first, end=date(2025, 12, 31))
    await world.tell([
        facts.District(name="One"),
        facts.School(school="S1", name="School One", grade_levels=("Ninth grade",)),
        facts.Calendar(school="S1", school_year=2025, days=()),
        facts.Calendar(school="S1", school_year=2026, days=days, terms=(facts.Period(**named), early),
                       grading_periods=(early,)),
    ])  # fmt: skip
    selection = "schoolYear firstDay lastDay instructionalDays terms { name begin } gradingPeriods { name end }"
    query = (
        f"{{ schools {{ nodes {{ all: calendars {{ schoolYear }} calendars(schoolYear: 2026) {{ {selection} }} }} }} }}"
    )
    (school,) = (await world.get(query))["schools"]["nodes"]
    assert [calendar["schoolYear"] for calendar in school["all"]] == [2026, 2025]
    assert school["calendars"] == [
        {
            "schoolYear": 2026, "firstDay": "2025-09-01", "lastDay": "2025-09-03", "instructionalDays": 3,
            "terms": [{"name": "Zeroth", "begin": "2025-09-01"}, {"name": "Second", "begin": "2026-01-01"}],
            "gradingPeriods": [{"name": "Zeroth", "end": "2025-12-31"}],
        }
    ]  # fmt: skip
