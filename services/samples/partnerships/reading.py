"""Reading partners of one district with a non-profit: agreed for one school year, then closed and begun anew."""

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

FINCH = Person("Isolde Finch", "Reading specialist, Cottonwood School")
BARROW = Person("Emeric Barrow", "Principal, Millbrook School")
SAYLE = Person("Winifred Sayle", "Volunteer coordinator")
NOOR = Person("Casimir Noor", "Volunteer coordinator")
DEWHURST = Person("Ambrose Dewhurst", "Founder")

AGREEMENT = (
    on(
        0, 7, 24, said.Proposed, name="Reading partners", kind="mentoring", districts=("100010",),
        partners=(said.Partner(id="page-and-porch", name="Page and Porch Readers", kind="non_profit"),),
        begin=When(0, 8, 15), end=When(0, 6, 30), cadence_days=60,
    ),
    lead((0, 7, 27), "district", FINCH),
    lead((0, 7, 27), "district", BARROW, "oversight"),
    lead((0, 7, 29), "partner", SAYLE),
    lead((0, 7, 29), "partner", DEWHURST, "oversight"),
    clause((0, 7, 31), "choice", "expectation", "The child chooses the book."),
    clause((0, 7, 31), "weekly", "process", "Half an hour twice a week, always with the same partner."),
    clause((0, 8, 3), "present", "outcome", "Children look forward to school, and come."),
    *endorsed((0, 8, 6), "district", FINCH, "choice", "weekly", "present"),
    *endorsed((0, 8, 7), "partner", SAYLE, "choice", "weekly", "present"),
    pledged((0, 8, 10), "partner", "volunteer_hours", "reading", 0, quantity=320),
    pledged((0, 8, 10), "district", "funding", "books", 0, cents=350_000),
    on(0, 8, 17, said.Activated),
    leaves((0, 10, 2), "partner", "Moved away."),
    lead((0, 10, 15), "partner", NOOR),
    on(0, 8, 27, said.NeedRecorded, need="corners", side="partner", text="A quiet corner in each school."),
    on(
        0, 8, 31, said.GoalSet, goal="attendance", title="Young readers come to school",
        question=said.Question(metric="attendance_rate", phase="during"), baseline=94.0, target=95.5,
        due=When(0, 6, 3),
    ),
)  # fmt: skip

DOING = (
    *monthly(0, (9, 10, 11, 12, 1, 2, 3, 4, 5), "partner", "volunteer_hours", "reading", quantity=Around(36, 6),
             pledge="reading"),
    put_in((0, 8, 28), "district", "funding", "books", cents=350_000, pledge="books"),
    put_in((0, 9, 8), "district", "training_hours", "phonics", quantity=18),
    put_in((0, 1, 21), "partner", "equipment", "book-boxes", quantity=40, cents=120_000),
    *monthly(0, (10, 2), "district", "staff_hours", "specialist", quantity=Around(20, 3)),
    at(1, said.ChallengeRaised, challenge="quiet", text="The corner at Millbrook School is next to the gym."),
    at(
        1, said.ActionAgreed, action="library", text="Move to the library on two mornings.",
        owner=BARROW.name, side="district", due=AtCheckIn(1, 20),
    ),
    at(1, said.ActionDone, days=14, action="library"),
    at(
        1, said.AgreementAmended, amendment="two-mornings", what="Reading on two mornings a week instead of three.",
        why="The library is free on two.", effective=AtCheckIn(1, 20),
    ),
    at(1, said.ChallengeResolved, days=15, challenge="quiet", text="The library is quiet, and full of books."),
    on(
        0, 5, 20, said.StoryPublished, story="hundred-books", title="A hundred books",
        text="Together the children read more than a hundred books, some of them twice.",
        question=said.Question(metric="attendance_rate", phase="during"), value=95.2, audience="public",
    ),
    on(0, 6, 18, said.Closed, reason="The agreement was for this school year; a new one is made for the next."),
)  # fmt: skip

READING = Story("reading-partners", (*AGREEMENT, *DOING), outcomes={2: "late"}, years=1)
