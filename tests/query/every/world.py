"""A district with something for every metric and dimension to say: its events, and what they are at a glance."""

import random
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from services.contracts import facts
from services.contracts import partnerships as said
from services.contracts.events import LearnerEvent
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.primitives import AttendanceCategory
from services.core.calendar import Span
from services.core.partnerships.valuation import rates_of
from tests.consumers import agreements
from tests.consumers.world import DATES, DISTRICT, SCHOOLS, calendar, event

OTHER = "999999"
YEAR = Span(date(2010, 7, 1), date(2011, 6, 30))
LEARNERS = tuple(f"lk_{number:032x}" for number in range(10))
PERIODS = (
    facts.Period(name="P1", begin=DATES[0], end=DATES[14]),
    facts.Period(name="P2", begin=DATES[15], end=DATES[25]),
)
TERMS = (
    facts.Period(name="Autumn", begin=DATES[0], end=DATES[9]),
    facts.Period(name="Rest", begin=DATES[10], end=DATES[25]),
)
CALENDARS = tuple(
    msgspec.structs.replace(calendar(school, {DATES[5], DATES[6]}), grading_periods=PERIODS, terms=TERMS)
    for school in SCHOOLS
)
CATEGORIES: tuple[AttendanceCategory, ...] = ("Excused Absence", "Unexcused Absence", "Tardy", "Partial")
_dice = random.Random(3)

ENROLLMENTS = [
    facts.Enrollment(
        school=SCHOOLS[number % 2],
        learner=learner,
        entry_date=DATES[number % 4],
        exit_date=DATES[20] if number == 3 else None,
        grade_level="Ninth grade" if number % 3 else "Eighth grade",
    )
    for number, learner in enumerate(LEARNERS)
]
ENROLLMENTS.append(
    facts.Enrollment(
        school=SCHOOLS[0],
        learner=f"lk_{len(LEARNERS):032x}",
        entry_date=DATES[0] - timedelta(days=7),
        exit_date=DATES[0] - timedelta(days=3),
        grade_level="Ninth grade",
    )
)
"""The last one is a no-show."""
DESCRIBED = [
    facts.Learner(
        learner=learner,
        school_year=2011,
        sex=("Female", "Male")[number % 2],
        hispanic_latino=number % 3 == 0,
        races=(("White",), ("Asian",), ("Asian", "White"))[number % 3],
        economically_disadvantaged=number % 2 == 0,
        english_learner=number % 4 == 0,
        disability=number % 5 == 0,
        homeless=number == 1,
        foster_care=number == 2,
        military_connected=number == 3,
    )
    for number, learner in enumerate(LEARNERS[:-1])
]
MARKS = [
    facts.Attendance(school=SCHOOLS[number % 2], learner=learner, date=day, category=_dice.choice(CATEGORIES))
    for number, learner in enumerate(LEARNERS)
    for day in DATES
    if _dice.random() < 0.1 + 0.05 * number
]
GRADES = [
    facts.Grade(
        school=SCHOOLS[number % 2],
        learner=learner,
        school_year=2011,
        grading_period=period,
        kind=kind,
        course=subject,
        subject=subject,
        numeric=float(_dice.randint(45, 100)),
        letter="W" if number == 2 and period == "P2" else None,
        credits=2.5,
        core_subject=True,
    )
    for number, learner in enumerate(LEARNERS)
    for period in ("P1", "P2")
    for subject in ("Art", "Mathematics")
    for kind in ("Grading Period", "Semester")
    if _dice.random() < 0.8
]
GRADES += [
    facts.Grade(
        school=SCHOOLS[number % 2],
        learner=LEARNERS[number],
        school_year=2011,
        grading_period="P1",
        course="Music",
        subject="Art",
        mark=mark,
    )
    for number, mark in enumerate(("P", "NP", "I", "S", "?"))
]
PARTICIPATIONS = [
    facts.Participation(
        learner=who,
        partnership=partnership,
        start_date=DATES[first],
        end_date=None if last is None else DATES[last],
    )
    for who, partnership, first, last in (
        (LEARNERS[0], "hospital", 4, None),
        (LEARNERS[1], "hospital", 8, 19),
        (LEARNERS[2], "hospital", 11, None),
        (LEARNERS[2], "college", 1, 12),
        (LEARNERS[3], "college", 2, None),
        (LEARNERS[4], "unknown", 2, None),
    )
]  # fmt: skip
ENGAGEMENTS = [
    facts.Engagement(
        learner=learner,
        engagement=f"{number}",
        date=_dice.choice(DATES) + timedelta(days=_dice.choice((0, 0, 40))),
        kind=_dice.choice(("tutoring", "lab_visit")),
        minutes=_dice.choice((30, 45, 90)),
        partnership=_dice.choice((None, "hospital", "college")),
    )
    for number, learner in enumerate(LEARNERS[:6] * 5)
]
POLICY = facts.Policy(
    version="rates",
    valuations=(
        facts.Valuation(kind="volunteer_hours", begin=date(2010, 1, 1), cents=2000, source="ours"),
        facts.Valuation(kind="staff_hours", begin=date(2010, 1, 1), cents=3000, source="ours"),
    ),
)
RATES = rates_of(POLICY.valuations)
LEARNER_DATA: list[Data] = [
    POLICY,
    facts.District(name="Grand Bend", time_zone="America/Chicago"),
    *(facts.School(school=school, name=school) for school in SCHOOLS),
    *CALENDARS, *ENROLLMENTS, *DESCRIBED, *MARKS, *GRADES, *PARTICIPATIONS, *ENGAGEMENTS,
]  # fmt: skip


