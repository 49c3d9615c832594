"""Partnership KPIs: from the states of partnerships, whole ones, whatever their districts.

There are no cells of them. A state says exactly what it was on every day, also where nothing can be added up: clauses
whose endorsements a new wording takes back, leads, days since, scores, and worth by the rates that hold now. All states
are in memory, since partnerships are few, so a second account of them would gain nothing, and could drift.

What comes from learners is hidden, from whoever may not see all districts of the partnership, below the minimum n.
"""

from services.core.kpis.dimensions import CONTRIBUTION_DIMENSIONS, PARTNERSHIP_DIMENSIONS
from services.core.kpis.model import PARTNERSHIP, Granularity, Metric, MetricKind, Reading, SumOfTerms, Term, Unit


def _flow(
    name: str,
    label: str,
    unit: Unit,
    description: str,
    formula: str,
    numerator: str,
    denominator: str | None = None,
    dimensions: tuple[str, ...] = PARTNERSHIP_DIMENSIONS,
    per: int = 1,
) -> Metric:
    return Metric(
        name, label, description, unit, MetricKind.FLOW, PARTNERSHIP, formula, "Tandem",
        _entries(numerator), None if denominator is None else _entries(denominator),
        dimensions, tuple(Granularity), per,
    )  # fmt: skip


def _standing(name: str, label: str, unit: Unit, description: str, formula: str, source: str = "Tandem") -> Metric:
    part, whole = (Term(Reading.PART, name),), (Term(Reading.WHOLE, name),)
    return Metric(
        name, label, description, unit, MetricKind.STANDING, PARTNERSHIP, formula, source,
        part, whole, PARTNERSHIP_DIMENSIONS, tuple(Granularity),
    )  # fmt: skip


def _entries(measure: str) -> SumOfTerms:
    return (Term(Reading.ENTRIES, measure),)


_MEAN = "Of several partnerships the mean, each counting the same."

PARTNERSHIPS = (
    _standing(
        "participation_rate",
        "Participation rate",
        Unit.PERCENT,
        "Share of the places that are taken: learners of all its districts whose participation covers the day and who "
        "are enrolled then, of the places that the partnership planned. Without a number of places there is none.",
        "participants on the day (each once per school) ÷ places as last set (capacity.set)",
        source="21st CCLC; places by Tandem",
    ),
    _flow(
        "investment_total",
        "Investment",
        Unit.CURRENCY,
        "What both sides put in: the amounts recorded, else the quantity at the rate of its date in the policy of the "
        "partnership's first district. Contributions of no known worth are left out.",
        "sum of the contributions dated in the range",
        "cents",
        dimensions=CONTRIBUTION_DIMENSIONS,
        per=100,
    ),
    _flow(
        "investment_balance",
        "Investment balance",
        Unit.PERCENT,
        "How even the two sides' contributions are: 100 is equal. Of several partnerships it is that of their sums by "
        "side, so a surplus of the district in one makes up for one of the partner in another.",
        "contributions of the side that put in less ÷ of the side that put in more",
        "cents_smaller",
        "cents_larger",
        per=100,
    ),
    _flow(
        "in_kind_share",
        "In-kind share",
        Unit.PERCENT,
        "Share of the contributions that is not money: all kinds but funding.",
        "contributions other than funding ÷ contributions",
        "in_kind_cents",
        "cents",
        dimensions=(*PARTNERSHIP_DIMENSIONS, "side"),
        per=100,
    ),
    _standing(
        "vision_alignment",
        "Vision alignment",
        Unit.PERCENT,
        "Share of the clauses of the shared vision that both sides endorsed as they are worded on the day.",
        "clauses endorsed by both sides ÷ clauses",
    ),
    _flow(
        "checkin_adherence",
        "Check-in adherence",
        Unit.PERCENT,
        "Share of check-ins held on time. One is dated by the day on which it was held or, if that was later, by the "
        "day after it was due, or the day on which it was scheduled if it was scheduled only after that: what was due "
        "in a range that is over does not change any more. What was due while the partnership was not active, or after "
        "its last day, binds nobody, held or not.",
        "check-ins held by their due date ÷ check-ins due by the agreed cadence (default 90 days)",
        "check_ins_on_time",
        "check_ins_due",
    ),
    _standing(
        "days_since_checkin",
        "Days since the last check-in",
        Unit.DAYS,
        "Days since a check-in was held, or before the first since the partnership became active; none once it is "
        f"closed. {_MEAN}",
        "days from the last check-in held to the day ÷ partnerships",
    ),
    _flow(
        "action_completion",
        "Action completion",
        Unit.PERCENT,
        "Share of agreed actions that are done, of those that were due in the range: dated by the day on which they "
        "were done or, if that was later, by the day after they were due, and by no day before they were agreed. Done "
        "late is done, up to the day of asking. What was due in a pause, after the closing or after the last day of "
        "the agreement binds nobody, done or not.",
        "actions done by the day of asking ÷ actions that were due or done in the range",
        "actions_done",
        "actions_due",
    ),
    _standing(
        "goal_attainment",
        "Goal attainment",
        Unit.PERCENT,
        "How far the values of the goals have come from baseline to target, on average over the goals of which a value "
        "is known: the one that decided it, else what the latest check-in froze. Each goal counts from 0 to 100.",
        "sum of (value − baseline) ÷ (target − baseline), each held within 0 and 1, ÷ goals with a value",
        source="Collective impact practice",
    ),
    _standing(
        "leadership_continuity",
        "Leadership continuity",
        Unit.PERCENT,
        "Share of the days since it first became active, up to the closing, on which both sides had a named lead. "
        "Pauses are among them.",
        "days with a lead on both sides ÷ days",
    ),
    _standing(
        "adaptation_days",
        "Adaptation days",
        Unit.DAYS,
        "Days from a challenge or a vacancy of a lead to its resolution; what goes on counts up to the day.",
        "days of all challenges and vacancies so far ÷ their number",
    ),
    _standing(
        "partnership_health",
        "Partnership health",
        Unit.POINTS,
        f"The mean of the five strategies' scores, 0 to 100, by the weights of the policy. {_MEAN} Parts that too few "
        "learners are behind do not count for whoever is outside the district; `partnership.health` shows all parts.",
        "sum of the scores of partnerships ÷ partnerships with a score",
    ),
    *(
        _standing(
            f"health_{strategy}",
            f"Health: {label}",
            Unit.POINTS,
            f"The score of one of the five strategies, 0 to 100: {parts}, by the weights of the policy. {_MEAN}",
            "sum of the scores of partnerships ÷ partnerships with a score",
        )
        for strategy, label, parts in (
            ("equal_investment", "equal investment", "balance, delivery of pledges, leads"),
            ("shared_vision", "shared vision", "alignment, clauses of all three kinds"),
            ("checkins", "check-ins", "adherence, actions done, challenges resolved"),
            ("data", "data", "goals measured, goal attainment, fresh evidence"),
            ("flexibility", "flexibility", "continuity of leads, days to adapt"),
        )
    ),
)
