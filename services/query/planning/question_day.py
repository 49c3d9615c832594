"""The day up to which a question reads: today where its districts are, or an earlier one that it names."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.core.access import Principal
from services.core.calendar import school_year_span
from services.core.conditions import AllOf, Condition
from services.query.directory.directory import Directory
from services.query.directory.viewer import Viewer
from services.query.filters.conditions import condition_of, projected
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery
from services.query.planning.plan import SCHOOL_COLUMNS
from services.query.time.buckets import FIRST_YEAR


def day_of_asking(principal: Principal, query: MetricQuery, directory: Directory, now: datetime) -> date:
    """The last day that is read: nothing has happened after today. Raises QueryError for a zone that is none."""
    zone = check_zone(query.timezone) if query.timezone is not None else None
    if zone is not None and query.as_of is None:
        return now.astimezone(zone).date()
    home = Viewer(principal, directory, now.date()).default_scope()
    today = directory.today(now, schools_of(home, query))
    check_as_of(query.as_of)
    return today if query.as_of is None else min(query.as_of, today)


def schools_of(looked_at: Condition, query: MetricQuery) -> Condition:
    """What the query surely demands of the schools that it is about, among those that are looked at."""
    return projected(AllOf((looked_at, condition_of(query.where, "query.where"))), SCHOOL_COLUMNS)


def check_as_of(day: date | None) -> None:
    first = school_year_span(FIRST_YEAR).begin
    if day is not None and day < first:
        raise QueryError(ErrorCode.INVALID_RANGE, "query.asOf", f"asOf is {day}; dates begin on {first}")


def check_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"{name[:40]!r} is no time zone; give an IANA name, such as America/Chicago"
        raise QueryError(ErrorCode.INVALID_TIMEZONE, "query.timezone", message) from None
