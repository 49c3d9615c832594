"""Phases of a participation, what participants add to the cells, and what changes when they join or leave."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.core.calendar import SchoolCalendar, Span
from services.core.cells import ALL, UNENROLLED, UNPLACED, WAITING, CellKey, Contributions, Measures
from services.core.contributions import contributions
from services.core.fact_changes import changes_of
from services.core.facts import Fact, FactChange, LedgerId
from services.core.fold import add_to, fold, recalendar
from services.core.ledger import Ledger, put
from services.core.participation import AFTER, BEFORE, DURING, PHASES, beside, participations_of, phase_of, phases
from services.core.policy import DEFAULT_POLICY
from services.core.rollups import add_rollups
from services.core.rules import CalendarName, DistrictRules
from tests.consumers.world import (
    DATES,
    DISTRICT,
    SCHOOLS,
    calendar,
    described,
    engagements,
    enrollment_keys,
    enrollments,
    event,
    grades,
    mark_keys,
    marks,
    participation_keys,
    participations,
)

SCHOOL, LEARNER = SCHOOLS[0], "lk_1"
YEAR = LedgerId(DISTRICT, 2011, LEARNER)

GRADE = facts.Grade(school=SCHOOL, learner=LEARNER, school_year=2011, grading_period="P1", course="c", numeric=80)


def calendars(skipped: Iterable[date] = (), closing: date | None = None) -> DistrictRules:
    published = [calendar(school, set(skipped)) for school in SCHOOLS]
    if closing is not None:
        period = facts.Period(name="P1", begin=DATES[0], end=closing)
        published = [
            msgspec.structs.replace(school_calendar, grading_periods=(period,)) for school_calendar in published
        ]
    kinds = DEFAULT_POLICY.instructional_kinds
    return DistrictRules(
        calendars={
            CalendarName(school_calendar.school, 2011): SchoolCalendar(school_calendar, kinds)
            for school_calendar in published
        }
    )


RULES = calendars()
ENROLLED = facts.Enrollment(school=SCHOOL, learner=LEARNER, entry_date=DATES[0], grade_level="Eighth grade")


def takes_part(start: date, end: date | None = None, partnership: str = "p") -> facts.Participation:
    return facts.Participation(learner=LEARNER, partnership=partnership, start_date=start, end_date=end)


def absent(day: int) -> facts.Attendance:
    return facts.Attendance(school=SCHOOL, learner=LEARNER, date=DATES[day], category="Excused Absence")


def nothing() -> dict[LedgerId, Ledger]:
    ledgers = {YEAR: Ledger(), beside(YEAR): Ledger()}
    ledgers[YEAR].beside = ledgers[beside(YEAR)]
    return ledgers


def told(*payloads: facts.Data) -> dict[LedgerId, Ledger]:
    ledgers = nothing()
    for number, payload in enumerate(payloads):
        for change in changes_of(event(payload, number, number)):
            put(ledgers[change.ledger], change.key, change.fact)
    return ledgers


def added(*payloads: facts.Data, rules: DistrictRules = RULES) -> Contributions:
    ledgers = told(*payloads)
    return contributions(YEAR, ledgers[YEAR], participations_of(ledgers[beside(YEAR)]), rules)


def of_phase(found: Contributions, family: str, phase: str, partnership: str = "p") -> dict[str, Measures]:
    """Date (or grading period) → measures, over all kinds or subjects."""
    cells = {coordinate.where: measures for coordinate, measures in found.items() if coordinate.family == family}
    wanted = {where[2:]: measures for where, measures in cells.items() if where[:2] == (partnership, phase)}
    return {where[0]: measures for where, measures in wanted.items() if len(where) == 1 or where[1] == ALL}


def iso(number: int) -> str:
    return DATES[number].isoformat()


def test_a_learner_who_joins_mid_year_is_looked_at_before_and_during_as_if_there_were_nothing_else() -> None:
    added_cells = added(ENROLLED, absent(2), absent(12), takes_part(DATES[10]))
    assert of_phase(added_cells, "participant_day", BEFORE) == {
        iso(0): {"member": 1, "enrolled": 1},
        iso(2): {"reported": 1, "excused": 1, "absentee": 1},
        iso(9): {"eligible": 1, "at_5": 1, "chronic": 1},
        iso(10): {"member": -1},
    }
    assert of_phase(added_cells, "participant_day", DURING) == {
        iso(10): {"member": 1, "enrolled": 1},
        iso(12): {"reported": 1, "excused": 1, "absentee": 1},
        iso(19): {"eligible": 1, "at_5": 1, "chronic": 1},
        iso(20): {"chronic": -1},
        "2011-07-01": {"member": -1},
    }
    assert of_phase(added_cells, "participant_day", AFTER) == {}


def test_the_days_between_two_stints_come_after() -> None:
    added_cells = added(ENROLLED, takes_part(DATES[3], DATES[5]), takes_part(DATES[9], DATES[11]))
    members = {phase: of_phase(added_cells, "participant_day", phase) for phase in PHASES}
    moves = {
        phase: {day: cell["member"] for day, cell in cells.items() if "member" in cell}
        for phase, cells in members.items()
    }
    assert moves == {
        BEFORE: {iso(0): 1, iso(3): -1},
        DURING: {iso(3): 1, iso(6): -1, iso(9): 1, iso(12): -1},
        AFTER: {iso(6): 1, iso(9): -1, iso(12): 1, "2011-07-01": -1},
    }
    assert [sum(cell.get("enrolled", 0) for cell in cells.values()) for cells in members.values()] == [1, 1, 1]


@pytest.mark.parametrize(
    ("start", "end", "phase"),
    [
        (date(2009, 9, 1), None, DURING),
        (date(2009, 9, 1), date(2012, 1, 1), DURING),
        (date(2009, 9, 1), date(2010, 6, 30), AFTER),
        (date(2011, 7, 1), None, BEFORE),
        (date(2010, 7, 1), date(2011, 6, 30), DURING),
    ],
)
def test_a_year_wholly_in_one_phase_is_the_year_itself(start: date, end: date | None, phase: str) -> None:
    added_cells = added(ENROLLED, absent(2), absent(3), takes_part(start, end))
    whole = {
        coordinate.where[0]: measures for coordinate, measures in added_cells.items() if coordinate.family == "day"
    }
    assert of_phase(added_cells, "participant_day", phase) == of_phase(added_cells, "participant_day", ALL) == whole
    assert all(of_phase(added_cells, "participant_day", other) == {} for other in PHASES if other != phase)


def test_a_retracted_participation_adds_nothing_and_one_without_enrolment_neither() -> None:
    key = facts.ParticipationKey(learner=LEARNER, partnership="p", start_date=DATES[3])
    here, gone = added(ENROLLED, absent(2)), added(ENROLLED, absent(2), takes_part(DATES[3]), key)
    assert gone == here
    nowhere = added(takes_part(DATES[0]), absent(2), GRADE)
    apart = {coordinate.where[1] for coordinate in nowhere if coordinate.family == "participant_grade"}
    assert ({coordinate.family for coordinate in nowhere}, apart) == (
        {"day", "grade", "participant_grade", WAITING},
        {UNENROLLED},
    )


def test_a_grade_is_of_the_phase_in_which_its_grading_period_closes() -> None:
    for closing, phase in ((DATES[14], BEFORE), (DATES[15], DURING), (DATES[17], AFTER)):
        added_cells = added(ENROLLED, GRADE, takes_part(DATES[15], DATES[16]), rules=calendars(closing=closing))
        graded = {one_phase: of_phase(added_cells, "participant_grade", one_phase) for one_phase in (*PHASES, ALL)}
        assert graded == {one_phase: {"P1": {"graded": 1}} if one_phase in (phase, ALL) else {} for one_phase in graded}


def test_engagements_count_first_times_in_each_phase_and_minutes_of_the_partnership_itself() -> None:
    def engaged(number: int, day: int, partnership: str | None) -> facts.Engagement:
        return facts.Engagement(
            learner=LEARNER, engagement=f"e{number}", date=DATES[day], kind="tutoring", minutes=10 + number,
            partnership=partnership,
        )  # fmt: skip

    joined = (takes_part(DATES[2]), takes_part(DATES[9], partnership="q"))
    added_cells = added(ENROLLED, engaged(1, 0, None), engaged(2, 3, "p"), engaged(3, 4, "q"), *joined)
    firsts = {"engaged": 1, "engaged_this_month": 1, "engaged_this_year": 1, "engagements": 1}
    assert of_phase(added_cells, "participant_engagement", BEFORE) == {iso(0): {**firsts, "minutes": 11}}
    assert of_phase(added_cells, "participant_engagement", DURING) == {
        iso(3): {**firsts, "minutes": 12, "own_minutes": 12},
        iso(4): {"engagements": 1, "engaged": 1, "minutes": 13},
    }
    whole = of_phase(added_cells, "participant_engagement", ALL)
    assert [whole[iso(day)].get("engaged_this_year", 0) for day in (0, 3, 4)] == [1, 0, 0]
    assert of_phase(added_cells, "participant_engagement", BEFORE, "q")[iso(4)]["own_minutes"] == 13


def test_on_track_is_of_the_whole_year_only() -> None:
    ninth = msgspec.structs.replace(ENROLLED, grade_level="Ninth grade")
    grade = facts.Grade(
        school=SCHOOL, learner=LEARNER, school_year=2011, grading_period="P1", course="c", numeric=80, kind="Semester",
        credits=5,
    )  # fmt: skip
    added_cells = added(ninth, grade, takes_part(DATES[3]))
    assessed = {
        phase: sum(measures.get("on_track", 0) for measures in of_phase(added_cells, "participant_day", phase).values())
        for phase in (*PHASES, ALL)
    }
    assert assessed == {BEFORE: 0, DURING: 0, AFTER: 0, ALL: 1}


# ---- properties --------------------------------------------------------------------------------------------------

starts = st.dates(date(2010, 5, 1), date(2011, 8, 1))
stints = st.lists(st.tuples(starts, st.none() | st.integers(0, 200)), min_size=1, max_size=4)


@given(stints, st.dates(date(2010, 7, 1), date(2011, 6, 30)))
def test_every_day_of_a_year_is_in_one_phase(drawn: list[tuple[date, int | None]], day: date) -> None:
    recorded = [takes_part(start, None if more is None else start + timedelta(days=more)) for start, more in drawn]
    ((_, spans),) = participations_of(told(*recorded)[beside(YEAR)])
    values = [phase for phase, days in phases(spans, 2011) for begin, end in days if begin <= day <= end]
    assert values == [phase_of(day, spans)]
    inside = any(
        participation.start_date <= day <= (participation.end_date or date.max)
        for participation in recorded_last(recorded)
    )
    first = min(participation.start_date for participation in recorded)
    assert values == [DURING if inside else BEFORE if day < first else AFTER]


def recorded_last(recorded: Sequence[facts.Participation]) -> list[facts.Participation]:
    """Of several of one start the one recorded last."""
    return list({participation.start_date: participation for participation in recorded}.values())


def of_one(*kinds: st.SearchStrategy[facts.Data]) -> st.SearchStrategy[facts.Data]:
    return st.one_of(*kinds).map(lambda said: msgspec.structs.replace(said, learner=LEARNER))


anything = of_one(
    marks, marks, enrollments, participations, participations, grades, engagements, described,
    mark_keys, enrollment_keys, participation_keys,
)  # fmt: skip
histories = st.lists(st.lists(st.tuples(anything, st.integers(0, 4)), max_size=5), max_size=8)


def changes(batch: Sequence[tuple[facts.Data, int]]) -> list[FactChange]:
    arrived = 21_400_000
    return [
        change
        for said, minutes in batch
        for change in changes_of(event(said, minutes, minutes), arrived + 977 * (3 * minutes % 5))
    ]


@given(histories, st.sampled_from(DATES), st.lists(st.sampled_from(DATES), max_size=4), st.sampled_from(DATES))
def test_folding_batch_by_batch_and_a_new_calendar_give_what_computing_anew_gives(
    batches: list[list[tuple[facts.Data, int]]], joining: date, skipped: list[date], closing: date
) -> None:
    ledgers = nothing()
    total: Counter[tuple[CellKey, str]] = Counter()
    for batch in [[(ENROLLED, 0), (takes_part(joining), 0), (GRADE, 0)], *batches]:
        total.update(flat(fold(changes(batch), ledgers, lambda _: RULES).cells))
        assert nonzero(total) == computed(ledgers, RULES)
    later = calendars(skipped, closing)
    between = DistrictRules(calendars={**RULES.calendars, CalendarName(SCHOOL, 2011): later.calendar(SCHOOL, 2011)})
    total.update(flat(recalendar({YEAR: ledgers[YEAR]}, RULES, between, school=SCHOOL)))
    assert nonzero(total) == computed(ledgers, between)


def flat(cells: Mapping[CellKey, Measures]) -> dict[tuple[CellKey, str], int]:
    return {(key, name): by for key, measures in cells.items() for name, by in measures.items()}


def nonzero(total: Mapping[tuple[CellKey, str], int]) -> dict[tuple[CellKey, str], int]:
    return {measure: by for measure, by in total.items() if by}


def computed(ledgers: Mapping[LedgerId, Ledger], rules: DistrictRules) -> dict[tuple[CellKey, str], int]:
    cells: dict[CellKey, Measures] = {}
    joined = participations_of(Ledger(ledgers[beside(YEAR)]))
    add_to(cells, YEAR, contributions(YEAR, ledgers[YEAR], joined, rules))
    return nonzero(flat(add_rollups(cells)))


@given(st.lists(anything, max_size=40))
def test_a_phase_is_what_the_learner_would_add_if_there_were_only_its_days(said: list[facts.Data]) -> None:
    ledgers = told(*said)
    joined = participations_of(ledgers[beside(YEAR)])
    added_cells = contributions(YEAR, ledgers[YEAR], joined, RULES)
    for partnership, spans in joined:
        assert among(added_cells, "day", partnership, ALL) == plain(added_cells, "day")
        assert among(added_cells, "engagement", partnership, ALL) == plain(added_cells, "engagement")
        for phase in PHASES:
            days = dict(phases(spans, 2011)).get(phase, ())
            seen = only(ledgers[YEAR], days)
            engaged = contributions(YEAR, seen, (), RULES)
            assert among(added_cells, "engagement", partnership, phase) == plain(engaged, "engagement")
            attended = contributions(YEAR, enrolled_only(seen, days), (), RULES)
            assert of_days(among(added_cells, "day", partnership, phase)) == of_days(plain(attended, "day"))


def plain(found: Contributions, family: str) -> dict[tuple[str, ...], Measures]:
    """By school and the family's own columns, without marks of who is not enrolled: they count for no participant."""
    cells = {
        (coordinate.place.school, *coordinate.where): dict(measures)
        for coordinate, measures in found.items()
        if coordinate.family == family
    }
    for cell in cells.values():
        cell.pop(UNPLACED, None)
    return {where: some for where, some in cells.items() if some}


