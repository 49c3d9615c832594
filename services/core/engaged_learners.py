"""In which buckets of days a learner was engaged, from the learner's own facts. Pure.

Cells say how many distinct learners were engaged on a day, in a month and in a school year so far. Of any other range
they cannot say it, since distinct learners cannot be added up. Here the same rules place a learner in any buckets: a
learner counts in a bucket once, where and when the learner was engaged in it for the first time.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple, TypeVar

from services.contracts.facts import Engagement
from services.core.calendar import Span
from services.core.cells import ALL, Coordinate, of_participants
from services.core.district_level import home_of
from services.core.engagement_places import school_of_date
from services.core.enrollment_view import Learner
from services.core.ledger import live
from services.core.membership import CellPlace, attributes_of
from services.core.participation import PHASES, Participations, phase_of
from services.core.stated_rules import states_rule

B = TypeVar("B")
BucketOf = Callable[[str, date], B | None]
"""The bucket of a date at a school; None: the date lies in none."""


class _Counted(NamedTuple):
    """Engagements among which a learner counts once, and where each date counts."""

    engagements: tuple[Engagement, ...]
    place_of: Callable[[date], CellPlace]


@states_rule(
    "Engaged learners count once",
    "In each bucket, once at each school or, at level DISTRICT, once in the district: where the first "
    "engagement of the bucket counts, of each kind and of all kinds. Over several school years a learner is "
    "still one, and counts in each group that the first engagement of one of these years falls into.",
)
def engaged_buckets(
    learner: Learner, span: Span, bucket_of: BucketOf[B], *, by_school: bool
) -> Iterator[tuple[B, Coordinate]]:
    """The buckets in which the learner was engaged, with the cell in which the first engagement of each counts.

    Args:
        span: the days that are looked at.
        by_school: the learner counts once at each school, and not once in the district.
    """
    recorded = live(learner.ledger, "engagement", Engagement)
    engagements = tuple(one for one in recorded if span.begin <= one.date <= span.end)
    for counted in _at_schools(learner, engagements) if by_school else _in_district(learner, engagements):
        for participation, included in _participations(counted.engagements, learner.participations):
            family = of_participants("engagement") if participation else "engagement"
            for bucket, kind, day in _first_dates(included, counted.place_of, bucket_of):
                yield bucket, Coordinate(family, counted.place_of(day), (*participation, day.isoformat(), kind))


def _at_schools(learner: Learner, engagements: tuple[Engagement, ...]) -> Iterator[_Counted]:
    """A learner without an enrolment counts nowhere: the engagements wait."""
    if not engagements or learner.last_enrollment() is None:
        return
    school_of, by_school = cache(school_of_date(learner)), dict[str, list[Engagement]]()
    for engagement in engagements:
        by_school.setdefault(school_of(engagement.date), []).append(engagement)
    for school, at_school in by_school.items():
        yield _Counted(tuple(at_school), _always(learner.place_at(school)))


def _in_district(learner: Learner, engagements: tuple[Engagement, ...]) -> Iterator[_Counted]:
    last = learner.last_enrollment()
    if last is not None and engagements:
        home, school_of = home_of(last, attributes_of(learner.described)), cache(school_of_date(learner))
        yield _Counted(engagements, lambda day: home.place(school_of(day)))


def _always(place: CellPlace) -> Callable[[date], CellPlace]:
    return lambda _: place


def _participations(
    engagements: tuple[Engagement, ...], participations: Participations
) -> Iterator[tuple[tuple[str, ...], Iterable[Engagement]]]:
    """All engagements, and those of each partnership of the learner in the whole year and in each phase."""
    yield (), engagements
    for partnership, spans in participations:
        yield (partnership, ALL), engagements
        for phase in PHASES:
            yield (partnership, phase), [one for one in engagements if phase_of(one.date, spans) == phase]


def _first_dates(
    engagements: Iterable[Engagement], place_of: Callable[[date], CellPlace], bucket_of: BucketOf[B]
) -> Iterator[tuple[B, str, date]]:
    """The first date in each bucket, of each kind of engagement and of all kinds together."""
    first: dict[tuple[B, str], date] = {}
    for engagement in engagements:
        day = engagement.date
        bucket = bucket_of(place_of(day).school, day)
        if bucket is not None:
            for kind in (engagement.kind, ALL):
                first[bucket, kind] = min(day, first.get((bucket, kind), day))
    for (bucket, kind), day in first.items():
        yield bucket, kind, day
