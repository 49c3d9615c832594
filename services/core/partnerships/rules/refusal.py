"""What the rules of all themes share: the function that each registers with, and the words by which they refuse."""

from collections.abc import Container
from datetime import date
from functools import singledispatch

from services.contracts.facts import Data
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.partnership import Partnership


@singledispatch
def validate_transition(data: Data, now: Partnership, day: date) -> None:
    """Raise `Rejected` if this may not be said of the partnership as holding from the day.

    Capacities, new wordings and leads may be said at any time.
    """
    del data, now, day


@singledispatch
def may_follow_since_2(data: Data, now: Partnership, day: date) -> None:
    """Raise `Rejected` for what is refused beside that since version 2 of the rules."""
    del data, now, day


@singledispatch
def may_follow_since_3(data: Data, now: Partnership, day: date) -> None:
    """Raise `Rejected` for what is refused beside that since version 3 of the rules."""
    del data, now, day


def at_check_in(check_in: str | None, now: Partnership) -> None:
    if check_in is not None:
        known(check_in, now.check_ins, "/data/checkIn", "check-in", "schedule it first")


def not_before(day: date, begin: date, what: str, pointer: str = "/data/date") -> None:
    if day < begin:
        raise Rejected(Code.DATE_ORDER, pointer, f"{day} is before {begin}, when {what}")


def known(wanted: str, there: Container[str], pointer: str, what: str, advice: str) -> None:
    if wanted not in there:
        raise unknown(pointer, f"{what} {wanted}", advice)


def new(wanted: str, there: Container[str], pointer: str, what: str) -> None:
    if wanted in there:
        raise Rejected(Code.DUPLICATE_ITEM, pointer, f"{what} {wanted} already exists; use another id")


def unknown(pointer: str, what: str, advice: str) -> Rejected:
    return Rejected(Code.UNKNOWN_REFERENCE, pointer, f"there is no {what}: {advice}")


def wrong_moment(pointer: str, reason: str) -> Rejected:
    return Rejected(Code.INVALID_TRANSITION, pointer, reason)
