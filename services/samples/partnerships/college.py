"""The college bridge of two districts with a community college: its lead has left, and nobody has followed yet."""

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

PELL = Person("Augustin Pell", "Principal, Harbor High School")
VANCE = Person("Ludmila Vance", "Director of secondary schools, Mesa Union")
SORREL = Person("Ignatius Sorrel", "Dean of admissions")
MOSSLEY = Person("Perpetua Mossley", "Dean of admissions")
KITT = Person("Barnaby Kitt", "Vice president of student affairs")

AGREEMENT = (
    on(
        0, 7, 21, said.Proposed, name="College bridge", kind="college_bridge", districts=("100020", "100030"),
        partners=(said.Partner(id="quillon", name="Quillon Community College", kind="college"),),
        begin=When(0, 9, 1), end=When(1, 6, 30), cadence_days=80,
    ),
    lead((0, 7, 28), "district", PELL),
    lead((0, 7, 28), "district", VANCE, "oversight"),
    lead((0, 7, 30), "partner", SORREL),
    lead((0, 7, 30), "partner", KITT, "oversight"),
    clause((0, 8, 3), "open-doors", "expectation", "The campus is open to participants on every school day."),
    clause((0, 8, 3), "mentors", "process", "Each participant meets the same mentor every other week."),
    clause((0, 8, 4), "enrol", "outcome", "Participants pass their courses and apply to a college of their choice."),
    *endorsed((0, 8, 12), "district", PELL, "open-doors", "mentors", "enrol"),
    *endorsed((0, 8, 20), "partner", SORREL, "open-doors", "mentors", "enrol"),
    pledged((0, 8, 24), "partner", "volunteer_hours", "mentors-1", 0, quantity=400),
    pledged((0, 8, 24), "partner", "funding", "fees-1", 0, cents=2_000_000),
    pledged((0, 8, 26), "district", "staff_fte", "coordinator-1", 0, quantity=0.4),
    on(0, 9, 9, said.Activated),
    leaves((0, 3, 19), "partner", "Became dean of another faculty."),
    lead((0, 4, 6), "partner", MOSSLEY),
    leaves((1, 10, 16), "partner", "On leave until the end of the school year; the post is advertised."),
    on(0, 9, 14, said.NeedRecorded, need="advisers", side="district", text="Advice on financial aid in two languages."),
    on(1, 9, 10, said.NeedRecorded, need="rooms", side="partner", text="A quiet room at each high school on Mondays."),
)  # fmt: skip

GOALS = (
    on(
        0, 9, 21, said.GoalSet, goal="pass", title="Participants pass their courses",
        question=said.Question(metric="pass_rate", phase="during"), baseline=84.0, target=90.0, due=When(1, 6, 5),
    ),
    on(
        0, 9, 21, said.GoalSet, goal="minutes", title="Time with mentors and tutors",
        question=said.Question(metric="engagement_minutes"), baseline=15_000.0, target=36_000.0, due=When(1, 6, 5),
    ),
)  # fmt: skip

PUT_IN = (
    *monthly(0, (10, 11, 12, 2, 3, 4, 5), "partner", "volunteer_hours", "mentors", quantity=Around(52, 9),
             pledge="mentors-1"),
    put_in((0, 10, 1), "partner", "funding", "fees", cents=1_200_000, pledge="fees-1"),
    put_in((0, 12, 10), "district", "staff_fte", "coordinator-1", quantity=0.2, role="Counselor",
           pledge="coordinator-1"),
    put_in((0, 5, 11), "district", "staff_fte", "coordinator-2", quantity=0.2, role="Counselor",
           pledge="coordinator-1"),
    put_in((0, 11, 5), "partner", "site_visits", "campus-day-1", quantity=2),
    put_in((0, 1, 14), "district", "training_hours", "mentor-training", quantity=24),
    put_in((0, 2, 3), "partner", "software", "essay-coach", quantity=90, cents=270_000),
    pledged((1, 8, 20), "partner", "volunteer_hours", "mentors-2", 1, quantity=450),
    pledged((1, 8, 21), "district", "staff_fte", "coordinator-3", 1, quantity=0.5),
    *monthly(1, (9, 10, 11, 12, 2, 3, 4, 5), "partner", "volunteer_hours", "mentors", quantity=Around(50, 9),
             pledge="mentors-2"),
    *monthly(1, (11, 3), "district", "staff_fte", "coordinator", quantity=0.25, role="Counselor",
             pledge="coordinator-3"),
    put_in((1, 10, 8), "partner", "professional_development", "aid-workshop", quantity=18),
)  # fmt: skip

MET_ABOUT = (
    at(
        2, said.AgreementAmended, amendment="summer-rooms",
        what="Tutoring goes on in June, in the rooms of the college.",
        why="Learners asked for help before the summer courses.", effective=AtCheckIn(2, 10),
    ),
    at(1, said.ChallengeRaised, challenge="forms", text="Families do not know the forms for financial aid."),
    at(
        1, said.ActionAgreed, action="evenings", text="Three evenings on financial aid, with interpreters.",
        owner=SORREL.name, side="partner", due=AtCheckIn(1, 60),
    ),
    at(1, said.ActionDone, days=55, action="evenings"),
    at(1, said.ChallengeResolved, days=70, challenge="forms", text="Three evenings were held; most families came."),
    at(
        3, said.ActionAgreed, action="same-mentors", text="Keep mentors with their learners over the summer.",
        owner=MOSSLEY.name, side="partner", due=AtCheckIn(3, 50),
    ),
    at(3, said.ActionDone, days=58, action="same-mentors"),
    at(
        5, said.ChallengeRaised, challenge="no-dean",
        text="Without a lead at the college nobody can promise rooms for the spring.",
    ),
    at(
        5, said.ActionAgreed, action="deputy", text="Name a deputy who may decide until the post is filled.",
        owner=KITT.name, side="partner", due=AtCheckIn(5, 21),
    ),
)  # fmt: skip

STORIES = (
    on(
        0, 6, 4, said.StoryPublished, story="essays", title="Essays by Christmas",
        text="Every participant of the last year had a finished application essay before the winter holidays.",
        question=said.Question(metric="pass_rate", phase="during"), value=87.4, audience="partners",
    ),
)  # fmt: skip

COLLEGE = Story(
    "college-bridge", (*AGREEMENT, *GOALS, *PUT_IN, *MET_ABOUT, *STORIES), outcomes={2: "late", 6: "missed"}
)
