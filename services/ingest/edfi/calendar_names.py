"""Which calendar of a school and school year is the main one, and what the others are called.

What the store knows wins, so that a calendar keeps its name however its days and the files change. Only where nothing
says which is the main one, the calendar with most instructional days is.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from services.core.calendar import plain_name
from services.ingest.edfi import records
from services.ingest.edfi.context import Context
from services.ingest.known_calendars import CalendarNames

NOT_FOLLOWED = (
    "an enrolment names a calendar (calendarReference) of another school, of an earlier school year, or of which "
    "neither these files nor the store have days: it counts by the school's main calendar"
)
CALENDAR_UNKNOWN = (
    "an enrolment names a calendar (calendarReference) that is neither the school's main one nor any other that the "
    "store knows, and these files have no calendarDates of that school and school year: it waits, under a pseudonym of "
    "the code, until calendars, calendarDates and studentSchoolAssociations are imported together"
)
SchoolYear = tuple[str, int]
"""School, school year."""


class CalendarNamed(NamedTuple):
    """The calendar that an enrolment follows in its own school year, and a later year with that which it follows then.

    None is the school's main one.
    """

    own: str | None
    later: tuple[int, str | None] | None


class CodedCalendar(NamedTuple):
    """A calendar of the files.

    Attributes:
        pseudonym: of its code.
        described: whether the files say that it is not of a single student.
        of_student: whether they say that it is.
    """

    code: str
    pseudonym: str
    instructional: int
    described: bool = True
    of_student: bool = False

    @property
    def shown(self) -> str:
        """The code, or its pseudonym where it may hold a student's id, which no event may."""
        return self.code if self.described else self.pseudonym


def names_by_code(calendars: Collection[CodedCalendar], known: CalendarNames) -> dict[str, str | None]:
    """The name of each calendar by the plain name of its code; None: it is the main one."""
    names: dict[str, str | None] = {}
    unknown = list[CodedCalendar]()
    for calendar in calendars:
        plain = plain_name(calendar.code)
        if known.is_main(calendar.code, calendar.pseudonym):
            names[plain] = None
        elif name := known.name_of(calendar.code, calendar.pseudonym):
            names[plain] = name
        else:
            unknown.append(calendar)
    names |= {plain_name(calendar.code): calendar.shown for calendar in unknown}
    of_school = [calendar for calendar in unknown if not calendar.of_student]
    if known.main_code is None and of_school:
        main = min(of_school, key=lambda calendar: (-calendar.instructional, calendar.code))
        names[plain_name(main.code)] = None
    return names


class CalendarNaming:
    """The names of the calendars of an import, by those of its files and those that the store holds."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._of_files: dict[SchoolYear, dict[str, str | None]] = {}
        self._known: dict[str, dict[SchoolYear, CalendarNames]] = {}

    def settle(self, district: str, year: SchoolYear, calendars: Collection[CodedCalendar]) -> None:
        """Decide on the names of all calendars that the files have of a school and school year."""
        self._of_files[year] = names_by_code(calendars, self.known(district, year))

    def in_files(self, year: SchoolYear) -> Mapping[str, str | None]:
        """By the plain name of the code; None: it is the main one."""
        return self._of_files.get(year, {})

    def known(self, district: str, year: SchoolYear) -> CalendarNames:
        """What the store holds."""
        if district not in self._known:
            self._known[district] = self._context.calendars.names(district)
        return self._known[district].get(year, CalendarNames())

    def for_enrollment(
        self, record: records.StudentSchoolAssociation, district: str, school_year: int
    ) -> CalendarNamed:
        """Which calendar an enrolment follows in its school year, and in a later one that its reference is of."""
        reference, none = record.calendar_reference, CalendarNamed(None, None)
        if reference is None:
            return none
        year, code = (str(reference.school_id), reference.school_year), reference.calendar_code
        if year[0] != str(record.school_reference.school_id) or reference.school_year < school_year:
            self._context.tally.note(NOT_FOLLOWED)
            return none
        if reference.school_year == school_year:
            return CalendarNamed(self._name(district, year, code), None)
        own, _ = self._published_name(district, (year[0], school_year), code)
        return CalendarNamed(own, (reference.school_year, self._name(district, year, code)))

    def _name(self, district: str, year: SchoolYear, code: str) -> str | None:
        """The name of the calendar of a code; the summary says if there is no such calendar."""
        name, is_published = self._published_name(district, year, code)
        if is_published:
            return name
        if year in self._of_files or self.known(district, year).main_code is None:
            self._context.tally.note(NOT_FOLLOWED)
            return None
        self._context.tally.note(CALENDAR_UNKNOWN)
        return self._context.calendars.pseudonym(district, code)

    def _published_name(self, district: str, year: SchoolYear, code: str) -> tuple[str | None, bool]:
        """The name of the calendar of a code, None for the main one; and whether there is such a calendar."""
        of_files = self.in_files(year)
        if (written := plain_name(code)) in of_files:
            return of_files[written], True
        known, pseudonym = self.known(district, year), self._context.calendars.pseudonym(district, code)
        name = known.name_of(code, pseudonym)
        return name, name is not None or known.is_main(code, pseudonym)
