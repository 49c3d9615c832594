"""What each event changes in a partnership, by theme; importing them registers them with `changes_by`."""

from services.core.partnerships.changes import agreement, learners, withdrawals, work
from services.core.partnerships.changes.change import changes_by

__all__ = ["agreement", "changes_by", "learners", "withdrawals", "work"]
