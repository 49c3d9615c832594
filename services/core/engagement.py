"""Engagement of one learner in one school year, by kind and over all kinds."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from services.contracts.facts import Engagement
from services.core.cells import ALL
from services.core.stated_rules import states_rule


class EngagementIncrement(NamedTuple):
    date: date
    kind: str
    measure: str
    by: int


@states_rule(
    "Minutes of engagements",
    "Those that each engagement says, on its date; one without minutes adds none, and its learner is engaged "
    "all the same. By partnership all engagements of its participants count, whatever partnership they name, "
    "and of a phase those of its days.",
)
def engagement_increments(engagements: Iterable[Engagement]) -> Iterator[EngagementIncrement]:
    """Flows (`engagements`, `minutes`, learners `engaged` on the date) and first times.

    A learner's first engaged date of a month or year adds one there, so that the sum from the start of the month or
    year is the number of distinct learners so far. Minutes as in Caliper's MinutesOnTask. All of it once by kind, and
    once in `ALL`, which counts learners engaged in any way.
    """
    dates: dict[str, set[date]] = {}
    for engagement in engagements:
        for kind in (engagement.kind, ALL):
            yield EngagementIncrement(engagement.date, kind, "engagements", 1)
            if engagement.minutes:
                yield EngagementIncrement(engagement.date, kind, "minutes", engagement.minutes)
            dates.setdefault(kind, set()).add(engagement.date)
    for kind, days in dates.items():
        for day in days:
            yield EngagementIncrement(day, kind, "engaged", 1)
        for first in {(day.year, day.month): day for day in sorted(days, reverse=True)}.values():
            yield EngagementIncrement(first, kind, "engaged_this_month", 1)
        yield EngagementIncrement(min(days), kind, "engaged_this_year", 1)


@states_rule(
    "Minutes in the partnership itself",
    "Those of engagements that name the partnership, of its participants, on whatever date of the school "
    "year. An engagement of a learner without a participation in it counts for none.",
)
def own_minutes(engagements: Iterable[Engagement], partnership: str) -> Iterator[EngagementIncrement]:
    """The minutes of engagements in the partnership itself, by kind and over all kinds."""
    for engagement in engagements:
        if engagement.partnership == partnership and engagement.minutes:
            for kind in (engagement.kind, ALL):
                yield EngagementIncrement(engagement.date, kind, "own_minutes", engagement.minutes)
