"""The health of a partnership: five scores with their parts, and the months before."""

import datetime
from typing import Annotated

import strawberry

from schema.common.enums import ValueStatus
from schema.common.fields import resolver
from schema.execution.loop_turns import own_turn
from schema.partnerships.enum_values import of
from schema.partnerships.health_enums import HealthAbsence, HealthReason, Strategy
from services.core.partnerships import health as core
from services.query.model.query_error import ErrorCode, QueryError
from services.query.partnerships.views import PartnershipView

MAX_MONTHS = 60


@strawberry.type(description="One part of a strategy's score.")
class HealthPart:
    name: str = strawberry.field(description="Its slug, by which a policy weighs it.")
    score: float | None = strawberry.field(description="From 0 to 100; null: it does not count.")
    weight: float = strawberry.field(description="Its weight within the strategy, by the policy.")
    reason: str = strawberry.field(description="What it was judged by, in words.")
    status: ValueStatus = strawberry.field(description="Why there is no score, if there is none.")
    n: int | None = strawberry.field(description="The fewest learners behind a value in it; null: it is of none.")
    code: HealthReason = strawberry.field(description="The reason as a code, so that clients can say it in own words.")
    numerator: float | None = strawberry.field(
        description="What `code` says is counted: sides, clauses, check-ins, days, money in dollars, and so on. Null "
        "where there is nothing to judge by, and where it is hidden."
    )
    denominator: float | None = strawberry.field(
        description="What the numerator is part of. The score is 100 × numerator ÷ denominator, but for the codes "
        "RECENT_STORY (100), NO_RECENT_STORY (0) and DAYS_TO_ADAPT (100 for a mean of up to 30 days, 0 from 120 on)."
    )
    lacking: list[str] = strawberry.field(
        description="Of LEAD_VACANT the sides without a lead (`district`, `partner`), of KINDS_NOT_DRAFTED the kinds "
        "of clauses that are not drafted (`expectation`, `process`, `outcome`); otherwise empty."
    )


@strawberry.type(description="A strategy's score: the mean of its parts by their weights.")
class StrategyScore:
    strategy: Strategy = strawberry.field(description="The strategy that the score is about.")
    score: float | None = strawberry.field(
        description="From 0 to 100; null while no part has a score, and of a proposal."
    )
    weight: float = strawberry.field(description="Its weight within the whole, by the policy.")
    parts: list[HealthPart] = strawberry.field(description="What it is made of.")


@strawberry.type(description="How a partnership did at the end of a month, or does now.")
class HealthPoint:
    date: datetime.date = strawberry.field(description="The last day of the month, or the day of asking.")
    score: float | None = strawberry.field(
        description="The mean of the five strategies by their weights; null: `absence` says why."
    )
    strategies: list[StrategyScore] = strawberry.field(description="The five, with the parts and reasons.")
    absence: HealthAbsence | None = strawberry.field(description="Why there is no score; null: there is one.")


@strawberry.type(description="How a partnership does.")
class Health(HealthPoint):
    view: strawberry.Private[PartnershipView]

    @resolver("The same at the end of each of the last months, the oldest first; the last is the day of asking.")
    async def history(
        self,
        months: Annotated[
            int,
            strawberry.argument(description="How many, from 1 to 60. A younger partnership has fewer."),
        ] = 12,
    ) -> list[HealthPoint]:
        if not 1 <= months <= MAX_MONTHS:
            raise QueryError(ErrorCode.INVALID_RANGE, "months", f"{months} months; ask for 1 to {MAX_MONTHS}")
        points = []
        for day in core.month_ends(self.view.shown.proposed, self.view.day, months):
            await own_turn()  # a month takes milliseconds, and a document may ask for those of many partnerships
            if (judged := self.view.health(day)) is not None:
                points.append(_point(judged))
        return points


def health(view: PartnershipView) -> Health:
    judged = view.health()
    assert judged is not None, "a view is never of a day before the proposal"
    point = _point(judged)
    return Health(view=view, date=point.date, score=point.score, strategies=point.strategies, absence=point.absence)


def _point(item: core.Health) -> HealthPoint:
    return HealthPoint(
        date=item.day,
        score=item.score,
        strategies=[_strategy(strategy) for strategy in item.strategies],
        absence=None if item.absence is None else of(HealthAbsence, item.absence),
    )


def _strategy(item: core.Score) -> StrategyScore:
    parts = [
        HealthPart(
            name=part.name,
            score=part.score,
            weight=part.weight,
            reason=part.reason,
            status=ValueStatus[part.status],
            n=part.n,
            code=of(HealthReason, part.code),
            numerator=part.numerator,
            denominator=part.denominator,
            lacking=list(part.lacking),
        )
        for part in item.parts
    ]
    return StrategyScore(strategy=of(Strategy, item.strategy), score=item.score, weight=item.weight, parts=parts)
