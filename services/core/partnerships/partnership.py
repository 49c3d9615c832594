"""A partnership as its events so far leave it. Frozen, and the same bytes whenever the same events are folded."""

from datetime import date
from typing import Literal, NamedTuple

import msgspec

from services.contracts import partnerships as said

Status = Literal["proposed", "active", "paused", "closed"]


class EventId(NamedTuple):
    """What CloudEvents calls a duplicate: the same `source` and `id`."""

    source: str
    id: str


class Endorsement(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    role: str
    date: date


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """A clause of the vision, and who endorsed this wording of it, by side."""

    kind: said.ClauseKind
    text: str
    endorsed: dict[said.Side, Endorsement] = {}

    @property
    def aligned(self) -> bool:
        return len(self.endorsed) == 2


class CheckIn(msgspec.Struct, frozen=True, kw_only=True):
    """`held` may be later than `due`, even after it was told missed; it is on time up to and including `due`."""

    due: date
    held: date | None = None
    missed: bool = False
    attendees: tuple[said.Attendee, ...] = ()
    notes: str | None = None

    @property
    def on_time(self) -> bool:
        return self.held is not None and self.held <= self.due


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    raised: date
    resolved: date | None = None
    resolution: str | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True):
    agreed: said.ActionAgreed
    done: date | None = None


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """A goal as it was last set; `outcome` once it was met or missed, with the value that decided."""

    set: said.GoalSet
    outcome: said.GoalMet | None = None


class Partnership(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known; ids are those of the events.

    Attributes:
        version: how many events are in it; `expectedVersion` of a mutation is compared with it.
        seen: the events that are in it, so that a duplicate changes nothing.
        leads: the named person of each side who has one.
        contributions: recorded ones as they were last corrected; a retracted one is None.
        waiting, placed: learner keys with their district, in the order in which they came.
    """

    id: str
    name: str
    districts: tuple[str, ...]
    partners: tuple[said.Partner, ...]
    begin: date
    end: date | None
    cadence_days: int
    status: Status = "proposed"
    version: int = 0
    seen: frozenset[EventId] = frozenset()
    leads: dict[said.Side, said.LeadAssigned] = {}
    clauses: dict[str, Clause] = {}
    pledges: dict[str, said.ContributionPledged] = {}
    contributions: dict[str, said.ContributionRecorded | None] = {}
    check_ins: dict[str, CheckIn] = {}
    challenges: dict[str, Challenge] = {}
    actions: dict[str, Action] = {}
    goals: dict[str, Goal] = {}
    amendments: dict[str, said.AgreementAmended] = {}
    needs: dict[str, said.NeedRecorded] = {}
    capacity: int | None = None
    waiting: tuple[tuple[str, str], ...] = ()
    placed: tuple[tuple[str, str], ...] = ()
    stories: dict[str, said.StoryPublished] = {}


def missing_for_activation(partnership: Partnership) -> list[str]:
    """What a partnership still lacks before it can be active, in words; nothing: it can."""
    sides: tuple[said.Side, ...] = ("district", "partner")
    lacks = [f"a lead on the {side}'s side" for side in sides if side not in partnership.leads]
    if not any(clause.kind == "outcome" and clause.aligned for clause in partnership.clauses.values()):
        lacks.append("one outcome endorsed by both sides")
    return lacks
