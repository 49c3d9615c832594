"""What in a partnership needs somebody on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.core.partnerships.continuity import vacancies
from services.core.partnerships.meetings import ONE_DAY, action_counts, overdue
from services.core.partnerships.partnership import ENDED, SIDES, Partnership

AttentionKind = Literal["expired", "vacant_lead", "overdue_check_in", "overdue_action"]


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One thing that needs somebody.

    Attributes:
        since: the first day on which it did.
        subject: the id of the check-in or action within the partnership; None: it is about the partnership.
        message: what is wrong and what to do, in a sentence.
    """

    kind: AttentionKind
    since: date
    subject: str | None
    message: str


def attention(partnership: Partnership, day: date) -> list[AttentionItem]:
    """Everything that needs somebody, what has waited longest first. Nothing of a partnership that is closed."""
    if partnership.status_on(day) in ENDED:
        return []
    items = [*_expired(partnership, day), *_vacant(partnership), *_check_ins(partnership, day)]
    return sorted([*items, *_actions(partnership, day)], key=lambda item: (item.since, item.kind, item.message))


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
                yield AttentionItem("vacant_lead", vacancy.begin, None, message)


def _check_ins(partnership: Partnership, day: date) -> Iterator[AttentionItem]:
    for key in overdue(partnership, day):
        due = partnership.check_ins[key].due
        message = f"The check-in that was due on {due} was not held. Hold it."
        yield AttentionItem("overdue_check_in", due + ONE_DAY, key, message)


def _actions(partnership: Partnership, day: date) -> Iterator[AttentionItem]:
    for key, action in partnership.actions.items():
        due = action.agreed.due
        if action.done is None and due < day and action_counts(partnership, action):
            message = f"The action of {action.agreed.owner} that was due on {due} is not done. Complete it."
            yield AttentionItem("overdue_action", due + ONE_DAY, key, message)
