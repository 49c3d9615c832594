"""What the numbers of a district depend on besides the facts of its learners."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from services.contracts import facts
from services.core.calendar import SchoolCalendar
from services.core.policy import DEFAULT_POLICY


class CalendarKey(NamedTuple):
    school: str
    school_year: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What the numbers of a district depend on besides the ledgers."""

    policy: facts.Policy = DEFAULT_POLICY
    calendars: Mapping[CalendarKey, SchoolCalendar] = field(default_factory=dict)

    def calendar(self, school: str, school_year: int) -> SchoolCalendar:
        """The school's calendar of the year; one without days until it is published."""
        return self.calendars.get(CalendarKey(school, school_year)) or SchoolCalendar.empty(school, school_year)
