"""The health careers pathway of three districts with a hospital: the richest story, with a bit of everything."""

from services.contracts import partnerships as said
from services.samples.partnerships.hospital_agreement import AGREEMENT, HALE, OKARO, THRUSH
from services.samples.partnerships.telling import Around, AtCheckIn, Story, When, at, monthly, on, put_in

AUTUMN, SPRING = (9, 10, 11, 12), (1, 2, 3, 4, 5)

PUT_IN = (
    put_in((0, 9, 1), "partner", "funding", "grant-1", cents=6_000_000, pledge="grant-pledge-1"),
    *monthly(0, (10, 11, 1, 2, 4), "partner", "lab_visits", "lab-visit", quantity=Around(6, 2), pledge="lab-pledge-1"),
    *monthly(0, (10, 12, 2, 4), "partner", "volunteer_hours", "volunteers", quantity=Around(30, 8)),
    *monthly(0, (12, 5), "district", "staff_fte", "counsellor", quantity=0.25, role="Counselor", pledge="staff-1"),
    *monthly(0, (9, 11, 3), "district", "training_hours", "training", quantity=Around(14, 4), pledge="training-1"),
    put_in((0, 10, 6), "district", "facilities", "skills-room", cents=1_850_000),
    put_in((0, 11, 17), "partner", "equipment", "manikins", quantity=8, cents=960_000, source="Purchase order"),
    put_in((0, 1, 20), "district", "professional_development", "pd-1", quantity=36),
    put_in((0, 2, 9), "partner", "software", "charting-licences", quantity=60, cents=540_000),
    on(
        0, 2, 10, said.ContributionCorrected, late=14, contribution="lab-visit-1-02", side="partner",
        kind="lab_visits", quantity=4, pledge="lab-pledge-1", source="Sign-in sheets",
    ),
    put_in((0, 3, 16), "partner", "volunteer_hours", "health-fair", quantity=85),
    on(0, 3, 24, said.ContributionRetracted, contribution="health-fair"),
    put_in((1, 8, 31), "partner", "funding", "grant-2", cents=7_500_000, pledge="grant-pledge-2"),
    *monthly(1, (*AUTUMN, *SPRING), "partner", "lab_visits", "lab-visit", quantity=Around(6, 2), pledge="lab-pledge-2"),
    *monthly(1, (9, 11, 1, 3), "partner", "volunteer_hours", "volunteers", quantity=Around(34, 8)),
    *monthly(1, (10, 12, 5), "district", "staff_fte", "counsellor", quantity=0.25, role="Counselor", pledge="staff-2"),
    *monthly(1, (9, 10, 2), "district", "training_hours", "training", quantity=Around(16, 4), pledge="training-2"),
    put_in((1, 9, 21), "district", "software", "scheduling", cents=420_000),
    put_in((1, 10, 19), "partner", "professional_development", "pd-2", quantity=48),
)  # fmt: skip

MET_ABOUT = (
    at(
        1, said.ChallengeRaised, challenge="transport",
        text="Learners from River Valley cannot reach the afternoon shifts: the last bus leaves before they end.",
    ),
    at(
        1, said.ActionAgreed, action="shuttle", text="Try a shuttle from the high school on Tuesdays and Thursdays.",
        owner=HALE.name, side="district", due=AtCheckIn(1, 45),
    ),
    at(1, said.ActionDone, days=38, action="shuttle"),
    at(
        1, said.ChallengeResolved, days=52, challenge="transport",
        text="The shuttle runs twice a week; every learner on the afternoon shifts can come.",
    ),
    at(
        2, said.ChallengeRaised, challenge="clearances",
        text="Health clearances take six weeks, so late joiners lose half of a rotation.",
    ),
    at(
        2, said.ActionAgreed, action="clearance-desk", text="Open a clearance desk at each high school in August.",
        owner=OKARO.name, side="partner", due=AtCheckIn(2, 75),
    ),
    at(2, said.ActionDone, days=70, action="clearance-desk"),
    at(
        2, said.GoalRevised, goal="attendance", title="Participants come to school",
        question=said.Question(metric="attendance_rate", phase="during"), baseline=93.0, target=96.0,
        due=When(1, 6, 12), why="The first target was reached in half a year; both sides aim higher.",
    ),
    at(
        4, said.ChallengeResolved, challenge="clearances",
        text="Clearances are given at school before the rotations begin, within five days.",
    ),
    at(
        4, said.ActionAgreed, action="mentor-rota", text="A rota of mentors for the night-shift wards.",
        owner=THRUSH.name, side="partner", due=AtCheckIn(4, 60),
    ),
    at(4, said.ActionDone, days=66, action="mentor-rota"),
    at(
        5, said.AgreementAmended, amendment="check-ins-75",
        what="Check-ins every 75 days instead of 90, and a second rotation in spring.",
        why="One check-in was missed last year, and a quarter was too long to notice it.",
        effective=When(1, 1, 4), cadence_days=75,
    ),
    at(
        5, said.ActionAgreed, action="spring-rotation", text="Timetable of the second rotation in all districts.",
        owner=HALE.name, side="district", due=AtCheckIn(5, 40),
    ),
    at(5, said.ActionDone, days=33, action="spring-rotation"),
    at(
        6, said.ChallengeRaised, challenge="scrubs",
        text="There are not enough scrubs in small sizes for the youngest learners.",
    ),
    at(6, said.ChallengeResolved, days=20, challenge="scrubs", text="The hospital's laundry lends forty sets."),
)  # fmt: skip

STORIES = (
    on(
        0, 6, 9, said.StoryPublished, story="first-year", title="A first year on the wards",
        text="In the first year learners of three districts spent their afternoons with nurses, in the laboratory and "
        "in the pharmacy. Those who took part came to school more often than before.",
        question=said.Question(metric="attendance_rate", phase="during"), value=95.1, audience="public",
    ),
    on(
        1, 11, 9, said.StoryPublished, story="shuttle", title="Two buses a week",
        text="A shuttle on two afternoons was all it took for River Valley's learners to join the rotations.",
        question=said.Question(metric="engagement_minutes"), value=52_400.0, audience="partners",
    ),
)  # fmt: skip

HOSPITAL = Story(
    "hospital-health-careers", (*AGREEMENT, *PUT_IN, *MET_ABOUT, *STORIES), outcomes={2: "late", 3: "missed"}
)
