"""What the hospital and the three districts agreed on: people, vision, goals, pledges and needs."""

from services.contracts import partnerships as said
from services.samples.partnerships.telling import Person, When, clause, endorsed, lead, leaves, on, pledged

HALE = Person("Wendeline Hale", "Director of career education, Harbor City")
FENNIMORE = Person("Casper Fennimore", "Superintendent's deputy, Mesa Union")
ADEYO = Person("Solveig Adeyo", "Assistant superintendent, Mesa Union")
BRINK = Person("Leopold Brink", "Head of community health")
OKARO = Person("Tamsin Okaro", "Head of community health")
THRUSH = Person("Ottoline Thrush", "Chief nursing officer")

PEOPLE = (
    lead((0, 7, 14), "district", HALE),
    lead((0, 7, 14), "district", FENNIMORE, "oversight"),
    lead((0, 7, 16), "partner", BRINK),
    lead((0, 7, 16), "partner", THRUSH, "oversight"),
    leaves((0, 1, 29), "partner", "Took a post in another state."),
    lead((0, 2, 16), "partner", OKARO),
    leaves((1, 9, 11), "district", "Retired.", "oversight"),
    lead((1, 10, 5), "district", ADEYO, "oversight"),
)

VISION = (
    clause((0, 7, 20), "safe-places", "expectation", "Every learner has a named mentor and a safe place on the ward."),
    clause((0, 7, 20), "equal-weight", "expectation", "Both sides put in as much as they take, and show it each term."),
    clause((0, 7, 22), "rotations", "process", "Rotations of nine weeks, planned together before each semester."),
    clause((0, 7, 22), "data", "process", "Attendance and progress of participants are looked at in every check-in."),
    clause((0, 7, 24), "careers", "outcome", "Half of the participants leave with a first certificate in health."),
    clause((0, 7, 24), "present", "outcome", "Participants come to school more often than before they joined."),
    *endorsed((0, 8, 5), "district", HALE, "safe-places", "equal-weight", "rotations", "data", "careers", "present"),
    *endorsed((0, 8, 11), "partner", BRINK, "safe-places", "equal-weight", "rotations", "data", "careers", "present"),
    clause(
        (0, 3, 9), "careers", "outcome",
        "Two thirds of the participants leave with a first certificate in health, in every one of the districts.",
    ),
    *endorsed((0, 3, 16), "district", HALE, "careers"),
    *endorsed((0, 3, 25), "partner", OKARO, "careers"),
    clause((1, 11, 2), "second-rotation", "process", "Whoever finishes one rotation may choose a second in spring."),
    *endorsed((1, 11, 6), "district", HALE, "second-rotation"),
    *endorsed((1, 11, 17), "partner", OKARO, "second-rotation"),
)  # fmt: skip

GOALS = (
    on(
        0, 9, 8, said.GoalSet, goal="attendance", title="Participants come to school",
        question=said.Question(metric="attendance_rate", phase="during"), baseline=93.0, target=95.0,
        due=When(1, 6, 12),
    ),
    on(
        0, 9, 8, said.GoalSet, goal="minutes", title="Hours on the wards",
        question=said.Question(metric="engagement_minutes"), baseline=60_000.0, target=150_000.0, due=When(1, 6, 12),
    ),
    on(
        1, 9, 14, said.GoalSet, goal="science", title="Participants pass science",
        question=said.Question(metric="pass_rate", where=(("subject", ("Science",)),), phase="during"),
        baseline=84.0, target=90.0, due=When(1, 6, 12),
    ),
)  # fmt: skip

PLEDGES = (
    pledged((0, 8, 12), "partner", "funding", "grant-pledge-1", 0, cents=6_000_000),
    pledged((0, 8, 12), "partner", "lab_visits", "lab-pledge-1", 0, quantity=30),
    pledged((0, 8, 14), "district", "staff_fte", "staff-1", 0, quantity=0.5),
    pledged((0, 8, 14), "district", "training_hours", "training-1", 0, quantity=40),
    pledged((1, 8, 11), "partner", "funding", "grant-pledge-2", 1, cents=7_500_000),
    pledged((1, 8, 11), "partner", "lab_visits", "lab-pledge-2", 1, quantity=54),
    pledged((1, 8, 13), "district", "staff_fte", "staff-2", 1, quantity=0.75),
    pledged((1, 8, 13), "district", "training_hours", "training-2", 1, quantity=48),
)

NEEDS = (
    on(0, 8, 17, said.NeedRecorded, need="vans", side="partner", text="Transport between the schools and the wards."),
    on(0, 9, 3, said.NeedRecorded, need="staff", side="district", text="A nurse educator who can teach at school."),
    on(1, 9, 8, said.NeedRecorded, need="spring", side="district", text="Places for a second rotation in spring."),
)

AGREEMENT = (
    on(
        0, 7, 8, said.Proposed, name="Health careers pathway", kind="health_careers",
        districts=("100010", "100020", "100030"),
        partners=(said.Partner(id="tallgrass-bend", name="Tallgrass Bend Hospital", kind="hospital"),),
        begin=When(0, 8, 1), end=When(1, 6, 30), cadence_days=90,
    ),
    *PEOPLE, *VISION, *PLEDGES,
    on(0, 8, 25, said.Activated),
    *NEEDS, *GOALS,
)  # fmt: skip
