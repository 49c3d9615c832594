"""The cadence follows from what was told, and not from when the clock ticked in between."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.partnerships.clock import next_check_in, tick
from services.core.partnerships.fold import fold
from services.core.partnerships.meetings import Adherence, adherence, overdue, upcoming
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.validation import check
from tests.core.partnerships.telling import ACTIVE, PROPOSED, SIGNED, day, event, then
from tests.depth import examples
from tests.support.folded import fold_all

WHO: dict[str, Any] = {"by": "Ana Ruiz", "reason": "It was entered twice."}
OPEN: list[Data] = [replace(PROPOSED, end=None), *SIGNED[1:]]
BEGUN: list[Data] = [replace(PROPOSED, end=None), *ACTIVE[1:]]
Seen = tuple[date | None, list[date], list[date], Adherence]
Step = Data | int | tuple[str, Data]
"""Something that is told, a day on which the clock ticks, or something that is told of the last check-in of the
cadence."""


def paused(offset: int) -> said.Paused:
    return said.Paused(date=day(offset), reason="Summer.")


def renewed(offset: int) -> said.Renewed:
    return said.Renewed(date=day(offset), until=day(offset + 900))


def active(offset: int) -> said.Activated:
    return said.Activated(date=day(offset))


def cadence(days: int, offset: int, name: str = "m14") -> said.AgreementAmended:
    return said.AgreementAmended(amendment=name, what="Cadence", why="…", effective=day(offset), cadence_days=days)


def due(key: str, offset: int, on: int = 0) -> said.CheckInScheduled:
    return said.CheckInScheduled(check_in=key, due=day(offset), date=day(on))


def withdrawn(status: Literal["active", "paused"], since: int) -> said.StatusWithdrawn:
    return said.StatusWithdrawn(status=status, since=day(since), **WHO)


def amendment_withdrawn(amendment: str) -> said.AmendmentWithdrawn:
    return said.AmendmentWithdrawn(amendment=amendment, **WHO)


def change_withdrawn(change: said.Change, subject: str) -> said.ChangeWithdrawn:
    return said.ChangeWithdrawn(change=change, subject=subject, **WHO)


def hold(offset: int) -> said.CheckInHeld:
    return said.CheckInHeld(check_in="q", date=day(offset))


def held(key: str, offset: int) -> said.CheckInHeld:
    return replace(hold(offset), check_in=key)


CASES: dict[str, tuple[list[Data], Sequence[Step], int, int]] = {
    # how it begins, what is told and when the clock ticks, seen on a day → when the next check-in is due
    "a pause and a renewal told late": (BEGUN, [820, paused(761), renewed(820)], 851, 910),
    "a pause told late, and that withdrawn": (BEGUN, [200, paused(170), active(190), 201, withdrawn("paused", 170)],
                                              202, 270),
    "an activation withdrawn, behind a check-in that somebody scheduled": (
        [*OPEN, due("q", 80), active(0)], [845, withdrawn("active", 0), active(841)], 851, 931,
    ),
    "a new end, told late": ([PROPOSED, *ACTIVE[1:]], [400, replace(renewed(362), until=day(1262))], 401, 450),
    "a check-in of somebody, told after the clock had scheduled another": (BEGUN, [10, due("q", 80, on=20)], 30, 80),
    "and the one after that": (BEGUN, [10, due("q", 80, on=20)], 81, 170),
    "a past one, told and held after the clock had told one missed": (
        BEGUN, [100, due("q", 85, on=100), held("q", 84)], 101, 175,
    ),
    "not in the place of one that was missed by then": (BEGUN, [100, due("q", 150, on=100)], 101, 150),
    "and so the cadence goes on behind it": (BEGUN, [100, due("q", 150, on=100)], 151, 240),
    "an amendment before those that were missed": (BEGUN, [200, cadence(60, 14)], 201, 240),
    "an amendment that is withdrawn": (BEGUN, [10, cadence(60, 14), 130, amendment_withdrawn("m14")], 131, 180),
    "a check-in held in error": (
        BEGUN, [10, ("", hold(50)), 51, change_withdrawn("check_in_held", f"cadence-{day(90)}")], 52, 90,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("begin", "steps", "seen_on", "expected"), CASES.values(), ids=CASES)
def test_the_next_check_in_does_not_depend_on_whether_the_clock_ticked_before_something_was_told(
    begin: list[Data], steps: Sequence[Step], seen_on: int, expected: int
) -> None:
    events = story(begin, steps)
    assert seen(events, seen_on) == seen(without_ticks(events), seen_on)
    assert seen(events, seen_on)[0] == day(expected)


def test_one_that_was_missed_again_after_it_was_moved_back_is_told_missed_again() -> None:
    events = story(BEGUN, [91, cadence(120, 14), 100, amendment_withdrawn("m14"), 101])
    assert folded(events).check_ins[f"cadence-{day(90)}"].missed == day(91)


# ---- any history -----------------------------------------------------------------------------------------------------

back, ahead = st.integers(0, 70), st.integers(-70, 120)


CHANGES: tuple[said.Change, ...] = ("check_in_held", "check_in_cancelled", "check_in_rescheduled")


@st.composite
def statements(draw: st.DrawFn, today: int) -> Step:
    """Something that changes, or may change, which check-ins are wanted; told on the day, some of it late."""
    on, later = max(today - draw(back), 0), max(today + draw(ahead), 0)
    key = draw(st.sampled_from(["q1", "q2", "", ""]))
    of: dict[str, Any] = {"check_in": key, "date": day(on)}
    amendment = draw(st.sampled_from("mno"))
    own = due(f"q{draw(st.integers(1, 2))}", later, on)
    return draw(
        st.sampled_from([paused(on), active(on), renewed(on), own, own])
        | st.sampled_from((20, 45, 90, 120)).map(lambda days: cadence(days, later, amendment))
        | st.just(amendment_withdrawn(amendment))
        | st.sampled_from((0, on)).map(lambda since: withdrawn("active", since))
        | st.just(withdrawn("paused", on))
        | st.just((key, said.CheckInHeld(**of)))
        | st.just((key, said.CheckInRescheduled(due=day(later), **of)))
        | st.just((key, said.CheckInCancelled(**of)))
        | st.sampled_from(CHANGES).map(lambda change: (key, change_withdrawn(change, key)))
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[PartnershipEvent], int]:
    """Events of people and of the clock, and the last day."""
    steps: list[Step] = []
    today = 0
    for _ in range(draw(st.integers(4, 14))):
        today += draw(st.integers(0, 60))
        steps += [today] if draw(st.booleans()) else []
        steps.append(draw(statements(today)))
    return story(draw(st.sampled_from((BEGUN, ACTIVE, OPEN))), steps), today + draw(st.integers(0, 100))


@settings(max_examples=examples(40))
@given(histories())
def test_what_is_wanted_is_the_same_had_no_clock_ticked_before_the_last_day(
    history: tuple[list[PartnershipEvent], int],
) -> None:
    events, last = history
    assert seen(events, last) == seen(without_ticks(events), last)


# ---- telling ---------------------------------------------------------------------------------------------------------


def story(begin: list[Data], steps: Sequence[Step]) -> list[PartnershipEvent]:
    """What was accepted of it, with what the clock said."""
    events = [event(data, number) for number, data in enumerate(begin)]
    partnership = folded(events)
    for number, step in enumerate(steps, 100):
        if isinstance(step, int):
            new = said_by_clock(partnership, step)
        else:
            data = about_last(partnership, step) if isinstance(step, tuple) else step
            new = accepted(partnership, event(data, number, rulesversion=2))
        events += new
        for item in new:
            partnership = fold(partnership, item)
    return events


def accepted(partnership: Partnership, new: PartnershipEvent) -> list[PartnershipEvent]:
    try:
        check(partnership, new)
    except Rejected:
        return []
    return [new]


def about_last(partnership: Partnership, step: tuple[str, Data]) -> Data:
    """What is told of a check-in, or of the last one of the cadence."""
    key, data = step
    if key in partnership.check_ins:
        return data
    last = next((name for name in reversed(partnership.check_ins) if name.startswith("cadence-")), "none")
    return replace(data, **{"subject" if isinstance(data, said.ChangeWithdrawn) else "check_in": last})


def said_by_clock(partnership: Partnership, offset: int) -> list[PartnershipEvent]:
    events = []
    for item in tick(partnership, day(offset)):
        noon = datetime.combine(item.said, time(12), UTC)
        events.append(event(item.data, 0, noon, id=item.id, source="clock"))
        partnership = then(partnership, events[-1])  # the clock says nothing that is refused
    return events


def without_ticks(events: list[PartnershipEvent]) -> list[PartnershipEvent]:
    """What people said, and of what the clock said only what they named."""
    named = {subject(item.data) for item in events if item.source != "clock"}
    return [item for item in events if item.source != "clock" or subject(item.data) in named]


def subject(data: Data) -> str | None:
    name: str | None = getattr(data, "check_in", None) or getattr(data, "subject", None)
    return name


def seen(events: list[PartnershipEvent], offset: int) -> Seen:
    """When the next one is due, which are overdue, which of the cadence are to come, and how many were kept."""
    partnership, today = folded(events), day(offset)
    due_next = next_check_in(partnership, today)
    now = folded([*events, *said_by_clock(partnership, offset)])
    assert tick(now, today) == []
    assert next_check_in(now, today) == due_next
    late = [now.check_ins[key].due for key in overdue(now, today)]
    to_come = [due for due, key in upcoming(now, today) if key.startswith("cadence-")]
    return due_next, late, to_come, adherence(now, today)


def folded(events: list[PartnershipEvent]) -> Partnership:
    partnership = fold_all(events)
    assert partnership is not None
    return partnership
