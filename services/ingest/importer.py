"""Import files of any format: translate → validate → pseudonymise → append in batches, with a count of all of it.

A format adapter is a `Source`: it reads and translates; everything after that is the same for every format and is here.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

import msgspec

from services.contracts.decode import encode
from services.contracts.events import LearnerEvent
from services.contracts.rejection import Rejected
from services.core.identity import Secrets
from services.ingest.admission import admit
from services.ingest.carry_over import Carried, CarryOver
from services.ingest.import_ports import Appends, DraftEvent, ImportSource
from services.ingest.known_calendars import known_calendars
from services.ingest.known_sections import known_sections
from services.ingest.placement_check import PlacementCheck, PlacementFacts
from services.ingest.placement_notes import NOTES, WHOLE_DAYS
from services.ingest.revisions import REVISED, Revisions
from services.ingest.snapshots import DECLINED, DELETES_NOT_SEEN, INCOMPLETE, NEWER, Snapshot, SnapshotOptions
from services.ingest.summary import OnProgress, Summary, Tally
from services.log.port import LEARNER_EVENTS, NewRecord

BATCH = 2_000
"""Records a call of `append`: large enough that its one sync to disk costs nothing, small enough to hold in memory."""
UNNAMED = "-"
"""The id of a draft; `import_files` gives the event its own."""
HEADERS = (("content-type", b"application/cloudevents+json"),)


async def import_files(
    source: ImportSource,
    log: Appends | None,
    secrets: Secrets,
    *,
    now: datetime | None = None,
    on_progress: OnProgress | None = None,
    known: PlacementFacts | None = None,
    snapshot: SnapshotOptions | None = None,
) -> Summary:
    """Append everything that the source has to `learner-events`; one bad record or file never stops the others.

    Ids come from the content, so importing the same files again gives the same events, which change nothing.

    Args:
        log: where to append; None for a dry run, which does all but that.
        now: the clock of the whole import, for tests.
        known: the store, for the enrolments and calendars that are there already; the summary says what waits for one.

        snapshot: the files are a whole extract, so what they lack is retracted; None: they add and correct.

    Raises:
        LogError: the log failed; what was appended before stays, and importing again is always right.
    """
    tally = Tally(now or datetime.now(UTC), on_progress)
    taken_at = (snapshot and snapshot.taken_at) or tally.now
    checks = _Checks(PlacementCheck(), CarryOver(is_whole=snapshot is not None), Snapshot(taken_at))
    revisions = Revisions(known, taken_at if snapshot else None)
    cached = _Cached(secrets)
    calendars = await known_calendars(source.districts(), known, cached, taken_at if snapshot else None)
    calendars = replace(calendars, sections=await known_sections(source.districts_of_sections(), known))
    records = _events(source.drafts(tally, calendars), cached, tally, checks)
    appended = 0
    while batch := await revisions.of(list(islice(records, BATCH))):
        if log is not None:
            await log.append(LEARNER_EVENTS, [_record(event) for event in batch])
            appended += len(batch)
    carried = [_carried(event, tally, checks) async for event in checks.carry_over.events(known)]
    following = [_record(event) for event in await revisions.of(carried)]
    following += await _retractions(snapshot, checks, tally, dry_run=log is None)
    if log is not None:
        for begin in range(0, len(following), BATCH):
            await log.append(LEARNER_EVENTS, following[begin : begin + BATCH])
        appended += len(following)
    await _note_placement(checks.placement, known, tally)
    if revisions.count:
        tally.note(REVISED, revisions.count)
    return tally.summary(appended, dry_run=log is None)


async def _retractions(
    options: SnapshotOptions | None, checks: "_Checks", tally: Tally, *, dry_run: bool
) -> list[NewRecord]:
    """The retractions of what a whole extract lacks, if there may be any; the summary says what became of them."""
    snapshot, placement = checks.snapshot, checks.placement
    if options is None:
        if not snapshot.is_empty:
            tally.note(DELETES_NOT_SEEN)
        return []
    if not tally.is_whole:
        tally.fail(INCOMPLETE)
        return []
    deletions = await snapshot.deletions(options.store)
    for kept, count in deletions.newer.items():
        tally.note(f"{kept} {NEWER}", count)
    if kind := deletions.too_many(options.max_share):
        tally.fail(f"nothing was retracted: the extract lacks more than {options.max_share:.0%} of the {kind}")
    elif deletions.events and not dry_run and not options.confirm(deletions):
        tally.fail(DECLINED)
    else:
        for kind, count in deletions.missing.items():
            tally.note(f"{kind} that the extract no longer has: {'would be ' if dry_run else ''}retracted", count)
        for event in deletions.events:
            placement.note(event)
        return [_record(event) for event in deletions.events]
    for kind, count in deletions.missing.items():
        tally.note(f"{kind} that the extract no longer has: not retracted", count)
    return []


async def _note_placement(placement: PlacementCheck, known: PlacementFacts | None, tally: Tally) -> None:
    for waiting, count in (await placement.waiting(known)).items():
        tally.note(NOTES[waiting], count)
    if whole_days := await placement.whole_days(known):
        tally.note(WHOLE_DAYS, whole_days)


class _Checks(NamedTuple):
    """What looks at every event of an import."""

    placement: PlacementCheck
    carry_over: CarryOver
    snapshot: Snapshot


def _record(event: LearnerEvent) -> NewRecord:
    return NewRecord(event.partitionkey.encode(), encode(named(event)), HEADERS)


def _carried(carried: Carried, tally: Tally, checks: _Checks) -> LearnerEvent:
    """An event that follows for a later school year, counted like those of the files."""
    tally.translated(carried.origin, event_type(carried.event))
    if carried.note is not None:
        tally.note(carried.note)
    checks.placement.note(carried.event)
    checks.snapshot.note(carried.event)
    return carried.event


def _events(drafts: Iterable[DraftEvent], secrets: Secrets, tally: Tally, checks: _Checks) -> Iterator[LearnerEvent]:
    for origin, draft, later_calendar in drafts:
        try:
            # msgspec checks nothing when a struct is made, so the draft goes through what a consumer will do with it.
            event = admit(encode(draft), tally.now, secrets)
        except Rejected as why:
            tally.refuse(origin, why)
            continue
        tally.translated(origin, event_type(event))
        checks.placement.note(event)
        checks.carry_over.note(origin, event, later_calendar)
        checks.snapshot.note(event)
        yield event


def named(event: LearnerEvent) -> LearnerEvent:
    """The event with an id made of its content: SHA-256 of type, district and data, the first 128 bits in hex.

    `time` is left out: a fact that is read again unchanged keeps its id.
    """
    content = b"\n".join((event_type(event).encode(), event.partitionkey.encode(), msgspec.json.encode(event.data)))
    return msgspec.structs.replace(event, id=hashlib.sha256(content).hexdigest()[:32])


def event_type(event: LearnerEvent) -> str:
    """Its CloudEvents `type`."""
    return str(event.__struct_config__.tag)


class _Cached:
    """Secrets derived once a district, not once an event."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._known: dict[str, bytes] = {}

    def of(self, district: str) -> bytes:
        if district not in self._known:
            self._known[district] = self._secrets.of(district)
        return self._known[district]
