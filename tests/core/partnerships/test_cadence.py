"""A new cadence moves what is scheduled by cadence and not held, and both sides may move and cancel a check-in."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.history import as_of
from services.core.partnerships.meetings import Adherence, adherence, late, upcoming
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import ACTIVE, CLOSED, PAUSED, PROPOSED, day, event, then, told
from tests.core.partnerships.ticking import ticked

replace = msgspec.structs.replace
OPEN: list[Data] = [replace(PROPOSED, end=None), *ACTIVE[1:]]


def cadence(days: int, offset: int, name: str = "") -> said.AgreementAmended:
    return said.AgreementAmended(
        amendment=name or f"m{offset}", what="Cadence", why="…", effective=day(offset), cadence_days=days
    )


def moved(key: str, to: int, on: int) -> said.CheckInRescheduled:
    return said.CheckInRescheduled(check_in=key, due=day(to), date=day(on))


def cancelled(key: str, on: int) -> said.CheckInCancelled:
    return said.CheckInCancelled(check_in=key, date=day(on))


def withdrawn(amendment: str) -> said.AmendmentWithdrawn:
    return said.AmendmentWithdrawn(amendment=amendment, by="Ana Ruiz", reason="It was entered twice.")


def planned(offset: int) -> str:
    return f"cadence-{day(offset)}"


def held(key: str, offset: int) -> said.CheckInHeld:
    return said.CheckInHeld(check_in=key, date=day(offset))


def test_an_activation_on_another_day_begins_the_cadence_anew() -> None:
    """What counted from the activation that was withdrawn is called off."""
    steps: list[Data | int] = [
        0, 91,
        said.StatusWithdrawn(status="active", since=day(0), by="Ana Ruiz", reason="A month too early."), 92,
        said.Activated(date=day(30)), 93,
    ]  # fmt: skip
    partnership = afterwards(steps)
    assert dues(partnership) == [(90, None), (180, None), (120, 120)]
    assert ticked(partnership, 93) == partnership


def dues(partnership: Partnership) -> list[tuple[int, int | None]]:
    """In days since the first: for when each was planned, and when it is due now; None: it was cancelled."""
    return [
        ((check_in.first_due - day(0)).days, None if check_in.cancelled else (check_in.due - day(0)).days)
        for check_in in partnership.check_ins.values()
    ]


def afterwards(steps: Sequence[Data | int]) -> Partnership:
    """What is told and, at each number, the clock's tick of that day."""
    partnership = told(*OPEN)
    for number, step in enumerate(steps, 100):
        partnership = ticked(partnership, step) if isinstance(step, int) else then(partnership, event(step, number))
    return partnership


MOVED: dict[str, tuple[list[Data | int], list[tuple[int, int | None]]]] = {
    "from 90 days to 60": ([0, cadence(60, 14), 15], [(90, 60)]),
    "from 90 days to 120": ([0, cadence(120, 14), 15], [(90, 120)]),
    "told late it is due on the same day": ([0, cadence(60, 14), 59], [(90, 60)]),
    "told ahead it moves at once": ([0, cadence(60, 40), 1], [(90, 60)]),
    "never to a day before it takes effect": ([0, cadence(30, 50), 51], [(90, 50), (80, 80)]),
    "not one that was past by then": ([0, 91, cadence(60, 90), 92], [(90, 90), (180, 150)]),
    "not one that was held": ([0, held(planned(90), 80), 81, cadence(60, 85), 86], [(90, 90), (180, 150)]),
    "not one that somebody else scheduled": ([said.CheckInScheduled(check_in="q", due=day(50)), 0, cadence(30, 14), 15],
                                             [(50, 50)]),
    "one that is wanted before what somebody else scheduled": (
        [said.CheckInScheduled(check_in="q", due=day(70)), 0, cadence(30, 14), 15], [(70, 70), (90, 30)],
    ),
    "one that was told missed since, and the next from there": ([0, 91, cadence(120, 14), 100],
                                                                [(90, 120), (180, None)]),
    "those that were missed, to where they would have been": (
        [0, 91, cadence(60, 14), 130], [(90, 60), (180, None), (120, 120), (180, 180)],
    ),
    "twice": ([0, cadence(60, 14), 15, cadence(45, 20), 21], [(90, 45)]),
    "back again": ([0, cadence(60, 14), 15, cadence(90, 20), 21], [(90, 90)]),
    "by the one that was told last of a day": ([0, cadence(60, 14, "a"), cadence(75, 14, "b"), 15], [(90, 75)]),
    "back again once the amendment is withdrawn": ([0, cadence(60, 14), 15, withdrawn("m14"), 16], [(90, 90)]),
    "back again, though it was missed by then": ([0, cadence(60, 14), 15, 70, withdrawn("m14"), 71],
                                                 [(90, 90), (120, None)]),
    "not back where a held one was": ([0, cadence(60, 14), 15, held(planned(90), 60), withdrawn("m14"), 61],
                                      [(90, 60), (150, 150)]),
    "not one that both sides moved": ([0, moved(planned(90), 99, 10), cadence(60, 14), 15], [(90, 99)]),
    "not one that both sides cancelled": ([0, cancelled(planned(90), 10), 11], [(90, None), (180, 180)]),
    "the one after a cancelled one": ([0, cancelled(planned(90), 10), 11, cadence(60, 14), 15],
                                      [(90, None), (180, 150)]),
}  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), MOVED.values(), ids=MOVED)
def test_a_new_cadence_moves(steps: list[Data | int], expected: list[tuple[int, int | None]]) -> None:
    partnership = afterwards(steps)
    last = max(step for step in steps if isinstance(step, int))
    assert ticked(partnership, last) == partnership
    assert dues(partnership) == expected


