"""Grade levels sort by age, and kinds of engagement are called by words."""

import random

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.query.calendars import Directory
from services.query.computing import label_of
from services.query.dimension_order import order_text
from services.query.engine import QueryEngine
from services.query.model import OrderBy
from tests.consumers.world import DATES, SCHOOLS, apply, calendar, event, memory_store
from tests.query.test_engine import query, shown

LEVELS = ["Preschool/Prekindergarten", "Kindergarten", "First grade", "Second grade", "Tenth grade", "Ungraded", "Zeta"]


async def engine_over_levels() -> QueryEngine:
    store = await memory_store()
    shuffled = random.Random(1).sample(LEVELS, len(LEVELS))
    enrolled = [
        facts.Enrollment(school=SCHOOLS[0], learner=f"lk_{place:032x}", entry_date=DATES[0], grade_level=level)
        for place, level in enumerate([*shuffled, None])
    ]
    await apply(store, [event(each, i, i) for i, each in enumerate([calendar(SCHOOLS[0], set()), *enrolled])])
    return QueryEngine(store)


@pytest.mark.parametrize("order_by", [(), (OrderBy("grade_level"),), (OrderBy("members"),)])
async def test_rows_by_grade_level_go_from_the_youngest_to_the_oldest(order_by: tuple[OrderBy, ...]) -> None:
    asked = query("members", group_by=("grade_level",), order_by=order_by)
    answer = await (await engine_over_levels()).answer(DEVELOPMENT, asked)
    assert [row[0] for row in shown(answer)] == [*LEVELS, None]


async def test_the_oldest_come_first_if_asked_for_and_not_known_is_last() -> None:
    asked = query("members", group_by=("school", "grade_level"), order_by=(OrderBy("grade_level", descending=True),))
    engine = await engine_over_levels()
    answer = await engine.answer(DEVELOPMENT, asked)
    assert [row[1] for row in shown(answer)] == [*reversed(LEVELS), None]
    page = engine.page(answer, asked, 3, None)
    rest = engine.page(answer, asked, 9, page.cursors[-1])
    assert [*page.items, *rest.items] == list(answer.rows)


async def test_the_values_of_the_dimension_are_in_that_order_too() -> None:
    found = await (await engine_over_levels()).dimension_values(DEVELOPMENT, "grade_level", None, 20, None)
    assert [key.value for key in found.items] == [*LEVELS, None]


def test_other_dimensions_keep_the_order_of_their_values() -> None:
    assert order_text("subject", "First grade") == "First grade"


@pytest.mark.parametrize(
    ("kind", "label"), [("lab_visit", "Lab visit"), ("work_based_learning", "Work based learning"), ("STEM", "STEM")]
)
def test_kinds_of_engagement_are_called_by_words(kind: str, label: str) -> None:
    assert label_of("engagement_kind", kind, Directory()) == label
