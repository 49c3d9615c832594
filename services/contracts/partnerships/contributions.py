"""What both sides promise and put in."""

from datetime import date

from services.contracts.facts import Data
from services.contracts.partnerships.terms import Cents, OwnDate, Quantity, Side, Text
from services.contracts.primitives import ContributionKind, Id, Label


class ContributionPledged(Data, frozen=True, kw_only=True):
    """What a side promises to put in between two dates, both included. Funding needs `cents`."""

    contribution: Id
    side: Side
    kind: ContributionKind
    begin: date
    end: date
    quantity: Quantity | None = None
    cents: Cents | None = None
    date: OwnDate = None


class ContributionRecorded(Data, frozen=True, kw_only=True):
    """What a side put in. `pledge` is what it delivers.

    Without `cents` a quantity is valued by a dated table; funding needs `cents`, since money is worth its amount.
    """

    contribution: Id
    side: Side
    kind: ContributionKind
    date: date
    quantity: Quantity | None = None
    cents: Cents | None = None
    role: Label | None = None
    pledge: Id | None = None
    source: Label | None = None


class ContributionCorrected(ContributionRecorded, frozen=True, kw_only=True):
    """The whole contribution as it should have been recorded."""


class ContributionRetracted(Data, frozen=True, kw_only=True):
    """It was never put in. `by`: the named person who takes it back; `reason`: why."""

    contribution: Id
    by: Label | None = None
    reason: Text | None = None
    date: OwnDate = None
