"""Participations: when a learner takes part in which partnership, and the phases of a school year that follow."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import ONE_DAY, Span, school_year_span, union
from services.core.facts import LedgerId
from services.core.ledger import Ledger, live
from services.core.stated_rules import states_rule

PART = "participation"
BEFORE, DURING, AFTER = "before", "during", "after"
PHASES = (BEFORE, DURING, AFTER)
FOREVER = date(9999, 1, 1)
"""The end of a participation that has none, or a later one."""

Spans = tuple[Span, ...]


class Stints(NamedTuple):
    """A learner's days in one partnership, as disjoint spans in order."""

    partnership: str
    spans: Spans


Participations = tuple[Stints, ...]
"""Of one learner: every partnership with a live participation, in the order of their ids."""


def beside(ledger: LedgerId) -> LedgerId:
    """The ledger beside the years that holds the participations of the same learner."""
    return LedgerId(ledger.district, 0, ledger.owner)


@states_rule(
    "Participants",
    "Learners with a participation in the partnership that has begun by the day of the question (`asOf`, or else "
    "today), in every school year; in a phase only by the days of that phase. Whoever begins later is no participant "
    "yet, and may be a peer. Several participations of a learner are one set of days, and one without an end "
    "goes on. Whatever counts for a learner counts for a participant, an engagement whichever partnership it names; "
    "but at level SCHOOL a grade of a school at which the learner has no enrolment in that year counts neither as "
    "theirs nor as their peers', while at level DISTRICT one anywhere in the district is enough.",
)
def participations_of(ledger: Ledger | None) -> Participations:
    """The live participations in a ledger beside the years, if there is one."""
    if not ledger:
        return ()
    participations: Participations | None = ledger.registers.get(PART)
    if participations is None:
        participations = ledger.registers[PART] = _participations(live(ledger, PART, facts.Participation))
    return participations


def begun_by(participations: Participations, day: date) -> Participations:
    """Those whose first stint has begun by the day."""
    return tuple(stints for stints in participations if stints.spans[0].begin <= day)


def beginning_after(participations: Participations, day: date) -> Participations:
    """Those whose first stint begins after the day."""
    return tuple(stints for stints in participations if stints.spans[0].begin > day)


def _participations(recorded: Iterable[facts.Participation]) -> Participations:
    spans: dict[str, list[Span]] = {}
    for participation in recorded:
        span = Span(participation.start_date, min(participation.end_date or FOREVER, FOREVER))
        spans.setdefault(participation.partnership, []).append(span)
    return tuple(Stints(partnership, union(spans[partnership])) for partnership in sorted(spans))


@states_rule(
    "Phases of a participant",
    "before the first day of the first stint, during every stint, both ends included, and after on all other "
    "days, those between two stints among them. Numbers of a phase are of its days alone, as if there were no "
    "others, so a learner is enrolled, eligible or chronically absent in a phase.",
)
def phase_of(day: date, spans: Spans) -> str:
    """`before` the first start, `during` a stint; all other days are `after`, those between two stints among them."""
    if day < spans[0].begin:
        return BEFORE
    return DURING if any(begin <= day <= end for begin, end in spans) else AFTER


@lru_cache(maxsize=4096)  # the participants of a programme share their dates, mostly
def phases(spans: Spans, school_year: int) -> tuple[tuple[str, Spans], ...]:
    """The days of the school year in each phase; phases without days are left out."""
    year = (school_year_span(school_year),)
    before = (Span(date.min, spans[0].begin - ONE_DAY),)
    after = tuple(
        Span(one.end + ONE_DAY, another.begin - ONE_DAY) for one, another in pairwise((*spans, Span(FOREVER, FOREVER)))
    )
    by_phase = ((BEFORE, common(before, year)), (DURING, common(spans, year)), (AFTER, common(after, year)))
    return tuple((phase, days) for phase, days in by_phase if days)


def common(spans: Spans, others: Spans) -> Spans:
    """The days that are in both, as disjoint spans in order, if each of the two is that."""
    return tuple(
        Span(max(one.begin, other.begin), min(one.end, other.end))
        for one in spans
        for other in others
        if one.begin <= other.end and other.begin <= one.end
    )
