"""How late facts arrive: days from the date that a fact is about to the day on which the log first held it.

A day counts until 12:00 UTC of the next one, which is early in the morning everywhere in the United States: what a
nightly sync brings of the day before is not late. One fixed hour and no time zone of a district decides, so that how
late a fact is follows from the fact alone, and a district that corrects its time zone changes no number.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache

from services.contracts.facts import Attendance, Engagement
from services.core.attendance_statuses import Increment
from services.core.cells import ALL
from services.core.engagement import EngagementIncrement
from services.core.facts import Fact
from services.core.stated_rules import states_rule

ARRIVALS, LATE, DAYS_LATE = "arrivals", "late_arrivals", "days_late"
"""Facts of which the arrival is known, those of them that came late, and by how many days these did together."""
_FIRST_DAY = date(1970, 1, 1).toordinal()
_DAY = 24 * 60
_MORNING = 12 * 60
"""Minutes after midnight UTC at which the day before is over."""


@lru_cache(maxsize=4096)  # records that were appended together share their time
def arrived_at(appended_at: datetime) -> int:
    """The minute, counted from 1970, as facts keep it; at least 1, since 0 stands for "not known"."""
    return max(1, int(appended_at.timestamp()) // 60)


@states_rule(
    "How late a fact is",
    "Whole days from its date to its first arrival in the log, where a day lasts until 12:00 UTC of the next "
    "one; never below 0. Of attendance every mark of a member day counts, those of sections among them; of "
    "engagements each does.",
)
def days_late(day: date, arrived: int) -> int:
    """Whole days from the date to the arrival; 0 if it arrived by the next morning, or before its date."""
    return max(0, (arrived - _MORNING) // _DAY - day.toordinal() + _FIRST_DAY)


def mark_arrivals(marks: Iterable[Fact], member_days: Mapping[date, int]) -> Iterator[Increment]:
    """Those of marks that count: of a learner's marks at one school those of member days."""
    for mark in marks:
        if isinstance(mark.value, Attendance) and mark.value.date in member_days:
            for measure, by in _measures(mark.value.date, mark.arrived):
                yield mark.value.date, measure, by


def engagement_arrivals(recorded: Iterable[tuple[Engagement, int]]) -> Iterator[EngagementIncrement]:
    """Those of engagements with their arrivals, by kind and over all kinds."""
    for engagement, arrived in recorded:
        for measure, by in _measures(engagement.date, arrived):
            for kind in (engagement.kind, ALL):
                yield EngagementIncrement(engagement.date, kind, measure, by)


def _measures(day: date, arrived: int) -> Iterator[tuple[str, int]]:
    if arrived:
        yield ARRIVALS, 1
        late = days_late(day, arrived)
        if late:
            yield LATE, 1
            yield DAYS_LATE, late
