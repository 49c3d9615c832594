"""Marks that count nowhere yet, and why."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from services.core.calendar import school_year_span
from services.core.enrollment_view import Standing
from services.core.facts import LedgerId
from services.core.membership import member_days
from services.core.rules import DistrictRules
from services.core.waiting_facts import Missing, WaitingReason, why_waiting

_KEY_BITS = 53
_OF_WHOLE_DAY = 1 << _KEY_BITS
_DAY = 1 << _KEY_BITS + 1


class SectionDays:
    """Days of learners, by school and year, of which the import has marks of sections alone; and other marked days."""

    def __init__(self) -> None:
        self.silent: Counter[tuple[str, int]] = Counter()
        self._daily: set[tuple[str, int]] = set()

    def note(self, school: str, school_year: int, whole_day: Iterable[bool]) -> None:
        for of_whole_day in whole_day:
            if of_whole_day:
                self._daily.add((school, school_year))
            else:
                self.silent[school, school_year] += 1

    def count(self, reporting: Collection[tuple[str, int]]) -> int:
        """The days at schools of which nothing speaks of the daily attendance."""
        silent = self.silent.items()
        return sum(days for where, days in silent if where not in self._daily and where not in reporting)


def marks_waiting(
    ledger: LedgerId,
    school: str,
    codes: Iterable[int],
    standing: Standing | None,
    rules: DistrictRules,
    days: SectionDays,
) -> Iterator[Missing]:
    """Why marks of a learner at one school wait; nothing of those that do not. `days`: takes the others' days."""
    whole_day = {code & ~_OF_WHOLE_DAY: bool(code & _OF_WHOLE_DAY) for code in codes}
    if standing is None:
        yield from [Missing(WaitingReason.NOT_ENROLLED)] * len(whole_day)
        return
    begin, calendar = school_year_span(ledger.school_year).begin, rules.calendar_of(standing, ledger.school_year)
    members = member_days(standing.spans, calendar).numbers
    counting: defaultdict[date, bool] = defaultdict(bool)
    for code, of_whole_day in whole_day.items():
        day = begin + timedelta(days=code // _DAY)
        if day in members:
            counting[day] |= of_whole_day
        else:
            yield why_waiting(day, standing.spans, calendar)
    if rules.policy.section_absences_for_a_day is None:
        days.note(school, ledger.school_year, counting.values())
