"""Rows are ordered by, and kept for, the difference from the baseline."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest

from services.core.access import DEVELOPMENT, Principal, Scope
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.answers import Row, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery, OrderBy, OtherLearners
from services.query.model.question_filters import AnyMet, NotMet, ValueBound, ValueMember
from services.query.saved_queries.repository import SavedQueries
from services.query.saved_queries.saved_query import SavedQueryDraft, Sharing
from services.store.embedded import EmbeddedStore
from tests.consumers import agreements
from tests.consumers.world import apply, memory_store
from tests.query.every.world import learner_events, partnership_events
from tests.support.partnership_questions import NOW
from tests.support.questions import dimension, query

COMPARED = query(
    "absences",
    group_by=("sex",),
    granularity=Granularity.WEEK,
    compare=OtherLearners(dimension("sex", eq="Female")),
)
OUTSIDE = Principal("outside", frozenset(), frozenset({"hospital", "college"})).with_agreements((Scope(),))
"""May see of the hospital's goal no number, for 8 learners are behind it, and of the college's one."""
AGAINST_HOSPITAL = query(
    "goal_attainment",
    group_by=("partnership",),
    compare=OtherLearners(dimension("partnership", eq="hospital")),
)


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    await apply(store, learner_events())
    await agreements.apply(store, partnership_events())
    yield store
    await store.close()


@pytest.fixture
def engine(store: EmbeddedStore) -> QueryEngine:
    return QueryEngine(store, lambda: NOW)


def number(of: ValueMember, row: Row) -> float | None:
    value = row.values[0]
    return {"VALUE": value.value, "DELTA": value.delta, "DELTA_PCT": value.delta_pct}[of.name]


def wanted_order(rows: list[Row], of: ValueMember, *, descending: bool) -> list[Row]:
    """By the number, null last; the rows come in the order that decides between equal numbers."""
    known = [row for row in rows if number(of, row) is not None]
    known.sort(key=lambda row: (number(of, row) or 0) * (-1 if descending else 1))
    return known + [row for row in rows if number(of, row) is None]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("of", ValueMember)
async def test_rows_and_their_pages_are_in_the_order_of_the_number(
    engine: QueryEngine, of: ValueMember, descending: bool
) -> None:
    plain = list((await engine.answer(DEVELOPMENT, COMPARED)).rows)
    assert len({number(of, row) for row in plain}) > 1
    expected = wanted_order(plain, of, descending=descending)
    question = replace(COMPARED, order_by=(OrderBy("absences", descending, of),))
    answer = await engine.answer(DEVELOPMENT, question)
    assert list(answer.rows) == expected
    paged: list[Row] = []
    after: str | None = None
    while (page := engine.page(answer, question, 2, after)).items:
        paged += page.items
        after = page.cursors[-1]
    assert paged == expected


async def test_a_cursor_of_another_number_is_refused(engine: QueryEngine) -> None:
    by_delta = replace(COMPARED, order_by=(OrderBy("absences", of=ValueMember.DELTA),))
    by_value = replace(COMPARED, order_by=(OrderBy("absences"),))
    cursor = engine.page(await engine.answer(DEVELOPMENT, by_delta), by_delta, 1, None).cursors[0]
    with pytest.raises(QueryError) as refused:
        engine.page(await engine.answer(DEVELOPMENT, by_value), by_value, 1, cursor)
    assert refused.value.code is ErrorCode.INVALID_CURSOR


@pytest.mark.parametrize("of", ValueMember)
async def test_rows_are_kept_for_the_number_and_null_meets_no_bound(engine: QueryEngine, of: ValueMember) -> None:
    question = replace(COMPARED, totals=True)
    plain = await engine.answer(DEVELOPMENT, question)
    fewer = ValueBound("absences", lt=0.5, of=of)
    kept = await engine.answer(DEVELOPMENT, replace(question, having=fewer))
    others = await engine.answer(DEVELOPMENT, replace(question, having=NotMet(fewer)))

    def is_less(row: Row) -> bool:
        amount = number(of, row)
        return amount is not None and amount < 0.5

    assert list(kept.rows) == [row for row in plain.rows if is_less(row)] != []
    assert list(others.rows) == [row for row in plain.rows if not is_less(row)]
    assert kept.totals == others.totals == plain.totals


@pytest.mark.parametrize("of", [ValueMember.DELTA, ValueMember.DELTA_PCT])
async def test_a_hidden_number_is_not_told_by_order_or_having(engine: QueryEngine, of: ValueMember) -> None:
    """The college's own number is shown, the baseline is not: so the difference would give it away."""
    plain = await engine.answer(OUTSIDE, AGAINST_HOSPITAL)
    assert ValueStatus.SUPPRESSED in {row.values[0].baseline_status for row in plain.rows}
    assert ValueStatus.OK in {row.values[0].status for row in plain.rows}
    shown = await engine.answer(DEVELOPMENT, AGAINST_HOSPITAL)
    assert {number(of, row) for row in shown.rows} > {0.0}
    for descending in (False, True):
        order = (OrderBy("goal_attainment", descending, of),)
        assert (await engine.answer(OUTSIDE, replace(AGAINST_HOSPITAL, order_by=order))).rows == plain.rows
    bound = partial(ValueBound, "goal_attainment", of=of)
    any_number = AnyMet((bound(gte=0), bound(lt=0)))
    assert (await engine.answer(OUTSIDE, replace(AGAINST_HOSPITAL, having=any_number))).rows == []
    assert (await engine.answer(OUTSIDE, replace(AGAINST_HOSPITAL, having=NotMet(any_number)))).rows == plain.rows


