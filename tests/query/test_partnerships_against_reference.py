"""Any question about partnerships gives what looking at every state on every day gives."""

from datetime import date, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.partnership_events import PartnershipEvent
from services.core.access import DEVELOPMENT
from services.core.calendar import ONE_DAY, Span
from services.core.kpis import METRICS, PARTNERSHIP, Granularity, MetricKind
from services.core.partnerships.continuity import closed_on
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership
from services.query.engine import QueryEngine
from services.query.model.answers import Row, ValueStatus
from services.query.model.question import DateSpan, MetricQuery, MetricRef
from services.query.time.buckets import next_start
from services.store.port import PartnershipWrite, Position, Store, Writes
from tests.consumers.agreements import AGREEMENTS
from tests.consumers.world import EPOCH, apply, event, memory_store
from tests.core.partnerships.telling import DAY
from tests.depth import examples
from tests.query.every import states
from tests.query.every.world import POLICY
from tests.support.every_metric import check
from tests.support.folded import fold_all
from tests.support.metric_refs import metric_refs
from tests.support.partnership_stories import stories

OF_STATES = tuple(
    name for name, metric in METRICS.items() if metric.family == PARTNERSHIP and name != "participation_rate"
)
days = st.integers(-10, 60).map(lambda offset: DAY + timedelta(days=offset))
queries = st.builds(
    MetricQuery,
    metrics=st.lists(st.sampled_from(OF_STATES), min_size=1, max_size=5, unique=True).map(
        lambda names: tuple(map(MetricRef, names))
    ),
    time=st.tuples(days, days).map(lambda pair: DateSpan(min(pair), max(pair))),
    group_by=st.sampled_from([(), ("partnership",), ("partner_kind",)]),
    granularity=st.sampled_from([None, Granularity.DAY, Granularity.WEEK, Granularity.MONTH]),
    as_of=days,
)


async def write(store: Store, partnerships: list[Partnership]) -> None:
    owner = await store.recover(AGREEMENTS)
    written = {partnership.id: PartnershipWrite(partnership, ()) for partnership in partnerships}
    await store.commit(owner, Position(1), Writes(partnerships=written), EPOCH)


def days_of(query: MetricQuery, row: Row) -> Span:
    assert isinstance(query.time, DateSpan)
    assert query.as_of is not None
    begin, end = query.time.begin, min(query.time.end, query.as_of)
    if query.granularity is None or row.bucket is None:
        return Span(begin, end)
    return Span(max(begin, row.bucket), min(end, next_start(row.bucket, query.granularity) - ONE_DAY))


def there(partnership: Partnership, today: date, days: Span) -> bool:
    """Whether its life, as it is known today, touches these days."""
    now = as_of(partnership, today)
    return now is not None and partnership.proposed <= days.end and (closed_on(now) or date.max) >= days.begin


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories(), stories(), st.lists(queries, min_size=2, max_size=5))
async def test_any_query_gives_what_every_state_and_day_gives(
    one: list[PartnershipEvent], other: list[PartnershipEvent], questions: list[MetricQuery]
) -> None:
    second = fold_all(other)
    folded = [fold_all(one), msgspec.structs.replace(second, id="another") if second else None]
    partnerships = [partnership for partnership in folded if partnership is not None]
    store = await memory_store()
    try:
        await apply(store, [event(POLICY, 0)])
        await write(store, partnerships)
        engine = QueryEngine(store)
        for query in questions:
            rows = (await engine.answer(DEVELOPMENT, query)).rows
            for row in rows:
                check_row(query, row, partnerships)
            check_that_everything_is_there(query, list(rows), partnerships)
    finally:
        await store.close()


def check_row(query: MetricQuery, row: Row, partnerships: list[Partnership]) -> None:
    assert query.as_of is not None
    span = days_of(query, row)
    if span.begin > span.end:  # all of it is still to come
        assert {value.status for value in row.values} == {ValueStatus.NO_DATA}
        return
    mine = partnerships
    if query.group_by == ("partnership",):
        mine = [partnership for partnership in partnerships if partnership.id == row.keys[0].value]
    for ref, value in zip(metric_refs(query), row.values, strict=True):
        standing = METRICS[ref.name].kind is MetricKind.STANDING
        some = [partnership for partnership in mine if not standing or there(partnership, query.as_of, span)]
        expected = states.number(ref.name, some, *span, query.as_of, states.Kept())
        check(ref.name, Row(row.keys, row.bucket, (value,)), expected)


def check_that_everything_is_there(query: MetricQuery, rows: list[Row], partnerships: list[Partnership]) -> None:
    """A partnership has a row in every bucket of its life."""
    if query.group_by != ("partnership",) or query.granularity is not Granularity.DAY:
        return
    assert isinstance(query.time, DateSpan)
    assert query.as_of is not None
    shown = {(row.keys[0].value, row.bucket) for row in rows}
    last = min(query.time.end, query.as_of)
    for number in range((last - query.time.begin).days + 1):
        day = query.time.begin + timedelta(days=number)
        lives = {
            (partnership.id, day) for partnership in partnerships if there(partnership, query.as_of, Span(day, day))
        }
        assert lives <= shown
