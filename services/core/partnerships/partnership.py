"""A partnership as its events so far leave it: everything that was said, with the days from which it holds.

Frozen, and the same bytes whenever the same events are folded. What holds on a day is for `view`.
"""

from datetime import date, timedelta
from typing import Literal

import msgspec

from services.contracts import partnerships as said
from services.core.partnerships.check_in import CheckIn
from services.core.partnerships.timeline import Timeline, at

Status = Literal["proposed", "active", "paused", "closed", "withdrawn"]
ENDED: tuple[Status, ...] = ("closed", "withdrawn")
"""Nothing happens in a partnership any more from the day on which it is one of these."""
SIDES: tuple[said.Side, ...] = ("district", "partner")


class Named(msgspec.Struct, frozen=True):
    """A person who answers for something."""

    name: str
    role: str


class Endorsement(msgspec.Struct, frozen=True):
    by: Named
    date: date


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """A clause as it was drafted on a day, and who was the first of each side to endorse this wording."""

    date: date
    kind: said.ClauseKind
    text: str
    endorsed: dict[said.Side, Endorsement] = {}

    def says_the_same_as(self, other: "Wording") -> bool:
        """Whether kind and text are the same: a draft that repeats a wording changes nothing."""
        return (self.kind, self.text) == (other.kind, other.text)


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    raised: said.ChallengeRaised
    resolved: said.ChallengeResolved | None = None


class Action(msgspec.Struct, frozen=True, kw_only=True):
    agreed: said.ActionAgreed
    done: date | None = None


class GoalOutcome(msgspec.Struct, frozen=True, kw_only=True):
    met: bool
    value: float
    n: int | None
    date: date


class GoalVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A goal as it was set or revised (`why`, and at which check-in), and whether it was met or missed as it was."""

    since: date
    value: said.GoalSet
    why: str | None = None
    check_in: str | None = None
    outcome: GoalOutcome | None = None


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """A goal as it was set and revised, in the order in which that was said."""

    versions: tuple[GoalVersion, ...]

    @property
    def last(self) -> said.GoalSet:
        return self.versions[-1].value

    @property
    def outcome(self) -> GoalOutcome | None:
        """Of the goal as it was last revised."""
        return self.versions[-1].outcome


class Stay(msgspec.Struct, frozen=True, kw_only=True):
    """A learner who waited for a place or had one. Both days may be open."""

    district: str
    learner: str
    waiting: date | None = None
    placed: date | None = None
    released: date | None = None


class Story(msgspec.Struct, frozen=True):
    date: date
    published: said.StoryPublished


class Amendment(msgspec.Struct, frozen=True):
    """What was changed, and on which day that was said; it may take effect later, or have done so before."""

    date: date
    amended: said.AgreementAmended


class Pledge(msgspec.Struct, frozen=True):
    date: date
    pledged: said.ContributionPledged


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """That something was taken back: what (`goal`, `pledge`, …), which of them, by whom, why, and when."""

    what: str
    id: str
    by: str
    reason: str | None
    date: date


class Partnership(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known; ids are those of the events.

    Attributes:
        proposed: the first day on which anything is known of it.
        version: how many events are in it; `expectedVersion` of a mutation is compared with it.
        seen: the events that are in it (see `fingerprint`) with their numbers, so that a duplicate changes nothing.
        ends: the last day of the agreement; None: open.
        leads: by side and duty; None: vacant.
        clauses: the wordings of each clause, in the order of their drafting.
        contributions: recorded ones as they were last corrected; a retracted one is None.
        withdrawn: what was taken back; unset while nothing was, so that states from before there were withdrawals are
            the same bytes.
        stays: learners with a place or waiting for one, in the order in which they came.
    """

    id: str
    name: str
    kind: said.PartnershipKind
    districts: tuple[str, ...]
    partners: tuple[said.Partner, ...]
    begin: date
    proposed: date
    version: int = 0
    seen: dict[str, int] = {}
    statuses: Timeline[Status] = ()
    ends: Timeline[date | None] = ()
    cadences: Timeline[int] = ()
    leads: dict[str, Timeline[Named | None]] = {}
    clauses: dict[str, tuple[Wording, ...]] = {}
    pledges: dict[str, Pledge] = {}
    contributions: dict[str, said.ContributionRecorded | None] = {}
    check_ins: dict[str, CheckIn] = {}
    challenges: dict[str, Challenge] = {}
    actions: dict[str, Action] = {}
    goals: dict[str, Goal] = {}
    amendments: dict[str, Amendment] = {}
    needs: dict[str, said.NeedRecorded] = {}
    capacities: Timeline[int] = ()
    stays: tuple[Stay, ...] = ()
    stories: dict[str, Story] = {}
    withdrawn: tuple[Withdrawn, ...] | msgspec.UnsetType = msgspec.UNSET

    @property
    def withdrawals(self) -> tuple[Withdrawn, ...]:
        """What was taken back, in the order in which that was said."""
        return () if self.withdrawn is msgspec.UNSET else self.withdrawn

    def status_on(self, day: date) -> Status:
        return at(self.statuses, day) or "proposed"

    def in_force_on(self, day: date) -> bool:
        """Whether the agreement binds both sides on the day: it is active, and its last day has not passed."""
        end = at(self.ends, day)
        return self.status_on(day) == "active" and (end is None or day <= end)

    def open_on(self, day: date) -> bool:
        """Whether both sides may work on it on the day: it is proposed or active, and its last day has not passed."""
        end = at(self.ends, day)
        return self.status_on(day) in ("proposed", "active") and (end is None or day <= end)

    def expired_since(self, day: date) -> date | None:
        """The day after its last one, if that has passed by the day and it was neither closed nor renewed."""
        end = at(self.ends, day)
        return None if end is None or end >= day or self.status_on(day) in ENDED else end + timedelta(days=1)

    def lead_on(self, side: said.Side, day: date, duty: said.Duty = "lead") -> Named | None:
        return at(self.leads.get(office(side, duty), ()), day)


def office(side: said.Side, duty: said.Duty) -> str:
    """The key of `leads`."""
    return f"{side}.{duty}"
