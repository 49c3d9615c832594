"""Shared vision: the clauses as they are worded now, and which both sides endorsed."""

from services.core.partnerships.partnership import SIDES, Partnership, Wording


def clauses(partnership: Partnership) -> dict[str, Wording]:
    """The wording of each clause that holds."""
    return {key: wordings[-1] for key, wordings in partnership.clauses.items()}


def aligned(wording: Wording) -> bool:
    """Whether both sides endorsed this wording."""
    return len(wording.endorsed) == len(SIDES)


def alignment(partnership: Partnership) -> float | None:
    """Clauses that both sides endorsed, in percent of the clauses; None while there are none."""
    now = clauses(partnership).values()
    return 100 * sum(map(aligned, now)) / len(now) if now else None
