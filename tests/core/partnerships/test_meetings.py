"""Check-ins: which are due, held, missed and overdue on a day, and which one the cadence wants next."""

from datetime import date, timedelta

import msgspec
import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.cadence_moves import cadence_plan
from services.core.partnerships.history import as_of
from services.core.partnerships.meetings import Adherence, adherence, overdue, upcoming
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import ACTIVATED, ACTIVE, CLOSED, PAUSED, PROPOSED, RENEWED, SIGNED, day, told

replace = msgspec.structs.replace
AGAIN = said.Activated(date=day(200))


def due(key: str, offset: int) -> said.CheckInScheduled:
    return said.CheckInScheduled(check_in=key, due=day(offset))


def held(key: str, offset: int) -> said.CheckInHeld:
    return said.CheckInHeld(check_in=key, date=day(offset))


def cadence(days: int, offset: int) -> said.AgreementAmended:
    name = f"m{offset}"
    return said.AgreementAmended(amendment=name, what="Cadence", why="…", effective=day(offset), cadence_days=days)


THREE: list[Data] = [due("a", 5), due("b", 60), due("c", 200)]
KEPT: dict[str, tuple[list[Data], int, Adherence]] = {
    # what was said, seen on the day → due, on time, missed
    "nothing": ([], 300, Adherence(0, 0, 0)),
    "on its due date it is not due yet": ([due("a", 5)], 5, Adherence(0, 0, 0)),
    "on the day after it is missed": ([due("a", 5)], 6, Adherence(1, 0, 1)),
    "one of three has passed": (THREE, 60, Adherence(1, 0, 1)),
    "held early it counts at once": ([due("a", 5), held("a", 1)], 1, Adherence(1, 1, 0)),
    "held on its due date": ([due("a", 5), held("a", 5)], 90, Adherence(1, 1, 0)),
    "held late": ([due("a", 5), held("a", 6)], 90, Adherence(1, 0, 0)),
    "one on time, one late, one missed": ([*THREE, held("a", 4), held("b", 61)], 201, Adherence(3, 1, 1)),
    "due in a pause it binds nobody": ([*THREE, PAUSED, AGAIN], 201, Adherence(2, 0, 2)),
    "due in a pause and held a day later it binds nobody": ([*THREE, PAUSED, AGAIN, held("b", 61)], 201,
                                                            Adherence(2, 0, 2)),
    "due in a pause and held before its due date it binds nobody": ([*THREE, PAUSED, AGAIN, held("b", 9)], 201,
                                                                    Adherence(2, 0, 2)),
    "due after the last day of the agreement it binds nobody": ([due("a", 365), due("b", 366)], 400,
                                                                Adherence(1, 0, 1)),
    "due after that day and within a renewal": ([due("b", 366), replace(RENEWED, date=day(366))], 400,
                                                Adherence(1, 0, 1)),
    "due between that day and a renewal it binds nobody": ([due("b", 366), replace(RENEWED, date=day(367))], 400,
                                                           Adherence(0, 0, 0)),
    "due after the closing it binds nobody": ([*THREE, CLOSED], 300, Adherence(1, 0, 1)),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "expected"), KEPT.values(), ids=KEPT)
def test_adherence_is_what_was_held_on_time_of_what_was_due(
    payloads: list[Data], offset: int, expected: Adherence
) -> None:
    then = as_of(told(*ACTIVE, *payloads), day(offset))
    assert then is not None
    assert adherence(then, day(offset)) == expected


@pytest.mark.parametrize(("found", "rate"), [
    (Adherence(0, 0, 0), None), (Adherence(4, 3, 1), 75.0), (Adherence(2, 0, 1), 0.0), (Adherence(3, 3, 0), 100.0),
])  # fmt: skip
def test_the_rate_is_in_percent_and_there_is_none_of_nothing(found: Adherence, rate: float | None) -> None:
    assert found.rate == rate


@pytest.mark.parametrize("more", [[], [held("a", 4)], [held("a", 6)]], ids=["not held", "held", "held late"])
def test_of_a_proposal_no_check_in_counts_held_or_not(more: list[Data]) -> None:
    assert adherence(told(PROPOSED, due("a", 5), *more), day(9)) == Adherence(0, 0, 0)
    assert adherence(told(*SIGNED, due("a", 5), *more, said.Activated(date=day(7))), day(9)) == Adherence(0, 0, 0)


