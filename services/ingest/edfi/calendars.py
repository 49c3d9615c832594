"""calendars, calendarDates, sessions and gradingPeriods → calendar.published, of a school and school year.

The main calendar of a school has no name; the others are published by their calendarCode for the enrolments that name
them (`calendar_names` says which is which). A code that may hold a student's id, as those of calendars of a single
student often do, is replaced by a pseudonym.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from services.contracts import facts
from services.contracts.events import CalendarPublished
from services.contracts.rejection import Code, Rejected
from services.contracts.rules import FIRST_DAY, LAST_DAY
from services.contracts.text_check import no_id
from services.core.calendar import plain_name, school_year_span
from services.core.policy import DEFAULT_POLICY
from services.ingest.edfi import records
from services.ingest.edfi.calendar_additions import (
    DatesOfFiles,
    PeriodsOfFiles,
    days_with,
    instructional,
    periods_with,
    stays,
    time_after,
)
from services.ingest.edfi.calendar_names import CalendarNaming, CodedCalendar, SchoolYear
from services.ingest.edfi.context import Context
from services.ingest.edfi.descriptors import calendar_event, code_value, label, plain
from services.ingest.import_ports import DraftEvent
from services.ingest.known_calendars import Published
from services.ingest.summary import RecordOrigin

DATES_STAY = (
    "dates of calendars that the store has and these files do not name: they stay, since files add and correct. Import "
    "whole extracts with --snapshot"
)


_FULLER = (
    "school {0[0]} in {0[1]}: {1.shown} has {1.instructional} instructional days, more than the main calendar {3}, "
    "which has {2} and stays the main one, by which enrolments count that name none. If it should not be, import all "
    "calendars and enrolments together into a new log and store. Retracting the calendars does not help: what these "
    "files say is older than the retraction, and loses against it"
)


@dataclass(slots=True)
class _Calendar:
    """One Ed-Fi calendar: where its first date stands, its dates, and the time of its latest record."""

    district: str
    code: str
    origin: RecordOrigin
    time: datetime
    dates: DatesOfFiles = field(default_factory=DatesOfFiles)


class Calendars:
    """Gathers what the calendars consist of; `finish` publishes them once all dates are read."""

    def __init__(self, context: Context, naming: CalendarNaming) -> None:
        self._context = context
        self._naming = naming
        self._terms: dict[SchoolYear, PeriodsOfFiles] = {}
        self._grading_periods: dict[SchoolYear, PeriodsOfFiles] = {}
        self._stored_periods: dict[SchoolYear, Mapping[str, facts.Period]] = {}
        self._student_specific: set[tuple[SchoolYear, str]] = set()
        self._described: set[tuple[SchoolYear, str]] = set()
        self._calendars: defaultdict[SchoolYear, dict[str, _Calendar]] = defaultdict(dict)

    def session(self, record: records.Session, origin: RecordOrigin) -> Iterator[DraftEvent]:
        """A term is named by its TermDescriptor: sessionName often has the year in it, and would split terms."""
        self._gather(self._terms, label(record.term_descriptor, "/termDescriptor"), record, origin)
        return iter(())

    def grading_period(self, record: records.GradingPeriod, origin: RecordOrigin) -> Iterator[DraftEvent]:
        name = label(record.grading_period_descriptor, "/gradingPeriodDescriptor")
        self._gather(self._grading_periods, name, record, origin)
        return iter(())

    def calendar(self, record: records.Calendar, _origin: RecordOrigin) -> Iterator[DraftEvent]:
        """Of a calendar only its type counts: one for a single student is not the school's."""
        year = (str(record.school_reference.school_id), record.school_year_type_reference.school_year)
        of_student = plain(code_value(record.calendar_type_descriptor)) == "studentspecific"
        (self._student_specific if of_student else self._described).add((year, plain_name(record.calendar_code)))
        return iter(())

    def calendar_date(self, record: records.CalendarDate, origin: RecordOrigin) -> Iterator[DraftEvent]:
        reference = record.calendar_reference
        year, code = (str(reference.school_id), reference.school_year), reference.calendar_code
        first, last = school_year_span(reference.school_year)
        if not first <= record.date <= last:
            reason = f"{record.date} is outside school year {reference.school_year}, which runs from {first} to {last}"
            raise Rejected(Code.OUT_OF_RANGE, "/date", reason)
        district, at = self._context.district_of(year[0]), self._context.time_of(record, first)
        days = [calendar_event(event.calendar_event_descriptor) for event in record.calendar_events]
        calendar = self._calendars[year].setdefault(plain_name(code), _Calendar(district, code, origin, at))
        calendar.time = max(calendar.time, at)
        calendar.dates.add(record.date, days, at)
        return iter(())

    def end_of(self, school: str, school_year: int, grading_period: str) -> date:
        """The grading period's last day, by the files or the store; else July 1, when the school year begins."""
        where = (school, school_year, grading_period)
        period = self._in_files(*where) or self._in_store(*where)
        return period.end if period else school_year_span(school_year).begin

    def grading_period_name(self, school: str, school_year: int, name: str) -> str:
        """The name as the calendar spells it; as it stands where that has none of this name."""
        of_files, stored = self._in_files(school, school_year, name), self._in_store(school, school_year, name)
        spelled = (of_files or stored) if self._context.calendars.whole_at else (stored or of_files)
        return spelled.name if spelled else name

    def _in_files(self, school: str, school_year: int, name: str) -> facts.Period | None:
        periods = self._grading_periods.get((school, school_year))
        return periods.spans.get(plain_name(name)) if periods else None

    def _in_store(self, school: str, school_year: int, name: str) -> facts.Period | None:
        year = (school, school_year)
        if year not in self._stored_periods:
            known = self._naming.known(self._context.district_of(school), year).grading_periods
            self._stored_periods[year] = {plain_name(period.name): period for period in known}
        return self._stored_periods[year].get(plain_name(name))

    def finish(self) -> Iterator[DraftEvent]:
        for year, calendars in self._calendars.items():
            district = next(iter(calendars.values())).district
            self._naming.settle(district, year, [self._coded(year, calendar) for calendar in calendars.values()])
        self._warn_of_periods()
        for year, calendars in sorted(self._calendars.items()):
            self._warn_of_several(year, calendars)
            names = self._naming.in_files(year)
            self._warn_of_fuller(year, calendars)
            for code in sorted(calendars, key=lambda code: (names[code] is not None, code)):
                yield self._published(year, calendars[code], names[code])

    def _gather(
        self,
        periods: dict[SchoolYear, PeriodsOfFiles],
        name: str,
        record: records.Session | records.GradingPeriod,
        origin: RecordOrigin,
    ) -> None:
        """Two of one name become one from the earlier begin to the later end: names are distinct in a calendar."""
        begin, end = record.begin_date, record.end_date
        _check_order(begin, end)
        year = (str(record.school_reference.school_id), record.school_year_type_reference.school_year)
        of_year = periods.setdefault(year, PeriodsOfFiles(origin.file))
        at = self._context.time_of(record, school_year_span(year[1]).begin)
        if of_year.add(facts.Period(name=name, begin=begin, end=end), at):
            name = of_year.spans[plain_name(name)].name
            self._context.tally.warn(origin.file, f"two of the name {name} in one school and year: taken as one")

    def _coded(self, year: SchoolYear, calendar: _Calendar) -> CodedCalendar:
        key = year, plain_name(calendar.code)
        return CodedCalendar(
            calendar.code,
            self._context.calendars.pseudonym(calendar.district, calendar.code),
            instructional(days_with(calendar.dates, None), DEFAULT_POLICY.instructional_kinds),
            described=key in self._described and bool(key[1]) and no_id(calendar.code) is None,
            of_student=key in self._student_specific,
        )

    def _warn_of_periods(self) -> None:
        """Terms and grading periods are published with the main calendar, so they need its dates."""
        for year, periods in sorted((self._grading_periods | self._terms).items()):
            where = f"school {year[0]} in {year[1]}"
            if year not in self._calendars:
                self._context.tally.warn(periods.file, f"no calendarDates for {where}: no calendar is published")
            elif None not in self._naming.in_files(year).values():
                text = f"no calendarDates of the main calendar for {where}: its terms and grading periods stay"
                self._context.tally.warn(periods.file, text)

    def _warn_of_several(self, year: SchoolYear, calendars: Mapping[str, _Calendar]) -> None:
        """Codes that may hold a student's id are only counted."""
        if len(calendars) == 1:
            return
        parts, hidden = [], 0
        for code, calendar in sorted(calendars.items()):
            name, coded = self._naming.in_files(year)[code], self._coded(year, calendar)
            if not coded.described and name is not None:
                hidden += 1
                continue
            what = "is the main one" if name is None else "has a name"
            parts.append(f"{coded.shown} with {coded.instructional} instructional days {what}")
        if hidden:
            parts.append(f"{hidden} of a single student, or not described by calendars, have a pseudonym")
        text = f"school {year[0]} has several calendars in {year[1]}: {', '.join(parts)}"
        self._context.tally.warn(next(iter(calendars.values())).origin.file, text)

    def _warn_of_fuller(self, year: SchoolYear, calendars: Mapping[str, _Calendar]) -> None:
        """The main calendar stays as the store knows it, even if the first import had but a part of the calendars."""
        calendar = next(iter(calendars.values()))
        known = self._stored(calendar.district, year, None)
        if known is None or known.calendar.code is None:
            return
        kinds, names = DEFAULT_POLICY.instructional_kinds, self._naming.in_files(year)
        main = next(
            (days_with(calendars[code].dates, self._kept(known)) for code in calendars if names[code] is None), None
        )
        days = instructional(known.calendar.days if main is None else main, kinds)
        for code, calendar in sorted(calendars.items()):
            coded = self._coded(year, calendar)
            if names[code] is not None and coded.instructional > days and not coded.of_student:
                self._context.tally.warn(calendar.origin.file, _FULLER.format(year, coded, days, known.calendar.code))

    def _stored(self, district: str, year: SchoolYear, name: str | None) -> Published | None:
        return self._naming.known(district, year).published.get(plain_name(name or ""))

    def _published(self, year: SchoolYear, calendar: _Calendar, name: str | None) -> DraftEvent:
        """With a name it is only its days; the periods are those of the school."""
        known, stored = self._naming.known(calendar.district, year), self._stored(calendar.district, year, name)
        kept = self._kept(stored)
        if kept is not None and (count := stays(calendar.dates, kept)):
            self._context.tally.note(DATES_STAY, count)
        terms: tuple[facts.Period, ...] = ()
        grading_periods: tuple[facts.Period, ...] = ()
        times = [calendar.time]
        if name is None:
            terms = self._periods_with(self._terms.get(year), known.terms, kept)
            grading_periods = self._periods_with(self._grading_periods.get(year), known.grading_periods, kept)
            of_year = (periods[year] for periods in (self._terms, self._grading_periods) if year in periods)
            times += [at for periods in of_year for at in periods.times.values()]
        data = facts.Calendar(
            school=year[0],
            school_year=year[1],
            calendar=name,
            days=days_with(calendar.dates, kept),
            terms=terms,
            grading_periods=grading_periods,
            code=(known.main_code or self._coded(year, calendar).shown) if name is None else None,
        )
        at = self._time_of(max(times), data, stored)
        return self._context.draft(calendar.origin, CalendarPublished, calendar.district, at, data)

    def _kept(self, stored: Published | None) -> Published | None:
        """What the files add to: nothing if they are all that there is."""
        return stored if self._context.calendars.whole_at is None else None

    def _periods_with(
        self, periods: PeriodsOfFiles | None, stored: tuple[facts.Period, ...], kept: Published | None
    ) -> tuple[facts.Period, ...]:
        """Those of the files with those of the store, which stay where the files have none of the school and year."""
        return periods_with(periods, stored if kept is not None or periods is None else (), kept)

    def _time_of(self, own: datetime, calendar: facts.Calendar, stored: Published | None) -> datetime:
        """A whole extract that was taken before the store's version changes nothing of it."""
        whole_at = self._context.calendars.whole_at
        if stored is not None and whole_at is not None and whole_at <= stored.time:
            return own
        return time_after(own, calendar, stored)


def _check_order(begin: date, end: date) -> None:
    """At the record, since the contract would refuse the whole calendar for it."""
    for day, pointer in ((begin, "/beginDate"), (end, "/endDate")):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Rejected(Code.OUT_OF_RANGE, pointer, f"{day} is not between {FIRST_DAY} and {LAST_DAY}")
    if end < begin:
        raise Rejected(Code.DATE_ORDER, "/endDate", f"{end} is before {begin}; both ends belong to the span")
