"""Grade levels sort by age, phases and periods by time, and kinds are called by words."""

import random
from datetime import date

import msgspec
import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.core.calendar import SchoolCalendar
from services.query.directory.directory import Directory
from services.query.engine import QueryEngine
from services.query.model.question import OrderBy
from services.query.results.dimension_order import first_days, order_text
from services.query.results.row_builder import label_of
from tests.consumers.world import DATES, LEARNERS, SCHOOLS, apply, calendar, event, memory_store
from tests.support.questions import query, shown

LEVELS = ["Preschool/Prekindergarten", "Kindergarten", "First grade", "Second grade", "Tenth grade", "Ungraded", "Zeta"]


async def engine_over_levels() -> QueryEngine:
    store = await memory_store()
    shuffled = random.Random(1).sample(LEVELS, len(LEVELS))
    enrolled = [
        facts.Enrollment(school=SCHOOLS[0], learner=f"lk_{place:032x}", entry_date=DATES[0], grade_level=level)
        for place, level in enumerate([*shuffled, None])
    ]
    await apply(store, [event(payload, i, i) for i, payload in enumerate([calendar(SCHOOLS[0], set()), *enrolled])])
    return QueryEngine(store)


@pytest.mark.parametrize("order_by", [(), (OrderBy("grade_level"),), (OrderBy("members"),)])
async def test_rows_by_grade_level_go_from_the_youngest_to_the_oldest(order_by: tuple[OrderBy, ...]) -> None:
    question = query("members", group_by=("grade_level",), order_by=order_by)
    answer = await (await engine_over_levels()).answer(DEVELOPMENT, question)
    assert [row[0] for row in shown(answer)] == [*LEVELS, None]


async def test_the_oldest_come_first_if_asked_for_and_not_known_is_last() -> None:
    question = query("members", group_by=("school", "grade_level"), order_by=(OrderBy("grade_level", descending=True),))
    engine = await engine_over_levels()
    answer = await engine.answer(DEVELOPMENT, question)
    assert [row[1] for row in shown(answer)] == [*reversed(LEVELS), None]
    page = engine.page(answer, question, 3, None)
    rest = engine.page(answer, question, 9, page.cursors[-1])
    assert [*page.items, *rest.items] == list(answer.rows)


async def test_the_values_of_the_dimension_are_in_that_order_too() -> None:
    page = await (await engine_over_levels()).dimension_values(DEVELOPMENT, "grade_level", None, 20, None)
    assert [key.value for key in page.items] == [*LEVELS, None]


PERIODS = [("Zeta", 8, 23), ("P9", 9, 1), ("P10", 10, 1)]


def of_periods(school: str, days_later: int) -> facts.Calendar:
    periods = tuple(
        facts.Period(name=name, begin=date(2010, month, day + days_later), end=date(2010, month, day + days_later))
        for name, month, day in PERIODS
    )
    return msgspec.structs.replace(calendar(school, set()), grading_periods=periods)


def graded(school: str, period: str) -> facts.Grade:
    return facts.Grade(
        school=school, learner=LEARNERS[0], school_year=2011, grading_period=period, course="C", numeric=80
    )


async def engine_over_periods() -> QueryEngine:
    """Two schools with the same names, of which one begins each period some days later; one name without a date."""
    store = await memory_store()
    names = [name for name, _, _ in PERIODS]
    payloads = [
        *(of_periods(school, days_later) for school, days_later in zip(SCHOOLS, (0, 3), strict=True)),
        *(graded(school, name) for school in SCHOOLS for name in (*reversed(names), "Another")),
    ]
    await apply(store, [event(payload, number, number) for number, payload in enumerate(payloads)])
    return QueryEngine(store)


async def test_grading_periods_go_by_their_first_days_in_rows_pages_and_values() -> None:
    engine, expected = await engine_over_periods(), ["Zeta", "P9", "P10", "Another"]
    for descending in (False, True):
        order = (OrderBy("grading_period", descending=True),) if descending else ()
        question = query("grades", group_by=("grading_period",), order_by=order)
        answer = await engine.answer(DEVELOPMENT, question)
        assert [row[0] for row in shown(answer)] == (expected[::-1] if descending else expected)
        page = engine.page(answer, question, 2, None)
        assert [*page.items, *engine.page(answer, question, 9, page.cursors[-1]).items] == list(answer.rows)
    values = await engine.dimension_values(DEVELOPMENT, "grading_period", None, 2, None)
    rest = await engine.dimension_values(DEVELOPMENT, "grading_period", None, 9, values.cursors[-1])
    assert [key.value for key in (*values.items, *rest.items)] == expected


def test_a_period_that_schools_date_differently_goes_by_its_earliest_day() -> None:
    late, early = (SchoolCalendar(of_periods(SCHOOLS[0], days), ()) for days in (3, 0))
    assert first_days([late, early]) == first_days([early]) == {n: date(2010, m, d) for n, m, d in PERIODS}


def test_other_dimensions_keep_the_order_of_their_values() -> None:
    assert order_text("subject", "First grade") == "First grade"


@pytest.mark.parametrize(
    ("dimension", "in_order"),
    [("phase", ["before", "during", "after"]), ("weekday", ["monday", "wednesday", "friday", "sunday"])],
)
def test_phases_and_days_of_the_week_go_by_time_by_value_and_by_label(dimension: str, in_order: list[str]) -> None:
    labels = [label_of(dimension, value, Directory()) for value in in_order]
    for values in (in_order, labels):
        assert sorted(values, key=lambda value: order_text(dimension, value)) == values


@pytest.mark.parametrize(
    ("dimension", "kind", "label"),
    [
        ("engagement_kind", "lab_visit", "Lab visit"),
        ("engagement_kind", "STEM", "STEM"),
        ("contribution_kind", "volunteer_hours", "Volunteer hours"),
        ("partnership_kind", "work_based_learning", "Work based learning"),
        ("partner_kind", "non_profit", "Non profit"),
        ("side", "district", "District"),
    ],
)
def test_kinds_and_sides_are_called_by_words(dimension: str, kind: str, label: str) -> None:
    assert label_of(dimension, kind, Directory()) == label
