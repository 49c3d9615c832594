"""Buckets have names for people: those of months and years, and those that calendars give to terms and periods."""

from dataclasses import replace
from datetime import UTC, date, datetime

import msgspec
import pytest

from schema import SCHEMA, Context
from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.core.calendar import SchoolCalendar
from services.core.kpis import Granularity
from services.query.engine import QueryEngine
from services.query.model.answers import Answer
from services.query.model.question import DateSpan
from services.query.time.bucket_labels import date_label, period_labels
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DATES, DISTRICT, LEARNERS, SCHOOLS, apply, calendar, event, memory_store
from tests.graphql.fakes import Untouched
from tests.support.questions import dimension, query

NOW = datetime(2012, 6, 1, tzinfo=UTC)
OTHER = "999999"
OUTSIDE = "Outside of all terms"
SPANS = ((DATES[0], DATES[9]), (DATES[10], DATES[25]))


def with_terms(school: str, *names: str, year: int = 2011) -> facts.Calendar:
    """A calendar whose terms are `SPANS`, in 2012 a year later."""
    moved = [tuple(day.replace(year=day.year + year - 2011) for day in span) for span in SPANS]
    terms = tuple(
        facts.Period(name=name, begin=begin, end=end) for name, (begin, end) in zip(names, moved, strict=False)
    )
    days = tuple(facts.CalendarDay(date=begin, kind="Instructional day") for begin, _ in moved)
    return msgspec.structs.replace(
        calendar(school, set()), terms=terms, grading_periods=terms, school_year=year, days=days
    )


@pytest.mark.parametrize(
    ("start", "granularity", "label"),
    [
        (date(2010, 9, 6), Granularity.DAY, "September 6, 2010"),
        (date(2010, 9, 6), Granularity.WEEK, "Week of September 6, 2010"),
        (date(2010, 9, 1), Granularity.MONTH, "September 2010"),
        (date(2010, 7, 1), Granularity.SCHOOL_YEAR, "2010-11"),
        (date(1999, 7, 1), Granularity.SCHOOL_YEAR, "1999-00"),
    ],
)
def test_days_weeks_months_and_years_have_names_in_words(start: date, granularity: Granularity, label: str) -> None:
    assert date_label(start, granularity) == label


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (["Fall"], "Fall"),
        (["Fall", "Fall"], "Fall"),
        (["Fall", "Autumn"], "Autumn / Fall"),
        (["E", "D", "C", "B", "A"], "A / B / C and 2 more"),
    ],
)
def test_a_period_that_schools_name_differently_has_all_of_its_names(names: list[str], label: str) -> None:
    calendars = [SchoolCalendar(with_terms(f"S{number}", name), ()) for number, name in enumerate(names)]
    for granularity, outside in (
        (Granularity.TERM, OUTSIDE),
        (Granularity.GRADING_PERIOD, "Outside of all grading periods"),
    ):
        assert period_labels(calendars, granularity) == {None: outside, DATES[0]: label}


async def told(payloads: list[facts.Data], district: str, store: EmbeddedStore) -> None:
    history = [event(payload, number, number) for number, payload in enumerate(payloads)]
    await apply(store, [msgspec.structs.replace(learner_event, partitionkey=district) for learner_event in history])


@pytest.fixture
async def engine() -> QueryEngine:
    """Two districts with the same terms under other names; the second has them a year later, too."""
    store = await memory_store()
    enrolled = facts.Enrollment(school=SCHOOLS[0], learner=LEARNERS[0], entry_date=DATES[0])
    later = facts.Enrollment(school=SCHOOLS[0], learner=LEARNERS[1], entry_date=date(2011, 8, 23))
    visit = facts.Engagement(learner=LEARNERS[0], engagement="e", date=date(2010, 12, 1), kind="lab_visit", minutes=30)
    await told([with_terms(SCHOOLS[0], "Fall", "Spring"), enrolled, visit], DISTRICT, store)
    both = [with_terms(SCHOOLS[0], "Autumn", "Spring", year=year) for year in (2011, 2012)]
    await told([*both, enrolled, later], OTHER, store)
    return QueryEngine(store, lambda: NOW)


def labels(answer: Answer) -> list[str | None]:
    return [row.bucket_label for row in answer.rows]


by_term = query("members", granularity=Granularity.TERM)
TWO_YEARS = DateSpan(date(2010, 8, 23), date(2011, 9, 17))


async def test_terms_have_the_names_that_the_calendars_of_the_row_give_them(engine: QueryEngine) -> None:
    assert labels(await engine.answer(DEVELOPMENT, by_term)) == ["Autumn / Fall", "Spring"]
    by_district = await engine.answer(DEVELOPMENT, replace(by_term, group_by=("district",)))
    assert labels(by_district) == ["Fall", "Spring", "Autumn", "Spring"]
    with_visit = query("engagement_minutes", granularity=Granularity.TERM)
    assert labels(await engine.answer(DEVELOPMENT, with_visit)) == [OUTSIDE]


async def test_over_several_school_years_no_two_terms_have_one_name(engine: QueryEngine) -> None:
    own = replace(by_term, time=TWO_YEARS, where=dimension("district", eq=OTHER))
    values = [label for label in labels(await engine.answer(DEVELOPMENT, own)) if label != OUTSIDE]
    assert values == ["Autumn 2010-11", "Spring 2010-11", "Autumn 2011-12", "Spring 2011-12"]


async def test_without_granularity_there_is_no_name(engine: QueryEngine) -> None:
    answer = await engine.answer(DEVELOPMENT, replace(by_term, granularity=None, totals=True))
    assert labels(answer) == [None]
    assert answer.totals is not None
    assert answer.totals.bucket_label is None


ASK = """query ($by: Granularity!) { metricQuery(query: {
  metrics: [{ metric: { name: "members" } }], groupBy: ["district"], granularity: $by, time: { schoolYear: 2011 }
}) { rows { nodes { bucket bucketLabel keys { label } } } table { data { name labels } } } }"""


@pytest.mark.parametrize(("by", "first"), [("TERM", "Fall"), ("MONTH", "August 2010"), ("SCHOOL_YEAR", "2010-11")])
async def test_rows_and_tables_show_the_same_names(engine: QueryEngine, by: str, first: str) -> None:
    context = Context(DEVELOPMENT, engine, Untouched(), Untouched(), Untouched(), Untouched())
    result = await SCHEMA.execute(ASK, variable_values={"by": by}, context_value=context)
    assert result.errors is None
    answer = (result.data or {})["metricQuery"]
    rows = answer["rows"]["nodes"]
    assert rows[0]["bucketLabel"] == first
    assert [column["labels"] for column in answer["table"]["data"]] == [
        [row["keys"][0]["label"] for row in rows], [row["bucketLabel"] for row in rows], None,
    ]  # fmt: skip
