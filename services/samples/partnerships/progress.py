"""What a check-in sees: who of both sides is there, and how far the goals have come."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from random import Random
from typing import Protocol

from services.contracts import partnerships as said
from services.contracts.facts import Data


class DatedData(Protocol):
    """What is said, and on which day."""

    @property
    def day(self) -> date: ...

    @property
    def data(self) -> Data: ...


def attendees(payloads: Iterable[Data]) -> tuple[said.Attendee, ...]:
    """Whoever leads or oversees then."""
    holders: dict[tuple[said.Side, said.Duty], str] = {}
    for data in payloads:
        match data:
            case said.LeadAssigned():
                holders[data.side, data.duty] = data.name
            case said.LeadVacated():
                holders.pop((data.side, data.duty), None)
    return tuple(said.Attendee(name, side) for (side, _), name in holders.items())


def progress(lines: Iterable[DatedData], day: date, n: int, rng: Random) -> tuple[said.FrozenValue, ...]:
    """Of every goal a plausible value: some way from the baseline to the target, more of it as time goes by."""
    begun: dict[str, date] = {}
    goals: dict[str, said.GoalSet] = {}
    for line in lines:
        if isinstance(line.data, said.GoalSet) and line.day < day:
            begun.setdefault(line.data.goal, line.day)
            goals[line.data.goal] = line.data
    return tuple(_frozen(goal, begun, day, n, rng) for goal in goals.values())


def _frozen(goal: said.GoalSet, begun: Mapping[str, date], day: date, n: int, rng: Random) -> said.FrozenValue:
    as_of = datetime.combine(day, time(12), UTC)
    if n == 0:
        return said.FrozenValue(goal=goal.goal, status="NO_DATA", as_of=as_of)
    passed = (day - begun[goal.goal]).days / max(1, (goal.due - begun[goal.goal]).days)
    share = min(1.1, passed) * rng.uniform(0.6, 1.15) + rng.uniform(-0.05, 0.05)
    value = round(goal.baseline + (goal.target - goal.baseline) * share, 1)
    return said.FrozenValue(goal=goal.goal, value=value, n=n, as_of=as_of)