def test_the_issue_s_example() -> None:
    """90 days, held on 2024-12-02, amended to 60 days from 2025-01-15: the next is due on 2025-01-31."""
    first = replace(PROPOSED, begin=date(2024, 9, 3), end=None)
    begun = [
        first,
        *(replace(payload, date=first.begin) if hasattr(payload, "date") else payload for payload in ACTIVE[1:]),
    ]
    held_on = date(2024, 12, 2)
    amended = said.AgreementAmended(amendment="m", what="…", why="…", effective=date(2025, 1, 15), cadence_days=60)
    partnership = ticked(told(*begun), (held_on - day(0)).days)
    for number, data in enumerate((said.CheckInHeld(check_in="cadence-2024-12-02", date=held_on), amended), 200):
        partnership = then(partnership, event(data, number))
        partnership = ticked(partnership, (date(2025, 1, 20) - day(0)).days)
    assert [check_in.due for check_in in partnership.check_ins.values()] == [held_on, date(2025, 1, 31)]


def test_as_of_a_day_it_is_due_when_it_was_due_then() -> None:
    partnership = afterwards([0, cadence(60, 14), 15, cadence(120, 20), 21])
    shown = {offset: as_of(partnership, day(offset)) for offset in (13, 14, 20)}
    assert [partnership and dues(partnership) for partnership in shown.values()] == [
        [(90, 90)],
        [(90, 60)],
        [(90, 120)],
    ]


AGREED: dict[str, tuple[list[Data], int, Adherence, list[int]]] = {
    # what was said, seen on the day → adherence, and the days on which those to come are due
    "moved and held on time": ([moved("a", 50, 30), held("a", 50)], 60, Adherence(1, 1, 0), []),
    "moved and held before": ([moved("a", 50, 30), held("a", 41)], 60, Adherence(1, 1, 0), []),
    "moved and held late": ([moved("a", 50, 30), held("a", 51)], 60, Adherence(1, 0, 0), []),
    "moved to an earlier day": ([moved("a", 35, 30)], 36, Adherence(1, 0, 1), []),
    "moved twice": ([moved("a", 50, 30), moved("a", 60, 45)], 55, Adherence(0, 0, 0), [60]),
    "as of the day before the move": ([moved("a", 50, 30)], 29, Adherence(0, 0, 0), [40]),
    "moved, told after it was told missed": ([said.CheckInMissed(check_in="a", date=day(41)), moved("a", 50, 39)], 45,
                                             Adherence(0, 0, 0), [50]),
    "cancelled": ([cancelled("a", 40)], 60, Adherence(0, 0, 0), []),
    "as of the day before the cancellation": ([cancelled("a", 35)], 34, Adherence(0, 0, 0), [40]),
    "cancelled, told after it was told missed": ([said.CheckInMissed(check_in="a", date=day(41)), cancelled("a", 40)],
                                                 60, Adherence(0, 0, 0), []),
    "moved into a pause": ([moved("a", 50, 30), replace(PAUSED, date=day(45))], 60, Adherence(0, 0, 0), []),
    "moved behind the closing": ([moved("a", 50, 30), replace(CLOSED, date=day(45))], 60, Adherence(0, 0, 0), []),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "expected", "to_come"), AGREED.values(), ids=AGREED)
def test_what_both_sides_agreed_about_a_check_in_counts_from_its_day(
    payloads: list[Data], offset: int, expected: Adherence, to_come: list[int]
) -> None:
    partnership = as_of(told(*OPEN, said.CheckInScheduled(check_in="a", due=day(40)), *payloads), day(offset))
    assert partnership is not None
    assert adherence(partnership, day(offset)) == expected
    assert [due for due, _ in upcoming(partnership, day(offset))] == [day(days_on) for days_on in to_come]
    assert len(late(partnership, day(offset))) == expected.missed


def test_a_check_in_that_nobody_moved_is_stored_as_it_was_before_there_were_moves() -> None:
    stored = msgspec.to_builtins(told(*OPEN, said.CheckInScheduled(check_in="a", due=day(40))).check_ins["a"])
    assert stored == {"scheduled": str(day(0)), "due": str(day(40)), "held": None, "missed": None}
