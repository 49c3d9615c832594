"""Projects the events of one partition to commits of the store.

Facts go in batches; a change of calendar, course or policy in steps of its own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import msgspec

from consumers.learner_cache import DistrictState, LedgerCache
from consumers.shared_learners import with_marks
from services.contracts import facts
from services.contracts.events import LearnerEvent
from services.core.arrivals import arrived_at
from services.core.cells import CellKey, Measures, add_measures
from services.core.entity_changes import DISTRICT_DOCUMENTS, entity_change_of
from services.core.fact_changes import changes_of
from services.core.facts import EntityChange, EntityKey, FactChange, LedgerId
from services.core.fold import fold, recalendar, recount, recourse, rereport
from services.core.ledger import Ledger
from services.core.policy import counts_alike
from services.core.reported_days import Report, ReportedOf
from services.core.rules import CourseId, DistrictRules, calendar_key
from services.log.port import Record
from services.store.port import Lease, Position, TooLarge, Writer, Writes

STEP_LEARNERS = 500
"""Ledgers that one commit recomputes when a calendar, course or policy changes."""
Recount = Callable[[Mapping[LedgerId, Ledger], DistrictRules, DistrictRules, ReportedOf], dict[CellKey, Measures]]
"""What the cells of ledgers change by when the rules do."""


class LearnerProjector:
    """Applies events of the partitions it owns; one object for one consumer."""

    def __init__(self, store: Writer, state: LedgerCache) -> None:
        self._store = store
        self._state = state
        self._shared = state.shared

    async def apply(
        self, owner: Lease, events: Sequence[tuple[Record, LearnerEvent]], position: Position, fresh_at: datetime
    ) -> Lease:
        """Commit all events, in order, and leave the source at `position`.

        A changed calendar, course or policy gets commits of its own, since it recomputes every learner of its school,
        whose grades take their subject from it, or of the district.

        Raises:
            Fenced, StoreError: what was cached no longer holds; drop it and recover.
        """
        batch = Batch()
        for record, event in events:
            if not isinstance(event.data, DISTRICT_DOCUMENTS):
                batch.events.append((record, event))
                batch.changes += changes_of(event, arrived_at(record.appended_at))
                if isinstance(event.data, facts.Grade):
                    self._state.note_grade(event.partitionkey, event.data)
                continue
            change = entity_change_of(event)
            district = await self._state.district(event.partitionkey)
            if not district.is_newer(change):
                continue
            if _moves_numbers(district, change):
                if batch:
                    owner = await self._commit(owner, batch, Position(record.offset), record.appended_at)
                    batch = Batch()
                owner = await self._change_rules(owner, district, change, record)
            else:
                if change.key.kind == "policy":
                    district.rules = district.rules_with(change)
                district.put(change)
                batch.add(record, event)
        return await self._commit(owner, batch, position, fresh_at)

    async def _commit(self, owner: Lease, batch: "Batch", position: Position, fresh_at: datetime) -> Lease:
        """In one commit, or in as many as the store needs. One fact always fits: a learner's cells are bounded."""
        try:
            return await self._commit_whole(owner, batch, position, fresh_at)
        except TooLarge:
            if len(batch.events) < 2 and len(batch.changes) < 2:
                raise
        self._state.forget({change.ledger for change in batch.changes})  # the fold has changed them already
        first, second = batch.halves()
        begin = second.events[0][0]
        owner = await self._commit(owner, first, Position(begin.offset), begin.appended_at)
        return await self._commit(owner, second, position, fresh_at)

    async def _commit_whole(self, owner: Lease, batch: "Batch", position: Position, fresh_at: datetime) -> Lease:
        changes = batch.changes
        ledgers = await self._ledgers({change.ledger for change in changes})
        districts = {change.ledger.district for change in changes}
        rules = {district: (await self._state.district(district)).rules for district in districts}
        await self._shared.prepare(ledgers, changes)
        folded = fold(changes, ledgers, rules.__getitem__, self._shared.reported)
        if reports := self._shared.reports(folded.cells):
            await self._rereport(folded.cells, reports, rules)
        writes = Writes(folded.facts, folded.cells, batch.documents)
        owner = await self._store.commit(owner, position, writes, fresh_at)
        self._shared.committed(reports)
        return owner

    async def _rereport(
        self, cells: dict[CellKey, Measures], reports: Collection[Report], rules: Mapping[str, DistrictRules]
    ) -> None:
        """Add what follows for learners of several schools at once: one did not report on a day so far, or now does."""
        days = self._shared.concerned(reports)
        if not days:
            return
        ledgers = with_marks(await self._state.ledgers(days), days)
        more = rereport(ledgers, rules.__getitem__, self._shared.reported, self._shared.after(reports))
        for key, measures in more.items():
            add_measures(cells.setdefault(key, {}), measures)

    async def _ledgers(self, changed: set[LedgerId]) -> dict[LedgerId, Ledger]:
        """What `fold` needs: whoever joins or leaves a partnership counts otherwise in every school year."""
        joining = [ledger_id for ledger_id in changed if not ledger_id.school_year]
        years = await self._store.years(joining) if joining else ()
        return await self._state.ledgers(changed.union(years))

    async def _change_rules(self, owner: Lease, district: DistrictState, change: EntityChange, record: Record) -> Lease:
        """Recompute the learners concerned, some at a time; what concerns them is written with the last of them.

        Until then the old one is in the store, so a consumer that takes over in between goes on with the same two,
        behind as many learners as the position's step says.
        """
        ids, recompute = await self._concerned(district, change)
        before, after = district.rules, district.rules_with(change)
        done, size = owner.position.step if owner.position.offset == record.offset else 0, STEP_LEARNERS
        while ids_of_batch := ids[done : done + size]:
            ledgers = await self._state.ledgers(ids_of_batch)
            await self._shared.prepare(ledgers)
            cells = recompute(ledgers, before, after, self._shared.reported)
            position = Position(record.offset, done + len(ids_of_batch))
            try:
                owner = await self._store.commit(owner, position, Writes(cells=cells), record.appended_at)
            except TooLarge:
                if size == 1:
                    raise
                size //= 2
                continue
            self._shared.committed(self._shared.reports(cells))
            done += len(ids_of_batch)
        writes = Writes(entities={change.key: change})
        owner = await self._store.commit(owner, Position(record.offset + 1), writes, record.appended_at)
        district.put(change)
        district.rules = after
        return owner

    async def _concerned(self, district: DistrictState, change: EntityChange) -> tuple[list[LedgerId], Recount]:
        """The ledgers that count otherwise, and how."""
        key, document = change.key, change.fact.value or district.value(change.key)
        if isinstance(document, facts.Calendar):
            ids = await self._store.enrolled(key.district, document.school_year, document.school)
            return ids, partial(recalendar, school=document.school, name=calendar_key(document).name)
        if isinstance(document, facts.Course):
            ids = await self._state.graded_in(key.district, CourseId(document.school, document.course))
            return ids, partial(recourse, school=document.school)
        return await self._store.ledger_ids(key.district), recount


