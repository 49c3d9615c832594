"""What an import reads from, and where its events go."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, Protocol

from services.contracts.events import LearnerEvent
from services.ingest.known_calendars import KnownCalendars
from services.ingest.summary import RecordOrigin, Tally
from services.log.port import NewRecord, Offset


class DraftEvent(NamedTuple):
    """A translated record, before anything was checked: its learner is the SIS's student id, its id is `UNNAMED`.

    `later_calendar`: of an enrolment that goes on in a later school year, that year and its calendar in it (None: the
    main one), if the record says it.
    """

    origin: RecordOrigin
    event: LearnerEvent
    later_calendar: tuple[int, str | None] | None = None


class ImportSource(Protocol):
    """A format adapter with the files it is to read."""

    def districts(self) -> Collection[str]:
        """The districts whose calendars it needs to know before it translates."""
        ...

    def districts_of_sections(self) -> Collection[str]:
        """The districts whose sections it needs to know, since the files have marks or grades of sections."""
        ...

    def drafts(self, tally: Tally, calendars: KnownCalendars) -> Iterator[DraftEvent]:
        """Translate everything, noting in `tally` every file and each record that makes no event."""
        ...


class Appends(Protocol):
    """All that an import needs of `services.log.port.Log`."""

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]: ...
