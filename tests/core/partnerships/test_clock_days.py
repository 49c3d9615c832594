"""However often and on whichever days the clock ticks, in the end a partnership has the same check-ins."""

from collections.abc import Sequence
from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.rejection import Rejected
from services.core.partnerships.check_in import CheckIn
from services.core.partnerships.clock import tick
from services.core.partnerships.event_facts import said_on
from services.core.partnerships.meetings import counts
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import ACTIVE, PROPOSED, day, event, then, told
from tests.core.partnerships.ticking import ticked

replace = msgspec.structs.replace
FINAL = 400
offsets = st.integers(0, FINAL)


@st.composite
def turns(draw: st.DrawFn) -> list[Data]:
    """How a partnership goes on: pauses, ways out of them, other cadences, maybe a closing; by their days."""
    status: list[Data] = []
    days = sorted(draw(st.sets(st.integers(1, FINAL), max_size=6)))
    for index, offset in enumerate(days):
        if index % 2 == 0:
            status.append(said.Paused(date=day(offset), reason="…"))
        elif draw(st.booleans()):
            status.append(said.Activated(date=day(offset)))
        else:
            status.append(said.Renewed(date=day(offset), until=day(900 + offset)))
    amended = [
        said.AgreementAmended(amendment=f"m{offset}", what="…", why="…", effective=day(offset), cadence_days=cadence)
        for offset, cadence in draw(st.dictionaries(st.integers(1, FINAL), st.integers(10, 120), max_size=3)).items()
    ]
    end = draw(st.none() | st.integers(1, FINAL))
    closing = [] if end is None else [said.Closed(date=day(end), reason="…")]
    return sorted((*status, *amended, *closing), key=_since)


def _since(data: Data) -> date:
    return said_on(event(data, 0))


agreed = st.builds(
    lambda end, cadence: replace(PROPOSED, end=None if end is None else day(end), cadence_days=cadence),
    st.none() | st.integers(10, FINAL),
    st.integers(7, 120),
)
"""How it was proposed."""
meetings = st.dictionaries(st.integers(0, FINAL), st.none() | st.integers(-20, 20), max_size=4)
"""Days on which check-ins are due that people scheduled, and how long after those they were held."""


def scheduled(days: dict[int, int | None]) -> list[Data]:
    held = {offset: after for offset, after in days.items() if after is not None}
    return [
        *(said.CheckInScheduled(check_in=f"q{offset}", due=day(offset)) for offset in days),
        *(said.CheckInHeld(check_in=f"q{offset}", date=day(offset + after)) for offset, after in held.items()),
    ]


def accepted(payloads: Sequence[Data]) -> list[Data]:
    """Those that may follow: nothing but a lead follows a closing, and a renewal does not shorten the agreement."""
    kept: list[Data] = []
    for payload in payloads:
        try:
            told(*kept, payload)
        except Rejected:
            continue
        kept.append(payload)
    return kept


@given(agreed, turns(), meetings, st.sets(offsets, max_size=12))
def test_a_partnership_that_goes_on_as_told_has_the_same_check_ins_whichever_days_the_clock_ticks_on(
    first: said.Proposed, later: list[Data], own: dict[int, int | None], days: set[int]
) -> None:
    partnership = told(*accepted([first, *ACTIVE[1:], *later, *scheduled(own)]))
    often, once = ticked(partnership, *sorted(days), FINAL), ticked(partnership, FINAL)
    assert msgspec.json.encode(often.check_ins) == msgspec.json.encode(once.check_ins)
    assert often.seen.keys() == once.seen.keys()
    assert tick(often, day(FINAL)) == []


@given(agreed, turns(), st.sets(offsets, max_size=12))
def test_what_is_told_by_its_day_leaves_the_same_check_ins_that_count_whether_the_clock_ticked_before_or_not(
    first: said.Proposed, later: list[Data], days: set[int]
) -> None:
    """Those that a clock scheduled before a pause or a closing was told stay in the list, and bind nobody."""
    kept = accepted([first, *ACTIVE[1:], *later])
    partnership = told(*kept[: len(ACTIVE)])
    for offset in range(FINAL + 1):
        for number, payload in enumerate(kept[len(ACTIVE) :], len(ACTIVE)):
            if _since(payload) == day(offset):
                partnership = then(partnership, event(payload, number))
        partnership = ticked(partnership, *days & {offset})
    assert that_count(ticked(partnership, FINAL)) == that_count(ticked(told(*kept), FINAL))


def that_count(partnership: Partnership) -> dict[str, CheckIn]:
    return {key: check_in for key, check_in in partnership.check_ins.items() if counts(partnership, check_in)}
