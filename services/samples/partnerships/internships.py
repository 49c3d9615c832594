"""Paid internships of one district with an employer: a clause still waits for the partner, and a challenge is open."""

from services.contracts import partnerships as said
from services.samples.partnerships.telling import (
    Around,
    AtCheckIn,
    Person,
    Story,
    When,
    at,
    clause,
    endorsed,
    lead,
    leaves,
    monthly,
    on,
    pledged,
    put_in,
)

CROY = Person("Delphine Croy", "Career and technical education lead")
HOLT = Person("Matthias Holt", "Chief financial officer, Mesa Union")
VAREN = Person("Ronan Varen", "Head of apprenticeships")
ISKANDER = Person("Philippa Iskander", "Plant manager")
GALE = Person("Otto Gale", "Plant manager")

AGREEMENT = (
    on(
        0, 7, 15, said.Proposed, name="Paid internships", kind="work_based_learning", districts=("100030",),
        partners=(said.Partner(id="sunspar", name="Sunspar Fabrication", kind="employer"),),
        begin=When(0, 8, 15), end=When(1, 6, 30), cadence_days=85,
    ),
    lead((0, 7, 20), "district", CROY),
    lead((0, 7, 20), "district", HOLT, "oversight"),
    lead((0, 7, 22), "partner", VAREN),
    lead((0, 7, 22), "partner", ISKANDER, "oversight"),
    clause((0, 7, 27), "paid", "expectation", "Every internship is paid, and no shift is longer than four hours."),
    clause((0, 7, 27), "supervisor", "process", "A trained supervisor signs each week's log."),
    clause((0, 7, 28), "graduate", "outcome", "Interns pass their courses and graduate on time."),
    *endorsed((0, 8, 3), "district", CROY, "paid", "supervisor", "graduate"),
    *endorsed((0, 8, 7), "partner", VAREN, "paid", "supervisor", "graduate"),
    pledged((0, 8, 10), "partner", "funding", "wages-1", 0, cents=4_800_000),
    pledged((0, 8, 10), "partner", "training_hours", "supervisors-1", 0, quantity=120),
    pledged((0, 8, 11), "district", "staff_fte", "coach-1", 0, quantity=0.6),
    on(0, 8, 18, said.Activated),
    leaves((0, 12, 18), "partner", "Moved to another plant.", "oversight"),
    lead((0, 1, 11), "partner", GALE, "oversight"),
    clause((1, 8, 24), "summer", "outcome", "One intern in three is offered a summer job."),
    *endorsed((1, 8, 28), "district", CROY, "summer"),
    on(0, 9, 10, said.NeedRecorded, need="boots", side="partner", text="Safety boots before the first shift."),
    on(1, 9, 9, said.NeedRecorded, need="welding", side="district", text="A welding bay for two afternoons a week."),
)  # fmt: skip

GOALS = (
    on(
        0, 9, 1, said.GoalSet, goal="pass", title="Interns pass their courses",
        question=said.Question(metric="pass_rate", phase="during"), baseline=83.0, target=88.0, due=When(1, 5, 28),
    ),
    on(
        0, 9, 1, said.GoalSet, goal="hours", title="Time on the shop floor",
        question=said.Question(metric="engagement_minutes"), baseline=20_000.0, target=48_000.0, due=When(1, 5, 28),
    ),
)  # fmt: skip

PUT_IN = (
    *monthly(0, (10, 11, 12, 2, 3, 4, 5), "partner", "funding", "wages", cents=640_000, pledge="wages-1"),
    *monthly(0, (9, 11, 2, 4), "partner", "training_hours", "supervisors", quantity=Around(28, 5),
             pledge="supervisors-1"),
    *monthly(0, (12, 5), "district", "staff_fte", "coach", quantity=0.3, role="Teacher", pledge="coach-1"),
    put_in((0, 10, 7), "district", "equipment", "boots", quantity=34, cents=306_000),
    put_in((0, 1, 25), "district", "professional_development", "safety-course", quantity=20),
    put_in((0, 4, 15), "partner", "site_visits", "plant-tour", quantity=3),
    pledged((1, 8, 10), "partner", "funding", "wages-2", 1, cents=5_400_000),
    pledged((1, 8, 11), "district", "staff_fte", "coach-2", 1, quantity=0.6),
    *monthly(1, (9, 10, 11, 12, 2, 3, 4, 5), "partner", "funding", "wages", cents=660_000, pledge="wages-2"),
    *monthly(1, (10, 1, 3), "partner", "training_hours", "supervisors", quantity=Around(30, 5)),
    *monthly(1, (11, 5), "district", "staff_fte", "coach", quantity=0.3, role="Teacher", pledge="coach-2"),
    put_in((1, 9, 30), "district", "equipment", "boots-2", quantity=20, cents=190_000),
)  # fmt: skip

MET_ABOUT = (
    at(
        2, said.AgreementAmended, amendment="short-week",
        what="Interns of the tenth grade come on two days, not three.",
        why="Three days left too little time for homework.", effective=AtCheckIn(2, 10),
    ),
    at(
        2, said.ActionAgreed, action="logs", text="Weekly logs on the phone instead of on paper.",
        owner=VAREN.name, side="partner", due=AtCheckIn(2, 40),
    ),
    at(2, said.ActionDone, days=31, action="logs"),
    at(3, said.ChallengeRaised, challenge="exams", text="Shifts in May collide with the final exams."),
    at(3, said.ChallengeResolved, days=9, challenge="exams", text="There are no shifts in the two weeks of exams."),
    at(
        5, said.ChallengeRaised, challenge="orders",
        text="Fewer orders this autumn: the plant can keep only two of three shifts for interns.",
    ),
    at(
        5, said.ActionAgreed, action="second-site", text="Ask the plant in the next town for a third shift.",
        owner=GALE.name, side="partner", due=AtCheckIn(5, 70),
    ),
)  # fmt: skip

STORIES = (
    on(
        0, 5, 26, said.StoryPublished, story="first-crew", title="The first crew",
        text="The first interns welded a gate for the school garden. Nobody of them was late for a shift.",
        question=said.Question(metric="pass_rate", phase="during"), value=86.2, audience="partners",
    ),
)  # fmt: skip

INTERNSHIPS = Story("mesa-internships", (*AGREEMENT, *GOALS, *PUT_IN, *MET_ABOUT, *STORIES), outcomes={4: "late"})
