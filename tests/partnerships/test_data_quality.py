"""Facts about districts, schools, learners and partnerships that nobody described are listed with counts."""

from datetime import date
from typing import Any

from services.contracts import facts
from services.core.access import Principal
from tests.partnerships.support import D1, D2, World, propose, schooling, students

QUALITY = "{ dataQuality { total orphans { district school partnership reason kind count } } }"


def orphan(district: str, reason: str, kind: str, count: int, **of: str) -> dict[str, Any]:
    named = {"school": None, "partnership": None, **of}
    return {"district": district, **named, "reason": f"UNKNOWN_{reason}", "kind": kind, "count": count}


async def quality(world: World, *districts: str) -> list[dict[str, Any]]:
    """What somebody of these districts sees; of none: somebody who sees everything."""
    reader = {"principal": Principal("reader", frozenset(districts), frozenset())} if districts else {}
    shown = (await world.get(QUALITY, **reader))["dataQuality"]
    assert shown["total"] == sum(placed["count"] for placed in shown["orphans"])
    return list(shown["orphans"])


async def test_what_nobody_described_is_listed_until_it_is_described(world: World) -> None:
    await propose(world, "both", D1, D2)
    await world.place(["nobody"], D1, "both")
    pupils = students(3)
    described = schooling(pupils)
    taking_part = facts.Participation(learner=pupils[0], partnership="ghost", start_date=date(2025, 10, 1))
    await world.tell([*described, taking_part])
    await world.tell(described[2:], D2)
    ghost = orphan(D1, "PARTNERSHIP", "PARTICIPANTS", 1, partnership="ghost")
    nobody = orphan(D1, "LEARNER", "PLACES", 1, partnership="both")
    second = [
        orphan(D2, "DISTRICT", "PARTNERSHIPS", 1), orphan(D2, "DISTRICT", "CALENDARS", 1, school="S1"),
        orphan(D2, "DISTRICT", "ENROLLED_LEARNERS", 3, school="S1"),
    ]  # fmt: skip
    assert await quality(world) == [nobody, ghost, *second]
    assert await quality(world, D2) == second
    assert await quality(world, "elsewhere") == []
    await world.tell([facts.Enrollment(school="S1", learner="nobody", entry_date=date(2025, 9, 1),
                                       grade_level="Ninth grade")])  # fmt: skip
    await world.tell(described[:1], D2)
    assert [of_kind["reason"] for of_kind in await quality(world, D2)] == ["UNKNOWN_SCHOOL"] * 2
    await world.tell(described[1:2], D2)
    assert await quality(world) == [ghost]
    await propose(world, "ghost", D1)
    assert await quality(world) == []


async def test_schools_courses_and_policies_that_hang_on_something_unknown_are_listed(world: World) -> None:
    courses = [facts.Course(school=school, course=name, title="…") for school in ("S1", "S9") for name in ("a", "b")]
    school = facts.School(school="S1", name="School One", grade_levels=())
    await world.tell([facts.District(name="One District", time_zone="UTC"), school, *courses])
    await world.tell([school, courses[0], facts.Policy(version="1")], "misspelt")
    of_school = [orphan("misspelt", "DISTRICT", kind, 1, school="S1") for kind in ("COURSES", "SCHOOLS")]
    wrong = [orphan("misspelt", "DISTRICT", "POLICIES", 1), *of_school]
    assert await quality(world) == [orphan(D1, "SCHOOL", "COURSES", 2, school="S9"), *wrong]
    assert await quality(world, "misspelt") == wrong
    await world.tell([facts.District(name="No error", time_zone="UTC")], "misspelt")
    assert await quality(world, "misspelt") == []


BY_CALENDAR = "{ dataQuality { waiting { kind reason count calendar near } } }"


async def test_learners_of_a_calendar_that_nobody_published_wait_and_near_names_are_shown(world: World) -> None:
    (pupil,) = students(1)
    described = schooling([pupil], absences=1)
    published = next(calendar for calendar in described if isinstance(calendar, facts.Calendar))
    follows = facts.Enrollment(school="S1", learner=pupil, entry_date=date(2025, 9, 1), calendar="KG-AMM")
    await world.tell([*described, facts.Calendar(school="S1", school_year=2026, calendar="KG-AM", days=published.days)])
    await world.tell([follows])
    missing = {"reason": "UNKNOWN_CALENDAR", "count": 1, "calendar": "kg-amm", "near": ["KG-AM"]}
    shown = (await world.get(BY_CALENDAR))["dataQuality"]["waiting"]
    assert shown == [{"kind": "LEARNERS", **missing}, {"kind": "MARKS", **missing}]
    await world.tell([facts.Calendar(school="S1", school_year=2026, calendar="KG-AMM", days=published.days)])
    assert (await world.get(BY_CALENDAR))["dataQuality"]["waiting"] == []


WAITING = "{ dataQuality { total totalWaiting waiting { district school schoolYear kind reason count } } }"


async def test_facts_that_count_nowhere_yet_are_listed_until_they_count(world: World) -> None:
    pupils = students(3)
    described = schooling(pupils, absences=0)
    others = [fact for fact in described if not isinstance(fact, facts.Enrollment)]
    enrolled = [enrollment for enrollment in described if isinstance(enrollment, facts.Enrollment)]
    day = next(calendar.days[3].date for calendar in described if isinstance(calendar, facts.Calendar))
    marks = [facts.Attendance(school="S1", learner=pupil, date=day, category="Tardy") for pupil in pupils]
    visit = facts.Engagement(learner=pupils[0], engagement="e", date=day, kind="lab_visit", minutes=30)
    await world.tell([*others, *marks, visit])
    await world.tell([*others, *marks[:1]], D2)

    async def waiting(*districts: str) -> list[tuple[Any, ...]]:
        reader = {"principal": Principal("reader", frozenset(districts), frozenset())} if districts else {}
        shown = (await world.get(WAITING, **reader))["dataQuality"]
        assert shown["totalWaiting"] == sum(entry["count"] for entry in shown["waiting"])
        assert {entry["reason"] for entry in shown["waiting"]} <= {"NOT_ENROLLED"}
        return [tuple(entry.values()) for entry in shown["waiting"]]

    own = [(D1, None, 2026, "ENGAGEMENTS", "NOT_ENROLLED", 1), (D1, "S1", 2026, "MARKS", "NOT_ENROLLED", 3)]
    elsewhere = [(D2, "S1", 2026, "MARKS", "NOT_ENROLLED", 1)]
    assert await waiting() == [*own, *elsewhere]
    assert (await waiting(D1), await waiting(D2), await waiting("third")) == (own, elsewhere, [])
    await world.tell(enrolled)
    assert await waiting() == elsewhere
