"""What mutations of partnerships are given. Each input has the members of the event that it becomes.

Ids within a partnership (`contribution`, `goal`, …) may be left out where something new is said: then one is made.
"""

import datetime

import strawberry
from strawberry import UNSET

from schema.partnerships import enums

WHEN_SAID = "The day on which this was so, which may be long ago; absent: today. Not in the future."
BY = "The name of the person who takes it back; absent: yours."
TODAY = "The day on which this was so; absent: today. Not in the future."
AMOUNT = "What it is worth, in money, with at most two decimal places."
OWN_ID = "Its id within the partnership; absent: a new one is made."
AT_CHECK_IN = "The check-in at which it came up."


@strawberry.input(description="An organisation beside the districts.")
class PartnerInput:
    id: str = strawberry.field(description="An id of your own for the organisation, such as `st-mary`.")
    name: str = strawberry.field(description="The name of the organisation.")
    kind: enums.PartnerKind = strawberry.field(description="What kind of organisation it is.")


@strawberry.input(description="A partnership that begins as a proposal.")
class ProposalInput:
    partnership: str | None = strawberry.field(
        description="Its id in events, such as `hospital-lab`; absent: a new one is made.", default=UNSET
    )
    name: str = strawberry.field(description='The name of the partnership, such as "Hospital lab".')
    kind: enums.PartnershipKind = strawberry.field(description="What it is about.", default=enums.PartnershipKind.OTHER)
    districts: list[str] = strawberry.field(description="Ids of its districts in the source system; the first leads.")
    partners: list[PartnerInput] = strawberry.field(description="The organisations beside them.")
    begin: datetime.date = strawberry.field(description="The first day of the agreement.")
    end: datetime.date | None = strawberry.field(description="The last day; absent: open.", default=UNSET)
    cadence_days: int = strawberry.field(
        description="Days from the activation to the day by which the first check-in is due, and from each such day to "
        "the next, whenever the check-in is held.",
        default=90,
    )
    date: datetime.date | None = strawberry.field(
        description="When it was proposed, not in the future: the first day of the partnership; absent: today, or "
        "`begin` if that is earlier.",
        default=UNSET,
    )


@strawberry.input(description="From when on something holds.")
class DayInput:
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="How long an agreement goes on.")
class RenewalInput:
    until: datetime.date = strawberry.field(description="The new last day.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="When and why something ends.")
class EndInput:
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    reason: str = strawberry.field(description="The reason, in a sentence that both sides can read.")


@strawberry.input(description="The named person with a duty for a side.")
class LeadInput:
    side: enums.Side = strawberry.field(description="The side that the person represents.")
    duty: enums.Duty = strawberry.field(
        description="The duty of the person: lead or oversight.", default=enums.Duty.LEAD
    )
    name: str = strawberry.field(description="The name of the person who takes the duty.")
    role: str = strawberry.field(description='The role of that person, such as "Principal".')
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="That nobody has a duty any more.")
class VacancyInput:
    side: enums.Side = strawberry.field(description="The side that the person represented.")
    duty: enums.Duty = strawberry.field(
        description="The duty that becomes vacant: lead or oversight.", default=enums.Duty.LEAD
    )
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    reason: str | None = strawberry.field(description='The reason, such as "Moved to another district".', default=UNSET)


@strawberry.input(description="A clause of the vision; another wording of one takes back its endorsements.")
class ClauseInput:
    clause: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    kind: enums.ClauseKind = strawberry.field(
        description="What the clause states: an expectation, a process or an outcome."
    )
    text: str = strawberry.field(description="The wording of the clause, in full sentences.")
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="That a named person agrees to a clause as it is worded now.")
class EndorsementInput:
    clause: str = strawberry.field(description="The id of the clause within the partnership.")
    side: enums.Side = strawberry.field(description="The side that the person signs for.")
    name: str = strawberry.field(description="The name of the person who endorses the wording.")
    role: str = strawberry.field(description='The role of that person, such as "Superintendent".')
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="What a side promises. Give an amount, a quantity, or both.")
class PledgeInput:
    contribution: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    side: enums.Side = strawberry.field(description="The side that makes the pledge.")
    kind: enums.ContributionKind = strawberry.field(
        description="The kind of contribution, which decides the unit of `quantity`."
    )
    begin: datetime.date = strawberry.field(description="The first day of its time.")
    end: datetime.date = strawberry.field(description="The last day of its time.")
    quantity: float | None = strawberry.field(description="How much, in the unit of its kind.", default=UNSET)
    amount: float | None = strawberry.field(description=AMOUNT, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="What a side put in. Give an amount, a quantity that is valued by a dated rate, or both.")
class ContributionInput:
    contribution: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    side: enums.Side = strawberry.field(description="Who put it in.")
    kind: enums.ContributionKind = strawberry.field(
        description="The kind of contribution, which decides the unit of `quantity`."
    )
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)
    quantity: float | None = strawberry.field(description="How much, in the unit of its kind.", default=UNSET)
    amount: float | None = strawberry.field(description=AMOUNT, default=UNSET)
    role: str | None = strawberry.field(description="Of staff: the role by which it is valued.", default=UNSET)
    pledge: str | None = strawberry.field(description="The pledge that it delivers.", default=UNSET)
    source: str | None = strawberry.field(description="Where the record comes from.", default=UNSET)


