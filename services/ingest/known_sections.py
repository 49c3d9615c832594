"""What the store knows of sections when an import begins, so that marks and grades alone keep what earlier files said.

Whether a section takes the daily attendance, and what it teaches, stands in resources of its own. Files of marks or
grades that come without them correct nothing of that.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from services.contracts import facts
from services.core.calendar import plain_name, school_year_of
from services.core.facts import Fact, LedgerId
from services.core.ledger import Ledger


class SectionLedgers(Protocol):
    """All that it needs of `services.store.port.Store`."""

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]: ...


class SectionKey(NamedTuple):
    """`plain`: the section's id with the plain name of its session."""

    district: str
    school: str
    school_year: int
    plain: str


@dataclass(slots=True)
class KnownSection:
    """A section by its facts.

    Attributes:
        written: its id; of several that differ in the spelling of the session alone, the least.
        daily: whether it takes the daily attendance, by its latest mark; None: there is none.
        course, subject, core_subject: by its latest grade that names a course.
        credits: by its latest grade that has any.
    """

    written: str
    daily: bool | None = None
    course: str | None = None
    subject: str | None = None
    core_subject: bool | None = None
    credits: float | None = None
    _marked_at: tuple[int, bool] = (0, False)
    _taught_at: int = 0
    _credits_at: int = 0

    def learn(self, value: facts.Attendance | facts.Grade, time: int) -> None:
        """Take what a fact says; `time` is that of its version."""
        if isinstance(value, facts.Attendance):
            if self.daily is None or (time, value.daily) > self._marked_at:
                self.daily, self._marked_at = value.daily, (time, value.daily)
            return
        if value.course is not None and time >= self._taught_at:
            self.course, self.subject, self.core_subject = value.course, value.subject, value.core_subject
            self._taught_at = time
        if value.credits is not None and time >= self._credits_at:
            self.credits, self._credits_at = value.credits, time


@dataclass(frozen=True, slots=True)
class KnownSections:
    """The sections of an import's districts of which the store has marks or grades."""

    by_key: Mapping[SectionKey, KnownSection] = field(default_factory=dict)

    def of(self, district: str, school: str, school_year: int, section: str) -> KnownSection | None:
        """The section of an id, whatever the case and white space of its session."""
        return self.by_key.get(SectionKey(district, school, school_year, plain_section(section)))


def plain_section(section: str) -> str:
    """The id with the plain name of the session, its last part."""
    rest, slash, session = section.rpartition("/")
    return f"{rest}{slash}{plain_name(session)}"


async def known_sections(districts: Collection[str], known: SectionLedgers | None) -> KnownSections:
    """Read the sections of the districts from the ledgers; there are none without a store."""
    sections: dict[SectionKey, KnownSection] = {}
    if known is None:
        return KnownSections()
    for district in districts:
        async for _, ledger in known.scan_ledgers(district):
            for value, fact in _of_sections(ledger):
                written = value.section or ""
                year = value.school_year if isinstance(value, facts.Grade) else school_year_of(value.date)
                key = SectionKey(district, value.school, year, plain_section(written))
                section = sections.setdefault(key, KnownSection(written))
                section.written = min(section.written, written)
                section.learn(value, fact.version.time)
    return KnownSections(sections)


def _of_sections(ledger: Ledger) -> Iterator[tuple[facts.Attendance | facts.Grade, Fact]]:
    for part, items in ledger.items():
        if part.startswith(("attendance|", "grade|")):
            for fact in items.values():
                value = fact.value
                if isinstance(value, facts.Attendance | facts.Grade) and value.section is not None:
                    yield value, fact
