"""The inputs of mutations that take something back, and what each of them appends.

Each has the members of its event: what is taken back, why, by whom and when.
"""

import datetime
from typing import Any

import strawberry
from strawberry import UNSET

from schema.partnerships import enums
from schema.partnerships.inputs.texts import BY, WHEN_SAID
from services.contracts import partnerships as said
from services.contracts.facts import Data


@strawberry.input(description="A proposal that is withdrawn before the partnership was ever active.")
class ProposalWithdrawal:
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A change of status that was said in error.")
class StatusWithdrawal:
    status: enums.ChangedStatus = strawberry.field(description="The status that was entered in error.")
    since: datetime.date = strawberry.field(description="The day that was entered for this change of status.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="An assignment or a vacancy that was said in error.")
class LeadWithdrawal:
    side: enums.Side = strawberry.field(description="The side whose lead or oversight was entered in error.")
    duty: enums.Duty = strawberry.field(
        description="The duty that the entry is about: to lead or to oversee.", default=enums.Duty.LEAD
    )
    since: datetime.date = strawberry.field(description="The day of the assignment or vacancy, as in `leadHistory`.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A clause that is taken back with all its wordings and endorsements.")
class ClauseWithdrawal:
    clause: str = strawberry.field(description="The id of the clause.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="The last endorsement of a clause by a side.")
class EndorsementWithdrawal:
    clause: str = strawberry.field(description="The id of the clause.")
    side: enums.Side = strawberry.field(description="The side whose endorsement is taken back.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A pledge that is taken back. Contributions that deliver it count without it.")
class PledgeWithdrawal:
    contribution: str = strawberry.field(description="The id of the pledge.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(
    description="A check-in that is taken back, held or not. The cadence schedules another if it demands one."
)
class CheckInWithdrawal:
    check_in: str = strawberry.field(description="The id of the check-in.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A challenge that is taken back, resolved or not.")
class ChallengeWithdrawal:
    challenge: str = strawberry.field(description="The id of the challenge.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="An action that is taken back, done or not.")
class ActionWithdrawal:
    action: str = strawberry.field(description="The id of the action.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="An amendment that is taken back with the cadence that it set.")
class AmendmentWithdrawal:
    amendment: str = strawberry.field(description="The id of the amendment.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A need that is taken back.")
class NeedWithdrawal:
    need: str = strawberry.field(description="The id of the need.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A number of places that was set in error.")
class CapacityWithdrawal:
    since: datetime.date = strawberry.field(description="The day from which it held.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A goal that is taken back with all its revisions, decided or not.")
class GoalWithdrawal:
    goal: str = strawberry.field(description="The id of the goal.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A story that is taken back.")
class StoryWithdrawal:
    story: str = strawberry.field(description="The id of the story.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="What came of a thing is taken back, and the thing itself stays.")
class ChangeWithdrawal:
    change: enums.WithdrawableChange = strawberry.field(description="What was entered in error.")
    subject: str = strawberry.field(description="The id of the action, challenge, check-in, goal or clause.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="Students whose places, or waits for one, were said in error.")
class ParticipantsWithdrawal:
    district: str = strawberry.field(description="The district's id in the source system.")
    student_ids: list[str] = strawberry.field(description="The SIS's own ids; at most 1,000. They are not stored.")
    reason: str = strawberry.field(description="Why it is taken back, in words that both sides will read.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


Row = tuple[str, str, type[Any], type[Data]]
_EVENTS: tuple[tuple[type[Any], type[Data]], ...] = (
    (ProposalWithdrawal, said.ProposalWithdrawn),
    (StatusWithdrawal, said.StatusWithdrawn),
    (LeadWithdrawal, said.LeadWithdrawn),
    (ClauseWithdrawal, said.ClauseWithdrawn),
    (EndorsementWithdrawal, said.EndorsementWithdrawn),
    (PledgeWithdrawal, said.PledgeWithdrawn),
    (CheckInWithdrawal, said.CheckInWithdrawn),
    (ChallengeWithdrawal, said.ChallengeWithdrawn),
    (ActionWithdrawal, said.ActionWithdrawn),
    (AmendmentWithdrawal, said.AmendmentWithdrawn),
    (NeedWithdrawal, said.NeedWithdrawn),
    (CapacityWithdrawal, said.CapacityWithdrawn),
    (GoalWithdrawal, said.GoalWithdrawn),
    (StoryWithdrawal, said.StoryWithdrawn),
    (ChangeWithdrawal, said.ChangeWithdrawn),
)


def _mutation_of(kind: type[Any], event: type[Data]) -> Row:
    thing = kind.__name__.removesuffix("Withdrawal")
    description: str = kind.__strawberry_definition__.description
    return f"withdraw{thing}", f"Takes back what was said in error. {description}", kind, event


WITHDRAWALS: tuple[Row, ...] = tuple(_mutation_of(*row) for row in _EVENTS)
"""Name, description, input and event of each mutation that takes something back."""
