"""Partnerships for properties: few of them and few ids, so that events meet, refuse each other and repeat."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import get_args

from hypothesis import strategies as st

from consumers.partnerships import Partnerships, encode_event
from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.partnerships.acceptance import accepted
from services.core.partnerships.partnership import Partnership
from services.log.port import PARTNERSHIP_EVENTS, NewRecord, Record
from services.store.codec import encode_partnership
from services.store.port import Position, Source, Store
from tests.consumers.world import EPOCH

HOSPITAL, COLLEGE, ODD = "hospital", "college", "a|b.c$%"
PARTNERSHIPS = (HOSPITAL, COLLEGE, ODD)
AGREEMENTS = Source("agreements", 0)
DAY = date(2025, 9, 1)
KINDS: dict[type[Data], Callable[..., PartnershipEvent]] = {
    kind.__annotations__["data"]: kind for kind in get_args(PartnershipEvent)
}
PROPOSED = said.Proposed(
    name="Hospital and district",
    districts=("255901",),
    partners=(said.Partner(id="mercy", name="Mercy Hospital", kind="hospital"),),
    begin=DAY,
)

ids, sides = st.sampled_from(["1", "2", "a.b$c|%"]), st.sampled_from(get_args(said.Side))
days = st.integers(0, 30).map(lambda offset: DAY + timedelta(days=offset))
leads = st.builds(said.LeadAssigned, side=sides, name=st.just("A. Name"), role=st.just("Director"), date=days)
clauses = st.builds(said.VisionDrafted, clause=ids, kind=st.just("outcome"), text=st.sampled_from(["Nine.", "Ten."]))
endorsed = st.builds(
    said.VisionEndorsed, clause=ids, side=sides, name=st.just("A. Name"), role=st.just("Director"), date=days
)
payloads = st.one_of(
    st.just(PROPOSED),
    leads,
    leads,
    clauses,
    endorsed,
    st.builds(said.LeadVacated, side=sides, date=days),
    st.builds(said.Activated, date=days),
    st.builds(said.ActionDone, action=ids, date=days),
    st.builds(said.CheckInScheduled, check_in=ids, due=days),
    st.builds(said.ChallengeRaised, challenge=ids, text=st.just("No bus on Fridays."), date=days),
    st.builds(said.ChallengeResolved, challenge=ids, text=st.just("A bus."), date=days),
)


def told(data: Data, number: int, partnership: str = HOSPITAL) -> PartnershipEvent:
    envelope = {"specversion": "1.0", "id": f"{number}", "source": "test", "partitionkey": partnership}
    return KINDS[type(data)](time=EPOCH + timedelta(minutes=number), data=data, **envelope)


@st.composite
def agreements(draw: st.DrawFn) -> list[PartnershipEvent]:
    """In the order of the log: proposals at times, what may not follow at times, and some of it said twice."""
    first = [
        told(PROPOSED, number, partnership)
        for number, partnership in enumerate(draw(st.permutations(PARTNERSHIPS))[:2])
    ]
    some = draw(st.lists(st.tuples(payloads, st.sampled_from(PARTNERSHIPS)), max_size=40))
    once = [*first, *(told(data, 10 + number, partnership) for number, (data, partnership) in enumerate(some))]
    again = draw(st.lists(st.tuples(st.sampled_from(once), st.integers(0, len(once))), max_size=8))
    for event, place in again:
        once.insert(place, event)
    return once


def story() -> list[PartnershipEvent]:
    """Two partnerships turn by turn: what may follow, what may not, and what was said before."""
    text, role = "Nine of ten learners are there every day.", "Director"
    data: list[Data] = [
        said.Activated(date=DAY),
        PROPOSED,
        *(said.LeadAssigned(side=side, name="A. Name", role=role, date=DAY) for side in get_args(said.Side)),
        said.Activated(date=DAY),
        said.VisionDrafted(clause="o1", kind="outcome", text=text),
        *(
            said.VisionEndorsed(clause="o1", side=side, name="A. Name", role=role, date=DAY)
            for side in get_args(said.Side)
        ),
        said.Activated(date=DAY),
        said.ActionDone(action="nothing", date=DAY),
        said.ChallengeRaised(challenge="h1", text="No bus on Fridays.", date=DAY),
    ]
    once = [told(payload, number, to) for number, payload in enumerate(data) for to in (HOSPITAL, COLLEGE)]
    return [*once, *once[6:10]]


def records(history: Iterable[PartnershipEvent]) -> list[NewRecord]:
    return [NewRecord(event.partitionkey.encode(), encode_event(event)) for event in history]


def as_read(history: Sequence[PartnershipEvent]) -> list[Record]:
    return [
        Record(PARTNERSHIP_EVENTS, 0, offset, new.key, new.value, (), EPOCH)
        for offset, new in enumerate(records(history))
    ]


Kept = dict[str, tuple[bytes, list[bytes]]]
"""Of each partnership the bytes of its state and of its events."""


def folded(history: Iterable[PartnershipEvent]) -> Kept:
    """The clean fold, in the order of the log."""
    states: dict[str, Partnership] = {}
    events: dict[str, list[bytes]] = {}
    for new in records(history):
        event = decode_partnership(new.value, EPOCH + timedelta(days=1))
        before = states.get(event.partitionkey)
        try:
            after = accepted(before, event)
        except Rejected:
            continue
        if before is None or after.version > before.version:
            states[after.id] = after
            events.setdefault(after.id, []).append(new.value)
    return {partnership: (encode_partnership(state), events[partnership]) for partnership, state in states.items()}


async def kept(store: Store) -> Kept:
    """The same of a store. The numbers of the events are asserted on the way."""
    by_key = {}
    for partnership, state in (await store.partnerships(list(await store.partnership_versions()))).items():
        events = await store.partnership_events(partnership)
        assert [event.number for event in events] == list(range(1, state.version + 1))
        by_key[partnership] = encode_partnership(state), [event.raw for event in events]
    return by_key


async def apply(store: Store, history: Sequence[PartnershipEvent], sizes: Sequence[int] = ()) -> None:
    """From the store's position on, in batches of these sizes, then the rest at once.

    Before a batch of size 1 or 2 is committed, and after one of size 1, the consumer dies.
    """
    owner, projection = await store.recover(AGREEMENTS), Partnerships(store)
    rest = as_read(history)[owner.position.offset :]
    for size in (*sizes, len(rest)):
        records_read, rest = rest[:size], rest[size:]
        if not records_read:
            return
        prepared = await projection.prepare(records_read, 1)
        if size <= 2:  # what was prepared and not committed is lost
            owner, projection = await store.recover(AGREEMENTS), Partnerships(store)
            prepared = await projection.prepare(records_read, 1)
        owner = await projection.commit(owner, prepared.events, Position(records_read[-1].offset + 1), EPOCH)
        if size == 1:
            owner, projection = await store.recover(AGREEMENTS), Partnerships(store)
