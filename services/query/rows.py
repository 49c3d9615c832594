"""What a row is about: its key values, its bucket, and the schools and calendars behind it. Pure."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from services.core.calendar import SchoolCalendar, Span
from services.core.cells import KeyValue
from services.core.conditions import Condition, holds
from services.core.kpis import Granularity
from services.query.buckets import PERIODS, Bucket, Buckets, buckets_of, disjoint, periods_of
from services.query.calendars import SchoolRef, Scope
from services.query.filters import projected
from services.query.model import ErrorCode, QueryError
from services.query.plan import SCHOOL_COLUMNS, Plan, needs_one_calendar

KeyValues = tuple[KeyValue, ...]


class RowId(NamedTuple):
    """The values of the plan's `group`, and the first day of the bucket (None without a granularity)."""

    key: KeyValues
    start: date | None


class Frame:
    """The buckets and calendars of a plan, by the key of a row."""

    def __init__(self, plan: Plan, scope: Scope) -> None:
        self.plan = plan
        self._scope = scope
        self._buckets: dict[SchoolRef | None, Buckets] = {}
        self._days: dict[tuple[frozenset[SchoolRef], Bucket], int] = {}
        if plan.granularity in PERIODS:
            self._check_periods_are_disjoint(plan.granularity)
        if needs_one_calendar(plan):
            self._check_calendars_agree()

    @cached_property
    def _group_index(self) -> dict[str, int]:
        return {name: index for index, name in enumerate(self.plan.group)}

    def school_of(self, key: KeyValues) -> SchoolRef | None:
        """The school of a row, where rows are grouped by it."""
        index = self._group_index
        return SchoolRef(str(key[index["district"]]), str(key[index["school"]])) if "school" in index else None

    def row(self, key: KeyValues, bucket: Bucket) -> RowId:
        return RowId(key, None if self.plan.granularity is None else bucket.start)

    def buckets(self, key: KeyValues) -> Buckets:
        ref = self.school_of(key) if self.plan.granularity in PERIODS else None
        if ref not in self._buckets:
            calendars = self._scope.all(self.plan.span) if ref is None else self._scope.of(ref, self.plan.span)
            self._buckets[ref] = buckets_of(self.plan.span, self.plan.granularity, calendars)
        return self._buckets[ref]

    def schools(self, key: KeyValues) -> frozenset[SchoolRef]:
        """The schools in scope that the row's own district or school allows."""
        index, refs = self._group_index, self._scope.calendars.keys()
        ref = self.school_of(key)
        if ref is not None:
            return frozenset({ref} & refs)
        if "district" in index:
            return frozenset(each for each in refs if each.district == key[index["district"]])
        return frozenset(refs)

    def allowed(self, condition: Condition) -> frozenset[SchoolRef]:
        """The schools in scope that a metric's own condition allows, too."""
        wanted = projected(condition, SCHOOL_COLUMNS)
        return frozenset(ref for ref in self._scope.calendars if holds(wanted, {**ref._asdict()}))

    def keys_of(self, refs: Iterable[SchoolRef]) -> set[KeyValues]:
        """The keys that schools give, where rows are grouped by nothing but district and school."""
        return {tuple(ref._asdict()[name] for name in self.plan.group) for ref in refs}

    def calendar(self, ref: SchoolRef, school_year: int) -> SchoolCalendar | None:
        calendars = self._scope.calendars.get(ref, ())
        return next((each for each in calendars if each.school_year == school_year), None)

    def calendars(self, refs: Iterable[SchoolRef], span: Span) -> list[SchoolCalendar]:
        return [calendar for ref in refs for calendar in self._scope.of(ref, span)]

    def instructional_days(self, refs: frozenset[SchoolRef], bucket: Bucket) -> int:
        """Distinct dates of the bucket on which any of the schools teaches."""
        if (refs, bucket) not in self._days:
            calendars = self.calendars(refs, Span(bucket.begin, bucket.end))
            dates = {day for calendar in calendars for day in calendar.days_in(bucket.begin, bucket.end)}
            self._days[refs, bucket] = len(dates)
        return self._days[refs, bucket]

    def school_days(self, refs: frozenset[SchoolRef], bucket: Bucket) -> int:
        """Instructional days of the bucket, counted for each school."""
        calendars = self.calendars(refs, Span(bucket.begin, bucket.end))
        return sum(len(calendar.days_in(bucket.begin, bucket.end)) for calendar in calendars)

    def taught(self, key: KeyValues, bucket: Bucket) -> bool:
        return self.instructional_days(self.schools(key), bucket) > 0

    def _check_periods_are_disjoint(self, granularity: Granularity) -> None:
        """A day has one bucket, so periods that overlap cannot be buckets."""
        for ref, calendars in self._scope.calendars.items():
            for calendar in calendars:
                if not disjoint(periods_of(calendar, granularity)):
                    message = (
                        f"the calendar of school {ref.school} has periods that overlap, so there is no {granularity}"
                    )
                    raise QueryError(ErrorCode.GRANULARITY_NOT_AVAILABLE, "query.granularity", message)

    def _check_calendars_agree(self) -> None:
        granularity = self.plan.granularity
        by_year: dict[int, set[tuple[Bucket, ...]]] = {}
        for calendar in self._scope.all(self.plan.span):
            found = buckets_of(self.plan.span, granularity, [calendar]).items
            by_year.setdefault(calendar.school_year, set()).add(found)
        if any(len(variants) > 1 for variants in by_year.values()):
            message = (
                f"the calendars of the schools in scope differ; to ask by {granularity}, group by school or filter"
            )
            raise QueryError(ErrorCode.GRANULARITY_NOT_AVAILABLE, "query.granularity", message)