@strawberry.input(description="The whole contribution as it should have been recorded; what is left out is taken out.")
class CorrectionInput:
    contribution: str = strawberry.field(description="The id of the contribution within the partnership.")
    side: enums.Side = strawberry.field(description="Who put it in.")
    kind: enums.ContributionKind = strawberry.field(
        description="The kind of contribution, which decides the unit of `quantity`."
    )
    date: datetime.date = strawberry.field(description="The day on which it was put in.")
    quantity: float | None = strawberry.field(description="How much, in the unit of its kind.", default=UNSET)
    amount: float | None = strawberry.field(description=AMOUNT, default=UNSET)
    role: str | None = strawberry.field(description="Of staff: the role by which it is valued.", default=UNSET)
    pledge: str | None = strawberry.field(description="The pledge that it delivers.", default=UNSET)
    source: str | None = strawberry.field(description="Where the record comes from.", default=UNSET)


@strawberry.input(description="A contribution that was never put in.")
class RetractionInput:
    contribution: str = strawberry.field(description="The id of the contribution within the partnership.")
    by: str | None = strawberry.field(description=BY, default=UNSET)
    reason: str | None = strawberry.field(description="Why it is taken back.", default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


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


@strawberry.input(description="A change of what was agreed.")
class AmendmentInput:
    amendment: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    what: str = strawberry.field(description='What changes, such as "Lab visits move to Thursdays".')
    why: str = strawberry.field(description="The reason for the change.")
    effective: datetime.date = strawberry.field(description="The first day on which the change applies.")
    cadence_days: int | None = strawberry.field(
        description="The new cadence of check-ins, in days. It moves those that the cadence has scheduled and nobody "
        "held.",
        default=UNSET,
    )
    check_in: str | None = strawberry.field(description=AT_CHECK_IN, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="Something that a side needs of the other.")
class NeedInput:
    need: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    side: enums.Side = strawberry.field(description="The side that has the need.")
    text: str = strawberry.field(description='What is needed, such as "A second lab supervisor".')
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="How many learners can take part at a time.")
class CapacityInput:
    places: int = strawberry.field(description="How many learners can take part at the same time; 0 or more.")
    date: datetime.date | None = strawberry.field(description=TODAY, default=UNSET)


@strawberry.input(description="Values of a dimension that count.")
class ConditionInput:
    dimension: str = strawberry.field(description="The name of the dimension, such as `grade_level`.")
    values: list[str] = strawberry.field(description="Its values, of which one must be there.")


@strawberry.input(description="A question about the learners who take part, whose answer is one value.")
class QuestionInput:
    metric: str = strawberry.field(description="The metric of the catalogue.")
    where: list[ConditionInput] = strawberry.field(description="Conditions; all must hold.", default_factory=list)
    phase: enums.Phase | None = strawberry.field(
        description="Of each learner's own participation; absent: their whole year.", default=UNSET
    )
    school_year: int | None = strawberry.field(
        description="The year it ends in; absent: that of the day of asking, up to that day.", default=UNSET
    )


@strawberry.input(description="A KPI of the learners who take part is to reach a target by a day.")
class GoalInput:
    goal: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    title: str = strawberry.field(description="What it is called.")
    question: QuestionInput = strawberry.field(description="The KPI question whose value is compared with the target.")
    baseline: float = strawberry.field(description="Where it begins, in the metric's unit.")
    target: float = strawberry.field(description="Where it is to come.")
    due: datetime.date = strawberry.field(description="The day by which the target has to be reached.")
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A goal as it is from a day on, and why.")
class RevisionInput:
    goal: str = strawberry.field(description="The id of the goal within the partnership.")
    title: str = strawberry.field(description="What it is called.")
    question: QuestionInput = strawberry.field(description="The KPI question whose value is compared with the target.")
    baseline: float = strawberry.field(description="Where it begins, in the metric's unit.")
    target: float = strawberry.field(description="Where it is to come.")
    due: datetime.date = strawberry.field(description="The day by which the target has to be reached.")
    why: str = strawberry.field(description="Why it is revised.")
    check_in: str | None = strawberry.field(description=AT_CHECK_IN, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A goal that is due.")
class DecisionInput:
    goal: str = strawberry.field(description="The id of the goal within the partnership.")


@strawberry.input(description="A success story; the answer to its question becomes its evidence.")
class StoryInput:
    story: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    title: str = strawberry.field(description="The title of the success story.")
    text: str = strawberry.field(description="The story. It names no learner who has not agreed.")
    question: QuestionInput = strawberry.field(description="The KPI that proves it.")
    consent: bool = strawberry.field(description="All who can be recognised agreed.")
    audience: enums.Audience = strawberry.field(description="Who may read it.", default=enums.Audience.DISTRICT)
    date: datetime.date | None = strawberry.field(
        description="When it was published, not in the future; absent: today. Its evidence is as of this day.",
        default=UNSET,
    )


@strawberry.input(description="A student who is to take part.")
class StudentInput:
    student_id: str = strawberry.field(description="The SIS's own id. It is not stored.")
    start: datetime.date = strawberry.field(description="The first day on which the student takes part.")
    end: datetime.date | None = strawberry.field(description="Until when; absent: open.", default=UNSET)
    program: str | None = strawberry.field(
        description="The programme that the student joins, in the partnership's own words.", default=UNSET
    )
    planned_hours: float | None = strawberry.field(description="How many hours are planned.", default=UNSET)


@strawberry.input(description="Students of a district who are to take part.")
class ParticipantsInput:
    district: str = strawberry.field(description="The district's id in the source system.")
    students: list[StudentInput] = strawberry.field(description="Who; at most 1,000.")


@strawberry.input(description="Students of a district who take part no longer.")
class ReleaseInput:
    district: str = strawberry.field(description="The district's id in the source system.")
    student_ids: list[str] = strawberry.field(description="The SIS's own ids. They are not stored.")
    date: datetime.date | None = strawberry.field(
        description="The first day without them; absent: today.", default=UNSET
    )