def of_days(found: dict[tuple[str, ...], Measures]) -> dict[tuple[str, ...], Measures]:
    """Without no-shows, which are so by all days of the school year."""
    days = {
        where: {name: by for name, by in measures.items() if name != "no_show"} for where, measures in found.items()
    }
    return {where: day for where, day in days.items() if day}


def among(found: Contributions, family: str, partnership: str, phase: str) -> dict[tuple[str, ...], Measures]:
    """The same among participants, without what only they have."""
    cells = {
        cell: measures
        for cell, measures in plain(found, f"participant_{family}").items()
        if cell[1:3] == (partnership, phase)
    }
    shared = {
        (where[0], *where[3:]): {name: by for name, by in cell.items() if name != "own_minutes"}
        for where, cell in cells.items()
    }
    return {where: measures for where, measures in shared.items() if measures}


def only(ledger: Ledger, days: Sequence[Span]) -> Ledger:
    """The ledger without what is said of other days, and without grades, which are of no day."""
    parts = {part: items for part, items in ledger.items() if not part.startswith("grade")}
    return Ledger(
        {part: {item: fact for item, fact in items.items() if within(fact, days)} for part, items in parts.items()}
    )


def within(fact: Fact, days: Sequence[Span]) -> bool:
    value = fact.value
    if not isinstance(value, facts.Attendance | facts.Engagement):
        return True
    return any(begin <= value.date <= end for begin, end in days)


def enrolled_only(ledger: Ledger, days: Sequence[Span]) -> Ledger:
    """The ledger with enrolments cut to these days."""
    cut: dict[str, Fact] = {}
    for item, fact in ledger.get("enrollment", {}).items():
        if isinstance(fact.value, facts.Enrollment):
            for begin, end in days:
                entry, exit_ = max(begin, fact.value.entry_date), min(end, fact.value.exit_date or end)
                if entry <= exit_:
                    value = msgspec.structs.replace(fact.value, entry_date=entry, exit_date=exit_)
                    cut[f"{item}|{entry}"] = Fact(fact.version, value)
    return Ledger({**ledger, "enrollment": cut})
