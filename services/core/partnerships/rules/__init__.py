"""The rules of a partnership by theme; importing them registers all of them with `may_follow`."""

from services.core.partnerships.rules import agreement, goals, investment, meetings, participants
from services.core.partnerships.rules.refusal import may_follow

__all__ = ["agreement", "goals", "investment", "may_follow", "meetings", "participants"]
