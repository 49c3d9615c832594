"""Family mentors of one district with a non-profit: paused for lack of mentors in the first year, then renewed."""

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

QUIST = Person("Rosamund Quist", "Family liaison, Lighthouse School")
EBB = Person("Thaddeus Ebb", "Director of student services, Harbor City")
MARL = Person("Juniper Marl", "Programme manager")
TALLIS = Person("Clement Tallis", "Programme manager")
OWUSA = Person("Bettina Owusa", "Chair of the board")

AGREEMENT = (
    on(
        0, 8, 3, said.Proposed, name="Family mentors", kind="family_support", districts=("100020",),
        partners=(said.Partner(id="lanternway", name="Lanternway Family Network", kind="non_profit"),),
        begin=When(0, 9, 1), end=When(0, 6, 30), cadence_days=90,
    ),
    lead((0, 8, 6), "district", QUIST),
    lead((0, 8, 6), "district", EBB, "oversight"),
    lead((0, 8, 10), "partner", MARL),
    lead((0, 8, 10), "partner", OWUSA, "oversight"),
    clause((0, 8, 12), "trust", "expectation", "What a family tells its mentor stays with the mentor."),
    clause((0, 8, 12), "visits", "process", "One visit every two weeks, at home or at school, as the family likes."),
    clause((0, 8, 13), "present", "outcome", "Children whose families have a mentor come to school."),
    *endorsed((0, 8, 18), "district", QUIST, "trust", "visits", "present"),
    *endorsed((0, 8, 24), "partner", MARL, "trust", "visits", "present"),
    pledged((0, 8, 27), "partner", "volunteer_hours", "visits-1", 0, quantity=300),
    pledged((0, 8, 27), "district", "funding", "budget-1", 0, cents=900_000),
    on(0, 9, 1, said.Activated),
    leaves((0, 12, 9), "partner", "Left the network."),
    on(0, 12, 14, said.Paused, reason="Without a manager and with half of the mentors gone, visits cannot be kept up."),
    lead((0, 1, 19), "partner", TALLIS),
    on(0, 2, 8, said.Renewed, until=When(2, 6, 30)),
    leaves((0, 6, 22), "partner", "The board elects a new chair in autumn.", "oversight"),
    lead((1, 11, 9), "partner", Person("Ferris Lumley", "Chair of the board"), "oversight"),
    on(0, 9, 10, said.NeedRecorded, need="languages", side="district", text="Mentors who speak Cape Verdean Creole."),
    on(1, 9, 15, said.NeedRecorded, need="evenings", side="partner", text="A room that is open in the evening."),
)  # fmt: skip

GOALS = (
    on(
        0, 9, 14, said.GoalSet, goal="attendance", title="Children come to school",
        question=said.Question(metric="attendance_rate", phase="during"), baseline=91.5, target=94.0,
        due=When(1, 6, 18),
    ),
    on(
        0, 2, 22, said.GoalSet, goal="chronic", title="Fewer children chronically absent",
        question=said.Question(metric="chronic_absence_rate"), baseline=24.0, target=17.0, due=When(1, 6, 18),
    ),
)  # fmt: skip

PUT_IN = (
    *monthly(0, (10, 11, 3, 4, 5), "partner", "volunteer_hours", "visits", quantity=Around(32, 7), pledge="visits-1"),
    put_in((0, 9, 16), "district", "funding", "budget", cents=900_000, pledge="budget-1"),
    put_in((0, 10, 20), "district", "training_hours", "mandated-reporting", quantity=16),
    put_in((0, 3, 10), "district", "facilities", "family-room", cents=260_000),
    put_in((0, 4, 7), "partner", "professional_development", "listening", quantity=14),
    pledged((1, 8, 26), "partner", "volunteer_hours", "visits-2", 1, quantity=420),
    pledged((1, 8, 26), "district", "staff_hours", "liaison-2", 1, quantity=160),
    *monthly(1, (9, 10, 11, 12, 1, 2, 3, 4, 5), "partner", "volunteer_hours", "visits", quantity=Around(44, 7),
             pledge="visits-2"),
    *monthly(1, (10, 12, 3), "district", "staff_hours", "liaison", quantity=Around(42, 6), pledge="liaison-2"),
    put_in((1, 9, 24), "district", "software", "interpreting-line", quantity=12, cents=180_000),
)  # fmt: skip

MET_ABOUT = (
    at(
        2, said.AgreementAmended, amendment="evening-visits",
        what="Mentors may visit in the evening, too.",
        why="Most parents work by day.", effective=AtCheckIn(2, 10),
    ),
    at(1, said.ChallengeRaised, challenge="mentors", text="Half of the mentors have stopped; families wait for weeks."),
    at(
        1, said.ActionAgreed, action="recruiting", text="Look for mentors at the two churches and the ferry company.",
        owner=EBB.name, side="district", due=AtCheckIn(1, 60),
    ),
    at(1, said.ActionDone, days=64, action="recruiting"),
    at(1, said.ChallengeResolved, days=74, challenge="mentors", text="Fourteen new mentors have begun."),
    at(
        4, said.ActionAgreed, action="welcome", text="A welcome afternoon for new families.",
        owner=QUIST.name, side="district", due=AtCheckIn(4, 35),
    ),
    at(4, said.ActionDone, days=30, action="welcome"),
)  # fmt: skip

STORIES = (
    on(
        1, 10, 15, said.StoryPublished, story="mornings", title="Quiet mornings",
        text="Mentors and families wrote down what a good morning needs. More children now reach the first bell.",
        question=said.Question(metric="attendance_rate", phase="during"), value=93.2, audience="partners",
    ),
)  # fmt: skip

FAMILIES = Story("harbor-families", (*AGREEMENT, *GOALS, *PUT_IN, *MET_ABOUT, *STORIES), outcomes={2: "late"})
