"""What every translator of one import shares: the caller's options, the districts, and how a draft is made."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache

from services.contracts.events import LearnerEvent
from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.contracts.rules import FIRST_DAY
from services.ingest.edfi.records import Record
from services.ingest.import_ports import DraftEvent
from services.ingest.importer import UNNAMED
from services.ingest.known_calendars import KnownCalendars
from services.ingest.summary import RecordOrigin, Tally

UNDATED = date(1970, 1, 1)
"""Stands in for the date of what has none (a district, a school, a course): any real time is later."""


@dataclass(frozen=True, slots=True)
class Options:
    """See `services.ingest.edfi.source.EdFi`."""

    district: str | None = None
    source: str | None = None
    time_zone: str = "UTC"
    extracted_at: datetime | None = None


@dataclass(slots=True)
class Context:
    """One import.

    Attributes:
        calendars: those that the store holds.
        present: the resources that it has whole: a file of, and none that could not be read to its end.
        districts: the districts known so far.
        district_of_school: filled by the schools resource, which comes before everything of a school.
    """

    options: Options
    tally: Tally
    calendars: KnownCalendars
    present: frozenset[str] = frozenset()
    districts: set[str] = field(default_factory=set)
    district_of_school: dict[str, str] = field(default_factory=dict)

    def district_of(self, school: str) -> str:
        """The school's district by the schools resource, else the caller's.

        Raises:
            Rejected: there is neither.
        """
        district = self.district_of_school.get(school) or self.options.district
        if district is None:
            reason = f"the district of {school} is not known: import the schools resource too, or name the district"
            raise Rejected(Code.MISSING_FIELD, "/localEducationAgencyReference", reason)
        return district

    def district_of_organisation(self, organisation: str) -> str:
        """The same for a reference that may be to a district or to a school."""
        return organisation if organisation in self.districts else self.district_of(organisation)

    def time_of(self, record: Record, own: date) -> datetime:
        """When the record's state became true; `own` is the record's own date (see the package)."""
        modified = record.last_modified
        if modified is not None:
            return modified if modified.tzinfo else modified.replace(tzinfo=UTC)
        if self.options.extracted_at is None:
            self.tally.note(UNDATED_NOTE)
        return self.options.extracted_at or midnight(min(max(own, FIRST_DAY), self.tally.now.date()))

    def draft(
        self, origin: RecordOrigin, make: Callable[..., LearnerEvent], district: str, at: datetime, data: Data
    ) -> DraftEvent:
        source = self.options.source or f"edfi:{district}"
        event = make(specversion="1.0", id=UNNAMED, source=source, time=at, partitionkey=district, data=data)
        return DraftEvent(origin, event)


UNDATED_NOTE = (
    "without _lastModifiedDate, dated by the record's own date: say with --extracted-at when the files were exported, "
    "or a later correction may lose against what it corrects"
)


@lru_cache(maxsize=4096)
def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
