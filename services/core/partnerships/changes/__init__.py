"""What each event changes in a partnership, by theme; importing them registers them with `changes`."""

from services.core.partnerships.changes import agreement, learners, withdrawals, work
from services.core.partnerships.changes.change import changes, changes_since_2

__all__ = ["agreement", "changes", "changes_since_2", "learners", "withdrawals", "work"]
