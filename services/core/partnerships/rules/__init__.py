"""The rules of a partnership by theme; importing them registers them with the functions of `refusal`."""

from services.core.partnerships.rules import (
    agreement,
    goals,
    investment,
    meetings,
    participants,
    since_2,
    since_3,
    withdrawals,
)
from services.core.partnerships.rules.refusal import may_follow_since_2, may_follow_since_3, validate_transition

__all__ = [
    "agreement",
    "goals",
    "investment",
    "may_follow_since_2",
    "may_follow_since_3",
    "meetings",
    "participants",
    "since_2",
    "since_3",
    "validate_transition",
    "withdrawals",
]  # fmt: skip
