"""Every example of docs/queries.md gives values, of a small district that is named like the one of the demo."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from schema import SCHEMA, Context
from services.contracts import facts
from services.contracts.primitives import AttendanceCategory
from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from services.query.formula.parser import Function
from services.query.formula.tokens import MAX_LENGTH, MAX_TOKENS
from tests.consumers.world import DATES, LEARNERS, apply, calendar, event, memory_store
from tests.graphql.fakes import Untouched

PAGE = (Path(__file__).parent.parent.parent / "docs" / "queries.md").read_text()
EXAMPLES = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
ELEMENTARY, HIGH = "255901001", "255901107"
NOW = datetime(2010, 10, 20, 12, tzinfo=UTC)


def enrolled(learner: int, school: str, grade_level: str) -> facts.Enrollment:
    return facts.Enrollment(school=school, learner=LEARNERS[learner], entry_date=DATES[0], grade_level=grade_level)


def absent(learner: int, school: str, day: int, category: AttendanceCategory) -> facts.Attendance:
    return facts.Attendance(school=school, learner=LEARNERS[learner], date=DATES[day], category=category)


HISTORY: list[facts.Data] = [
    facts.District(name="Grand Bend ISD", time_zone="America/Chicago"),
    facts.School(school=ELEMENTARY, name="Grand Bend Elementary School"),
    facts.School(school=HIGH, name="Grand Bend High School"),
    *(calendar(school, set()) for school in (ELEMENTARY, HIGH)),
    enrolled(0, ELEMENTARY, "First grade"),
    enrolled(1, HIGH, "Ninth grade"),
    enrolled(2, HIGH, "Ninth grade"),
    facts.Learner(learner=LEARNERS[0], school_year=2011, sex="Female"),
    facts.Participation(learner=LEARNERS[1], partnership="hospital-health-careers", start_date=DATES[5]),
    facts.Engagement(learner=LEARNERS[0], engagement="1", date=date(2010, 9, 9), kind="tutoring", minutes=30),
    *(absent(0, ELEMENTARY, day, "Excused Absence") for day in (1, 15, 16)),
    absent(1, HIGH, 17, "Unexcused Absence"),
]


@pytest.fixture
async def context() -> AsyncIterator[Context]:
    store = await memory_store()
    await apply(store, [event(payload, index, index) for index, payload in enumerate(HISTORY)])
    queries = QueryEngine(store, lambda: NOW)
    yield Context(DEVELOPMENT, queries, Untouched(), Untouched(), Untouched(), Untouched())
    await store.close()


async def test_the_page_has_examples_that_all_give_values(context: Context) -> None:
    assert len(EXAMPLES) == 15
    for example in EXAMPLES:
        result = await SCHEMA.execute(example, context_value=context)
        assert result.errors is None, (example, result.errors)
        assert result.data is not None
        if "explain" in result.data:
            assert len(result.data["explain"]["steps"]) > 5
        else:
            check(example, result.data["metricQuery"])


def check(example: str, answer: dict[str, Any]) -> None:
    """Whatever the example asks for is there, and some of it is a number."""
    rows = [*answer["rows"]["nodes"], *answer.get("subtotals", []), *([answer["totals"]] if "totals" in answer else [])]
    for wanted in ("value", "baseline", "delta", "deltaPct"):
        if re.search(rf"\b{wanted}\b", example.rsplit("values", maxsplit=1)[-1]):
            assert any(value.get(wanted) is not None for row in rows for value in row["values"]), (example, wanted)
    assert ("subtotals: true" in example) is bool(answer.get("subtotals"))


def test_the_page_names_every_function_and_the_bounds() -> None:
    assert all(f"`{function}(" in PAGE for function in Function)
    assert f"{MAX_LENGTH:,} characters, {MAX_TOKENS} numbers" in PAGE
