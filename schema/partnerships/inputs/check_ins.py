"""What mutations take about check-ins, challenges and actions."""

import datetime

import strawberry
from strawberry import UNSET

from schema.partnerships import enums
from schema.partnerships.inputs.texts import AT_CHECK_IN, OWN_ID, TODAY, WHEN_SAID


@strawberry.input(description="A check-in beside those that the cadence makes.")
class CheckInInput:
    check_in: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    due: datetime.date = strawberry.field(description="By when it is to be held.")
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="Somebody who was there.")
class AttendeeInput:
    name: str = strawberry.field(description="The name of the person who attended.")
    side: enums.Side = strawberry.field(description="The side that the person represented.")


@strawberry.input(description="A check-in that was held; the values of the open goals are frozen into it.")
class HeldInput:
    check_in: str = strawberry.field(description="The id of the check-in within the partnership.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    attendees: list[AttendeeInput] = strawberry.field(
        description="The people who attended the meeting.", default_factory=list
    )
    notes: str | None = strawberry.field(description="What is to be noted.", default=UNSET)


@strawberry.input(description="A challenge that was raised at a check-in.")
class CheckInChallengeInput:
    challenge: str | None = strawberry.field(
        description="Its id within the partnership, to name it later; absent: a new one is made.", default=UNSET
    )
    text: str = strawberry.field(description="What stands in the way.")


@strawberry.input(description="A challenge that was resolved at a check-in, or before it.")
class CheckInResolutionInput:
    challenge: str = strawberry.field(description="The id of the open challenge.")
    text: str = strawberry.field(description="How it was resolved.")


@strawberry.input(description="An action that was agreed at a check-in.")
class CheckInActionInput:
    action: str | None = strawberry.field(
        description="Its id within the partnership, to name it later; absent: a new one is made.", default=UNSET
    )
    text: str = strawberry.field(description="What is to be done.")
    owner: str = strawberry.field(description="The name of the person who does it.")
    side: enums.Side = strawberry.field(description="The side of that person.")
    due: datetime.date = strawberry.field(description="The day by which it is to be done, not before the check-in.")


@strawberry.input(description="A change of the agreement that was decided at a check-in.")
class CheckInAdjustmentInput:
    amendment: str | None = strawberry.field(
        description="Its id within the partnership; absent: a new one is made.", default=UNSET
    )
    what: str = strawberry.field(description="What changes because of the check-in.")
    why: str = strawberry.field(description="The reason for the change.")
    effective: datetime.date = strawberry.field(description="The day from which on it holds.")
    cadence_days: int | None = strawberry.field(
        description="The new number of days from one check-in to the next; absent: as before.", default=UNSET
    )


@strawberry.input(
    description="A check-in that was held, with all that came of it. The values of the open goals are frozen into it."
)
class CheckInRecordInput:
    check_in: str = strawberry.field(description="The id of the check-in, which was scheduled and is not held yet.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    attendees: list[AttendeeInput] = strawberry.field(
        description="The people who attended the meeting.", default_factory=list
    )
    notes: str | None = strawberry.field(description="What is to be noted.", default=UNSET)
    resolutions: list[CheckInResolutionInput] = strawberry.field(
        description="Challenges that are resolved.", default_factory=list
    )
    done: list[str] = strawberry.field(description="The ids of actions that are done.", default_factory=list)
    challenges: list[CheckInChallengeInput] = strawberry.field(
        description="Challenges that were raised.", default_factory=list
    )
    actions: list[CheckInActionInput] = strawberry.field(description="Actions that were agreed.", default_factory=list)
    adjustments: list[CheckInAdjustmentInput] = strawberry.field(
        description="Changes of the agreement that were decided.", default_factory=list
    )


@strawberry.input(description="A check-in that nobody held.")
class MissedInput:
    check_in: str = strawberry.field(description="The id of the check-in within the partnership.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="Another day by which a check-in is due. A new cadence does not move it any more.")
class RescheduleInput:
    check_in: str = strawberry.field(description="The id of the check-in. It was not held and is not past due.")
    due: datetime.date = strawberry.field(description="The new day by which it is to be held, `date` or later.")
    date: datetime.date | None = strawberry.field(
        description="The day on which that was agreed, which is not after the day by which it was due; absent: today.",
        default=UNSET,
    )
    why: str | None = strawberry.field(description="Why it is moved.", default=UNSET)


@strawberry.input(description="A check-in that will not be held.")
class CancellationInput:
    check_in: str = strawberry.field(description="The id of the check-in. It was not held and is not past due.")
    date: datetime.date | None = strawberry.field(
        description="The day on which that was agreed, which is not after the day by which it was due; absent: today.",
        default=UNSET,
    )
    why: str | None = strawberry.field(description="Why it is cancelled.", default=UNSET)


@strawberry.input(description="Something that stands in the way.")
class ChallengeInput:
    challenge: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    text: str = strawberry.field(description='What stands in the way, such as "No bus on lab days".')
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    check_in: str | None = strawberry.field(description=AT_CHECK_IN, default=UNSET)


@strawberry.input(description="How a challenge was resolved.")
class ResolutionInput:
    challenge: str = strawberry.field(description="The id of the challenge within the partnership.")
    text: str = strawberry.field(description="How the challenge was resolved.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="Something that somebody is to do.")
class ActionInput:
    action: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    text: str = strawberry.field(description='What has to be done, such as "Send the lab schedule to both schools".')
    owner: str = strawberry.field(description="The name of the person who does it.")
    side: enums.Side = strawberry.field(description="The side whose task it is.")
    due: datetime.date = strawberry.field(description="The day by which it has to be done.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    check_in: str | None = strawberry.field(description=AT_CHECK_IN, default=UNSET)


@strawberry.input(description="That an action is done.")
class DoneInput:
    action: str = strawberry.field(description="The id of the action within the partnership.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