def day(offset: int) -> date:
    return DATES[0] + timedelta(days=offset)


def _signed(name: str, kind: str, districts: tuple[str, ...], *kinds: str) -> list[Data]:
    partners = tuple(said.Partner(id=kind, name=kind, kind=kind) for kind in kinds)  # type: ignore[arg-type]  # words
    proposed = {"name": name, "kind": kind, "districts": districts, "partners": partners, "begin": day(-30)}
    sides: tuple[said.Side, ...] = ("district", "partner")
    return [
        said.Proposed(**proposed, cadence_days=60),  # type: ignore[arg-type]
        *(said.LeadAssigned(side=side, name="A. Name", role="Director", date=day(-20)) for side in sides),
        said.VisionDrafted(clause="o1", kind="outcome", text="They come."),
        *(said.VisionEndorsed(clause="o1", side=side, name="A", role="B", date=day(-9)) for side in sides),
        said.Activated(date=day(0)),
    ]


def _put_in(name: str, side: said.Side, kind: str, when: int, **more: object) -> Data:
    return said.ContributionRecorded(contribution=name, side=side, kind=kind, date=day(when), **more)  # type: ignore[arg-type]


LOOKED = datetime(2010, 9, 1, tzinfo=UTC)
QUESTION = said.Question(metric="attendance_rate")
HOSPITAL: list[Data] = [
    *_signed("Hospital", "health_careers", (DISTRICT,), "hospital"),
    said.CapacitySet(places=4, date=day(1)),
    said.CapacitySet(places=5, date=day(60)),
    _put_in("c1", "district", "funding", 3, cents=100_001),
    _put_in("c2", "partner", "volunteer_hours", 14, quantity=10.5),
    _put_in("c3", "partner", "equipment", 70, cents=5_000),
    _put_in("c4", "partner", "equipment", 71, quantity=1),
    said.VisionDrafted(clause="p1", kind="process", text="Weekly."),
    said.CheckInScheduled(check_in="q1", due=day(10)),
    said.CheckInScheduled(check_in="q2", due=day(100)),
    said.CheckInScheduled(check_in="q3", due=day(150)),
    said.GoalSet(goal="g", title="G", question=QUESTION, baseline=90, target=95, due=day(120)),
    said.CheckInHeld(
        check_in="q1", date=day(10), progress=(said.FrozenValue(goal="g", value=92.0, n=8, as_of=LOOKED),)
    ),
    said.CheckInHeld(check_in="q2", date=day(103)),
    said.ActionAgreed(action="a1", text="A", owner="A", side="district", due=day(30), date=day(10)),
    said.ActionAgreed(action="a2", text="A", owner="A", side="district", due=day(40), date=day(10)),
    said.ActionAgreed(action="a3", text="A", owner="A", side="district", due=day(40), date=day(10)),
    said.ActionDone(action="a1", date=day(29)),
    said.ActionDone(action="a2", date=day(95)),
    said.ChallengeRaised(challenge="h", text="Bus", date=day(12)),
    said.ChallengeResolved(challenge="h", text="Bus", date=day(50)),
    said.LeadVacated(side="partner", date=day(80)),
    said.LeadAssigned(side="partner", name="B. Name", role="Director", date=day(90)),
    said.GoalMet(goal="g", value=96.0, n=9, date=day(121)),
]
COLLEGE: list[Data] = [
    *_signed("College", "college_bridge", (DISTRICT, OTHER), "college", "employer"),
    said.CapacitySet(places=3, date=day(2)),
    _put_in("c1", "district", "funding", 20, cents=70_000),
    _put_in("c2", "partner", "staff_hours", 33, quantity=2),
    said.CheckInScheduled(check_in="q1", due=day(50)),
    said.GoalSet(goal="g", title="G", question=QUESTION, baseline=90, target=95, due=day(120)),
    said.CheckInHeld(
        check_in="q1", date=day(48), progress=(said.FrozenValue(goal="g", value=91.0, n=30, as_of=LOOKED),)
    ),
    said.Closed(date=day(110), reason="Over."),
]
PARTNERSHIP_DATA = {"hospital": HOSPITAL, "college": COLLEGE}


def learner_events() -> list[LearnerEvent]:
    return [event(payload, number, number) for number, payload in enumerate(LEARNER_DATA)]


def partnership_events() -> list[PartnershipEvent]:
    return [event_told for name, data in PARTNERSHIP_DATA.items() for event_told in _told(name, data)]


def _told(partnership: str, data: list[Data]) -> list[PartnershipEvent]:
    """Each is said on its own day; what has none, on the latest day so far."""
    found, latest = [], day(-20)
    for number, payload in enumerate(data):
        latest = max(latest, getattr(payload, "date", None) or latest)
        at = datetime.combine(latest, time(12), UTC)
        found.append(msgspec.structs.replace(agreements.told(payload, number, partnership), time=at))
    return found
