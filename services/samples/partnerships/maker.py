"""The maker lab of two districts with a non-profit: equipment and afternoons, one promise overdue."""

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

LARKE = Person("Eudora Larke", "Coordinator of enrichment, River Valley")
DANE = Person("Florian Dane", "Coordinator of enrichment, River Valley")
POMFRET = Person("Hester Pomfret", "Business manager, Harbor City")
WREN = Person("Cosmo Wren", "Workshop director")
ABARA = Person("Linnea Abara", "Treasurer")

AGREEMENT = (
    on(
        0, 7, 29, said.Proposed, name="Maker lab", kind="enrichment", districts=("100010", "100020"),
        partners=(said.Partner(id="tinkerwell", name="Tinkerwell Workshop", kind="non_profit"),),
        begin=When(0, 9, 1), cadence_days=100,
    ),
    lead((0, 8, 3), "district", LARKE),
    lead((0, 8, 3), "district", POMFRET, "oversight"),
    lead((0, 8, 5), "partner", WREN),
    lead((0, 8, 5), "partner", ABARA, "oversight"),
    clause((0, 8, 6), "hands-on", "expectation", "Learners build with their own hands from the first afternoon on."),
    clause((0, 8, 6), "tools", "process", "Tools are checked together before each term."),
    clause((0, 8, 7), "present", "outcome", "Fewer participants are chronically absent each year."),
    *endorsed((0, 8, 14), "district", LARKE, "hands-on", "tools", "present"),
    *endorsed((0, 8, 19), "partner", WREN, "hands-on", "tools", "present"),
    pledged((0, 8, 25), "partner", "equipment", "machines-1", 0, cents=1_500_000),
    pledged((0, 8, 25), "district", "facilities", "rooms-1", 0, cents=1_400_000),
    on(0, 9, 3, said.Activated),
    leaves((0, 5, 29), "district", "Moved to another school."),
    lead((0, 6, 15), "district", DANE),
    on(0, 9, 16, said.NeedRecorded, need="wood", side="partner", text="Offcuts of wood and cardboard, in any amount."),
    on(1, 9, 17, said.NeedRecorded, need="tutors", side="district", text="Tutors who speak Spanish or Portuguese."),
)  # fmt: skip

GOALS = (
    on(
        0, 9, 24, said.GoalSet, goal="chronic", title="Fewer participants chronically absent",
        question=said.Question(metric="chronic_absence_rate"), baseline=16.0, target=11.0, due=When(1, 6, 12),
    ),
    on(
        0, 9, 24, said.GoalSet, goal="minutes", title="Time at the bench",
        question=said.Question(metric="engagement_minutes", phase="during"), baseline=10_000.0, target=40_000.0,
        due=When(1, 6, 12),
    ),
)  # fmt: skip

PUT_IN = (
    put_in((0, 9, 15), "partner", "equipment", "printers", quantity=6, cents=900_000, pledge="machines-1"),
    put_in((0, 11, 12), "partner", "equipment", "benches", quantity=10, cents=450_000, pledge="machines-1"),
    put_in((0, 9, 14), "district", "facilities", "room-autumn", cents=700_000, pledge="rooms-1"),
    put_in((0, 2, 1), "district", "facilities", "room-spring", cents=700_000, pledge="rooms-1"),
    *monthly(0, (10, 11, 1, 2, 3, 4, 5), "partner", "volunteer_hours", "makers", quantity=Around(28, 6)),
    *monthly(0, (10, 3), "district", "staff_hours", "supervision", quantity=Around(40, 5)),
    on(
        0, 11, 12, said.ContributionCorrected, late=20, contribution="benches", side="partner", kind="equipment",
        quantity=12, cents=540_000, pledge="machines-1", source="Invoice",
    ),
    put_in((0, 4, 20), "district", "training_hours", "tool-safety", quantity=12),
    pledged((1, 8, 19), "partner", "volunteer_hours", "makers-pledge", 1, quantity=260),
    pledged((1, 8, 19), "district", "facilities", "rooms-2", 1, cents=1_500_000),
    *monthly(1, (9, 10, 11, 1, 2, 3, 4, 5), "partner", "volunteer_hours", "makers", quantity=Around(30, 6),
             pledge="makers-pledge"),
    put_in((1, 9, 14), "district", "facilities", "room-autumn-2", cents=750_000, pledge="rooms-2"),
    put_in((1, 2, 1), "district", "facilities", "room-spring-2", cents=750_000, pledge="rooms-2"),
    put_in((1, 10, 12), "partner", "lab_visits", "open-lab", quantity=9),
)  # fmt: skip

MET_ABOUT = (
    at(
        2, said.AgreementAmended, amendment="open-friday",
        what="The lab is open on Fridays until five.",
        why="More learners want to come than there are hours.", effective=AtCheckIn(2, 10),
    ),
    at(1, said.ChallengeRaised, challenge="dust", text="The sander fills the room with dust; it stands still."),
    at(
        1, said.ActionAgreed, action="extractor", text="Borrow an extractor until one is bought.",
        owner=WREN.name, side="partner", due=AtCheckIn(1, 30),
    ),
    at(1, said.ActionDone, days=26, action="extractor"),
    at(1, said.ChallengeResolved, days=27, challenge="dust", text="An extractor is on loan, and one is ordered."),
    at(
        3, said.ActionAgreed, action="summer-lab", text="Open the lab for two weeks of the summer.",
        owner=DANE.name, side="district", due=AtCheckIn(3, 60),
    ),
    at(3, said.ActionDone, days=49, action="summer-lab"),
    at(
        4, said.ActionAgreed, action="inventory", text="One inventory of all tools, with who looks after which.",
        owner=DANE.name, side="district", due=AtCheckIn(4, 20),
    ),
    at(
        4, said.AgreementAmended, amendment="sixth-grade", what="Fifth graders may come on Wednesdays too.",
        why="Their afternoon was overbooked.", effective=When(1, 11, 30),
    ),
)  # fmt: skip

STORIES = (
    on(
        1, 10, 22, said.StoryPublished, story="bridge", title="A bridge that holds a teacher",
        text="Sixth graders built a footbridge of cardboard and glue. It held every teacher who dared.",
        question=said.Question(metric="chronic_absence_rate"), value=12.5, audience="public",
    ),
)  # fmt: skip

MAKER = Story("maker-lab", (*AGREEMENT, *GOALS, *PUT_IN, *MET_ABOUT, *STORIES), outcomes={3: "late"})
