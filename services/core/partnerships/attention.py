"""What in a partnership needs somebody on a day."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.contracts.partnerships import Side
from services.core.partnerships.continuity import vacancies
from services.core.partnerships.goals import GoalMeasurement, is_behind
from services.core.partnerships.meetings import ONE_DAY, action_counts, overdue
from services.core.partnerships.partnership import ENDED, SIDES, Partnership

AttentionKind = Literal[
    "expired",
    "vacant_lead",
    "overdue_check_in",
    "overdue_action",
    "open_challenge",
    "goal_behind",
    "silent_feed",
    "incomplete_reporting",
]
OF_PARTNERSHIPS: Collection[AttentionKind] = (
    "expired",
    "vacant_lead",
    "overdue_check_in",
    "overdue_action",
    "open_challenge",
    "goal_behind",
)
"""The kinds that are about partnerships; the others are about what districts send."""


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One thing that needs somebody.

    Attributes:
        since: the first day on which it did.
        subject: the id of the check-in, action, challenge or goal within the partnership; None: it is about the
            partnership.
        message: what is wrong and what to do, in a sentence.
        side: the side that has to act; None: either.
        title: the text of the action or challenge, or the title of the goal.
        owner: who promised the action.
    """

    kind: AttentionKind
    since: date
    subject: str | None
    message: str
    side: Side | None = None
    title: str | None = None
    owner: str | None = None


NOT_MEASURED: Mapping[str, GoalMeasurement] = {}


def attention(
    partnership: Partnership, day: date, goals: Mapping[str, GoalMeasurement] = NOT_MEASURED
) -> list[AttentionItem]:
    """Everything that needs somebody, what has waited longest first. Nothing of a partnership that is closed.

    Args:
        goals: by their ids, the values by which they are judged; a goal without one is not.
    """
    if partnership.status_on(day) in ENDED:
        return []
    items = [
        *_expired(partnership, day),
        *_vacant(partnership),
        *_check_ins(partnership, day),
        *_actions(partnership, day),
        *_challenges(partnership),
        *_goals(partnership, goals),
    ]
    return sorted(items, key=lambda item: (item.since, item.kind, item.message))


def _expired(partnership: Partnership, day: date) -> Iterator[AttentionItem]:
    since = partnership.expired_since(day)
    if since is not None:
        message = f"The agreement ended on {since - ONE_DAY} and was neither renewed nor closed. Renew it or close it."
        yield AttentionItem("expired", since, None, message)


def _vacant(partnership: Partnership) -> Iterator[AttentionItem]:
    for side in SIDES:
        for vacancy in vacancies(partnership, side):
            if vacancy.end is None:
                message = f"The {side}'s side has had no lead since {vacancy.begin}. Assign one."
                yield AttentionItem("vacant_lead", vacancy.begin, None, message, side)


def _check_ins(partnership: Partnership, day: date) -> Iterator[AttentionItem]:
    """Once a later one was held, nobody needs to hold an earlier one any more."""
    held = [check_in.due for check_in in partnership.check_ins.values() if check_in.held is not None]
    for key in overdue(partnership, day):
        due = partnership.check_ins[key].due
        if due < max(held, default=due):
            continue
        message = f"The check-in that was due on {due} was not held. Hold it."
        yield AttentionItem("overdue_check_in", due + ONE_DAY, key, message)


def _actions(partnership: Partnership, day: date) -> Iterator[AttentionItem]:
    for key, action in partnership.actions.items():
        agreed = action.agreed
        if action.done is None and agreed.due < day and action_counts(partnership, action):
            message = f"The action of {agreed.owner} that was due on {agreed.due} is not done. Complete it."
            since = agreed.due + ONE_DAY
            yield AttentionItem("overdue_action", since, key, message, agreed.side, agreed.text, agreed.owner)


def _challenges(partnership: Partnership) -> Iterator[AttentionItem]:
    for key, challenge in partnership.challenges.items():
        if challenge.resolved is None:
            raised = challenge.raised
            message = f"A challenge that was raised on {raised.date} is not resolved. Say how it was resolved."
            yield AttentionItem("open_challenge", raised.date, key, message, title=raised.text)


def _goals(partnership: Partnership, goals: Mapping[str, GoalMeasurement]) -> Iterator[AttentionItem]:
    for key, measured in goals.items():
        goal = partnership.goals[key]
        if goal.outcome is None and is_behind(goal.last, measured):
            message = f"The goal {goal.last.title!r} is farther from its target than where it began. Agree what to do."
            yield AttentionItem("goal_behind", measured.behind_since, key, message, title=goal.last.title)
