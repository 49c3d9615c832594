"""A register must say what computing the year anew says, whatever comes in which order."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.core.attendance_index import attendance_index_of
from services.core.calendar import SchoolCalendar
from services.core.cells import CellKey, Measures
from services.core.contributions import contributions
from services.core.fact_changes import changes_of
from services.core.facts import FactChange, FactKey, LedgerId
from services.core.fold import add_to, fold
from services.core.ledger import Ledger
from services.core.participation import beside, participations_of
from services.core.policy import DEFAULT_POLICY
from services.core.rollups import add_rollups
from services.core.rules import DistrictRules, calendar_key
from tests.consumers.world import (
    DATES,
    FIRST,
    SCHOOLS,
    calendar,
    categories,
    dates,
    enrollments,
    event,
    learners,
    mark_keys,
    marks,
    participations,
    retractions,
    rolls,
)

CALENDARS = {
    calendar_key(school_calendar): SchoolCalendar(school_calendar, DEFAULT_POLICY.instructional_kinds)
    for school_calendar in (
        *(calendar(school, set()) for school in SCHOOLS),
        calendar(SCHOOLS[0], set(DATES[::4]), name="KG"),
    )
}
RULES = DistrictRules(calendars=CALENDARS)
LEARNER = "lk_" + "0" * 32
daily = st.builds(
    facts.Attendance,
    school=st.just(SCHOOLS[0]),
    learner=st.just(LEARNER),
    date=dates,
    category=categories,
)
unsaid = st.builds(facts.AttendanceKey, school=st.just(SCHOOLS[0]), learner=st.just(LEARNER), date=dates)
enrolled = facts.Enrollment(school=SCHOOLS[0], learner=LEARNER, entry_date=FIRST)
of_kindergarten = facts.Enrollment(school=SCHOOLS[0], learner=LEARNER, entry_date=FIRST, calendar="kg")
first_enrolments = st.sampled_from([enrolled, enrolled, of_kindergarten])
batches = st.lists(
    st.lists(
        st.tuples(
            st.one_of(daily, daily, marks, rolls, enrollments, participations, mark_keys, retractions),
            st.integers(0, 3),
        ),
        max_size=6,
    ),
    max_size=8,
)


def _changes(batch: Sequence[tuple[facts.Data, int]]) -> list[FactChange]:
    learner_facts = [fact for fact in batch if not isinstance(fact[0], facts.CalendarKey | facts.CourseKey)]
    return [
        change
        for data, minutes in learner_facts
        for change in changes_of(event(data, minutes, minutes), 21_400_000 + 977 * (7 * minutes % 4))
    ]


def _anew(ledgers: dict[LedgerId, Ledger], rules: DistrictRules) -> dict[CellKey, Measures]:
    cells: dict[CellKey, Measures] = {}
    for ledger_id, ledger in ledgers.items():
        theirs = participations_of(Ledger(ledgers[beside(ledger_id)]))
        add_to(cells, ledger_id, contributions(ledger_id, ledger, theirs, rules))
    return _without_zeros(add_rollups(cells))


def _without_zeros(cells: dict[CellKey, Measures]) -> dict[CellKey, Measures]:
    rolled_up = {key: {name: by for name, by in measures.items() if by} for key, measures in cells.items()}
    return {key: measures for key, measures in rolled_up.items() if measures}


def _holds(first: facts.Data, steps: list[list[tuple[facts.Data, int]]], eligible_days: int) -> None:
    """After every batch the cells are those computed anew."""
    rules = DistrictRules(facts.Policy(version="1", eligible_days=eligible_days), CALENDARS)
    ledgers: dict[LedgerId, Ledger] = {}
    cells: dict[CellKey, Measures] = {}
    for batch in [[(first, 0)], *steps]:
        changes = _changes(batch)
        for change in changes:
            ledgers.setdefault(change.ledger, Ledger())
            ledgers[change.ledger].beside = ledgers.setdefault(beside(change.ledger), Ledger())
        for key, measures in fold(changes, ledgers, lambda _: rules).cells.items():
            cell = cells.setdefault(key, {})
            for name, by in measures.items():
                cell[name] = cell.get(name, 0) + by
        assert _without_zeros(cells) == _anew(ledgers, rules)


@given(first_enrolments, batches, st.sampled_from([DEFAULT_POLICY.eligible_days, 3]))
def test_whatever_comes_between_the_marks_the_cells_are_those_computed_anew(
    first: facts.Data, changes: list[list[tuple[facts.Data, int]]], eligible_days: int
) -> None:
    _holds(first, changes, eligible_days)


@given(first_enrolments, st.lists(st.tuples(daily | unsaid, st.integers(0, 3)), max_size=30), st.sampled_from([10, 3]))
def test_mark_by_mark_corrected_and_retracted_the_cells_are_those_computed_anew(
    first: facts.Data, changes: list[tuple[facts.Data, int]], eligible_days: int
) -> None:
    _holds(first, [[fact] for fact in changes], eligible_days)


@given(learners)
def test_only_marks_of_whole_days_where_the_category_decides_have_a_register(learner: str) -> None:
    ledger_id, part = LedgerId("d", 2011, learner), f"attendance|{SCHOOLS[0]}"
    whole, slot = FactKey(part, "2010-08-23||"), FactKey(part, "2010-08-23||am")
    positive = DistrictRules(facts.Policy(version="1", attendance="positive"), CALENDARS)
    minutes = DistrictRules(facts.Policy(version="1", absent_minutes_for_a_day=120), CALENDARS)
    assert attendance_index_of(ledger_id, Ledger(), whole, RULES) is not None
    for key, rules in ((slot, RULES), (whole, positive), (whole, minutes)):
        assert attendance_index_of(ledger_id, Ledger(), key, rules) is None
    assert attendance_index_of(ledger_id, Ledger(), FactKey("engagement", "123456789012"), RULES) is None
