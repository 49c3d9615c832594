"""calendars, calendarDates, sessions and gradingPeriods → calendar.published, of a school and school year.

The calendar with most instructional days is the school's main one, which has no name. The others are published by their
calendarCode for the enrolments that name them, but for those of a single student: their codes often hold the student's
id, which no event may. Whoever has one counts by the main calendar.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.contracts import facts
from services.contracts.events import CalendarPublished
from services.contracts.rejection import Code, Rejected
from services.contracts.rules import FIRST_DAY, LAST_DAY
from services.core.calendar import plain_name, school_year_span
from services.core.policy import DEFAULT_POLICY
from services.ingest.edfi import records
from services.ingest.edfi.context import Context
from services.ingest.edfi.descriptors import calendar_event, code_value, label, plain
from services.ingest.importing import Draft
from services.ingest.summary import Origin

NOT_FOLLOWED = (
    "an enrolment names a calendar (calendarReference) of a single student, of another school or school year, or of "
    "which these files have no calendars and calendarDates: it counts by the school's main calendar"
)
_Year = tuple[str, int]
"""School, school year."""


@dataclass(slots=True)
class _Calendar:
    """One Ed-Fi calendar: where its first date stands, (date, kind), and the time of its latest record."""

    district: str
    code: str
    origin: Origin
    time: datetime
    days: set[tuple[date, str]] = field(default_factory=set)

    @property
    def instructional(self) -> int:
        return len({day for day, kind in self.days if kind in DEFAULT_POLICY.instructional_kinds})


@dataclass(slots=True)
class _Periods:
    """The terms or grading periods of one school and year, by name without case and superfluous white space."""

    file: str
    spans: dict[str, facts.Period] = field(default_factory=dict)
    times: list[datetime] = field(default_factory=list)

    def in_order(self) -> tuple[facts.Period, ...]:
        return tuple(sorted(self.spans.values(), key=lambda period: (period.begin, period.end, period.name)))


class Calendars:
    """Gathers what the calendars consist of; `finish` publishes them once all dates are read."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._terms: dict[_Year, _Periods] = {}
        self._grading_periods: dict[_Year, _Periods] = {}
        self._student_specific: set[tuple[_Year, str]] = set()
        self._described: set[tuple[_Year, str]] = set()
        self._names: dict[tuple[_Year, str], str | None] = {}
        self._calendars: defaultdict[_Year, dict[str, _Calendar]] = defaultdict(dict)

    def session(self, record: records.Session, origin: Origin) -> Iterator[Draft]:
        """A term is named by its TermDescriptor: sessionName often has the year in it, and would split terms."""
        self._gather(self._terms, label(record.term_descriptor, "/termDescriptor"), record, origin)
        return iter(())

    def grading_period(self, record: records.GradingPeriod, origin: Origin) -> Iterator[Draft]:
        name = label(record.grading_period_descriptor, "/gradingPeriodDescriptor")
        self._gather(self._grading_periods, name, record, origin)
        return iter(())

    def calendar(self, record: records.Calendar, _origin: Origin) -> Iterator[Draft]:
        """Of a calendar only its type counts: one for a single student is not the school's."""
        year = (str(record.school_reference.school_id), record.school_year_type_reference.school_year)
        of_student = plain(code_value(record.calendar_type_descriptor)) == "studentspecific"
        (self._student_specific if of_student else self._described).add((year, plain_name(record.calendar_code)))
        return iter(())

    def calendar_date(self, record: records.CalendarDate, origin: Origin) -> Iterator[Draft]:
        reference = record.calendar_reference
        year, code = (str(reference.school_id), reference.school_year), reference.calendar_code
        first, last = school_year_span(reference.school_year)
        if not first <= record.date <= last:
            reason = f"{record.date} is outside school year {reference.school_year}, which runs from {first} to {last}"
            raise Rejected(Code.OUT_OF_RANGE, "/date", reason)
        if (year, plain_name(code)) in self._student_specific:
            self._context.tally.warn(origin.file, "a date of a student-specific calendar: left out")
            return iter(())
        district, at = self._context.district_of(year[0]), self._context.time_of(record, first)
        days = [(record.date, calendar_event(event.calendar_event_descriptor)) for event in record.calendar_events]
        calendar = self._calendars[year].setdefault(plain_name(code), _Calendar(district, code, origin, at))
        calendar.time = max(calendar.time, at)
        calendar.days.update(days)
        return iter(())

    def end_of(self, school: str, school_year: int, grading_period: str) -> date:
        """The grading period's last day, by the gradingPeriods resource; else July 1, when the school year begins."""
        periods = self._grading_periods.get((school, school_year))
        found = periods.spans.get(plain_name(grading_period)) if periods else None
        return found.end if found else school_year_span(school_year).begin

    def grading_period_name(self, school: str, school_year: int, name: str) -> str:
        """The name as the gradingPeriods resource writes it; as it stands where that has none of this name."""
        periods = self._grading_periods.get((school, school_year))
        found = periods.spans.get(plain_name(name)) if periods else None
        return found.name if found else name

    def finish(self) -> Iterator[Draft]:
        for (school, school_year), periods in sorted((self._grading_periods | self._terms).items()):
            if (school, school_year) not in self._calendars:
                text = f"no calendarDates for school {school} in {school_year}: no calendar is published"
                self._context.tally.warn(periods.file, text)
        for year, calendars in sorted(self._calendars.items()):
            main, *others = sorted(calendars.values(), key=lambda calendar: (-calendar.instructional, calendar.code))
            followed = [other for other in others if (year, plain_name(other.code)) in self._described]
            self._warn_of_several(year, main, followed, len(others) - len(followed))
            yield self._published(year, main)
            for calendar in followed:
                yield self._published(year, calendar, calendar.code)

    def name_for(self, record: records.StudentSchoolAssociation, school_year: int) -> str | None:
        """The name of the calendar that an enrolment follows; None: the school's main one."""
        reference = record.calendar_reference
        if reference is None:
            return None
        school = str(record.school_reference.school_id)
        own = str(reference.school_id) == school and reference.school_year == school_year
        key = (school, school_year), plain_name(reference.calendar_code)
        if own and key in self._names:
            return self._names[key]
        self._context.tally.note(NOT_FOLLOWED)
        return None

    def _gather(
        self,
        periods: dict[_Year, _Periods],
        name: str,
        record: records.Session | records.GradingPeriod,
        origin: Origin,
    ) -> None:
        """Two of one name become one from the earlier begin to the later end: names are distinct in a calendar."""
        begin, end = record.begin_date, record.end_date
        _check_order(begin, end)
        year = (str(record.school_reference.school_id), record.school_year_type_reference.school_year)
        known = periods.setdefault(year, _Periods(origin.file))
        known.times.append(self._context.time_of(record, school_year_span(year[1]).begin))
        if other := known.spans.get(plain_name(name)):
            name = other.name
            begin, end = min(other.begin, begin), max(other.end, end)
            self._context.tally.warn(origin.file, f"two of the name {name} in one school and year: taken as one")
        known.spans[plain_name(name)] = facts.Period(name=name, begin=begin, end=end)

    def _warn_of_several(self, year: _Year, main: _Calendar, followed: Sequence[_Calendar], left_out: int) -> None:
        if followed or left_out:
            days = f"{main.code} with {main.instructional} instructional days is the main one"
            named = "".join(f", {other.code} with {other.instructional} has a name" for other in followed)
            unknown = f", {left_out} not described by calendars left out" if left_out else ""
            text = f"school {year[0]} has several calendars in {year[1]}: {days}{named}{unknown}"
            self._context.tally.warn(main.origin.file, text)

    def _published(self, year: _Year, calendar: _Calendar, name: str | None = None) -> Draft:
        """With a name it is only its days; the periods are those of the school."""
        self._names[year, plain_name(calendar.code)] = name
        none = _Periods("")
        terms = self._terms.get(year, none) if name is None else none
        grading_periods = self._grading_periods.get(year, none) if name is None else none
        data = facts.Calendar(
            school=year[0],
            school_year=year[1],
            calendar=name,
            days=tuple(facts.CalendarDay(date=day, kind=kind) for day, kind in sorted(calendar.days)),
            terms=terms.in_order(),
            grading_periods=grading_periods.in_order(),
        )
        at = max((calendar.time, *terms.times, *grading_periods.times))
        return self._context.draft(calendar.origin, CalendarPublished, calendar.district, at, data)


def _check_order(begin: date, end: date) -> None:
    """At the record, since the contract would refuse the whole calendar for it."""
    for day, pointer in ((begin, "/beginDate"), (end, "/endDate")):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Rejected(Code.OUT_OF_RANGE, pointer, f"{day} is not between {FIRST_DAY} and {LAST_DAY}")
    if end < begin:
        raise Rejected(Code.DATE_ORDER, "/endDate", f"{end} is before {begin}; both ends belong to the span")
