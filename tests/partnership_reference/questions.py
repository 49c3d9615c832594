"""What GraphQL and `metricQuery` answer about a partnership, beside what the reference counts."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.partnership_reference.arithmetic import SIDES, Life, half_up, percent

Number = Fraction | int | None

VIEW = """query ($id: ID!, $asOf: Date, $knownAt: Date) { partnership(id: $id, asOf: $asOf, knownAt: $knownAt) {
    status leads { side duty name } vacancies { side duty } leadershipContinuity adaptationDays
    investment { total { district partner balance inKindShare unvalued }
                 byPeriod { period district partner }
                 pledges { pledgeId dueAmount deliveredAmount } }
    vision { alignment clauses { clauseId text kind endorsements { side } endorsedByBoth } }
    checkIns { due onTime missed adherence items { due held state } }
    actions { due done } challenges { raised resolved }
    health { score strategies { strategy score parts { name score } } } } }"""

METRICS = """query ($query: MetricQuery!) { metricQuery(query: $query) { rows { nodes {
    keys { value } bucket values { metric value numerator denominator status } } } } }"""


def year_of(day: date) -> date:
    """The first day of the school year that a day is in."""
    return date(day.year if day.month >= 7 else day.year - 1, 7, 1)


def shown(view: dict[str, Any]) -> dict[str, Any]:
    """The answer in the shape of `expected`."""
    investment, vision, check_ins = view["investment"], view["vision"], view["checkIns"]
    total = investment["total"]
    return {
        "status": view["status"],
        "leads": sorted((lead["side"], lead["name"]) for lead in view["leads"] if lead["duty"] == "LEAD"),
        "district": total["district"],
        "partner": total["partner"],
        "balance": total["balance"],
        "in kind": total["inKindShare"],
        "unvalued": total["unvalued"],
        "years": {year["period"]: (year["district"], year["partner"]) for year in investment["byPeriod"]},
        "pledges": {item["pledgeId"]: (item["dueAmount"], item["deliveredAmount"]) for item in investment["pledges"]},
        "alignment": vision["alignment"],
        "clauses": {
            clause["clauseId"]: (
                clause["kind"],
                clause["text"],
                sorted(item["side"] for item in clause["endorsements"]),
            )
            for clause in vision["clauses"]
        },
        "check-ins": (check_ins["onTime"], check_ins["due"], check_ins["missed"]),
        "adherence": check_ins["adherence"],
        "meetings": sorted(
            (item["due"], item["held"] or "") for item in check_ins["items"] if item["state"] != "CANCELLED"
        ),
        "challenges": sorted((item["raised"], item["resolved"] or "") for item in view["challenges"]),
        "continuity": view["leadershipContinuity"],
        "adaptation": view["adaptationDays"],
        "health": view["health"]["score"],
        "scores": {item["strategy"]: item["score"] for item in view["health"]["strategies"]},
        "parts": {part["name"]: part["score"] for item in view["health"]["strategies"] for part in item["parts"]},
    }


def expected(life: Life) -> dict[str, Any]:
    """What the partnership must show."""
    money = {side: Fraction(life.side_total(side), 100) for side in SIDES}
    years = sorted({year_of(data["day"]) for data in life.contributions.values()})
    on_time, due = life.adherence
    missed = sum(held is None for day, held in life.check_ins.values() if life.binding(day) and day < life.day)
    adaptation = life.adaptation
    return {
        "status": life.status(life.day),
        "leads": sorted((side, life.lead(side, life.day)) for side in SIDES),
        "district": money["DISTRICT"],
        "partner": money["PARTNER"],
        "balance": life.balance(),
        "in kind": life.in_kind_share(),
        "unvalued": len(life.contributions) - len(life.entries()),
        "years": {str(year): _year(life, year) for year in years},
        "pledges": {
            key: (Fraction(half_up(due), 100), Fraction(delivered, 100))
            for key, (due, delivered) in life.pledges.items()
        },
        "alignment": percent(life.endorsed, len(life.clauses)),
        "clauses": {key: (kind, text, sorted(sides)) for key, (kind, text, sides) in life.clauses.items()},
        "check-ins": (on_time, due, missed),
        "adherence": percent(on_time, due),
        "meetings": sorted((str(due), str(held or "")) for due, held in life.check_ins.values()),
        "challenges": sorted((str(raised), str(resolved or "")) for raised, resolved in life.challenges),
        "continuity": percent(*life.continuity),
        "adaptation": Fraction(sum(adaptation), len(adaptation)) if adaptation else None,
        "health": life.health,
        "scores": life.scores(),
        "parts": {part: score for parts in life.parts.values() for part, score in parts.items()},
    }


def _year(life: Life, begin: date) -> tuple[Fraction, Fraction]:
    end = date(begin.year + 1, 6, 30)
    district, partner = (Fraction(life.side_total(side, begin, end), 100) for side in SIDES)
    return district, partner


# ---- metrics ------------------------------------------------------------------------------------------------------


def _check_ins_dated(life: Life, begin: date, end: date) -> tuple[int, int]:
    """By the day on which they were held or, if that was later, by the day after they were due and scheduled."""
    dated = []
    for key, (due, held) in life.check_ins.items():
        counted = life.binding(due) and (due < life.day or held is not None)
        late = max(due + timedelta(days=1), life.meetings[key].scheduled.day)
        day = late if held is None else min(held, late)
        if counted and begin <= day <= end:
            dated.append(held is not None and held <= due)
    return sum(dated), len(dated)


def _actions_dated(life: Life, begin: date, end: date) -> tuple[int, int]:
    """By the day on which they were done or, if that was later, by the day after they were due."""
    dated = []
    for agreed, due, done in life.actions:
        late = due + timedelta(days=1)
        day = max(agreed, late if done is None else min(done, late))
        if begin <= day <= end:
            dated.append(done is not None)
    return sum(dated), len(dated)


FLOWS: Mapping[str, Callable[[Life, date, date], Number]] = {
    "investment_total": lambda life, begin, end: Fraction(
        sum(life.side_total(side, begin, end) for side in SIDES), 100
    ),
    "investment_balance": Life.balance,
    "in_kind_share": Life.in_kind_share,
    "checkin_adherence": lambda life, begin, end: percent(*_check_ins_dated(life, begin, end)),
    "action_completion": lambda life, begin, end: percent(*_actions_dated(life, begin, end)),
}
STANDINGS: Mapping[str, Callable[[Life], Number]] = {
    "vision_alignment": lambda life: percent(life.endorsed, len(life.clauses)),
    "days_since_checkin": lambda life: life.days_since_check_in,
    "leadership_continuity": lambda life: percent(*life.continuity),
    "adaptation_days": lambda life: Fraction(sum(life.adaptation), len(life.adaptation)) if life.adaptation else None,
    "partnership_health": lambda life: life.health,
    "health_equal_investment": lambda life: life.scores()["EQUAL_INVESTMENT"],
    "health_shared_vision": lambda life: life.scores()["SHARED_VISION"],
    "health_checkins": lambda life: life.scores()["CHECKINS"],
    "health_data": lambda life: life.scores()["DATA"],
    "health_flexibility": lambda life: life.scores()["FLEXIBILITY"],
}
