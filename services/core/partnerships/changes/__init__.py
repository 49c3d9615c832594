"""What each event changes in a partnership, by theme; importing them registers all of them with `changes`."""

from services.core.partnerships.changes import agreement, learners, work
from services.core.partnerships.changes.change import changes

__all__ = ["agreement", "changes", "learners", "work"]
