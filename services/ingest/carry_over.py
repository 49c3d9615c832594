"""Enrolments that an import takes on into a later school year: they name none, and go on when its school begins.

Many systems enter learners for the next year in June, or keep one open enrolment over all years. Such an enrolment is
of the school year of its entry date; here it becomes one of each later year as well, if a calendar of the school says
when that begins, unless the learner has an enrolment of that year: systems that enrol everybody anew each year leave
old enrolments open, of learners who are elsewhere now. When the calendar of a later year is new, the enrolments that
the store has are looked at, too. One that was entered after the last day of school, and ended in the next year before
school began, is taken on into that, too: it is a no-show of it. An enrolment keeps the calendar that it names, and
waits where the later year has none of that name, unless the source says which one it follows in that year. What an
earlier import took on, and has ended since or has an enrolment of its own now, is taken back.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import msgspec

from services.contracts import facts
from services.contracts.events import EnrollmentRecorded, EnrollmentRetracted, LearnerDescribed, LearnerEvent
from services.core.calendar import SchoolCalendar, plain_name, school_year_of
from services.core.fact_changes import changes_of, year_of_enrollment
from services.core.facts import EntityKey, Fact, LedgerId
from services.core.ledger import Ledger, live
from services.core.membership import enrolled_span
from services.core.policy import DEFAULT_POLICY
from services.core.rules import CalendarKey, calendar_key
from services.ingest.stored_enrollments import open_enrollments
from services.ingest.summary import Origin

TAKEN_ON = (
    "an enrolment from before July 1 names no school year, and was still open on the first day of school of a later "
    "one: taken on into that school year"
)
TAKEN_ON_WITHOUT_CALENDAR = (
    f"{TAKEN_ON}, which has no calendar of the name that the enrolment follows: it waits for one (dataQuality says for "
    "which), or for an enrolment that names its school year and another calendar"
)
TAKEN_ON_AS_NO_SHOW = (
    "an enrolment from before July 1 names no school year, and ended before the next one's first day of school without "
    "a day of school: taken on into that school year, as a no-show"
)
TAKEN_BACK = (
    "an enrolment that was taken on into a later school year ended before its first day of school, or the learner has "
    "been enrolled anew: taken back"
)
LEARNERS_AT_ONCE = 500
"""Learners who are looked up in the store together."""


class KnownFacts(Protocol):
    """All that it needs of `services.store.port.Store`."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]: ...


LaterCalendar = tuple[int, str | None]
"""A later school year, and the name of the calendar that an enrolment follows in it; None: the school's main one."""


class Carried(NamedTuple):
    """An event that follows from one of the import, and what the summary says of it."""

    origin: Origin
    event: LearnerEvent
    note: str | None


class _Noted(NamedTuple):
    """An enrolment that names no school year. `years`: it is looked at for these alone, since others were before."""

    origin: Origin
    event: EnrollmentRecorded
    later_calendar: LaterCalendar | None
    years: Collection[int] | None = None


class _Candidate(NamedTuple):
    """An enrolment that may be taken on into a later school year; `later` is the learner's ledger of that year."""

    origin: Origin
    event: EnrollmentRecorded
    later: LedgerId
    goes_on: bool
    never_came: bool
    later_calendar: LaterCalendar | None


class _School(NamedTuple):
    district: str
    school: str