OPEN: dict[str, tuple[list[Data], int, list[str], list[str]]] = {
    # what was said, seen on the day → overdue, upcoming
    "by due date, then id": ([due("c", 5), due("b", 5), due("a", 9), due("d", 70), due("e", 60)], 10,
                             ["b", "c", "a"], ["e", "d"]),
    "on its due date it is still to come": ([due("a", 5)], 5, [], ["a"]),
    "held it is neither": ([due("a", 5), held("a", 7), due("b", 50), held("b", 2)], 20, [], []),
    "in a pause it is neither": ([*THREE, PAUSED], 50, ["a"], []),
    "after a pause it is to come": ([*THREE, PAUSED, AGAIN], 100, ["a"], ["c"]),
    "after the closing there is none": ([*THREE, CLOSED], 30, [], []),
    "before a closing that is told there is": ([*THREE, CLOSED], 29, ["a"], []),
    "after the last day of the agreement none is to come": ([due("a", 365), due("b", 366)], 360, [], ["a"]),
    "one from after that day is not overdue either": ([due("a", 365), due("b", 366)], 400, ["a"], []),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "late", "to_come"), OPEN.values(), ids=OPEN)
def test_a_check_in_that_is_not_held_is_to_come_and_then_overdue(
    payloads: list[Data], offset: int, late: list[str], to_come: list[str]
) -> None:
    partnership = told(*ACTIVE, *payloads)
    assert overdue(partnership, day(offset)) == late
    assert [key for _, key in upcoming(partnership, day(offset))] == to_come


def test_the_first_meeting_of_a_proposal_is_to_come() -> None:
    assert upcoming(told(PROPOSED, due("a", 5)), day(2)) == [(day(5), "a")]


