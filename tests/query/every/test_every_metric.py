"""Every metric by each of its dimensions and in each of its granularities gives what a slow count gives."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from services.core.access import DEVELOPMENT
from services.core.calendar import ONE_DAY, Span
from services.core.kpis import (
    DIMENSIONS,
    METRICS,
    PARTICIPANT_DIMENSIONS,
    PARTNERSHIP,
    Granularity,
    MetricKind,
    Reading,
)
from services.core.partnerships.continuity import closed_on
from services.core.partnerships.partnership import Partnership
from services.query.engine import QueryEngine
from services.query.model.answers import Row
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.query.time.buckets import next_start
from services.store.embedded import EmbeddedStore
from tests.consumers import agreements
from tests.consumers.world import apply, memory_store
from tests.query.every import seats, states
from tests.query.every.world import PARTNERSHIP_DATA, PERIODS, TERMS, YEAR, learner_events, partnership_events
from tests.support.every_metric import check
from tests.support.questions import dimension

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = datetime(2011, 6, 30, 12, tzinfo=UTC)
HOSPITAL = dimension("partnership", eq="hospital")
Count = Callable[[str | None, Span], seats.Number]
"""What a slow count says of the rows with a value of the dimension, over some days."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    await apply(store, learner_events())
    await agreements.apply(store, partnership_events())
    yield store
    await store.close()


@pytest_asyncio.fixture(loop_scope="module")
async def partnerships(store: EmbeddedStore) -> list[Partnership]:
    stored = await store.partnerships(["hospital", "college"])
    accepted = {partnership: len(state.seen) for partnership, state in stored.items()}
    assert accepted == {partnership: len(data) for partnership, data in PARTNERSHIP_DATA.items()}
    return list(stored.values())


def counts(metric: str, name: str | None, partnerships: Sequence[Partnership]) -> Count:
    if METRICS[metric].family == PARTNERSHIP:
        return lambda value, days: states_of(metric, name, value, partnerships, days)
    always = METRICS[metric].reads(Reading.PARTICIPANTS)
    return lambda value, days: seats.number(metric, people(name, value, pinned=always), *days)


def people(name: str | None, value: str | None, *, pinned: bool) -> list[seats.Seat]:
    match name:
        case "phase":
            matching = [seat for seat in seats.in_phases() if seat.values["partnership"] == "hospital"]
        case "cohort":
            matching = seats.cohorts()
        case _ if pinned or name == "partnership":
            matching = [seat for seat in seats.participants() if seat.values["partnership"] == "hospital"]
        case _:
            matching = seats.everybody()
    return matching if name is None else seats.narrowed(matching, name, value)


def states_of(
    metric: str, name: str | None, value: str | None, partnerships: Sequence[Partnership], days: Span
) -> seats.Number:
    by: dict[str | None, Callable[[Partnership], Collection[str]]] = {
        "district": lambda partnership: partnership.districts,
        "partnership": lambda partnership: (partnership.id,),
        "partnership_kind": lambda partnership: (partnership.kind,),
        "partner_kind": lambda partnership: [partner.kind for partner in partnership.partners],
    }
    some = [partnership for partnership in partnerships if name not in by or value in by[name](partnership)]
    if METRICS[metric].kind is MetricKind.STANDING:
        some = [partnership for partnership in some if (closed_on(partnership) or date.max) >= days.begin]
    kept = states.Kept(**{name: value}) if name in ("side", "contribution_kind") else states.Kept()
    return states.number(metric, some, *days, NOW.date(), kept)


def days_of(row: Row, granularity: Granularity | None) -> Span:
    if granularity is None:
        return YEAR
    periods = {Granularity.TERM: TERMS, Granularity.GRADING_PERIOD: PERIODS}.get(granularity)
    if periods and row.bucket is None:
        return Span(periods[-1].end + ONE_DAY, YEAR.end)  # before the first term nothing happens
    assert row.bucket is not None
    if periods:
        return next(Span(period.begin, period.end) for period in periods if period.begin == row.bucket)
    return Span(max(row.bucket, YEAR.begin), min(next_start(row.bucket, granularity) - ONE_DAY, YEAR.end))


async def rows_of(store: EmbeddedStore, metric: str, name: str | None, granularity: Granularity | None) -> list[Row]:
    pinned = METRICS[metric].reads(Reading.PARTICIPANTS) or name in PARTICIPANT_DIMENSIONS
    where = HOSPITAL if pinned and METRICS[metric].family != PARTNERSHIP else None
    group_by = () if name is None else (name,)
    query = MetricQuery((MetricRef(metric),), SchoolYear(2011), group_by, granularity, where, totals=True)
    return list((await QueryEngine(store, lambda: NOW).answer(DEVELOPMENT, query)).rows)


@pytest.mark.parametrize("metric", METRICS)
async def test_every_metric_by_each_of_its_dimensions(
    store: EmbeddedStore, partnerships: list[Partnership], metric: str
) -> None:
    told = False
    for name in METRICS[metric].dimensions:
        count = counts(metric, name, partnerships)
        rows = await rows_of(store, metric, name, None)
        for row in rows:
            check(metric, row, count(row.keys[0].value, YEAR))
        told |= any(row.values[0].value for row in rows)
        assert rows, (metric, name)
    assert told, "0 is easily right"


@pytest.mark.parametrize("metric", METRICS)
async def test_every_metric_in_each_of_its_granularities(
    store: EmbeddedStore, partnerships: list[Partnership], metric: str
) -> None:
    count = counts(metric, None, partnerships)
    for granularity in METRICS[metric].granularities:
        rows = await rows_of(store, metric, None, granularity)
        for row in rows:
            check(metric, row, count(None, days_of(row, granularity)))
        assert rows, (metric, granularity)


@pytest.mark.parametrize("metric", [metric.name for metric in METRICS.values() if metric.kind is MetricKind.FLOW])
async def test_no_day_with_something_to_tell_is_left_out(
    store: EmbeddedStore, partnerships: list[Partnership], metric: str
) -> None:
    finest = METRICS[metric].granularities[0]
    rows = await rows_of(store, metric, None, finest)
    count = counts(metric, None, partnerships)
    shown, whole = sum(row.values[0].numerator or 0 for row in rows), count(None, YEAR)
    if metric not in ("instructional_days", "investment_balance"):  # the smaller side of a year may be that of no day
        assert shown == pytest.approx(whole[0])


async def test_every_dimension_is_one_of_a_metric() -> None:
    assert {name for metric in METRICS.values() for name in metric.dimensions} == set(DIMENSIONS)
