"""What a partnership is made of besides its strategies: partners, leads, needs, places, what it lacks and took back."""

import datetime
from datetime import date

import strawberry

from schema.partnerships.enums import ActivationLackCode, Duty, PartnerKind, Side
from schema.partnerships.objects.learner_value import LearnerValue


@strawberry.type(description="An organisation beside the districts.")
class Partner:
    partner_id: str = strawberry.field(description="The id of the organisation within the partnership.")
    name: str = strawberry.field(description="The name of the organisation.")
    kind: PartnerKind = strawberry.field(description="What kind of organisation it is.")


@strawberry.type(description="Who has a duty for a side; without a name the place is vacant.")
class Lead:
    side: Side = strawberry.field(description="The side that the person represents.")
    duty: Duty = strawberry.field(description="The duty of the person: lead or oversight.")
    name: str | None = strawberry.field(description="The name of the person; null while the duty is vacant.")
    role: str | None = strawberry.field(description='The role of that person, such as "Principal".')
    since: date = strawberry.field(description="The first day on which the person had the duty.")


@strawberry.type(description="Something that a side needs of the other.")
class Need:
    need_id: str = strawberry.field(description="Its id within the partnership.")
    side: Side = strawberry.field(description="The side that has the need.")
    text: str = strawberry.field(description="What is needed, as it was recorded.")
    date: datetime.date = strawberry.field(description="The day since which it has been needed.")


@strawberry.type(description="Places for learners: how many there are, are taken and are waited for.")
class Places:
    capacity: int | None = strawberry.field(description="How many can take part at a time; null: any number.")
    taken: LearnerValue = strawberry.field(description="Learners who have a place.")
    waiting: LearnerValue = strawberry.field(description="Learners who wait for one.")


@strawberry.type(description="Something that a partnership lacks before it can be activated.")
class ActivationLack:
    code: ActivationLackCode = strawberry.field(description="A stable code for what is still missing.")
    side: Side | None = strawberry.field(
        description="The side whose lead or endorsement is lacking; null where it is about both."
    )
    clause_id: str | None = strawberry.field(
        description="Of ENDORSEMENT the id of the clause to endorse: the outcome that lacks the fewest endorsements. "
        "Null of the others."
    )


@strawberry.type(description="That something was taken back because it was said in error.")
class Withdrawal:
    what: str = strawberry.field(
        description="The kind of thing: proposal, status, lead, clause, endorsement, pledge, contribution, check-in, "
        "challenge, action, amendment, need, capacity, goal, story or participant; or what came of it, such as "
        "`action done` or `check-in held`."
    )
    subject: str | None = strawberry.field(
        description="The id of the thing, or what else names it, such as a date; null for a participant."
    )
    by: str = strawberry.field(description="The named person who took it back.")
    reason: str | None = strawberry.field(description="Why; null of contributions retracted without a reason.")
    date: datetime.date = strawberry.field(description="The day on which it was taken back.")
