"""What mutations take about pledges and contributions."""

import datetime

import strawberry
from strawberry import UNSET

from schema.partnerships import enums
from schema.partnerships.inputs.texts import AMOUNT, BY, OWN_ID, TODAY, WHEN_SAID


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
