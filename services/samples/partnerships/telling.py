"""How the story of a sample partnership is written down: what is told, and when in the school years that it spans.

Days are relative to the story's first school year, or to its check-ins, so that one story serves every year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.primitives import ContributionKind

FRIDAY = 4
Outcome = Literal["late", "missed"]


class When(NamedTuple):
    """A day of a school year of the story; year 0 is its first. Months from July on belong to the autumn."""

    year: int
    month: int
    day: int

    def date(self, first: int) -> date:
        return date(first + self.year - (self.month >= 7), self.month, self.day)


class AtCheckIn(NamedTuple):
    """So many days after a check-in was held; the first one is number 1."""

    number: int
    days: int = 0


class Around(NamedTuple):
    """A number that differs from seed to seed."""

    middle: int
    spread: int


class Person(NamedTuple):
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Told:
    """One event to be: its payload's type and members. Members may be a `When`, an `AtCheckIn` or an `Around`.

    Attributes:
        when: the day from which it holds; the payload's `date`, where it has one.
        late: so many days later it is said.
    """

    when: When | AtCheckIn
    make: type[Data]
    members: Mapping[str, Any]
    late: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """A partnership from its proposal on.

    Attributes:
        programme: the id of its programme in the profiles of its districts.
        outcomes: what came of a check-in, by number, where it was not held in time.
        years: the school years that it spans. One: it is agreed anew each year.
    """

    programme: str
    told: tuple[Told, ...]
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    years: int = 2

    def first_of(self, make: type[Data]) -> Told | None:
        return next((each for each in self.told if each.make is make), None)

    @property
    def districts(self) -> tuple[str, ...]:
        return tuple(self.told[0].members["districts"])


def on(year: int, month: int, day: int, make: type[Data], *, late: int = 0, **members: Any) -> Told:
    """Something of a day of the story's school year."""
    return Told(When(year, month, day), make, members, late)


def at(check_in: int, make: type[Data], *, days: int = 0, **members: Any) -> Told:
    """Something that was said at a check-in, or so many days after it."""
    return Told(AtCheckIn(check_in, days), make, members)


def monthly(
    year: int, months: tuple[int, ...], side: said.Side, kind: ContributionKind, name: str, **members: Any
) -> tuple[Told, ...]:
    """The same contribution in each of the months, each under an id of its own; some are said days late."""
    return tuple(
        on(
            year, month, 12, said.ContributionRecorded, late=month % 4 * 2,
            contribution=f"{name}-{year + 1}-{month:02}", side=side, kind=kind, **members,
        )
        for month in months
    )  # fmt: skip


Day = tuple[int, int, int]


def lead(day: Day, side: said.Side, who: Person, duty: said.Duty = "lead") -> Told:
    return on(*day, said.LeadAssigned, side=side, name=who.name, role=who.role, duty=duty)


def leaves(day: Day, side: said.Side, reason: str, duty: said.Duty = "lead") -> Told:
    return on(*day, said.LeadVacated, side=side, reason=reason, duty=duty)


def clause(day: Day, name: str, kind: said.ClauseKind, text: str) -> Told:
    return on(*day, said.VisionDrafted, clause=name, kind=kind, text=text)


def endorsed(day: Day, side: said.Side, who: Person, *clauses: str) -> tuple[Told, ...]:
    """The same person endorses each of these clauses."""
    return tuple(
        on(*day, said.VisionEndorsed, clause=each, side=side, name=who.name, role=who.role) for each in clauses
    )


def pledged(
    day: Day,
    side: said.Side,
    kind: ContributionKind,
    name: str,
    year: int,
    *,
    quantity: float | None = None,
    cents: int | None = None,
) -> Told:
    """Promised for a school year of the story."""
    named = {"contribution": name, "side": side, "kind": kind, "quantity": quantity, "cents": cents}
    span = {"begin": When(year, 8, 1), "end": When(year, 6, 30)}
    return Told(When(*day), said.ContributionPledged, {**named, **span})


def put_in(day: Day, side: said.Side, kind: ContributionKind, name: str, **members: Any) -> Told:
    return on(*day, said.ContributionRecorded, contribution=name, side=side, kind=kind, **members)


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day
