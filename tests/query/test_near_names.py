"""An error about a name that there is not says which one was probably meant."""

from collections.abc import Callable
from typing import Any

import pytest

from services.app.setting_errors import InvalidSetting
from services.app.settings import settings_from
from services.contracts import partnerships as said
from services.contracts.near_names import near_name
from services.core.kpis import METRICS
from services.query.filters.conditions import unknown_dimension
from services.query.filters.having import check_having
from services.query.filters.validation import check_shape
from services.query.formula.measures import measuring_of
from services.query.formula.parser import parse
from services.query.formula.tokens import FormulaError
from services.query.model.query_error import QueryError
from services.query.model.question import DerivedMetric, MetricQuery, MetricRef, OrderBy, SchoolYear
from services.query.model.question_filters import ValueBound
from services.query.partnerships.kpi_questions import check_question

YEAR = SchoolYear(2011)
ABSENSE = ValueBound("absense", gte=1)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("attendence_rate", "attendance_rate"),
        ("attendanceRate", "attendance_rate"),
        ("ATTENDANCE-RATE", "attendance_rate"),
        ("chronic_learner", "chronic_learners"),
        ("nothing like it", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_the_name_most_like_it(text: str, near: str | None) -> None:
    assert near_name(text, METRICS) == near


def raised(error: Exception) -> None:
    raise error


ERRORS: list[tuple[Callable[[], Any], str]] = [
    (lambda: measuring_of([MetricRef("attendence_rate")]), "attendance_rate"),
    (lambda: measuring_of([DerivedMetric("a", "absence + 1")]), "absences"),
    (lambda: parse("coalese(1, 2)"), "coalesce"),
    (lambda: raised(unknown_dimension("gradeLevels", "query.groupBy[0]")), "grade_level"),
    (lambda: check_having(MetricQuery((MetricRef("absences"),), YEAR, having=ABSENSE)), "absences"),
    (lambda: check_shape(MetricQuery((MetricRef("absences"),), YEAR, order_by=(OrderBy("absense"),))), "absences"),
    (lambda: check_question(said.Question(metric="attendence_rate", school_year=2026)), "attendance_rate"),
    (
        lambda: check_question(
            said.Question(metric="attendance_rate", school_year=2026, where=(("grade_levels", ("x",)),))
        ),
        "grade_level",
    ),
    (lambda: settings_from({"TANDEM_LOGS": "x"}), "TANDEM_LOG"),
]


@pytest.mark.parametrize(("wrong", "meant"), ERRORS)
def test_every_error_about_a_name_says_the_one_that_was_meant(wrong: Callable[[], Any], meant: str) -> None:
    with pytest.raises((QueryError, FormulaError, InvalidSetting)) as refused:
        wrong()
    assert f"(did you mean '{meant}'?)" in str(refused.value)