class CarryOver:
    """Notes the enrolments and calendars of an import; `events` gives what follows for later school years."""

    def __init__(self, *, is_whole: bool = False) -> None:
        """`is_whole`: the files are a whole extract, so what they lack of a school's enrolments is no more."""
        self._is_whole = is_whole
        self._said_of: set[tuple[LedgerId, str, date]] = set()
        self._schools: set[tuple[_School, int]] = set()
        self._new_calendars: dict[_School, dict[int, Origin]] = {}
        self._recalled: set[LedgerId] = set()
        self._enrolled: dict[tuple[LedgerId, str, date], _Noted] = {}
        self._enrolled_in: set[LedgerId] = set()
        self._described: dict[LedgerId, tuple[Origin, LearnerDescribed]] = {}
        self._calendars: dict[_School, dict[int, facts.Calendar]] = {}
        self._named: set[tuple[str, CalendarKey]] = set()
        self._policies: dict[str, facts.Policy] = {}

    def note(self, origin: Origin, event: LearnerEvent, later_calendar: LaterCalendar | None = None) -> None:
        """Note an event whose learner is pseudonymised."""
        district, place = event.partitionkey, origin._replace(record=b"")  # which would fill the memory
        if isinstance(event, EnrollmentRecorded):
            self._enrolled_in.add(LedgerId(district, year_of_enrollment(event.data), event.data.learner))
        if isinstance(event, EnrollmentRecorded | EnrollmentRetracted):
            year = year_of_enrollment(event.data)
            self._schools.add((_School(district, event.data.school), year))
            self._said_of.add((LedgerId(district, year, event.data.learner), event.data.school, event.data.entry_date))
        match event:
            case EnrollmentRecorded(data=enrollment) if enrollment.school_year is None:
                ledger = LedgerId(district, school_year_of(enrollment.entry_date), enrollment.learner)
                noted = _Noted(place, event, later_calendar)
                self._enrolled[ledger, enrollment.school, enrollment.entry_date] = noted
            case LearnerDescribed(data=learner):
                self._described[LedgerId(district, learner.school_year, learner.learner)] = (place, event)
            case _ if isinstance(event.data, facts.Calendar):
                self._calendar(district, event.data)
                if event.data.calendar is None:
                    school = _School(district, event.data.school)
                    self._new_calendars.setdefault(school, {})[event.data.school_year] = place

    async def events(self, known: KnownFacts | None) -> AsyncIterator[Carried]:
        """The events of later school years, given the calendars of the import and those that the store has."""
        if known is not None:
            of_enrollments = {ledger.district for ledger, _, _ in self._enrolled}
            for district in sorted(of_enrollments | {school.district for school in self._new_calendars}):
                await self._learn(district, known)
                await self._recall(district, known)
        candidates = list(self._candidates())
        for begin in range(0, len(candidates), LEARNERS_AT_ONCE):
            some = candidates[begin : begin + LEARNERS_AT_ONCE]
            ledgers = {} if known is None else await known.ledgers({candidate.later for candidate in some})
            for candidate in some:
                for carried in self._carried(candidate, ledgers):
                    yield carried

    def _candidates(self) -> Iterator[_Candidate]:
        for (ledger, _, _), (origin, event, calendar, years) in self._enrolled.items():
            exit_date = self._policies.get(ledger.district, DEFAULT_POLICY).exit_date
            own = self._days_of_school(_School(ledger.district, event.data.school), ledger.school_year)
            for school_year, first in self._later_years(ledger, event.data):
                if years is not None and school_year not in years:
                    continue
                span = enrolled_span(event.data, school_year, exit_date)
                goes_on = span is not None and span.end >= first
                never_came = not goes_on and is_no_show_of(event.data, school_year, own)
                later = LedgerId(ledger.district, school_year, ledger.owner)
                yield _Candidate(origin, event, later, goes_on, never_came, calendar)

    def _carried(self, candidate: _Candidate, ledgers: Mapping[LedgerId, Ledger]) -> Iterator[Carried]:
        origin, event, later, goes_on, never_came, calendar = candidate
        ledger = ledgers.get(later, Ledger())
        if (goes_on or never_came) and later not in self._enrolled_in and not _is_enrolled(ledger, later.school_year):
            of_year = calendar if calendar and calendar[0] == later.school_year else (0, event.data.calendar)
            is_described = any(live(ledger, "learner", facts.Learner))
            for carried in self._taken_on(origin, event, later, of_year[1], is_described=is_described):
                yield carried._replace(note=TAKEN_ON_AS_NO_SHOW) if never_came and carried.note else carried
        elif _holds(ledger, taken_back := _taken_back(event, later.school_year)):
            yield Carried(origin, taken_back, TAKEN_BACK)

    def _calendar(self, district: str, calendar: facts.Calendar) -> None:
        if calendar.calendar is not None:
            self._named.add((district, calendar_key(calendar)))
        else:
            self._calendars.setdefault(_School(district, calendar.school), {})[calendar.school_year] = calendar

    async def _learn(self, district: str, known: KnownFacts) -> None:
        """Take from the store what the import does not say itself."""
        for fact in (await known.documents(district, ("calendar", "policy"))).values():
            if isinstance(fact.value, facts.Policy):
                self._policies[district] = fact.value
            elif isinstance(fact.value, facts.Calendar) and fact.value.calendar is not None:
                self._calendar(district, fact.value)
            elif isinstance(fact.value, facts.Calendar):
                self._new_calendars.get(_School(district, fact.value.school), {}).pop(fact.value.school_year, None)
                of_school = self._calendars.setdefault(_School(district, fact.value.school), {})
                of_school.setdefault(fact.value.school_year, fact.value)

    async def _recall(self, district: str, known: KnownFacts) -> None:
        """Look at the enrolments that the store has, too, at schools of which a calendar is new to it."""
        years = {
            school.school: new for school, new in self._new_calendars.items() if school.district == district and new
        }
        if not years:
            return
        async for stored in open_enrollments(district, years, known):
            ledger, event, later, described = stored
            key, school = (ledger, event.data.school, event.data.entry_date), _School(district, event.data.school)
            if key in self._said_of or (self._is_whole and (school, ledger.school_year) in self._schools):
                continue
            origin = years[event.data.school][min(later)]
            self._enrolled[key] = _Noted(origin, event, None, later)
            if described is not None and ledger not in self._described:
                self._described[ledger] = (origin, described)
                self._recalled.add(ledger)

    def _later_years(self, ledger: LedgerId, enrollment: facts.Enrollment) -> Iterator[tuple[int, date]]:
        """The later school years of which there is a main calendar, each with its first day of school."""
        school = _School(ledger.district, enrollment.school)
        for school_year in sorted(year for year in self._calendars.get(school, {}) if year > ledger.school_year):
            if days := self._days_of_school(school, school_year):
                yield school_year, days[0]

    def _days_of_school(self, school: _School, school_year: int) -> Sequence[date]:
        """By the main calendar; none where it is not known."""
        calendar = self._calendars.get(school, {}).get(school_year)
        kinds = self._policies.get(school.district, DEFAULT_POLICY).instructional_kinds
        return () if calendar is None else SchoolCalendar(calendar, kinds).days

    def _taken_on(
        self, origin: Origin, event: EnrollmentRecorded, later: LedgerId, calendar: str | None, *, is_described: bool
    ) -> Iterator[Carried]:
        school_year = later.school_year
        main = self._calendars[_School(later.district, event.data.school)][school_year]
        if calendar is not None and main.code is not None and plain_name(main.code) == plain_name(calendar):
            calendar = None
        own = CalendarKey(event.data.school, school_year, plain_name(calendar or ""))
        is_published = calendar is None or (later.district, own) in self._named
        enrollment = msgspec.structs.replace(event.data, school_year=school_year, calendar=calendar)
        note = TAKEN_ON if is_published else TAKEN_ON_WITHOUT_CALENDAR
        yield Carried(origin, msgspec.structs.replace(event, data=enrollment), note)
        entered = LedgerId(later.district, school_year_of(event.data.entry_date), later.owner)
        described = self._described.get(entered)
        if is_described and entered in self._recalled:  # what the store knows of the later year is no older
            return
        if described is not None and later not in self._described:
            learner = msgspec.structs.replace(described[1].data, school_year=school_year)
            self._described[later] = (described[0], msgspec.structs.replace(described[1], data=learner))
            yield Carried(*self._described[later], None)


