"""The line of the partnership events: every partnership as a fold over its events, in the order of the log."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec

from consumers.decoding import classify_records, dead_letter
from consumers.projection import Prepared, ProjectionSpec
from services.contracts.decode import decode_partnership
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.partnerships.acceptance import accepted
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.log.port import PARTNERSHIP_EVENTS, Record
from services.store.port import AcceptedEvent, Lease, PartnershipWrite, Position, TooLarge, Writer, Writes

GROUP = "tandem-partnerships"
MAX_PARTNERSHIPS = 5_000
"""Partnerships that are kept in memory."""

encode_event: Callable[[PartnershipEvent], bytes] = msgspec.json.Encoder().encode
"""As it is kept in the store: what the contract does not know is left out, and with it what nobody checked."""
decode_event: Callable[[bytes], PartnershipEvent] = msgspec.json.Decoder(PartnershipEvent).decode

Events: TypeAlias = Sequence[tuple[Record, PartnershipEvent]]
States: TypeAlias = dict[str, Partnership | None]


def partnership_projection(topic: str = PARTNERSHIP_EVENTS) -> ProjectionSpec:
    return ProjectionSpec(topic, GROUP, Partnerships)


class Partnerships:
    """Keeps the state of every partnership, and the events that are in it.

    What is remembered is what was committed: a state is remembered only after its commit, so that a batch that turns
    out too large for one commit can be folded again in halves.
    """

    def __init__(self, store: Writer) -> None:
        self._store = store
        self._states: States = {}

    async def prepare(self, records: Sequence[Record], partitions: int) -> Prepared[PartnershipEvent]:
        prepared = classify_records(records, partitions, decode_partnership, lambda event: event)
        states = await self._current({event.partitionkey for _, event in prepared.events})
        validate_transition = []
        for record, event in prepared.events:
            try:
                states[event.partitionkey] = accepted(states[event.partitionkey], event)
            except Rejected as rejected:
                prepared.dead_letters.append(dead_letter(record, rejected))
            else:
                validate_transition.append((record, event))
        prepared.events = validate_transition
        return prepared

    async def commit(self, owner: Lease, events: Events, position: Position, fresh_at: datetime) -> Lease:
        """In one commit, or in as many as the store needs. One event always fits: it and the state have a bound.

        Raises:
            Fenced, StoreError: what is remembered no longer holds; drop it and recover.
        """
        changed = changes(await self._current({event.partitionkey for _, event in events}), events)
        try:
            owner = await self._store.commit(owner, position, Writes(partnerships=changed), fresh_at)
        except TooLarge:
            if len(events) < 2:
                raise
        else:
            self._states.update({partnership: write.state for partnership, write in changed.items()})
            return owner
        middle = len(events) // 2
        begin = events[middle][0]
        owner = await self.commit(owner, events[:middle], Position(begin.offset), begin.appended_at)
        return await self.commit(owner, events[middle:], position, fresh_at)

    def drop(self) -> None:
        self._states.clear()

    async def _current(self, ids: Collection[str]) -> States:
        """The partnerships as they were committed, from memory where they are there."""
        missing = [partnership for partnership in ids if partnership not in self._states]
        if len(self._states) + len(missing) > MAX_PARTNERSHIPS:
            self._states = {
                partnership: self._states[partnership] for partnership in ids if partnership in self._states
            }
        if missing:
            stored = await self._store.partnerships(missing)
            self._states.update({partnership: stored.get(partnership) for partnership in missing})
        return {partnership: self._states[partnership] for partnership in ids}


def changes(before: Mapping[str, Partnership | None], events: Events) -> dict[str, PartnershipWrite]:
    """What a commit of these events writes; of duplicates nothing."""
    states, new = dict(before), dict[str, list[AcceptedEvent]]()
    for record, event in events:
        partnership = event.partitionkey
        state, after = states[partnership], fold(states[partnership], event)
        if state is None or after.version > state.version:
            states[partnership] = after
            new.setdefault(partnership, []).append(
                AcceptedEvent(after.version, encode_event(event), record.appended_at)
            )
    return {
        partnership_id: PartnershipWrite(state, tuple(new[partnership_id]))
        for partnership_id, state in states.items()
        if state and partnership_id in new
    }
