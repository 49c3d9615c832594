"""Ids and labels that begin as an expression does are values like any others, in every dimension and on both stores."""

from collections.abc import AsyncIterator, Iterator

import msgspec
import pytest

from consumers.verify import verify
from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.access import DEVELOPMENT
from services.query.engine import QueryEngine
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import DimensionFilter, Predicate
from services.store.mongo import MongoStore
from services.store.port import Store
from tests.consumers.world import DATES, LEARNERS, apply, event, memory_store

TEXTS = ("$x", "$$ROOT", "a.b", "$literal", "$school", "é$ß")
DISTRICT = "$district"
GROUPS = (
    ("school", "enrolled_learners", 1),
    ("grade_level", "enrolled_learners", 1),
    ("sex", "absences", 1),
    ("subject", "grades", 1),
    ("grading_period", "grades", 1),
    ("partnership", "enrolled_learners", 1),
    ("partnership", "grades", 1),
    ("partnership", "engagement_minutes", 30),
)
"""Dimension, metric, and its value for each text."""


def history() -> list[LearnerEvent]:
    """One learner for each text, in a school, grade level, sex, subject, period and partnership of that name."""
    return [msgspec.structs.replace(event(data, n), partitionkey=DISTRICT) for n, data in enumerate(_payloads())]


def _payloads() -> Iterator[facts.Data]:
    days = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in DATES)
    for text, learner in zip(TEXTS, (f"{LEARNERS[0][:-1]}{number}" for number in range(9)), strict=False):
        period = facts.Period(name=text, begin=DATES[0], end=DATES[-1])
        yield facts.Calendar(school=text, school_year=2011, days=days, grading_periods=(period,))
        yield facts.School(school=text, name=text)
        yield facts.Learner(learner=learner, school_year=2011, sex=text)
        yield facts.Enrollment(school=text, learner=learner, entry_date=DATES[0], grade_level=text)
        yield facts.Attendance(
            school=text, learner=learner, date=DATES[3], section=text, slot=text, category="Unexcused Absence"
        )
        yield facts.Attendance(school=text, learner=learner, date=DATES[4], category="Unexcused Absence")
        yield facts.Grade(
            school=text, learner=learner, school_year=2011, grading_period=text, course=text, subject=text, numeric=80
        )
        yield facts.Engagement(
            learner=learner, engagement=text, date=DATES[5], kind="tutoring", minutes=30, partnership=text
        )
        yield facts.Participation(learner=learner, partnership=text, start_date=DATES[2])


@pytest.fixture(params=["embedded", "mongo"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[QueryEngine]:
    store: Store
    if request.param == "embedded":
        store = await memory_store()
    else:
        store = await MongoStore.open(request.getfixturevalue("database_url"))
    await apply(store, history())
    assert await verify(store, DISTRICT) == []
    yield QueryEngine(store)
    await store.close()


def query(metric: str, *group_by: str, where: tuple[str, str] | None = None) -> MetricQuery:
    condition = None if where is None else DimensionFilter(where[0], Predicate(eq=where[1]))
    return MetricQuery((MetricRef(metric),), SchoolYear(2011), group_by=group_by, where=condition)


async def test_every_dimension_groups_and_filters_by_any_text(engine: QueryEngine) -> None:
    """In one test, since each begins with a store of its own."""
    for dimension, metric, value in GROUPS:
        answer = await engine.answer(DEVELOPMENT, query(metric, "district", dimension))
        by_key = {tuple(key.value for key in row.keys): row.values[0].value for row in answer.rows}
        assert by_key == {(DISTRICT, text): value for text in TEXTS}, dimension
        for text in TEXTS:
            one = await engine.answer(DEVELOPMENT, query(metric, dimension, where=(dimension, text)))
            assert [row.keys[0].value for row in one.rows] == [text]
            assert [row.values[0].value for row in one.rows] == [value]
    for text in TEXTS:
        for dimension, expected in (("phase", {"during": 1}), ("cohort", {"participant": 1})):
            answer = await engine.answer(DEVELOPMENT, query("absences", dimension, where=("partnership", text)))
            rows = {row.keys[0].value: row.values[0].value for row in answer.rows}
            assert rows.items() >= expected.items(), (text, rows)
