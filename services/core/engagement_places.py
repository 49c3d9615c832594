"""Where engagements count: at the school at which the learner was enrolled on their date. Pure."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain

from services.contracts.facts import Engagement
from services.core.arrivals import engagement_arrivals
from services.core.cells import ALL, Coordinate, Measures, of_participants
from services.core.engagement import EngagementIncrement, engagement_increments, own_minutes
from services.core.enrollment_view import Learner
from services.core.membership import CellPlace
from services.core.participation import PHASES, Participations, phase_of
from services.core.stated_rules import states_rule

Recorded = list[tuple[Engagement, int]]
"""Engagements with their arrivals."""
Added = Iterator[tuple[Coordinate, Measures]]


@states_rule(
    "Where an engagement counts",
    "At the school at which the learner was enrolled on its date; of several at the primary one, or else at the "
    "one entered last, of several on one date at that with the greater id. Where there is none, at the enrolment "
    "nearest in days, of two equally near the earlier one. Any date counts, be there school or not. Without any "
    "enrolment in the district in that school year it waits. Its grade level is the learner's one of the school year "
    "and not that of its date: distinct learners, and participants whom minutes are divided by, count once by grade "
    "level, and what is said of them must be said of the same learners.",
)
def school_of_date(learner: Learner) -> Callable[[date], str]:
    """The school at which the learner was enrolled on a date, so that a later move takes nothing along.

    Of several schools the primary one, or else the one entered last, of several on one date that with the greater id.
    Where there is none, the enrolment nearest in days, of two the earlier one. Only who has no enrolment with a day
    in the school year counts where the last one was.
    """
    enrolled = [enrollment for school in sorted(learner.enrolled()) for enrollment in learner.enrolled_at(school)]
    last = learner.last_enrollment()

    def nearest(day: date) -> str:
        ranked = [
            (
                -max((span.begin - day).days, (day - span.end).days, 0),
                span.end < day,
                bool(enrollment.primary_school),
                enrollment.entry_date,
                enrollment.school,
            )
            for span, enrollment in enrolled
        ]
        return max(ranked)[-1] if ranked else last.school if last else ""

    return nearest


def engagement_cells(
    recorded: Recorded, participations: Participations, place_of: Callable[[date], CellPlace]
) -> Added:
    """What engagements add to cells, each on its date in the place of that date.

    A learner is counted once among those engaged: where and when that was so for the first time.
    """
    engagements = [engagement for engagement, _ in recorded]
    whole = list(chain(engagement_increments(engagements), engagement_arrivals(recorded)))
    yield from _placed("engagement", (), whole, place_of)
    for stints in participations if engagements else ():
        family, partnership = of_participants("engagement"), stints.partnership
        of_year = chain(whole, own_minutes(engagements, partnership))
        yield from _placed(family, (partnership, ALL), of_year, place_of)
        for phase in PHASES:
            within = [engagement for engagement in recorded if phase_of(engagement[0].date, stints.spans) == phase]
            of_phase = [engagement for engagement, _ in within]
            own = own_minutes(of_phase, partnership)
            increments = chain(engagement_increments(of_phase), own, engagement_arrivals(within))
            yield from _placed(family, (partnership, phase), increments, place_of)


def _placed(
    family: str,
    participation: tuple[str, ...],
    increments: Iterable[EngagementIncrement],
    place_of: Callable[[date], CellPlace],
) -> Added:
    for day, kind, measure, by in increments:
        where = (*participation, day.isoformat(), kind)
        yield Coordinate(family, place_of(day), where), {measure: by}
