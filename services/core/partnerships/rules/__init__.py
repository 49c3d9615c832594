"""The rules of a partnership by theme; importing them registers them with `may_follow` or `may_follow_since_2`."""

from services.core.partnerships.rules import agreement, goals, investment, meetings, participants, since_2, withdrawals
from services.core.partnerships.rules.refusal import may_follow, may_follow_since_2

__all__ = [
    "agreement", "goals", "investment", "may_follow", "may_follow_since_2", "meetings", "participants", "since_2",
    "withdrawals",
]  # fmt: skip
