"""Dosage by kind of engagement gives what looking at every participant gives, whatever is filtered and grouped by."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from services.core.access import DEVELOPMENT
from services.core.cells import KeyValue
from services.core.conditions import AllOf, AnyOf, In, Not, holds
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import And, Filter, Or
from services.query.model.question_filters import Not as NotFilter
from services.query.planning.dosage import met_by_some
from services.query.time.buckets import next_start
from services.store.embedded import EmbeddedStore
from tests.consumers.world import SCHOOLS, apply, memory_store
from tests.query.every import seats
from tests.query.every.world import YEAR, learner_events
from tests.support.questions import dimension

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = datetime(2011, 6, 30, 12, tzinfo=UTC)
KINDS = ("lab_visit", "tutoring")
LAB, HERE = dimension("engagement_kind", eq="lab_visit"), dimension("school", eq=SCHOOLS[0])
Test = Callable[[str, str], bool]
"""Whether a filter lets a school and a kind through."""
FILTERS: list[tuple[Filter | None, Test]] = [
    (None, lambda school, kind: True),
    (LAB, lambda school, kind: kind == "lab_visit"),
    (NotFilter(LAB), lambda school, kind: kind != "lab_visit"),
    (Or((LAB, HERE)), lambda school, kind: kind == "lab_visit" or school == SCHOOLS[0]),
    (NotFilter(Or((LAB, HERE))), lambda school, kind: kind != "lab_visit" and school != SCHOOLS[0]),
    (NotFilter(And((LAB, HERE))), lambda school, kind: kind != "lab_visit" or school != SCHOOLS[0]),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    await apply(store, learner_events())
    yield store
    await store.close()


def participants(kinds: tuple[str, ...], lets_through: Test) -> list[seats.Seat]:
    """The participants of the hospital for whom any of the kinds would count, with the engagements that count."""
    results = []
    for seat in (seat for seat in seats.participants() if seat.values["partnership"] == "hospital"):
        allowed = [kind for kind in kinds if lets_through(str(seat.values["school"]), kind)]
        if allowed:
            results.append(
                replace(
                    seat, engagements=tuple(engagement for engagement in seat.engagements if engagement.kind in allowed)
                )
            )
    return results


def counted(people: list[seats.Seat], begin: date, end: date) -> tuple[object, object, float] | None:
    """The value, numerator and denominator; None where nobody takes part yet, and where nobody is taught or engaged."""
    hours, of = seats.number("dosage_hours", people, begin, end)
    shown = of and (hours or any(begin <= day <= end for day in seats.TAUGHT))
    return (pytest.approx(hours / of), pytest.approx(hours), of) if of and shown else None


async def values(store: EmbeddedStore, where: Filter | None, *group_by: str) -> dict[tuple[object, ...], object]:
    """The values of rows by their keys and month, without those that have none."""
    condition = And((dimension("partnership", eq="hospital"), *([where] if where else [])))
    query = MetricQuery((MetricRef("dosage_hours"),), SchoolYear(2011), group_by, Granularity.MONTH, condition)
    rows = (await QueryEngine(store, lambda: NOW).answer(DEVELOPMENT, query)).rows
    by_key = {(*(key.value for key in row.keys), row.bucket): row.values[0] for row in rows}
    return {
        key: (value.value, value.numerator, value.denominator)
        for key, value in by_key.items()
        if value.value is not None
    }


@pytest.mark.parametrize(("where", "lets_through"), FILTERS)
async def test_hours_of_a_kind_are_for_all_participants(
    store: EmbeddedStore, where: Filter | None, lets_through: Test
) -> None:
    months = [date(2010, month, 1) for month in range(7, 13)] + [date(2011, month, 1) for month in range(1, 7)]
    by_kind, by_school, whole = {}, {}, {}
    for month in months:
        end = min(next_start(month, Granularity.MONTH), next_start(YEAR.end, Granularity.MONTH))
        days = month, date.fromordinal(end.toordinal() - 1)
        whole[(month,)] = counted(participants(KINDS, lets_through), *days)
        for kind in KINDS:
            people = participants((kind,), lets_through)
            by_kind[(kind, month)] = counted(people, *days)
            for school in SCHOOLS:
                there = [seat for seat in people if seat.values["school"] == school]
                by_school[(school, kind, month)] = counted(there, *days)
    for expected, group_by in (
        (whole, ()),
        (by_kind, ("engagement_kind",)),
        (by_school, ("school", "engagement_kind")),
    ):
        known = {key: value for key, value in expected.items() if value is not None}
        assert known, "nothing is easily right"
        assert await values(store, where, *group_by) == known


@pytest.mark.parametrize(
    "condition",
    [
        Not(AllOf((In("kind", ("a",)), In("place", ("x",))))),
        Not(AnyOf((Not(In("kind", ("a", "b"))), In("place", ("x",))))),
        AnyOf((AllOf((In("kind", ("a",)), In("place", ("x",)))), AllOf((In("kind", ()), In("place", ("y",)))))),
        In("kind", ()),
        Not(In("kind", ())),
    ],
)
async def test_what_some_value_of_a_column_meets(condition: AllOf | AnyOf | In | Not) -> None:
    for place in ("x", "y", "z"):
        row: dict[str, KeyValue] = {"place": place}
        some = any(holds(condition, {**row, "kind": kind}) for kind in ("a", "b", "c"))
        assert holds(met_by_some(condition, "kind"), row) is some
