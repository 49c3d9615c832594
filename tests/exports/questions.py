"""Questions of every kind to the district of tests/query/every, as clients send them."""

from typing import Any

from tests.consumers.world import SCHOOLS

Json = dict[str, Any]


def metrics(*names: str) -> list[Json]:
    return [{"metric": {"name": name}} for name in names]


def of(name: str, value: str) -> Json:
    return {"dimension": {"name": name, "is": {"eq": value}}}


AUTUMN = {"between": {"from": "2010-09-01", "to": "2010-09-30"}}
DERIVED = [{"metric": {"name": "absences"}}, {"derived": {"as": "each", "formula": "absences / members"}}]
HIDDEN = metrics("goal_attainment", "participation_rate", "investment_total")
_ASKED: dict[str, Json] = {
    "plain": {"metrics": metrics("absences", "attendance_rate")},
    "groups": {"metrics": metrics("absences"), "groupBy": ["school", "sex"]},
    "granularity": {"metrics": metrics("absences", "members"), "groupBy": ["school"], "granularity": "WEEK"},
    "another time zone": {
        "metrics": metrics("days_since_checkin"),
        "groupBy": ["partnership"],
        "granularity": "DAY",
        "time": {"last": {"n": 2, "unit": "DAY", "includeCurrent": True}},
        "timezone": "Europe/Berlin",
        "totals": True,
    },
    "having": {
        "metrics": metrics("absences", "members"),
        "groupBy": ["school", "grade_level"],
        "having": {"metric": {"name": "absences", "gte": 12}},
        "totals": True,
        "subtotals": True,
    },
    "derived, ordered": {
        "metrics": DERIVED,
        "groupBy": ["sex"],
        "orderBy": [{"by": "each", "direction": "DESC"}],
        "totals": True,
    },
    "a derived metric compared": {
        "metrics": DERIVED,
        "groupBy": ["school"],
        "granularity": "WEEK",
        "time": AUTUMN,
        "compare": {"previousPeriod": True},
        "totals": True,
        "subtotals": True,
    },
    "ordered and kept by the difference": {
        "metrics": metrics("absences"),
        "groupBy": ["sex"],
        "granularity": "WEEK",
        "compare": {"cohort": of("sex", "Female")},
        "having": {"metric": {"name": "absences", "lt": 3, "of": "DELTA"}},
        "orderBy": [{"by": "absences", "direction": "DESC", "of": "DELTA"}],
    },
    "compared with a year that is empty": {"metrics": metrics("absences"), "compare": {"priorYear": True}},
    "compared with one school": {
        "metrics": metrics("attendance_rate"),
        "groupBy": ["school"],
        "compare": {"cohort": of("school", SCHOOLS[0])},
        "totals": True,
    },
    "keys not known": {"metrics": metrics("absences"), "groupBy": ["school", "sex", "grade_level"], "subtotals": True},
    "nobody": {"metrics": metrics("absences"), "groupBy": ["school"], "where": of("school", "none")},
    "partnerships": {"metrics": HIDDEN, "groupBy": ["partnership"], "totals": True, "subtotals": True},
    "by month": {
        "metrics": HIDDEN,
        "groupBy": ["partnership"],
        "granularity": "MONTH",
        "compare": {"range": {"from": "2010-08-01", "to": "2010-12-31"}},
        "totals": True,
        "subtotals": True,
    },
    "of few compared with many": {
        "metrics": HIDDEN,
        "where": of("partnership", "hospital"),
        "compare": {"cohort": of("partnership", "college")},
        "totals": True,
    },
    "of many compared with few": {
        "metrics": [*HIDDEN, {"derived": {"as": "more", "formula": "goal_attainment + 1"}}],
        "groupBy": ["partnership"],
        "compare": {"cohort": of("partnership", "hospital")},
        "totals": True,
    },
}
QUESTIONS = {name: {"time": {"schoolYear": 2011}, **question} for name, question in _ASKED.items()}
