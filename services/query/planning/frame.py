"""What a row is about: its key values, its bucket, and the schools and calendars behind it. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from services.core.calendar import SchoolCalendar, Span
from services.core.cells import KeyValue
from services.core.conditions import Condition, holds
from services.core.kpis import WEEKDAY, WEEKDAYS, Granularity
from services.query.directory.directory import PlaceKey, SchoolRef, SchoolsInScope
from services.query.filters.conditions import projected
from services.query.model.query_error import ErrorCode, QueryError
from services.query.planning.plan import SCHOOL_COLUMNS, Plan
from services.query.results.dimension_order import first_days
from services.query.time.bucket_labels import date_label, period_labels
from services.query.time.buckets import PERIODS, Bucket, Buckets, buckets_of, disjoint, periods_of

KeyValues = tuple[KeyValue, ...]


class RowId(NamedTuple):
    """The values of the plan's `group`, and the first day of the bucket.

    It is None without a granularity, and where the bucket is the days outside of all terms or grading periods.
    """

    key: KeyValues
    start: date | None


class Frame:
    """The buckets and calendars of a plan, by the key of a row.

    Args:
        scope: the schools whose cells are read.
        periods: the schools whose terms and grading periods are buckets.
    """

    def __init__(self, plan: Plan, scope: SchoolsInScope, periods: SchoolsInScope) -> None:
        self.plan = plan
        self._scope = scope
        self._periods = periods
        self._buckets: dict[PlaceKey, Buckets] = {}
        self._period_labels: dict[PlaceKey, dict[date | None, str]] = {}
        self._days: dict[tuple[frozenset[SchoolRef], Bucket, str | None], int] = {}
        if plan.granularity in PERIODS:
            self._check_periods_are_disjoint(plan.granularity)
            self._check_calendars_agree()

    @cached_property
    def _place_index(self) -> tuple[int, ...]:
        """Where the district and the school stand in the key of a row, as far as it has them."""
        return tuple(self.plan.group.index(name) for name in SchoolRef._fields if name in self.plan.group)

    def _place_of(self, key: KeyValues) -> PlaceKey:
        return tuple(str(key[index]) for index in self._place_index)

    @cached_property
    def first_days(self) -> dict[str, date]:
        """Of the grading periods in the calendars in scope, by name."""
        return first_days(self._scope.everything())

    def row(self, key: KeyValues, bucket: Bucket) -> RowId:
        return RowId(key, None if self.plan.granularity is None else bucket.start)

    def buckets(self, key: KeyValues) -> Buckets:
        """Those of the row; terms and grading periods are those of its place."""
        return self._buckets_at(self._place_of(key) if self.plan.granularity in PERIODS else ())

    def buckets_at(self, school: SchoolRef) -> Buckets:
        """Those of the rows that the school is in."""
        named = (value for name, value in school._asdict().items() if name in self.plan.group)
        return self._buckets_at(tuple(named) if self.plan.granularity in PERIODS else ())

    def _buckets_at(self, place: PlaceKey) -> Buckets:
        if place not in self._buckets:
            calendars = self._periods.at(place, self.plan.span)
            self._buckets[place] = buckets_of(self.plan.span, self.plan.granularity, calendars)
        return self._buckets[place]

    def bucket_label(self, row: RowId) -> str | None:
        """The name of the row's bucket for people; None without a granularity."""
        granularity = self.plan.granularity
        if granularity in PERIODS:
            place = self._place_of(row.key)
            if place not in self._period_labels:
                self._period_labels[place] = period_labels(self._periods.at(place, self.plan.span), granularity)
            return self._period_labels[place][row.start]
        return None if granularity is None or row.start is None else date_label(row.start, granularity)

    def schools(self, key: KeyValues) -> frozenset[SchoolRef]:
        """The schools in scope that the row's own district or school allows."""
        return frozenset(self._scope.schools_at(self._place_of(key)))

    def allowed(self, condition: Condition) -> frozenset[SchoolRef]:
        """The schools in scope that a metric's own condition allows, too."""
        wanted = projected(condition, SCHOOL_COLUMNS)
        return frozenset(ref for ref in self._scope.calendars if holds(wanted, {**ref._asdict()}))

    def keys_of(self, refs: Iterable[SchoolRef], weekday: str | None) -> set[KeyValues]:
        """The keys that schools give, where rows are grouped by nothing but district, school and day of the week."""
        return {tuple({**ref._asdict(), WEEKDAY: weekday or ""}[name] for name in self.plan.group) for ref in refs}

    def weekday(self, key: KeyValues) -> str | None:
        """The day of the week that the row is of; None: it is of all days."""
        return str(key[self.plan.group.index(WEEKDAY)]) if WEEKDAY in self.plan.group else None

    def is_of(self, key: KeyValues, weekday: str | None) -> bool:
        """Whether days on this day of the week are days of the row."""
        return self.weekday(key) in (None, weekday)

    def is_in(self, bucket: Bucket, key: KeyValues) -> bool:
        """Whether any day of the bucket is a day of the row."""
        weekday = self.weekday(key)
        if weekday is None or (bucket.end - bucket.begin).days >= len(WEEKDAYS) - 1:
            return True
        return (WEEKDAYS.index(weekday) - bucket.begin.weekday()) % len(WEEKDAYS) <= (bucket.end - bucket.begin).days

    def calendar(self, ref: SchoolRef, school_year: int) -> SchoolCalendar | None:
        calendars = self._scope.calendars.get(ref, ())
        return next((calendar for calendar in calendars if calendar.school_year == school_year), None)

    def calendars(self, refs: Iterable[SchoolRef], span: Span) -> list[SchoolCalendar]:
        return [calendar for ref in refs for calendar in self._scope.of(ref, span)]

    def instructional_days(self, refs: frozenset[SchoolRef], bucket: Bucket, weekday: str | None = None) -> int:
        """Distinct dates of the bucket, or of one day of the week in it, on which any of the schools teaches."""
        if (refs, bucket, weekday) not in self._days:
            calendars = self.calendars(refs, Span(bucket.begin, bucket.end))
            dates = {day for calendar in calendars for day in calendar.days_in(bucket.begin, bucket.end)}
            self._days[refs, bucket, weekday] = sum(_is_on(day, weekday) for day in dates) if weekday else len(dates)
        return self._days[refs, bucket, weekday]

    def school_days(self, refs: frozenset[SchoolRef], bucket: Bucket, weekday: str | None = None) -> int:
        """Instructional days of the bucket, or of one day of the week in it, counted for each school."""
        calendars = self.calendars(refs, Span(bucket.begin, bucket.end))
        days = (calendar.days_in(bucket.begin, bucket.end) for calendar in calendars)
        return sum(sum(_is_on(day, weekday) for day in of_school) if weekday else len(of_school) for of_school in days)

    def without_school(self, row: RowId) -> bool:
        """Whether the row is of days on which, by the calendars in its scope, no school is taught."""
        weekday = self.weekday(row.key)
        if weekday is not None and row.start is None:
            bucket: Bucket | None = Bucket(None, *self.plan.span)
        else:
            bucket = None if row.start is None else self.buckets(row.key).by_start.get(row.start)
        if bucket is None:
            return False
        refs = self.schools(row.key)
        return not self.instructional_days(refs, bucket, weekday) and bool(
            self.calendars(refs, Span(bucket.begin, bucket.end))
        )

    def outside_periods(self, row: RowId) -> bool:
        """Whether the row is of the days outside of all terms or grading periods."""
        return self.plan.granularity in PERIODS and row.start is None

    def _check_periods_are_disjoint(self, granularity: Granularity) -> None:
        """A day has one bucket, so periods that overlap cannot be buckets. Schools out of scope are not named."""
        for ref in self._periods.calendars:
            periods = (periods_of(calendar, granularity) for calendar in self._periods.of(ref, self.plan.span))
            if not all(map(disjoint, periods)):
                known = ref in self._scope.calendars
                whose = f"school {ref.school}" if known else f"a school of district {ref.district}"
                raise _unavailable(f"the calendar of {whose} has periods that overlap, so there is no {granularity}")

    def _check_calendars_agree(self) -> None:
        """Terms and grading periods are those of a school; over several schools of one place they must agree."""
        granularity, span = self.plan.granularity, self.plan.span
        variants: dict[tuple[PlaceKey, int], set[tuple[Bucket, ...]]] = defaultdict(set)
        for ref in self._periods.calendars:
            for calendar in self._periods.of(ref, span):
                place = ref[: len(self._place_index)]
                variants[place, calendar.school_year].add(buckets_of(span, granularity, [calendar]).items)
        if any(len(variant) > 1 for variant in variants.values()):
            raise _unavailable(f"the calendars in scope differ; to ask by {granularity}, {self._finer()}")

    def _finer(self) -> str:
        """What helps where calendars differ: metrics of partnerships have no schools."""
        match bool(self._place_index), self.plan.has_states:
            case False, False:
                return "group by district or school, or filter by one of them"
            case False, True:
                return "group or filter by district"
            case True, False:
                return "group or filter by school"
            case _:
                return "group by school without metrics of partnerships, or take another granularity"


def _is_on(day: date, weekday: str | None) -> bool:
    return weekday is None or WEEKDAYS[day.weekday()] == weekday


def _unavailable(message: str) -> QueryError:
    return QueryError(ErrorCode.GRANULARITY_NOT_AVAILABLE, "query.granularity", message)
