"""Questions for distinct engaged learners that cells answer, and the same to be answered from facts."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from services.core.access import Principal
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.question import DateSpan, Level, MetricQuery, SchoolYear
from services.query.model.question_filters import And, Filter
from tests.support.questions import dimension, query, shown
from tests.support.random_questions import filters

ANY_KIND = dimension("engagement_kind", is_null=False)
"""Leaves every kind and not all kinds as one, so that learners are counted from their facts."""
HERE = Principal("here", frozenset({"255901"}))


async def values(engine: QueryEngine, question: MetricQuery, principal: Principal = HERE) -> list[tuple[object, ...]]:
    return shown(await engine.answer(principal, question))


spans = st.sampled_from(
    [
        (SchoolYear(2011), None),
        (SchoolYear(2011), Granularity.MONTH),
        (SchoolYear(2011), Granularity.DAY),
        (DateSpan(date(2010, 8, 1), date(2010, 9, 10)), Granularity.MONTH),
        (DateSpan(date(2010, 9, 1), date(2010, 9, 13)), None),
        (DateSpan(date(2010, 9, 3), date(2010, 9, 3)), None),
    ]
)
groups = st.lists(st.sampled_from(["school", "grade_level", "sex", "district"]), max_size=2, unique=True).map(tuple)
ONE_PARTNERSHIP = dimension("partnership", eq="hospital")
cohorts = st.sampled_from([(), ("partnership",), ("phase",), ("cohort",)])


def asked_both_ways(
    time: tuple[DateSpan | SchoolYear, Granularity | None],
    group: tuple[str, ...],
    where: Filter | None,
    cohort: tuple[str, ...],
    level: Level | None,
) -> tuple[MetricQuery, MetricQuery]:
    """A question whose answer cells know, and the same question so that it is answered from facts."""
    tests = [*([where] if where else []), *([ONE_PARTNERSHIP] if cohort else [])]
    question = query(
        "engaged_learners",
        time=time[0],
        granularity=time[1],
        group_by=(*group, *cohort),
        where=And(tuple(tests)) if tests else None,
        level=level,
    )
    return question, replace(question, where=And((*tests, ANY_KIND)))


both_ways = st.builds(
    asked_both_ways, spans, groups, st.none() | filters, cohorts, st.sampled_from([None, Level.SCHOOL])
)
