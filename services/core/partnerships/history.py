"""A partnership as it was on a day: what holds only from later on is left out."""

from datetime import date
from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from services.core.partnerships.check_in import CheckIn, CheckInChanges
from services.core.partnerships.partnership import Action, Challenge, Goal, GoalVersion, Partnership, Stay, Wording
from services.core.partnerships.timeline import Timeline
from services.core.stated_rules import states_rule

T = TypeVar("T")


@states_rule(
    "A partnership as of a day",
    "What holds on a day: all that its events say with a date of that day or an earlier one (statuses, leads, "
    "cadences, places and goals from the day from which they hold; a pledge from its begin or the day on "
    "which it was entered, whichever is earlier), before its proposal nothing. What a day, a bucket or a "
    "range stands at is the partnership as of its last day; what is added up is the partnership as of the day "
    "of asking.",
)
def as_of(partnership: Partnership, day: date) -> Partnership | None:
    """The partnership with everything that holds from the day or an earlier one on; None before its proposal.

    What it was known to be on another day is the same of the events that were known by then.
    """
    if day < partnership.proposed:
        return None
    return replace(
        partnership,
        statuses=_until(partnership.statuses, day),
        ends=_until(partnership.ends, day),
        cadences=_until(partnership.cadences, day),
        capacities=_until(partnership.capacities, day),
        leads={key: kept for key, lead in partnership.leads.items() if (kept := _until(lead, day))},
        clauses={key: wordings for key, clause in partnership.clauses.items() if (wordings := _wordings(clause, day))},
        pledges={
            key: pledge for key, pledge in partnership.pledges.items() if min(pledge.date, pledge.pledged.begin) <= day
        },
        contributions={
            key: contribution
            for key, contribution in partnership.contributions.items()
            if contribution and contribution.date <= day
        },
        check_ins={
            key: meeting for key, check_in in partnership.check_ins.items() if (meeting := _check_in(check_in, day))
        },
        challenges={
            key: _challenge(challenge, day)
            for key, challenge in partnership.challenges.items()
            if challenge.raised.date <= day
        },
        actions={key: _action(action, day) for key, action in partnership.actions.items() if action.agreed.date <= day},
        goals={key: goal for key, whole in partnership.goals.items() if (goal := _goal(whole, day))},
        amendments={
            key: amendment
            for key, amendment in partnership.amendments.items()
            if min(amendment.date, amendment.amended.effective) <= day
        },
        needs={key: need for key, need in partnership.needs.items() if need.date <= day},
        stays=tuple(stay for whole in partnership.stays if (stay := _stay(whole, day))),
        stories={key: story for key, story in partnership.stories.items() if story.date <= day},
        withdrawn=tuple(withdrawal for withdrawal in partnership.withdrawals if withdrawal.date <= day) or UNSET,
    )


def _until(timeline: Timeline[T], day: date) -> Timeline[T]:
    return tuple(entry for entry in timeline if entry.since <= day)


def _wordings(wordings: tuple[Wording, ...], day: date) -> tuple[Wording, ...]:
    return tuple(_wording(wording, day) for wording in wordings if wording.date <= day)


def _wording(wording: Wording, day: date) -> Wording:
    return replace(
        wording,
        endorsed={side: endorsement for side, endorsement in wording.endorsed.items() if endorsement.date <= day},
    )


def _check_in(check_in: CheckIn, day: date) -> CheckIn | None:
    """One that was entered only after it was held was there from the day on which it was held."""
    held = check_in.held if check_in.held and check_in.held.date <= day else None
    if held is None and check_in.scheduled > day:
        return None
    shown = replace(check_in, held=held, missed=_by(check_in.missed, day))
    if check_in.changes is UNSET:
        return shown
    moves, cancelled = _until(check_in.moves, day), check_in.cancelled
    changes = CheckInChanges(
        first_due=check_in.first_due,
        moves=moves,
        cancelled=cancelled if cancelled is not None and cancelled.date <= day else None,
    )
    return replace(shown, due=moves[-1].value.due if moves else check_in.first_due, changes=changes)


def _challenge(challenge: Challenge, day: date) -> Challenge:
    resolved = challenge.resolved
    return challenge if resolved is None or resolved.date <= day else replace(challenge, resolved=None)


def _action(action: Action, day: date) -> Action:
    return replace(action, done=_by(action.done, day))


def _goal(goal: Goal, day: date) -> Goal | None:
    versions = tuple(_version(version, day) for version in goal.versions if version.since <= day)
    return Goal(versions=versions) if versions else None


def _version(version: GoalVersion, day: date) -> GoalVersion:
    outcome = version.outcome
    return version if outcome is None or outcome.date <= day else replace(version, outcome=None)


def _stay(stay: Stay, day: date) -> Stay | None:
    waiting, placed = _by(stay.waiting, day), _by(stay.placed, day)
    if waiting is None and placed is None:
        return None
    return replace(stay, waiting=waiting, placed=placed, released=_by(stay.released, day))


def _by(moment: date | None, day: date) -> date | None:
    return moment if moment is not None and moment <= day else None
