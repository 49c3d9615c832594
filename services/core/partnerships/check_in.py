"""A check-in of a partnership: when it is due, whether it was held, and what was moved."""

from datetime import date

import msgspec

from services.contracts import partnerships as said
from services.core.partnerships.timeline import Timeline, with_entry


class NewDue(msgspec.Struct, frozen=True):
    """Another day by which a check-in is due. `cadence_days`: the cadence that moved it; None: both sides agreed."""

    due: date
    cadence_days: int | None = None


class Cancellation(msgspec.Struct, frozen=True):
    """That a check-in is not expected any more. `cadence_days`: the cadence that wants others in its place."""

    date: date
    why: str | None = None
    cadence_days: int | None = None


class CheckInChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a check-in before it was due: `first_due` before the first of its moves, by their days."""

    first_due: date
    moves: Timeline[NewDue] = ()
    cancelled: Cancellation | None = None


class CheckIn(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting of both sides that is expected.

    Attributes:
        due: by when, after all moves.
        missed: the day from which it was told missed; it may still be held after that, late.
        changes: unset while it was neither moved nor cancelled, so that older states are the same bytes.
        counts_from: the day to which a cadence was added for `first_due`; unset: somebody chose that day.
    """

    scheduled: date
    due: date
    held: said.CheckInHeld | None = None
    missed: date | None = None
    changes: CheckInChanges | msgspec.UnsetType = msgspec.UNSET
    counts_from: date | msgspec.UnsetType = msgspec.UNSET

    @property
    def first_due(self) -> date:
        """By when it was due before it was ever moved."""
        return self.due if self.changes is msgspec.UNSET else self.changes.first_due

    @property
    def moves(self) -> Timeline[NewDue]:
        """By the day from which each holds."""
        return () if self.changes is msgspec.UNSET else self.changes.moves

    @property
    def cancelled(self) -> Cancellation | None:
        return None if self.changes is msgspec.UNSET else self.changes.cancelled

    def moved(self, since: date, due: NewDue) -> "CheckIn":
        """Due on another day. One that was told missed as of its former due date was not missed."""
        moves = with_entry(self.moves, since, due)
        changes = CheckInChanges(first_due=self.first_due, moves=moves, cancelled=self.cancelled)
        return msgspec.structs.replace(self, due=moves[-1].value.due, missed=None, changes=changes)

    def called_off(self, cancelled: Cancellation) -> "CheckIn":
        """Not expected any more, and so not missed."""
        changes = CheckInChanges(first_due=self.first_due, moves=self.moves, cancelled=cancelled)
        return msgspec.structs.replace(self, missed=None, changes=changes)
