"""Every partnership metric by looking at each state on each day, by what a page about that partnership shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.core.calendar import ONE_DAY
from services.core.partnerships.continuity import active_since, closed_on, continuity, troubles
from services.core.partnerships.health import health
from services.core.partnerships.history import as_of
from services.core.partnerships.investment import Valued, balance_of, valued
from services.core.partnerships.meetings import action_counts, adherence
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.timeline import at
from services.core.partnerships.vision import aligned, clauses
from tests.query.every.seats import Number, participants
from tests.query.every.world import RATES

Pairs = Callable[[Partnership, date], Number | None]


@dataclass(frozen=True)
class Kept:
    """What of the contributions counts."""

    side: str | None = None
    contribution_kind: str | None = None

    def keeps(self, contribution: Valued) -> bool:
        recorded = contribution.recorded
        return self.side in (None, recorded.side) and self.contribution_kind in (None, recorded.kind)


def number(metric: str, partnerships: Sequence[Partnership], begin: date, end: date, today: date, kept: Kept) -> Number:
    """Sums over the partnerships, to be divided."""
    if metric.startswith("in") and metric != "investment_balance":
        contributions = [_contributions(partnership, begin, end, today, kept) for partnership in partnerships]
        total = balance_of(one for amounts in contributions for one in amounts)
        whole = total.total / 100
        return (total.in_kind / 100, whole) if metric == "in_kind_share" else (whole, None)
    if metric == "investment_balance":
        total = balance_of(
            one for partnership in partnerships for one in _contributions(partnership, begin, end, today, kept)
        )
        return min(total.cents.values()) / 100, max(total.cents.values()) / 100
    if metric == "checkin_adherence":
        until = [
            (_check_ins(partnership, end), _check_ins(partnership, begin - ONE_DAY)) for partnership in partnerships
        ]
        on_time, due = (sum(last[place] - first[place] for last, first in until) for place in (0, 1))
        return on_time, due
    if metric == "action_completion":
        some_actions = [one for partnership in partnerships for one in _actions(partnership, begin, end, today)]
        return sum(some_actions), len(some_actions)
    values = [STANDINGS[metric](then, end) for partnership in partnerships if (then := as_of(partnership, end))]
    known = [pair for pair in values if pair is not None]
    return sum(part for part, _ in known), sum(whole or 0 for _, whole in known)


def _contributions(partnership: Partnership, begin: date, end: date, today: date, kept: Kept) -> list[Valued]:
    """By their own dates, even before the proposal."""
    now = as_of(partnership, today)
    contributions = valued(now, RATES) if now else []
    return [
        contribution
        for contribution in contributions
        if begin <= contribution.recorded.date <= end and kept.keeps(contribution)
    ]


def _check_ins(partnership: Partnership, day: date) -> tuple[int, int]:
    then = as_of(partnership, day)
    found = adherence(then, day) if then else None
    return (found.on_time, found.due) if found else (0, 0)


def _actions(partnership: Partnership, begin: date, end: date, today: date) -> list[bool]:
    """Whether each action that became one of those due in these days is done today."""
    now = as_of(partnership, today)
    if now is None:
        return []
    done = {key: action.done is not None for key, action in now.actions.items()}
    return [done[key] for key in _due(partnership, end) - _due(partnership, begin - ONE_DAY)]


def _due(partnership: Partnership, day: date) -> set[str]:
    """Those that were agreed by the day and were due before it or done by it, even before the proposal."""
    then = as_of(partnership, max(day, partnership.proposed))
    assert then is not None, "as of its proposal there is a partnership"
    agreed = {key: action for key, action in then.actions.items() if action.agreed.date <= day}
    binding = {key: action for key, action in agreed.items() if action_counts(then, action)}
    return {
        key
        for key, action in binding.items()
        if action.agreed.due < day or (action.done is not None and action.done <= day)
    }


def _since(then: Partnership, day: date) -> Number | None:
    held = [check_in.held.date for check_in in then.check_ins.values() if check_in.held]
    last = max(held) if held else active_since(then)
    return None if last is None or then.status_on(day) == "closed" else ((day - last).days, 1)


def _participation(then: Partnership, day: date) -> Number | None:
    places = at(then.capacities, day)
    mine = [seat for seat in participants() if seat.values["partnership"] == then.id]
    here = [any(a <= day <= b for a, b in seat.spans) and any(a <= day <= b for a, b in seat.joined) for seat in mine]
    return (sum(here), places) if places else None


def _health(strategy: str | None) -> Pairs:
    def score(then: Partnership, day: date) -> Number | None:
        judged = health(then, day, RATES, {})
        some = (
            judged if strategy is None else next(scored for scored in judged.strategies if scored.strategy == strategy)
        )
        return None if some.score is None else (some.score, 1)

    return score


def _attainment(then: Partnership, day: date) -> Number | None:
    """Each partnership here has one goal."""
    data = next(strategy for strategy in health(then, day, RATES, {}).strategies if strategy.strategy == "data")
    part = next(part for part in data.parts if part.name == "goal_attainment")
    return None if part.score is None else (part.score / 100, 1)


def _troubles(then: Partnership, day: date) -> Number:
    last = min(closed_on(then) or day, day)
    days = [trouble.days(max(last, trouble.begin)) for trouble in troubles(then)]
    return sum(days), len(days)


STANDINGS: Mapping[str, Pairs] = {
    "participation_rate": _participation,
    "vision_alignment": lambda then, _: (sum(map(aligned, clauses(then).values())), len(clauses(then))),
    "days_since_checkin": _since,
    "goal_attainment": _attainment,
    "leadership_continuity": lambda then, day: (continuity(then, day).led, continuity(then, day).days),
    "adaptation_days": _troubles,
    "partnership_health": _health(None),
    **{
        f"health_{strategy_name}": _health(strategy_name)
        for strategy_name in ("equal_investment", "shared_vision", "checkins", "data", "flexibility")
    },
}