ALONE = replace(COMPARED, compare=None)
BAD: list[tuple[MetricQuery, ErrorCode, str, str]] = [
    (
        replace(ALONE, order_by=(OrderBy("sex"), OrderBy("absences", of=ValueMember.DELTA))),
        ErrorCode.INVALID_ORDER,
        "query.orderBy[1].of",
        "there is a DELTA only where values are compared; give the query a `compare`",
    ),
    (
        replace(COMPARED, order_by=(OrderBy("bucket", of=ValueMember.DELTA),)),
        ErrorCode.INVALID_ORDER,
        "query.orderBy[0].of",
        "only metrics have a DELTA, and 'bucket' is none",
    ),
    (
        replace(ALONE, having=NotMet(ValueBound("absences", gt=1, of=ValueMember.DELTA_PCT))),
        ErrorCode.INVALID_FILTER,
        "query.having.not.metric.of",
        "there is a DELTA_PCT only where values are compared; give the query a `compare`",
    ),
]


@pytest.mark.parametrize(("asked", "code", "path", "message"), BAD, ids=[path for _, _, path, _ in BAD])
async def test_without_a_comparison_there_is_no_difference(
    engine: QueryEngine, store: EmbeddedStore, asked: MetricQuery, code: ErrorCode, path: str, message: str
) -> None:
    draft = SavedQueryDraft(name="Change", description="", sharing=Sharing.PRIVATE, query={}, question=asked)
    saved = SavedQueries(store)
    for refuse in (engine.answer(DEVELOPMENT, asked), engine.explain(DEVELOPMENT, asked), saved.save(OUTSIDE, draft)):
        with pytest.raises(QueryError) as refused:
            await refuse
        assert (refused.value.code, refused.value.path, str(refused.value)) == (code, path, message)


async def test_an_explanation_says_when_rows_are_left_out(engine: QueryEngine) -> None:
    order, having = (OrderBy("absences", of=ValueMember.DELTA),), ValueBound("absences", gt=0, of=ValueMember.DELTA)
    steps = (await engine.explain(DEVELOPMENT, replace(COMPARED, order_by=order, having=having))).steps
    assert steps[-3].startswith("compare each row")
    assert steps[-2:] == (
        "keep the rows whose values and differences meet `having`",
        "order by DELTA of absences, the keys",
    )