LATER = said.Activated(date=day(3))
PAUSE = replace(PAUSED, date=day(80))
RESUMED = said.Activated(date=day(100))
LAPSED = [replace(PROPOSED, end=day(100)), *ACTIVE[1:]]
NEXT: dict[str, tuple[list[Data], int, tuple[int, int] | None]] = {
    # what was said, seen on the day → when the next one is due, and since when that is known
    "of a proposal none": (SIGNED, 10, None),
    "before the first day none": ([*SIGNED, LATER], 2, None),
    "a cadence after it became active": ([*SIGNED, LATER], 3, (93, 3)),
    "the same as long as nothing happens": (ACTIVE, 300, (90, 0)),
    "none while there is one to come": ([*ACTIVE, due("a", 40)], 40, None),
    "a cadence after the last one was due": ([*ACTIVE, due("a", 40)], 41, (130, 40)),
    "of several the last": ([*ACTIVE, due("a", 40), due("b", 20)], 41, (130, 40)),
    "one held early, from then on": ([*ACTIVE, due("a", 40), held("a", 30)], 30, (130, 30)),
    "one held late, by its due date": ([*ACTIVE, due("a", 40), held("a", 55)], 60, (130, 40)),
    "of two held early known once the last is": ([*ACTIVE, due("a", 40), held("a", 10), due("b", 20), held("b", 15)],
                                                 30, (130, 15)),
    "one from before it was active, by that day": ([*SIGNED, LATER, due("a", 1)], 9, (93, 3)),
    "one held before it was active, by that day": ([*SIGNED, LATER, due("a", 1), held("a", 1)], 9, (93, 3)),
    "by the cadence that was proposed": ([replace(PROPOSED, cadence_days=30), *ACTIVE[1:]], 5, (30, 0)),
    "by the cadence of the day of the last one": ([*ACTIVE, due("a", 40), cadence(30, 40)], 50, (70, 40)),
    "not by one that begins later": ([*ACTIVE, due("a", 40), cadence(30, 41)], 50, (130, 40)),
    "by the cadence of the day on which it was held": ([*ACTIVE, due("a", 40), held("a", 30), cadence(30, 35)], 50,
                                                       (130, 30)),
    "a pause before it changes nothing": ([*ACTIVE, PAUSED, said.Activated(date=day(20))], 50, (90, 0)),
    "in a pause none": ([*ACTIVE, PAUSE], 85, None),
    "a cadence after the pause that it would fall into": ([*ACTIVE, PAUSE, RESUMED], 100, (190, 100)),
    "not before the pause is over": ([*ACTIVE, PAUSE, RESUMED], 99, None),
    "one that fell into the pause does not count": ([*ACTIVE, due("a", 90), PAUSE, RESUMED], 100, (190, 100)),
    "one that was held in the pause does not count either": ([*ACTIVE, due("a", 90), held("a", 91), PAUSE, RESUMED],
                                                             100, (190, 100)),
    "by the cadence of the day after the pause": ([*ACTIVE, PAUSE, cadence(30, 100), RESUMED], 100, (130, 100)),
    "after the first day of a second pause": (
        [*ACTIVE, PAUSE, RESUMED, replace(PAUSED, date=day(150)), said.Activated(date=day(200))], 200, (290, 200),
    ),
    "after the pause that it falls into, not a later one": (
        [*ACTIVE, PAUSE, RESUMED, replace(PAUSED, date=day(200)), said.Activated(date=day(210))], 300, (190, 100),
    ),
    "after the pause that it falls into, not an earlier one": (
        [*ACTIVE, PAUSED, said.Activated(date=day(20)), PAUSE, RESUMED], 300, (190, 100),
    ),
    "a renewal ends a pause": ([*ACTIVE, PAUSE, replace(RENEWED, date=day(100))], 100, (190, 100)),
    "after the closing none": ([*ACTIVE, CLOSED], 40, None),
    "before the closing that nobody looked at": ([*ACTIVE, replace(CLOSED, date=day(100))], 300, (90, 0)),
    "on the last day of the agreement": ([replace(PROPOSED, end=day(90)), *ACTIVE[1:]], 50, (90, 0)),
    "after the agreement none": ([replace(PROPOSED, end=day(89)), *ACTIVE[1:]], 50, None),
    "within a renewal": ([*LAPSED, due("a", 90), replace(RENEWED, date=day(95))], 95, (180, 90)),
    "a cadence after a renewal that comes late": ([*LAPSED, due("a", 90), replace(RENEWED, date=day(200))], 200,
                                                  (290, 200)),
    "not before a renewal": ([*LAPSED, due("a", 90), replace(RENEWED, date=day(200))], 199, None),
    "of an agreement without an end": ([replace(PROPOSED, end=None), *ACTIVE[1:], due("a", 100)], 101, (190, 100)),
    "before one that somebody scheduled years later": (
        [replace(PROPOSED, end=None), *ACTIVE[1:], due("a", 4_000)], 4_001, (90, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("payloads", "offset", "expected"), NEXT.values(), ids=NEXT)
def test_the_cadence_wants_the_next_one(payloads: list[Data], offset: int, expected: tuple[int, int] | None) -> None:
    assert wanted(told(*payloads), day(offset)) == (expected and (day(expected[0]), day(expected[1])))


def wanted(partnership: Partnership, today: date) -> tuple[date, date] | None:
    """When the first check-in that is still to be scheduled is due, and since when that is known."""
    links = cadence_plan(partnership, today).wanted
    return (links[0].steps[0].due, links[0].known) if links else None


def test_a_meeting_that_is_entered_ahead_of_its_day_is_to_come_until_then() -> None:
    ahead = told(*SIGNED, ACTIVATED, due("a", 40), held("a", 39))
    assert upcoming(ahead, day(38)) == [(day(40), "a")]
    assert [wanted(ahead, day(offset)) for offset in (38, 39)] == [None, (day(130), day(39))]


def test_a_check_in_due_on_a_leap_day_is_a_day_like_any_other() -> None:
    leap = date(2028, 2, 29)
    begun = [*SIGNED, said.Activated(date=leap - timedelta(days=90))]
    partnership = told(replace(begun[0], end=None), *begun[1:], said.CheckInScheduled(check_in="a", due=leap))
    assert adherence(partnership, date(2028, 3, 1)) == Adherence(1, 0, 1)
    assert wanted(partnership, date(2028, 3, 1)) == (date(2028, 5, 29), leap)
