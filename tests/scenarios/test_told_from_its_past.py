"""A district that starts with Tandem in the third year of its hospital partnership enters all three years."""

from datetime import date
from typing import Any

from tests.scenarios.told import Told
from tests.scenarios.world import World

PROPOSED, BEGIN, END = date(2022, 6, 1), date(2022, 8, 1), date(2026, 7, 31)
START = date(2024, 9, 16)
YEARS = (date(2023, 6, 15), date(2024, 6, 15), START)
BOTH = (("DISTRICT", "Ana Lopez"), ("PARTNER", "Ben Okafor"))
DAYS = {"metric": "attendance_rate"}
SHOWN = """status leads { side duty name since } vision { alignment clauses { clauseId text drafted endorsedByBoth } }
    goals { goalId target due } needs { needId } challenges { challengeId resolved } actions { actionId done }
    amendments { amendmentId } places { capacity } stories { storyId }
    checkIns { cadenceDays items { checkInId state } }
    investment { total { district partner } pledges { pledgeId } }"""


async def test_three_years_are_told_in_the_third_and_each_is_answered(world: World) -> None:
    world.now.set(START)
    hospital = await world.propose("hospital-lab", begin=BEGIN, end=END, date=PROPOSED)
    await _third_year(hospital)
    await _first_year(hospital)
    await _second_year(hospital)
    await _what_cannot_have_been(hospital)
    first, second, third = [await hospital.see(SHOWN, asOf=day) for day in YEARS]
    _the_first(first)
    _the_second(second)
    _the_third(third)
    assert await hospital.see("status", asOf=date(2022, 5, 31)) is None
    assert (await hospital.see("status", asOf=date(2022, 7, 31)))["status"] == "PROPOSED"
    for day in YEARS:
        assert await hospital.see("status", asOf=day, knownAt=date(2024, 9, 15)) is None, "nobody had told it yet"
    await _a_goal_was_entered_in_error(world, hospital)
    await _an_action_was_never_done(hospital)


async def _first_year(hospital: Told) -> None:
    await hospital.say("draftClause", clause="come", kind="OUTCOME", text="They come.", date=date(2022, 6, 20))
    for side, name in BOTH:
        await hospital.say("assignLead", side=side, name=name, role="Director", date=date(2022, 6, 10))
        await hospital.say("endorseClause", clause="come", side=side, name=name, role="Director", date=date(2022, 7, 1))
    await hospital.say("activatePartnership", date=BEGIN)
    await hospital.say("pledgeContribution", contribution="p-1", side="PARTNER", kind="FUNDING", amount=1_000,
                       begin=BEGIN, end=date(2023, 7, 31), date=date(2022, 6, 25))  # fmt: skip
    await hospital.say("recordContribution", side="PARTNER", kind="FUNDING", amount=1_000, date=date(2023, 2, 1))
    await hospital.say("setGoal", goal="come", title="They come", question=DAYS, baseline=80, target=90,
                       due=date(2025, 6, 1), date=date(2022, 9, 1))  # fmt: skip
    await hospital.say("recordNeed", need="nurse", side="DISTRICT", text="A nurse.", date=date(2022, 7, 1))
    await hospital.say("setCapacity", places=12, date=BEGIN)
    await hospital.say("scheduleCheckIn", checkIn="first", due=date(2022, 10, 30), date=BEGIN)
    await hospital.say("holdCheckIn", checkIn="first", date=date(2022, 10, 28))
    await hospital.say("agreeAction", action="bus", text="Ask for a bus.", owner="Ana Lopez", side="DISTRICT",
                       date=date(2022, 10, 28), due=date(2022, 11, 30), checkIn="first")  # fmt: skip
    await hospital.say("completeAction", action="bus", date=date(2023, 9, 1))


async def _second_year(hospital: Told) -> None:
    reworded = date(2023, 8, 10)
    await hospital.say("draftClause", clause="come", kind="OUTCOME", text="Nine of ten come.", date=reworded)
    await hospital.say("draftClause", clause="come", kind="OUTCOME", text="Nine of ten come.", date=date(2024, 1, 8))
    await hospital.say("reviseGoal", goal="come", title="They come", question=DAYS, baseline=80, target=92,
                       due=date(2025, 6, 1), why="We can do more.", date=date(2023, 9, 1))  # fmt: skip
    await hospital.say("amendAgreement", amendment="often", what="We meet every 60 days.", why="Too late.",
                       effective=date(2023, 9, 1), cadenceDays=60, date=date(2023, 8, 20))  # fmt: skip
    await hospital.say("vacateLead", side="PARTNER", date=date(2023, 10, 1))
    await hospital.say("assignLead", side="PARTNER", name="Dana Kim", role="Nurse", date=date(2023, 11, 1))
    await hospital.say("raiseChallenge", challenge="van", text="No van.", date=date(2023, 11, 5))
    await hospital.say("resolveChallenge", challenge="van", text="A van.", date=date(2024, 9, 1))
    await hospital.say("recordContribution", side="DISTRICT", kind="FUNDING", amount=400.25, date=date(2023, 12, 1))


async def _third_year(hospital: Told) -> None:
    """Told first: nothing of it builds on the years before."""
    await hospital.say("setCapacity", places=20, date=date(2024, 8, 1))
    await hospital.say("draftClause", clause="meet", kind="PROCESS", text="We meet.", date=date(2024, 8, 15))
    await hospital.say("recordContribution", side="PARTNER", kind="FUNDING", amount=50, date=date(2024, 9, 2))


