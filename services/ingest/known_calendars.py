"""The calendars that the store holds when an import begins.

Translation keeps the names that they have, and what the files do not mention of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Protocol

from services.contracts import facts
from services.core.calendar import plain_name
from services.core.facts import EntityKey, Fact
from services.core.identity import Secrets, calendar_pseudonym
from services.ingest.known_sections import KnownSections


class KnownDocuments(Protocol):
    """All that it needs of `services.store.port.Store`."""

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]: ...


class Published(NamedTuple):
    """A calendar as the store holds it, and the time of its version."""

    calendar: facts.Calendar
    time: datetime


@dataclass(frozen=True, slots=True)
class CalendarNames:
    """What the calendars of one school and school year are called, and what is published of them.

    Attributes:
        main_code: the code of the main one as it was published, in clear or as a pseudonym; None: nothing says it.
        named: the names of the others as they were published, by plain name.
        terms: of the main one.
        grading_periods: of the main one.
        published: the calendars themselves, by plain name; the main one's is empty.
    """

    main_code: str | None = None
    named: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[facts.Period, ...] = ()
    grading_periods: tuple[facts.Period, ...] = ()
    published: Mapping[str, Published] = field(default_factory=dict)

    def is_main(self, code: str, pseudonym: str) -> bool:
        """Whether a code is that of the main calendar."""
        return self.main_code is not None and plain_name(self.main_code) in (plain_name(code), pseudonym)

    def name_of(self, code: str, pseudonym: str) -> str | None:
        """The name under which the calendar of a code is published; None: under none."""
        return self.named.get(plain_name(code)) or self.named.get(pseudonym)


@dataclass(frozen=True, slots=True)
class KnownCalendars:
    """The calendars of an import's districts that the store holds, and pseudonyms for codes that no event may have.

    Attributes:
        sections: the sections that the store has facts of, if the files have some, too.
        whole_at: when the files were extracted, if they are all that there is; None: they add and correct.
    """

    secrets: Secrets
    published: Mapping[str, Collection[Published]] = field(default_factory=dict)
    whole_at: datetime | None = None
    sections: KnownSections = field(default_factory=KnownSections)

    def pseudonym(self, district: str, code: str) -> str:
        return calendar_pseudonym(self.secrets.of(district), code)

    def names(self, district: str) -> dict[tuple[str, int], CalendarNames]:
        """What the calendars of a district are called, by school and school year."""
        of_years: dict[tuple[str, int], CalendarNames] = {}
        for published in self.published.get(district, ()):
            calendar = published.calendar
            year = (calendar.school, calendar.school_year)
            names = of_years.get(year, CalendarNames())
            names = replace(names, published={**names.published, plain_name(calendar.calendar or ""): published})
            if calendar.calendar is None:
                of_years[year] = replace(
                    names, main_code=calendar.code, terms=calendar.terms, grading_periods=calendar.grading_periods
                )
            else:
                of_years[year] = replace(names, named={**names.named, plain_name(calendar.calendar): calendar.calendar})
        return of_years


async def known_calendars(
    districts: Collection[str], known: KnownDocuments | None, secrets: Secrets, whole_at: datetime | None = None
) -> KnownCalendars:
    """Read the calendars of the districts; there are none without a store."""
    if known is None:
        return KnownCalendars(secrets, whole_at=whole_at)
    published: dict[str, list[Published]] = {}
    for district in districts:
        documents = (await known.documents(district, ("calendar",))).values()
        published[district] = [
            Published(fact.value, fact.version.moment) for fact in documents if isinstance(fact.value, facts.Calendar)
        ]
    return KnownCalendars(secrets, published, whole_at)
