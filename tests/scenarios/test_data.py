"""Data: goals follow the KPIs of those who take part, stories prove themselves, and few learners stay hidden."""

from datetime import date
from typing import Any

import pytest

from services.contracts import facts
from tests.scenarios.asking import digest_of, live, phase, rows
from tests.scenarios.school import SCHOOL, STUDENTS, every
from tests.scenarios.told import Told
from tests.scenarios.world import World

BEGIN, START, DUE = date(2023, 8, 21), date(2023, 10, 16), date(2023, 12, 15)
PARTICIPANTS, FEW = STUDENTS[:12], STUDENTS[12:18]
HIDDEN = {"value": None, "n": None, "status": "SUPPRESSED"}
DURING = {"metric": "attendance_rate", "phase": "DURING"}


def _absent(student: str, day: date) -> bool:
    """Those who take part come more often from the start of their programme on."""
    usual = 5 if student in PARTICIPANTS + FEW else 10
    return every(20 if usual == 5 and day >= START else usual, student, day)


async def _founded(world: World, name: str, students: tuple[str, ...]) -> Told:
    story = await world.propose(name, begin=BEGIN)
    if world.now.today < BEGIN:
        world.now.set(BEGIN)
    await story.founded(BEGIN)
    world.absent = _absent
    await story.place(students, START)
    await story.say("setGoal", goal="come", title="They come", question=DURING, baseline=80, target=94, due=DUE)
    return story


async def test_a_goal_follows_its_kpi_and_is_met_or_missed_by_the_rule(world: World) -> None:
    lab = await _founded(world, "lab", PARTICIPANTS)
    await lab.say("setGoal", goal="all", title="All come", question={"metric": "chronic_absence_rate"}, baseline=100,
                  target=10, due=DUE)  # fmt: skip
    await lab.say("setGoal", goal="girls", title="Girls come", baseline=80, target=90, due=date(2024, 5, 31),
                  question={"metric": "attendance_rate", "where": [{"dimension": "sex", "values": ["Female"]}]},
                  )  # fmt: skip
    await world.travel(date(2023, 10, 13))
    assert (await live(lab, "come"))["status"] == "NO_DATA"
    assert await rows(lab, "attendance_rate", "partnership", where=phase("before")) == {}, "nobody has begun yet"

    await world.travel(date(2023, 11, 1))
    before = await rows(lab, "attendance_rate", "partnership", where=phase("before"))
    assert before[("lab",)]["value"] == pytest.approx(80, abs=1)
    seen = await live(lab, "come")
    assert (seen["n"], seen["status"]) == (12, "OK")
    assert (
        seen["value"] == (await rows(lab, "attendance_rate", "partnership", where=phase("during")))[("lab",)]["value"]
    )
    girls = await rows(
        lab, "attendance_rate", "partnership", where={"dimension": {"name": "sex", "is": {"eq": "Female"}}}
    )
    assert await live(lab, "girls") == {"value": girls[("lab",)]["value"], "n": 6, "status": "OK"}

    marks = [facts.Attendance(school=SCHOOL, learner=participant, date=date(2023, 10, 31), category="Excused Absence")
             for participant in PARTICIPANTS]  # fmt: skip
    await world.report(marks)
    await world.applied()
    assert (await live(lab, "come"))["value"] < seen["value"], "attendance that arrives is in the goal at once"
    await world.report(
        [
            facts.AttendanceKey(school=SCHOOL, learner=participant, date=date(2023, 10, 31))
            for participant in PARTICIPANTS
        ]
    )
    await world.applied()

    early = await lab.refused("decideGoal", goal="come")
    assert (early.code, early.at) == ("DATE_ORDER", "input.goal")
    await world.travel(DUE)
    states = "goals { goalId state outcome { met date value { value n status } } }"
    assert [goal["state"] for goal in (await lab.see(states))["goals"]] == ["OPEN", "OPEN", "OPEN"]
    last = await live(lab, "come")
    await world.travel(date(2023, 12, 18))
    come, everybody, girls_goal = (await lab.see(states))["goals"]
    assert come["state"] == "MET"
    assert come["outcome"] == {"met": True, "date": "2023-12-16", "value": last}
    assert (everybody["state"], everybody["outcome"]["value"]["value"]) == ("MISSED", 100)
    assert (girls_goal["state"], girls_goal["outcome"]) == ("OPEN", None)
    assert await world.tick() == 0
    twice = await lab.refused("decideGoal", goal="come")
    assert (twice.code, twice.at) == ("INVALID_TRANSITION", "input.goal")

    await lab.say("reviseGoal", goal="all", title="Most come", question={"metric": "chronic_absence_rate"},
                  baseline=100, target=50, due=date(2024, 5, 31), why="Winter was hard.")  # fmt: skip
    revised = (await lab.see("goals { state revisions { target why } }"))["goals"][1]
    assert revised["state"] == "OPEN"
    assert revised["revisions"] == [{"target": 10, "why": None}, {"target": 50, "why": "Winter was hard."}]
    unknown = await lab.refused("setGoal", goal="x", title="X", question={"metric": "happiness"}, baseline=0, target=1,
                                due=DUE)  # fmt: skip
    assert (unknown.code, unknown.at) == ("UNKNOWN_METRIC", "input.question.metric")


