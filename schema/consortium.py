"""Totals over the partnerships that somebody may see."""

from datetime import date
from typing import Annotated

import strawberry

from schema.attention import districts_named
from schema.context import Info
from schema.enums import ValueStatus
from schema.fields import resolver
from schema.types.learner_value import LearnerValue
from services.query.partnerships.consortium import HeadCount


@strawberry.type(description="Totals over the partnerships that you may see and that are active or paused on the day.")
class Consortium:
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
            date | None,
            strawberry.argument(description="The day that it is about; absent: today where each partnership is."),
        ] = strawberry.UNSET,
    ) -> Consortium:
        context = info.context
        named = districts_named(districts)
        totals = await context.partnerships.consortium(context.principal, named, as_of or None)
        return Consortium(
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