@dataclass(slots=True)
class Batch:
    """What the next commit will hold."""

    events: list[tuple[Record, LearnerEvent]] = field(default_factory=list)
    changes: list[FactChange] = field(default_factory=list)
    documents: dict[EntityKey, EntityChange] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.events)

    def add(self, record: Record, event: LearnerEvent) -> None:
        self.events.append((record, event))
        if isinstance(event.data, DISTRICT_DOCUMENTS):
            change = entity_change_of(event)
            self.documents[change.key] = change
        else:
            self.changes += changes_of(event, arrived_at(record.appended_at))

    def halves(self) -> tuple["Batch", "Batch"]:
        """Of a single event some facts and the others: who dies in between reads it again, which changes nothing."""
        if len(self.events) == 1:
            middle = len(self.changes) // 2
            return Batch(self.events, self.changes[:middle]), Batch(self.events, self.changes[middle:])
        middle = len(self.events) // 2
        first, second = Batch(), Batch()
        for index, (record, event) in enumerate(self.events):
            (first if index < middle else second).add(record, event)
        return first, second


def _moves_numbers(district: DistrictState, change: EntityChange) -> bool:
    """Whether a document that replaces another one changes what facts add to cells."""
    before, after = district.value(change.key), change.fact.value
    if change.key.kind == "policy":
        return not counts_alike(district.rules.policy, district.rules_with(change).policy)
    if change.key.kind == "course":
        return _taught(before) != _taught(after)
    return change.key.kind == "calendar" and _days(before) != _days(after)


def _days(calendar: facts.Data | None) -> facts.Data | None:
    """A calendar without what no number depends on."""
    return msgspec.structs.replace(calendar, code=None) if isinstance(calendar, facts.Calendar) else calendar


def _taught(course: facts.Data | None) -> tuple[str | None, bool | None]:
    return (course.subject, course.core_subject) if isinstance(course, facts.Course) else (None, None)
