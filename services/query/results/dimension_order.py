"""The order of a dimension's values, where that is not the alphabet's. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from services.core.calendar import SchoolCalendar
from services.core.kpis import WEEKDAY, WEEKDAYS
from services.core.participation import PHASES

PERIOD = "grading_period"
_GRADE_LEVELS = (
    "Infant/toddler",
    "Early Education",
    "Preschool/Prekindergarten",
    "Prekindergarten",
    "Transitional Kindergarten",
    "Kindergarten",
    "First grade",
    "Second grade",
    "Third grade",
    "Fourth grade",
    "Fifth grade",
    "Sixth grade",
    "Seventh grade",
    "Eighth grade",
    "Ninth grade",
    "Tenth grade",
    "Eleventh grade",
    "Twelfth grade",
    "Grade 13",
    "Postsecondary",
    "Adult Education",
    "Other",
    "Ungraded",
)
"""Ed-Fi GradeLevelDescriptor (CEDS 000100), from the youngest learners to the oldest."""
_GRADE_RANKS = {level.casefold(): rank for rank, level in enumerate(_GRADE_LEVELS)}


def first_days(calendars: Iterable[SchoolCalendar]) -> dict[str, date]:
    """Name → first day of the grading periods and terms; of a name that several calendars have, the earliest."""
    earliest: dict[str, date] = {}
    for calendar in calendars:
        for name, span in (calendar.terms | calendar.grading_periods).items():
            earliest[name] = min(earliest.get(name, span.begin), span.begin)
    return earliest


def order_of_period(name: str, begins: Mapping[str, date]) -> str:
    """A text by which grading periods sort by their first days, and those that no calendar dates behind them."""
    return f"{begins.get(name, date.max).isoformat()} {name}"


def order_text(dimension: str, value: str) -> str:
    """A text by which the values of the dimension sort in their own order.

    Grade levels sort from the youngest learners to the oldest, and levels that are none of Ed-Fi's behind them; days
    of the week from Monday on; phases as a learner goes through them.
    """
    if dimension == WEEKDAY and value.lower() in WEEKDAYS:
        return str(WEEKDAYS.index(value.lower()))
    if dimension == "phase" and value.lower() in PHASES:
        return str(PHASES.index(value.lower()))
    if dimension != "grade_level":
        return value
    return f"{_GRADE_RANKS.get(value.casefold(), len(_GRADE_LEVELS)):02d} {value}"
