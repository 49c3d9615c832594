"""What is refused of a query that is to be saved: too long, not answerable, not for its owner."""

from datetime import date

import msgspec

from services.core.access import Principal
from services.core.calendar import Span
from services.query.filters.having import check_having
from services.query.filters.validation import check_shape
from services.query.formula.measures import measuring_of
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DateSpan, Last, MetricQuery, OtherLearners
from services.query.planning.baselines import PATH, other_learners, other_span
from services.query.planning.plan_builder import plan_of
from services.query.planning.question_day import check_as_of, check_zone
from services.query.saved_queries.saved_query import SavedQueryDraft
from services.query.time.ranges import checked, range_of

MAX_NAME = 200
MAX_DESCRIPTION = 2_000
MAX_QUERY = 50_000
"""Bytes of the question as JSON."""


def check_draft(draft: SavedQueryDraft) -> None:
    if not draft.name.strip() or len(draft.name) > MAX_NAME or not draft.name.isprintable():
        message = f"a name is one line of 1 to {MAX_NAME} characters"
        raise QueryError(ErrorCode.INVALID_TEXT, "name", message)
    if len(draft.description) > MAX_DESCRIPTION:
        message = f"a description has at most {MAX_DESCRIPTION} characters"
        raise QueryError(ErrorCode.INVALID_TEXT, "description", message)
    if len(msgspec.json.encode(draft.query)) > MAX_QUERY:
        raise QueryError(ErrorCode.INVALID_QUERY, "query", f"a saved query has at most {MAX_QUERY} bytes of JSON")


def check_question(principal: Principal, question: MetricQuery, day: date) -> None:
    """Whether it can be answered on some day. Raises QueryError."""
    check_shape(question)
    check_having(question)
    reads, today = measuring_of(question.metrics).reads, Span(day, day)
    plan_of(principal, question, reads, today, partly=True)
    if isinstance(question.compare, OtherLearners):
        others = other_learners(question, question.compare.cohort)
        try:
            plan_of(principal, others, reads, today, partly=True)
        except QueryError as error:
            raise QueryError(error.code, f"{PATH}.cohort", str(error)) from None
    _check_dates(question, day)
    check_as_of(question.as_of)
    if question.timezone is not None:
        check_zone(question.timezone)


def _check_dates(question: MetricQuery, day: date) -> None:
    """What the last terms are, and what `last` is compared with, is known on the day of asking only."""
    match question.compare:
        case DateSpan(begin=begin, end=end):
            checked(begin, end, f"{PATH}.range")
    try:
        whole = range_of(question.time, day, ())
    except QueryError as error:
        if error.code is not ErrorCode.RANGE_NOT_AVAILABLE:
            raise
        return
    if question.compare is not None and not isinstance(question.time, Last):
        other_span(question, whole, whole, [])