async def test_a_story_proves_itself_by_a_value_that_anybody_can_check(world: World) -> None:
    lab = await _founded(world, "lab", PARTICIPANTS)
    await world.travel(DUE)
    story_data: dict[str, Any] = {
        "title": "They come",
        "text": "Since the lab they come.",
        "question": DURING,
        "audience": "PARTNERS",
    }
    refused = await lab.refused("publishStory", consent=False, **story_data)
    assert (refused.code, refused.at) == ("INVALID_VALUE", "input.consent")
    await lab.say("publishStory", story="s1", consent=True, **story_data)
    shown = "stories { storyId published audience digest evidence { value n status asOf } question { metric phase } }"
    [story] = (await lab.see(shown))["stories"]
    answer = (await rows(lab, "attendance_rate", "partnership", where=phase("during")))[("lab",)]
    assert (story["evidence"]["value"], story["evidence"]["n"]) == (answer["value"], answer["n"])
    assert story["digest"] == digest_of({"metric": "attendance_rate", "phase": "during"}, story["evidence"])
    assert (story["published"], story["audience"]) == (str(DUE), "PARTNERS")

    await world.travel(date(2024, 1, 31))
    later = (await rows(lab, "attendance_rate", "partnership", where=phase("during")))[("lab",)]
    assert later["value"] != story["evidence"]["value"]
    assert (await lab.see(shown))["stories"] == [story], "the evidence stays as it was"

    [hidden] = (await lab.see(shown, lab.partner))["stories"]
    evidence = hidden["evidence"]
    assert (evidence["status"], evidence["value"], hidden["digest"]) == ("SUPPRESSED", None, None), "no agreement"


async def test_a_story_that_its_audience_could_not_be_shown_is_refused(world: World) -> None:
    mentors = await _founded(world, "mentors", FEW)
    await world.travel(DUE)
    story: dict[str, Any] = {"title": "They come", "text": "They come.", "question": DURING, "consent": True}
    for audience in ("PARTNERS", "PUBLIC"):
        refused = await mentors.refused("publishStory", audience=audience, **story)
        assert (refused.code, refused.at) == ("EVIDENCE_SUPPRESSED", "input.question")
    never = {"metric": "attendance_rate", "phase": "AFTER"}
    nothing = await mentors.refused("publishStory", **{**story, "question": never})
    assert (nothing.code, nothing.at) == ("EVIDENCE_NOT_AVAILABLE", "input.question")
    await mentors.say("publishStory", story="own", **story)
    assert (await mentors.see("stories { storyId evidence { n } }"))["stories"] == [
        {"storyId": "own", "evidence": {"n": 6}}
    ]
    assert (await mentors.see("stories { storyId }", mentors.partner))["stories"] == []


async def test_outside_the_district_few_learners_are_hidden_and_other_partnerships_are_not_there(world: World) -> None:
    mentors, lab = await _founded(world, "mentors", FEW), await _founded(world, "lab", PARTICIPANTS)
    await world.tick()
    await world.travel(date(2023, 11, 17))
    await mentors.say("holdCheckIn", mentors.partner, checkIn="cadence-2023-11-19")
    await lab.say("holdCheckIn", checkIn="cadence-2023-11-19")
    await world.travel(date(2023, 12, 18))

    selection = """checkIns { items { progress { progress { percent value { value n status } } } } }
        goals { state outcome { met } progress { percent value { value n status } } }
        places { taken { value n status } waiting { value n status } }
        health { strategies { score parts { name score status n } } }"""
    outside, inside = await mentors.see(selection, mentors.partner), await mentors.see(selection)
    frozen = {"percent": None, "value": HIDDEN}
    assert outside["goals"][0] == {"state": "SUPPRESSED", "outcome": None, "progress": frozen}
    assert (inside["goals"][0]["state"], inside["goals"][0]["progress"]["value"]["n"]) == ("MET", 6)
    assert outside["checkIns"]["items"][0]["progress"] == [{"progress": frozen}]
    assert inside["checkIns"]["items"][0]["progress"][0]["progress"]["value"]["n"] == 6
    assert outside["places"] == {"taken": HIDDEN, "waiting": {"value": 0, "n": 0, "status": "OK"}}
    assert inside["places"]["taken"] == {"value": 6, "n": 6, "status": "OK"}
    assert _part(outside, "goal_attainment") == {"score": None, "status": "SUPPRESSED", "n": None}
    assert _part(inside, "goal_attainment") == {"score": 100, "status": "OK", "n": 6}

    enough = await lab.see(selection, lab.partner)
    assert enough["goals"][0]["progress"] == frozen, "twelve learners are enough only under an agreement"
    assert await lab.see("name", mentors.partner) is None
    listed = await world.ask("{ partnerships { totalCount nodes { partnershipId } } }", mentors.partner)
    assert listed["partnerships"] == {"totalCount": 1, "nodes": [{"partnershipId": "mentors"}]}
    node = await world.ask("query ($id: ID!) { node(id: $id) { id } }", mentors.partner, id=lab.id)
    assert node == {"node": None}
    foreign = await lab.refused("raiseChallenge", mentors.partner, text="Not mine.")
    assert (foreign.code, foreign.at) == ("NOT_FOUND", "partnership")
    assert await rows(lab, "attendance_rate", "partnership", principal=mentors.partner) == {}


def _part(shown: dict[str, Any], name: str) -> dict[str, Any]:
    parts = (part for strategy in shown["health"]["strategies"] for part in strategy["parts"])
    return next({key: part[key] for key in ("score", "status", "n")} for part in parts if part["name"] == name)
