"""Enrolments that an import takes on into a later school year: they name none, and go on when its school begins.

Many systems enter learners for the next year in June, or keep one open enrolment over all years. Such an enrolment is
of the school year of its entry date; here it becomes one of each later year as well, if a calendar of the school says
when that begins. What an earlier import took on, and has ended since, is taken back.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import msgspec

from services.contracts import facts
from services.contracts.events import EnrollmentRecorded, EnrollmentRetracted, LearnerDescribed, LearnerEvent
from services.core.calendar import SchoolCalendar, school_year_of
from services.core.facts import EntityKey, Fact, LedgerId, changes_of
from services.core.ledger import Ledger
from services.core.policy import DEFAULT_POLICY
from services.ingest.summary import Origin

TAKEN_ON = (
    "an enrolment from before July 1 names no school year, and was still open on the first day of school of a later "
    "one: taken on into that school year"
)
TAKEN_BACK = "an enrolment that was taken on into a later school year ended before its first day of school: taken back"
LEARNERS_AT_ONCE = 500
"""Learners who are looked up in the store together."""


class KnownFacts(Protocol):
    """All that it needs of `services.store.port.Store`."""

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]: ...

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...


class Carried(NamedTuple):
    """An event that follows from one of the import, and what the summary says of it."""

    origin: Origin
    event: LearnerEvent
    note: str | None


class _School(NamedTuple):
    district: str
    school: str


class CarryOver:
    """Notes the enrolments and calendars of an import; `events` gives what follows for later school years."""

    def __init__(self) -> None:
        self._enrolled: dict[tuple[LedgerId, str, date], tuple[Origin, EnrollmentRecorded]] = {}
        self._described: dict[LedgerId, tuple[Origin, LearnerDescribed]] = {}
        self._calendars: dict[_School, dict[int, facts.Calendar]] = {}
        self._policies: dict[str, facts.Policy] = {}

    def note(self, origin: Origin, event: LearnerEvent) -> None:
        """Note an event whose learner is pseudonymised."""
        district, place = event.partitionkey, origin._replace(record=b"")  # which would fill the memory
        match event:
            case EnrollmentRecorded(data=enrollment) if enrollment.school_year is None:
                ledger = LedgerId(district, school_year_of(enrollment.entry_date), enrollment.learner)
                self._enrolled[ledger, enrollment.school, enrollment.entry_date] = (place, event)
            case LearnerDescribed(data=learner):
                self._described[LedgerId(district, learner.school_year, learner.learner)] = (place, event)
            case _ if isinstance(event.data, facts.Calendar):
                self._calendar(district, event.data)

    async def events(self, known: KnownFacts | None) -> AsyncIterator[Carried]:
        """The events of later school years, given the calendars of the import and those that the store has."""
        if known is not None:
            for district in {ledger.district for ledger, _, _ in self._enrolled}:
                await self._learn(district, known)
        ended: list[tuple[Origin, EnrollmentRetracted]] = []
        for (ledger, _, _), (origin, event) in self._enrolled.items():
            for school_year, first in self._later_years(ledger, event.data):
                if event.data.exit_date is None or event.data.exit_date >= first:
                    for carried in self._taken_on(origin, event, ledger, school_year):
                        yield carried
                else:
                    ended.append((origin, _taken_back(event, school_year)))
        if known is None:
            return
        for begin in range(0, len(ended), LEARNERS_AT_ONCE):
            for carried in await _known_of(ended[begin : begin + LEARNERS_AT_ONCE], known):
                yield carried

    def _calendar(self, district: str, calendar: facts.Calendar) -> None:
        self._calendars.setdefault(_School(district, calendar.school), {})[calendar.school_year] = calendar

    async def _learn(self, district: str, known: KnownFacts) -> None:
        """Take from the store what the import does not say itself."""
        for fact in (await known.documents(district, ("calendar", "policy"))).values():
            if isinstance(fact.value, facts.Policy):
                self._policies[district] = fact.value
            elif isinstance(fact.value, facts.Calendar):
                of_school = self._calendars.setdefault(_School(district, fact.value.school), {})
                of_school.setdefault(fact.value.school_year, fact.value)

    def _later_years(self, ledger: LedgerId, enrollment: facts.Enrollment) -> Iterator[tuple[int, date]]:
        """The later school years of which there is a calendar, each with its first day of school."""
        kinds = self._policies.get(ledger.district, DEFAULT_POLICY).instructional_kinds
        calendars = self._calendars.get(_School(ledger.district, enrollment.school), {})
        for school_year in sorted(year for year in calendars if year > ledger.school_year):
            days = SchoolCalendar(calendars[school_year], kinds).days
            if days:
                yield school_year, days[0]

    def _taken_on(
        self, origin: Origin, event: EnrollmentRecorded, ledger: LedgerId, school_year: int
    ) -> Iterator[Carried]:
        enrollment = msgspec.structs.replace(event.data, school_year=school_year)
        yield Carried(origin, msgspec.structs.replace(event, data=enrollment), TAKEN_ON)
        later = LedgerId(ledger.district, school_year, ledger.owner)
        described = self._described.get(ledger)
        if described is not None and later not in self._described:
            learner = msgspec.structs.replace(described[1].data, school_year=school_year)
            self._described[later] = (described[0], msgspec.structs.replace(described[1], data=learner))
            yield Carried(*self._described[later], None)


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


async def _known_of(ended: Sequence[tuple[Origin, EnrollmentRetracted]], known: KnownFacts) -> list[Carried]:
    """Those that the store still holds."""
    changes = [(origin, event, changes_of(event)[0]) for origin, event in ended]
    ledgers = await known.ledgers({change.ledger for _, _, change in changes})
    carried = []
    for origin, event, change in changes:
        fact = ledgers.get(change.ledger, Ledger()).get(change.key.part, {}).get(change.key.item)
        if fact is not None and fact.value is not None:
            carried.append(Carried(origin, event, TAKEN_BACK))
    return carried
