"""Totals over the partnerships that somebody may see."""

import datetime
from typing import Annotated

import strawberry

from schema.common.enums import ValueStatus
from schema.common.fields import resolver
from schema.context import Info
from schema.execution.loop_turns import own_turn
from schema.partnerships.attention import districts_named
from schema.partnerships.objects.learner_value import LearnerValue
from services.core.partnerships.health import month_ends
from services.query.model.query_error import ErrorCode, QueryError
from services.query.partnerships.consortium import HeadCount

MAX_MONTHS = 60


@strawberry.type(description="Places of all partnerships that you may see, on a day.")
class PlacesPoint:
    date: datetime.date = strawberry.field(description="The day that this is about.")
    capacity: int = strawberry.field(description="The places of all partnerships that have a number of places.")
    taken: LearnerValue = strawberry.field(description="Places that are taken, added up as in `Consortium.taken`.")


@strawberry.type(description="Totals over the partnerships that you may see and that are active or paused on the day.")
class Consortium:
    districts: strawberry.Private[tuple[str, ...] | None]
    day: strawberry.Private[datetime.date]
    active_partnerships: int = strawberry.field(description="Partnerships that are active on the day.")
    paused_partnerships: int = strawberry.field(description="Partnerships that are paused on the day.")
    capacity: int = strawberry.field(description="The places of all partnerships that have a number of places.")
    without_capacity: int = strawberry.field(
        description="Partnerships without a number of places, which can take any number of learners."
    )
    taken: LearnerValue = strawberry.field(
        description="Places that are taken, added up: a learner in two partnerships has two. Outside the districts it "
        "is hidden where a summand is."
    )
    waiting: LearnerValue = strawberry.field(description="Learners who wait for a place, once for each partnership.")
    participants: LearnerValue = strawberry.field(
        description="Learners who have a place in at least one partnership, each once. Places are those given in "
        "Tandem: participations that only a student information system reports are not among them."
    )
    minimum_n: int = strawberry.field(
        description="The least n that applies to a number of these districts together: the largest `minimumN` of the "
        "districts with these ids, or without `districts` of all districts that you may see or whose partnerships you "
        "may see. Say nothing about fewer learners."
    )

    @resolver("Places at the end of each of the last months, the oldest first; the last is the day of asking.")
    async def history(
        self,
        info: Info,
        months: Annotated[int, strawberry.argument(description=f"How many, from 1 to {MAX_MONTHS}.")] = 12,
    ) -> list[PlacesPoint]:
        if not 1 <= months <= MAX_MONTHS:
            raise QueryError(ErrorCode.INVALID_RANGE, "months", f"{months} months; ask for 1 to {MAX_MONTHS}")
        context, points = info.context, []
        for day in month_ends(datetime.date(datetime.MINYEAR, 1, 2), self.day, months):
            await own_turn()  # a month takes milliseconds where there are many partnerships
            totals = await context.partnerships.consortium(context.principal, self.districts, day)
            points.append(PlacesPoint(date=day, capacity=totals.capacity, taken=_counted(totals.taken)))
        return points


@strawberry.type
class ConsortiumQueries:
    """Fields of the root."""

    @resolver("Places and learners over all partnerships that you may see.")
    async def consortium(
        self,
        info: Info,
        districts: Annotated[
            list[str] | None,
            strawberry.argument(
                description="Only partnerships of one of the districts with these ids in the source system."
            ),
        ] = strawberry.UNSET,
        as_of: Annotated[
            datetime.date | None,
            strawberry.argument(description="The day that it is about; absent: today where each partnership is."),
        ] = strawberry.UNSET,
    ) -> Consortium:
        context = info.context
        named = districts_named(districts)
        totals = await context.partnerships.consortium(context.principal, named, as_of or None)
        return Consortium(
            districts=named,
            day=totals.day,
            active_partnerships=totals.active,
            paused_partnerships=totals.paused,
            capacity=totals.capacity,
            without_capacity=totals.without_capacity,
            taken=_counted(totals.taken),
            waiting=_counted(totals.waiting),
            participants=_counted(totals.participants),
            minimum_n=totals.minimum_n,
        )


def _counted(head_count: HeadCount) -> LearnerValue:
    if head_count.hidden:
        return LearnerValue(value=None, n=None, status=ValueStatus.SUPPRESSED, as_of=None)
    count = head_count.count
    return LearnerValue(value=float(count), n=count, status=ValueStatus.OK, as_of=None)
