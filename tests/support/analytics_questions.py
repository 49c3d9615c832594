"""Random questions of analysts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from services.core.kpis import Granularity
from services.query.model.question import (
    Comparison,
    DateSpan,
    DerivedMetric,
    MetricRef,
    PreviousPeriod,
    PriorYear,
    SchoolYear,
)
from services.query.model.question_filters import AllMet, AnyMet, NotMet, ValueBound
from services.query.time.buckets import next_start
from tests.query.analytics_reference import (
    COUNTS,
    DAYS,
    KpiQuestion,
    Tree,
    comparable,
    text_of,
)
from tests.query.reference import METRICS
from tests.support.random_questions import queries, spans


def trees(names: Sequence[str]) -> st.SearchStrategy[Tree]:
    """Formulas over metrics of one unit."""
    return st.recursive(
        st.sampled_from(names) | st.integers(0, 3),
        lambda inner: (
            st.tuples(st.sampled_from(["+", "-", "min", "max", "coalesce"]), inner, inner)
            | st.tuples(st.just("if"), st.sampled_from(["<", ">="]), inner, inner, inner, inner)
            | st.tuples(st.just("*"), inner, st.integers(0, 3))
        ),
        max_leaves=5,
    )


ratios = st.tuples(st.just("/"), trees(DAYS), trees(DAYS) | trees(COUNTS))
formulas = trees(DAYS) | trees(COUNTS) | ratios
ALIASES = ("one", "two")


def names_in(tree: Tree) -> set[str]:
    found = {name for branch in tree for name in names_in(branch)} if isinstance(tree, tuple) else {tree}
    return {name for name in found if isinstance(name, str) and name in METRICS}


def bounds(labels: Sequence[str]) -> st.SearchStrategy[ValueBound]:
    numbers = st.integers(0, 30).map(float) | st.just(0.5)
    name = st.sampled_from(list(labels))
    return st.one_of(
        *(st.builds(ValueBound, name, **{comparison: numbers}) for comparison in ("gt", "gte", "lt", "lte"))
    )


def conditions(labels: Sequence[str]) -> st.SearchStrategy[ValueBound | AllMet | AnyMet | NotMet]:
    return st.recursive(
        bounds(labels),
        lambda inner: (
            st.builds(AllMet, st.lists(inner, max_size=2).map(tuple))
            | st.builds(AnyMet, st.lists(inner, min_size=1, max_size=2).map(tuple))
            | st.builds(NotMet, inner)
        ),
        max_leaves=3,
    )


@st.composite
def asked(draw: st.DrawFn) -> KpiQuestion:
    """A query with any of having, compare, derived metrics, totals and subtotals."""
    query = draw(queries)
    metric_refs = [metric for metric in query.metrics if isinstance(metric, MetricRef)]
    wanted = [tree for tree in draw(st.lists(formulas, max_size=2)) if names_in(tree)]
    by_key = dict(zip(ALIASES, wanted, strict=False))
    # A metric that the query narrows under its own name is what formulas mean by that name, here as there.
    metrics: tuple[MetricRef | DerivedMetric, ...] = (
        *metric_refs,
        *(DerivedMetric(alias, text_of(tree)) for alias, tree in by_key.items()),
    )
    labels = [metric.label for metric in metrics]
    relative: list[Comparison] = [PreviousPeriod(), PriorYear()]
    compare = draw(st.one_of(st.none(), st.sampled_from(relative), spans))
    time = draw(st.just(SchoolYear(2011)) | spans | spans.map(a_year_later)) if compare == PriorYear() else query.time
    if isinstance(time, DateSpan) and query.granularity is Granularity.MONTH and draw(st.booleans()):
        time = draw(st.sampled_from([whole_months(time), DateSpan(time.begin.replace(day=1), time.end)]))
    having = draw(st.none() | conditions(labels))
    query = replace(query, metrics=metrics, time=time, compare=compare, having=having, subtotals=draw(st.booleans()))
    return KpiQuestion(query, by_key)


def answerable(question: KpiQuestion) -> bool:
    return comparable(question.query)


def a_year_later(span: DateSpan) -> DateSpan:
    return DateSpan(span.begin.replace(year=span.begin.year + 1), span.end.replace(year=span.end.year + 1))


def whole_months(span: DateSpan) -> DateSpan:
    following = next_start(span.end.replace(day=1), Granularity.MONTH)
    return DateSpan(span.begin.replace(day=1), following - timedelta(days=1))