def is_no_show_of(enrollment: facts.Enrollment, school_year: int, days: Sequence[date]) -> bool:
    """Whether an enrolment of the year before, entered after its last day of school, ended in the school year.

    Args:
        days: those of school of the year before; none where they are not known.
    """
    left, entered = enrollment.exit_date, enrollment.entry_date
    is_next = school_year_of(entered) + 1 == school_year
    return is_next and left is not None and school_year_of(left) == school_year and bool(days) and entered > days[-1]


def _taken_back(event: EnrollmentRecorded, school_year: int) -> EnrollmentRetracted:
    key = facts.EnrollmentKey(
        school=event.data.school,
        learner=event.data.learner,
        entry_date=event.data.entry_date,
        school_year=school_year,
    )
    return EnrollmentRetracted(
        specversion=event.specversion,
        id=event.id,
        source=event.source,
        time=event.time,
        partitionkey=event.partitionkey,
        data=key,
    )


def _is_enrolled(ledger: Ledger, school_year: int) -> bool:
    """Whether a ledger holds an enrolment that was entered in the school year itself: none that was taken on."""
    return any(
        school_year_of(enrollment.entry_date) == school_year
        for enrollment in live(ledger, "enrollment", facts.Enrollment)
    )


def _holds(ledger: Ledger, retracted: EnrollmentRetracted) -> bool:
    part, item = changes_of(retracted)[0].key
    fact = ledger.get(part, {}).get(item)
    return fact is not None and fact.value is not None
