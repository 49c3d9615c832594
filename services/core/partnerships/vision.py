"""Shared vision: the clauses as they are worded now, and which both sides endorsed."""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.core.partnerships.partnership import SIDES, Endorsement, Partnership, Wording
from services.core.stated_rules import states_rule


@states_rule(
    "Clauses",
    "Each clause as it was drafted last by the day. A draft that repeats kind and text of the one before it "
    "changes nothing.",
)
def clauses(partnership: Partnership) -> dict[str, Wording]:
    """The wording of each clause that holds."""
    return {key: distinct(wordings)[-1] for key, wordings in partnership.clauses.items()}


def distinct(wordings: Sequence[Wording]) -> list[Wording]:
    """Wordings that differ from the one before them in kind or text.

    A draft that repeats the wording before it changes nothing: the wording holds from its first draft on, and the
    endorsements of all its drafts are endorsements of it.
    """
    merged: list[Wording] = []
    for wording in wordings:
        if merged and merged[-1].says_the_same_as(wording):
            merged[-1] = replace(merged[-1], endorsed=_first_of_each_side(merged[-1].endorsed, wording.endorsed))
        else:
            merged.append(wording)
    return merged


def with_wordings_of(partnership: Partnership, day: date) -> Partnership:
    """The partnership with the clauses as they were worded on the day."""
    drafted = {
        key: tuple(wording for wording in wordings if wording.date <= day)
        for key, wordings in partnership.clauses.items()
    }
    return replace(
        partnership, clauses={key: tuple(distinct(wordings)) for key, wordings in drafted.items() if wordings}
    )


Endorsements = dict[said.Side, Endorsement]


def _first_of_each_side(earlier: Endorsements, later: Endorsements) -> Endorsements:
    first = dict(earlier)
    for side, endorsement in later.items():
        if side not in first or endorsement.date < first[side].date:
            first[side] = endorsement
    return first


@states_rule(
    "Endorsed by both sides",
    "Both sides endorsed the clause as it is worded on the day; a new wording takes the endorsements of the "
    "one before back.",
)
def aligned(wording: Wording) -> bool:
    """Whether both sides endorsed this wording."""
    return len(wording.endorsed) == len(SIDES)


def alignment(partnership: Partnership) -> float | None:
    """Clauses that both sides endorsed, in percent of the clauses; None while there are none."""
    now = clauses(partnership).values()
    return 100 * sum(map(aligned, now)) / len(now) if now else None
