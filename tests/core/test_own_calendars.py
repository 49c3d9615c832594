"""A learner's member days at a school are those of the calendars that the enrolments name."""

from collections.abc import Iterable
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.core.calendar import SchoolCalendar
from services.core.cells import WAITING, Contributions, Measures
from services.core.contributions import contributions
from services.core.fact_changes import changes_of
from services.core.facts import LedgerId
from services.core.ledger import Ledger, put
from services.core.policy import DEFAULT_POLICY
from services.core.rules import DistrictRules, calendar_key
from tests.consumers.world import DATES, DISTRICT, LEARNERS, calendar, event

SCHOOL, WHO = "S1", LEARNERS[0]
YEAR = LedgerId(DISTRICT, 2011, WHO)
MAIN, KINDERGARTEN = set(DATES[:20]), set(DATES[3:])
POSITIVE = msgspec.structs.replace(DEFAULT_POLICY, attendance="positive")


def enrolled(name: str | None, begin: int = 0, end: int | None = None) -> facts.Enrollment:
    left = None if end is None else DATES[max(begin, end)]
    return facts.Enrollment(school=SCHOOL, learner=WHO, entry_date=DATES[begin], exit_date=left, calendar=name)


def rules_with(main: set[date], own: set[date], policy: facts.Policy = DEFAULT_POLICY) -> DistrictRules:
    published = (calendar(SCHOOL, set(DATES) - main), calendar(SCHOOL, set(DATES) - own, name="kg"))
    kinds = policy.instructional_kinds
    return DistrictRules(
        policy, {calendar_key(school_calendar): SchoolCalendar(school_calendar, kinds) for school_calendar in published}
    )


def cells_of(payloads: Iterable[facts.Data], rules: DistrictRules) -> Contributions:
    ledger = Ledger()
    for number, data in enumerate(payloads):
        for change in changes_of(event(data, number)):
            put(ledger, change.key, change.fact)
    return contributions(YEAR, ledger, (), rules)


def day_cells(payloads: Iterable[facts.Data], rules: DistrictRules) -> dict[date, Measures]:
    added_cells = cells_of(payloads, rules)
    return {date.fromisoformat(where[0]): by for (family, _, where), by in added_cells.items() if family == "day"}


def over_days(cells: dict[date, Measures], main: set[date], standing: str, moved: str) -> int:
    """The standing added up over the days of the main calendar, and what is more or fewer: as queries read it."""
    so_far = sum(sum(by.get(standing, 0) for when, by in cells.items() if when <= day) for day in main)
    return so_far + sum(by.get(moved, 0) for by in cells.values())


enrolments = st.builds(
    enrolled, st.sampled_from([None, "KG", " kg", "nobody's"]), st.integers(0, 12), st.none() | st.integers(5, 25)
)


@given(
    st.lists(enrolments, min_size=1, max_size=3, unique_by=lambda enrollment: enrollment.entry_date),
    st.sets(st.sampled_from(DATES), min_size=1),
    st.sets(st.sampled_from(DATES), min_size=1),
    st.sampled_from([DEFAULT_POLICY, POSITIVE]),
)
def test_every_day_of_a_calendar_that_an_enrolment_of_that_day_names_counts_once(
    enrollments: list[facts.Enrollment], main: set[date], own: set[date], policy: facts.Policy
) -> None:
    cells = day_cells(enrollments, rules_with(main, own, policy))
    calendars = {None: main, "KG": own, " kg": own, "nobody's": set[date]()}
    expected = {
        day
        for enrollment in enrollments
        for day in calendars[enrollment.calendar]
        if enrollment.entry_date <= day <= (enrollment.exit_date or DATES[-1])
    }
    assert over_days(cells, main, "member", "own_days") == len(expected)
    known = over_days(cells, main, "member", "own_presumed") - over_days(cells, main, "unpresumed", "none")
    assert known == (0 if policy is POSITIVE else len(expected))
    assert [day for day, by in cells.items() if "enrolled" in by] == sorted(expected)[:1]


@pytest.mark.parametrize(
    ("enrolment", "measure", "on"),
    [
        (enrolled("KG"), "eligible", DATES[12]),
        (enrolled(None), "eligible", DATES[9]),
        (enrolled("KG", 0, 2), "no_show", DATES[2]),
        (enrolled(None, 0, 2), "no_show", None),
        (enrolled("nobody's", 0, 2), "no_show", None),
    ],
)
def test_standings_are_dated_by_the_calendar_that_is_followed(
    enrolment: facts.Enrollment, measure: str, on: date | None
) -> None:
    """Ten member days make eligible; who left before the own calendar's first day never came."""
    cells = day_cells([enrolment], rules_with(MAIN, KINDERGARTEN))
    assert [day for day, by in cells.items() if measure in by] == ([] if on is None else [on])


@pytest.mark.parametrize("name", [None, "KG", "nobody's"])
@pytest.mark.parametrize("days", [MAIN, set[date]()], ids=["calendars with days", "calendars without"])
def test_who_leaves_on_the_first_day_away_was_never_there_whatever_the_calendar(
    name: str | None, days: set[date]
) -> None:
    """There is not a single day that a calendar could say something of, so nothing is waited for, either."""
    first_day_away = msgspec.structs.replace(DEFAULT_POLICY, exit_date="firstDayAway")
    enrollments, rules = [enrolled(name, 0, 0)], rules_with(days, days, first_day_away)
    assert [day for day, by in day_cells(enrollments, rules).items() if "no_show" in by] == [DATES[0]]
    assert WAITING not in {coordinate.family for coordinate in cells_of(enrollments, rules)}