async def _what_cannot_have_been(hospital: Told) -> None:
    person = {"name": "Ana Lopez", "role": "Director"}
    refusals: list[tuple[str, dict[str, Any], str]] = [
        ("endorseClause", {"clause": "meet", "side": "DISTRICT", **person, "date": date(2024, 8, 14)}, "input.date"),
        ("endorseClause", {"clause": "meet", "side": "DISTRICT", **person, "date": date(2024, 9, 17)}, "input.date"),
        ("activatePartnership", {"date": date(2022, 5, 31)}, "input.date"),
        ("draftClause", {"kind": "PROCESS", "text": "Later.", "date": date(2024, 9, 17)}, "input.date"),
        ("setGoal", {"title": "x", "question": DAYS, "baseline": 1, "target": 2, "due": date(2022, 6, 30),
                     "date": date(2022, 7, 1)}, "input.due"),
        ("reviseGoal", {"goal": "come", "title": "x", "question": DAYS, "baseline": 1, "target": 2, "why": "x",
                        "due": date(2025, 6, 1), "date": date(2022, 8, 31)}, "input.date"),
        ("completeAction", {"action": "bus", "date": date(2022, 10, 27)}, "input.action"),
    ]  # fmt: skip
    for what, data, at in refusals:
        refused = await hospital.refused(what, **data)
        assert refused.at == at, (what, refused)


def _the_first(shown: dict[str, Any]) -> None:
    assert shown["status"] == "ACTIVE"
    assert [(lead["side"], lead["name"]) for lead in shown["leads"] if lead["duty"] == "LEAD"] == list(BOTH)
    assert shown["vision"]["clauses"] == [
        {"clauseId": "come", "text": "They come.", "drafted": "2022-06-20", "endorsedByBoth": True}
    ]
    assert shown["goals"] == [{"goalId": "come", "target": 90, "due": "2025-06-01"}]
    assert shown["actions"] == [{"actionId": "bus", "done": None}]
    assert shown["needs"] == [{"needId": "nurse"}]
    assert (shown["places"]["capacity"], shown["amendments"], shown["challenges"]) == (12, [], [])
    assert shown["checkIns"]["cadenceDays"] == 90
    assert {"checkInId": "first", "state": "HELD"} in shown["checkIns"]["items"]
    assert shown["investment"] == {"total": {"district": 0, "partner": 1_000}, "pledges": [{"pledgeId": "p-1"}]}


def _the_second(shown: dict[str, Any]) -> None:
    assert shown["status"] == "ACTIVE"
    assert [lead["name"] for lead in shown["leads"] if lead["duty"] == "LEAD"] == ["Ana Lopez", "Dana Kim"]
    assert shown["vision"]["clauses"] == [
        {"clauseId": "come", "text": "Nine of ten come.", "drafted": "2023-08-10", "endorsedByBoth": False}
    ]
    assert shown["goals"] == [{"goalId": "come", "target": 92, "due": "2025-06-01"}]
    assert shown["actions"] == [{"actionId": "bus", "done": "2023-09-01"}]
    assert shown["challenges"] == [{"challengeId": "van", "resolved": None}]
    assert (shown["places"]["capacity"], shown["amendments"]) == (12, [{"amendmentId": "often"}])
    assert shown["checkIns"]["cadenceDays"] == 60
    assert shown["investment"]["total"] == {"district": 400.25, "partner": 1_000}


def _the_third(shown: dict[str, Any]) -> None:
    assert shown["status"] == "ACTIVE"
    assert [clause["clauseId"] for clause in shown["vision"]["clauses"]] == ["meet", "come"]
    assert shown["challenges"] == [{"challengeId": "van", "resolved": "2024-09-01"}]
    assert shown["places"]["capacity"] == 20
    assert shown["investment"]["total"] == {"district": 400.25, "partner": 1_050}


async def _a_goal_was_entered_in_error(world: World, hospital: Told) -> None:
    """It is gone for every day, and what was known before it was withdrawn still shows it."""
    world.now.set(date(2024, 9, 20))
    await hospital.say("withdrawGoal", goal="come", reason="It was the goal of another partnership.")
    for day in YEARS:
        assert (await hospital.see("goals { goalId }", asOf=day))["goals"] == []
        known = await hospital.see("goals { goalId }", asOf=day, knownAt=date(2024, 9, 19))
        assert known["goals"] == [{"goalId": "come"}]
    shown = await hospital.see("withdrawals { what subject by reason date }")
    assert shown["withdrawals"] == [{
        "what": "goal", "subject": "come", "by": "office", "reason": "It was the goal of another partnership.",
        "date": "2024-09-20",
    }]  # fmt: skip


async def _an_action_was_never_done(hospital: Told) -> None:
    """It is open again on every day; what was known before shows when it was thought to be done."""
    await hospital.say("withdrawChange", change="ACTION_DONE", subject="bus", reason="It was the other bus.")
    (action,) = (await hospital.see("actions { done overdue }", asOf=START))["actions"]
    assert action == {"done": None, "overdue": True}
    (known,) = (await hospital.see("actions { done overdue }", asOf=START, knownAt=date(2024, 9, 19)))["actions"]
    assert known == {"done": "2023-09-01", "overdue": False}
