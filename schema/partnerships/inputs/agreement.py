"""What mutations take about the agreement, its leads, its vision and its places."""

import datetime

import strawberry
from strawberry import UNSET

from schema.partnerships import enums
from schema.partnerships.inputs.texts import AT_CHECK_IN, OWN_ID, TODAY, WHEN_SAID


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
