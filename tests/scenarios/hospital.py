"""A year of a hospital and a district: staff in schools, lab visits, training and software, and all that comes up."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.contracts import facts
from tests.scenarios.school import LAST_DAY, STUDENTS, every, school_days
from tests.scenarios.told import Told
from tests.scenarios.world import World

BEGIN, START, END = date(2023, 8, 1), date(2023, 10, 16), date(2024, 7, 31)
FIRST, SECOND, THIRD, FOURTH = date(2023, 10, 30), date(2024, 1, 28), date(2024, 4, 27), date(2024, 6, 26)
CHOSEN = STUDENTS[:14]
DURING = {"metric": "attendance_rate", "phase": "DURING"}
PLEDGED = (
    ("PARTNER", "FUNDING", {"amount": 24_000}),
    ("PARTNER", "LAB_VISITS", {"amount": 6_000}),
    ("PARTNER", "TRAINING_HOURS", {"quantity": 100}),
    ("PARTNER", "SOFTWARE", {"amount": 3_000}),
    ("DISTRICT", "STAFF_FTE", {"quantity": 0.7}),
)
MONTHLY = (
    ("PARTNER", "FUNDING", {"amount": 2_400}),
    ("PARTNER", "LAB_VISITS", {"quantity": 12, "amount": 600}),
    ("PARTNER", "TRAINING_HOURS", {"quantity": 10}),
    ("DISTRICT", "STAFF_FTE", {"quantity": 0.07}),
)
BOTH = [{"name": "Ana Lopez", "side": "DISTRICT"}, {"name": "Ben Okafor", "side": "PARTNER"}]


def absent(student: str, day: date) -> bool:
    """The hospital takes those who are often absent; since then they come more often than others."""
    if student not in CHOSEN:
        return every(10, student, day)
    return every(20 if day >= START else 5, student, day)


async def summer(world: World) -> Told:
    """They find each other, say what they want and what they will put in."""
    partners = [{"id": "mercy", "name": "Mercy Hospital", "kind": "HOSPITAL"},
                {"id": "state", "name": "State College", "kind": "COLLEGE"}]  # fmt: skip
    hospital = await world.propose("hospital-lab", kind="HEALTH_CAREERS", partners=partners, begin=BEGIN, end=END)
    too_early = await hospital.refused("activatePartnership", date=BEGIN)
    assert "a lead on the partner's side" in too_early.message
    await hospital.say("draftClause", clause="expect", kind="EXPECTATION", text="Each side names one person to call.")
    await hospital.say("draftClause", clause="process", kind="PROCESS", text="We meet every quarter.")
    await hospital.founded(BEGIN)
    for clause in ("expect", "process"):
        await hospital.say("endorseClause", clause=clause, side="DISTRICT", name="Ana Lopez", role="Director")
        await hospital.say(
            "endorseClause", hospital.partner, clause=clause, side="PARTNER", name="Ben Okafor", role="Director"
        )
    await hospital.say("assignLead", side="PARTNER", duty="OVERSIGHT", name="Gil Moss", role="Finance")
    year: dict[str, Any] = {"begin": BEGIN, "end": END}
    for side, kind, more in PLEDGED:
        await hospital.say("pledgeContribution", contribution=f"p-{kind}", side=side, kind=kind, **year, **more)
    await hospital.say("setCapacity", places=12)
    await hospital.say("recordNeed", side="DISTRICT", text="A nurse in the school on two days a week.")
    await world.tick()
    return hospital


async def _month(hospital: Told, day: date) -> None:
    """What both sides put in, month by month."""
    await hospital.world.travel(day)
    for side, kind, more in MONTHLY:
        await hospital.say("recordContribution", side=side, kind=kind, pledge=f"p-{kind}", **more)


async def autumn(world: World, hospital: Told) -> None:
    """Learners begin, goals are set, the first check-in is held."""
    await _month(hospital, date(2023, 9, 20))
    await hospital.say("recordContribution", side="PARTNER", kind="SOFTWARE", amount=3_000, pledge="p-SOFTWARE")
    await hospital.say("setGoal", goal="come", title="They come", question=DURING, baseline=80, target=94, due=LAST_DAY)
    await hospital.say("setGoal", goal="fast", title="All come by winter", question=DURING, baseline=80, target=99,
                       due=date(2023, 12, 15))  # fmt: skip
    done = await hospital.place(CHOSEN, START)
    assert (done["changed"], done["waitlisted"]) == (12, 2)
    await _month(hospital, date(2023, 10, 20))
    await world.travel(FIRST)
    held: dict[str, Any] = {"checkIn": f"cadence-{FIRST}"}
    await hospital.say("holdCheckIn", attendees=BOTH, notes="A good start.", **held)
    await hospital.say("raiseChallenge", challenge="bus", text="No bus on Fridays.", **held)
    await hospital.say("agreeAction", action="bus", text="Ask for a bus.", owner="Ana Lopez", side="DISTRICT",
                       due=date(2023, 11, 30), **held)  # fmt: skip
    await _month(hospital, date(2023, 11, 20))
    await hospital.say("completeAction", action="bus")
    await hospital.say("resolveChallenge", challenge="bus", text="Lab visits are on Thursdays now.")
    await _visits(world, (day for day in school_days() if day.weekday() == 3 and START <= day <= date(2023, 12, 15)))
    await _month(hospital, date(2023, 12, 18))
    assert (await hospital.see("goals { goalId state }"))["goals"] == [
        {"goalId": "come", "state": "OPEN"}, {"goalId": "fast", "state": "MISSED"},
    ]  # fmt: skip


async def _visits(world: World, days: Iterable[date]) -> None:
    await world.report(
        facts.Engagement(learner=student, engagement=f"lab-{day}", date=day, kind="lab_visit", minutes=90,
                         partnership="hospital-lab")
        for day in days for student in CHOSEN[:12]
    )  # fmt: skip
    await world.applied()


async def winter(world: World, hospital: Told) -> None:
    """The district's lead leaves, a check-in is missed, and the agreement is amended."""
    await _month(hospital, date(2024, 1, 10))
    await hospital.say("vacateLead", side="DISTRICT", date=date(2024, 1, 5), reason="She is principal elsewhere now.")
    await world.travel(date(2024, 2, 1))
    assert (await hospital.see("vacancies { side }"))["vacancies"] == [{"side": "DISTRICT"}]
    await _month(hospital, date(2024, 2, 12))
    await hospital.say("assignLead", side="DISTRICT", name="Eva Stone", role="Principal")
    await hospital.say("amendAgreement", amendment="often", what="We meet every 60 days; visits are on Thursdays.",
                       why="A check-in was missed, and there is no bus on Fridays.", effective=THIRD,
                       cadenceDays=60)  # fmt: skip
    await hospital.say("draftClause", clause="process", kind="PROCESS", text="We meet every 60 days.")
    assert (await hospital.release(CHOSEN[:1], date(2024, 2, 12)))["changed"] == 1
    assert (await hospital.place(CHOSEN[12:13], date(2024, 2, 12)))["changed"] == 1
    await _month(hospital, date(2024, 3, 12))
    await hospital.say("endorseClause", clause="process", side="DISTRICT", name="Eva Stone", role="Principal")
    await hospital.say(
        "endorseClause", hospital.partner, clause="process", side="PARTNER", name="Ben Okafor", role="Director"
    )


async def spring(world: World, hospital: Told) -> None:
    """The goal is met, the story is told, and they go on for another year."""
    await _month(hospital, date(2024, 4, 12))
    await world.travel(date(2024, 4, 26))
    await hospital.say("holdCheckIn", hospital.partner, checkIn=f"cadence-{THIRD}", attendees=BOTH[1:])
    await _month(hospital, date(2024, 5, 13))
    await world.travel(date(2024, 6, 3))
    assert (await hospital.see("goals { state }"))["goals"] == [{"state": "MET"}, {"state": "MISSED"}]
    story: dict[str, Any] = {"title": "They come", "text": "Since the lab began they come.", "question": DURING}
    refused = await hospital.refused("publishStory", audience="PUBLIC", consent=False, **story)
    assert refused.at == "input.consent"
    await hospital.say("publishStory", story="come", audience="PUBLIC", consent=True, **story)
    await world.travel(date(2024, 6, 25))
    await hospital.say("holdCheckIn", checkIn="cadence-2024-07-26", attendees=BOTH[1:])
    world.now.set(date(2024, 6, 28))
    await hospital.say("renewPartnership", until=date(2025, 7, 31))
    await world.travel(date(2024, 6, 30))
