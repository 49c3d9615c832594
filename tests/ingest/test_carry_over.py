"""Which open enrolments an import takes on into the next school year."""

from collections.abc import Collection
from datetime import date

import msgspec
import pytest

from services.contracts import facts
from services.contracts.events import CalendarPublished, EnrollmentRecorded, LearnerEvent, PolicyAdopted
from services.core.fact_changes import changes_of, entity_change_of
from services.core.facts import EntityKey, Fact, LedgerId
from services.core.ledger import Ledger, put
from services.ingest.carry_over import TAKEN_ON, TAKEN_ON_AS_NO_SHOW, TAKEN_ON_WITHOUT_CALENDAR, CarryOver
from services.ingest.summary import Origin
from tests.consumers.world import DISTRICT, event

NEXT_YEAR = facts.Calendar(
    school="S1", school_year=2026, days=(facts.CalendarDay(date=date(2025, 8, 18), kind="Instructional day"),)
)


THIS_YEAR = facts.Calendar(
    school="S1", school_year=2025, days=(facts.CalendarDay(date=date(2025, 6, 6), kind="Instructional day"),)
)
FIRST_DAY_AWAY = facts.Policy(version="1", exit_date="firstDayAway")


class Known:
    """A store that holds these facts."""

    def __init__(self, *held: facts.Data) -> None:
        self._ledgers: dict[LedgerId, Ledger] = {}
        self._documents: dict[EntityKey, Fact] = {}
        for number, data in enumerate(held):
            said = event(data, number)
            if isinstance(said, CalendarPublished | PolicyAdopted):
                document = entity_change_of(said)
                self._documents[document.key] = document.fact
                continue
            for change in changes_of(said):
                put(self._ledgers.setdefault(change.ledger, Ledger()), change.key, change.fact)

    async def ledgers(self, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
        return {each: self._ledgers[each] for each in ids if each in self._ledgers}

    async def documents(self, district: str, kinds: Collection[str]) -> dict[EntityKey, Fact]:
        return {key: fact for key, fact in self._documents.items() if key.kind in kinds and key.district == district}


def enrolled(entry: date, school: str = "S1", exit_date: date | None = None, year: int | None = None) -> facts.Data:
    return facts.Enrollment(school=school, learner="a", entry_date=entry, exit_date=exit_date, school_year=year)


LAST_AUGUST, JUNE, THIS_AUGUST = date(2024, 8, 19), date(2025, 6, 16), date(2025, 8, 18)
RECORDED = [("EnrollmentRecorded", 2026)]
RETRACTED = [("EnrollmentRetracted", 2026)]


@pytest.mark.parametrize(
    ("imported", "held", "carried"),
    [
        ([enrolled(JUNE)], [], RECORDED),
        ([enrolled(LAST_AUGUST)], [], RECORDED),
        ([enrolled(JUNE, exit_date=date(2025, 6, 30))], [], []),
        ([enrolled(JUNE, exit_date=date(2025, 6, 30))], [enrolled(JUNE, year=2026)], RETRACTED),
        ([enrolled(JUNE, year=2026)], [], []),
        ([enrolled(LAST_AUGUST), enrolled(THIS_AUGUST)], [], []),
        ([enrolled(LAST_AUGUST), enrolled(THIS_AUGUST, school="S2")], [], []),
        ([enrolled(LAST_AUGUST)], [enrolled(THIS_AUGUST, school="S2")], []),
        ([enrolled(LAST_AUGUST)], [enrolled(LAST_AUGUST, year=2026)], RECORDED),
        (
            [enrolled(LAST_AUGUST)],
            [enrolled(LAST_AUGUST, year=2026), enrolled(THIS_AUGUST, school="S2")],
            RETRACTED,
        ),
    ],
    ids=[
        "entered in June",
        "entered a year ago",
        "ended before school begins",
        "taken on before, and ended since",
        "names its year",
        "enrolled anew at the same school",
        "enrolled anew elsewhere",
        "enrolled anew elsewhere, as the store knows",
        "taken on before",
        "taken on before, and enrolled anew elsewhere since",
    ],
)
async def test_what_is_taken_on(
    imported: list[facts.Data], held: list[facts.Data], carried: list[tuple[str, int]]
) -> None:
    carry_over, origin = CarryOver(), Origin("enrolments", 1, b"")
    events: list[LearnerEvent] = [event(data, number) for number, data in enumerate([*imported, NEXT_YEAR])]
    for each in events:
        carry_over.note(origin, each)
    found = [each.event async for each in carry_over.events(Known(*held))]
    assert [(type(each).__name__, getattr(each.data, "school_year", None)) for each in found] == carried
    assert all(each.partitionkey == DISTRICT for each in found)
    begun = [each.data.entry_date for each in found if isinstance(each, EnrollmentRecorded)]
    assert {*begun} <= {each.entry_date for each in imported[:1] if isinstance(each, facts.Enrollment)}


@pytest.mark.parametrize(
    ("entry", "exit_date", "held", "notes"),
    [
        (LAST_AUGUST, THIS_AUGUST, [], [TAKEN_ON]),
        (LAST_AUGUST, THIS_AUGUST, [FIRST_DAY_AWAY], []),
        (LAST_AUGUST, date(2025, 8, 19), [FIRST_DAY_AWAY], [TAKEN_ON]),
        (JUNE, date(2025, 8, 1), [THIS_YEAR], [TAKEN_ON_AS_NO_SHOW]),
        (JUNE, THIS_AUGUST, [THIS_YEAR, FIRST_DAY_AWAY], [TAKEN_ON_AS_NO_SHOW]),
        (JUNE, date(2025, 6, 30), [THIS_YEAR], []),
        (date(2025, 6, 6), date(2025, 8, 1), [THIS_YEAR], []),
        (JUNE, date(2025, 8, 1), [], []),
    ],
    ids=[
        "left after the first day",
        "was away on the first day",
        "was away on the second day",
        "entered for the next year, and left before it began",
        "entered for the next year, and was away on its first day",
        "left in the year of the entry",
        "was at school in the year of the entry",
        "whether there was school after the entry is not known",
    ],
)
async def test_who_leaves_before_school_begins_is_a_no_show_of_it_or_was_of_the_year_before(
    entry: date, exit_date: date, held: list[facts.Data], notes: list[str]
) -> None:
    carry_over = CarryOver()
    for number, data in enumerate([enrolled(entry, exit_date=exit_date), NEXT_YEAR]):
        carry_over.note(Origin("enrolments", 1, b""), event(data, number))
    carried = [each async for each in carry_over.events(Known(*held))]
    assert [each.note for each in carried] == notes
    assert all(isinstance(each.event, EnrollmentRecorded) for each in carried)


@pytest.mark.parametrize(
    ("named", "said", "calendar", "note"),
    [
        ("kg", None, "KG", TAKEN_ON),
        (None, None, "KG", TAKEN_ON_WITHOUT_CALENDAR),
        ("kg", (2027, "other"), "KG", TAKEN_ON),
        ("kg", (2026, None), None, TAKEN_ON),
        ("kg", (2026, "kg"), "kg", TAKEN_ON),
        (None, (2026, "gone"), "gone", TAKEN_ON_WITHOUT_CALENDAR),
    ],
    ids=["has it", "lacks it", "said of another year", "said to be the main one", "said", "said, and lacks it"],
)
async def test_the_calendar_is_the_one_that_the_source_says_of_the_later_year_or_else_of_the_same_name(
    named: str | None, said: tuple[int, str | None] | None, calendar: str | None, note: str
) -> None:
    """`named`: the one calendar with a name that the later year has; `said`: by the source, of which year.

    A name that the later year lacks stays, so that the learner waits where everybody sees it, and the summary says so.
    """
    own = facts.Calendar(school="S1", school_year=2026, calendar=named, days=NEXT_YEAR.days)
    enrollment = facts.Enrollment(school="S1", learner="a", entry_date=JUNE, calendar="KG")
    carry_over = CarryOver()
    for number, data in enumerate([enrollment, NEXT_YEAR, own]):
        carry_over.note(Origin("enrolments", 1, b""), event(data, number), said if data is enrollment else None)
    (carried,) = [each async for each in carry_over.events(None)]
    assert isinstance(carried.event, EnrollmentRecorded)
    assert (carried.event.data.calendar, carried.note) == (calendar, note)


async def test_a_calendar_that_is_the_main_one_of_the_later_year_has_no_name_in_it() -> None:
    carry_over, main = CarryOver(), msgspec.structs.replace(NEXT_YEAR, code="KG")
    enrollment = facts.Enrollment(school="S1", learner="a", entry_date=JUNE, calendar="kg")
    for number, data in enumerate([enrollment, main]):
        carry_over.note(Origin("enrolments", 1, b""), event(data, number))
    (carried,) = [each async for each in carry_over.events(None)]
    assert isinstance(carried.event, EnrollmentRecorded)
    assert (carried.event.data.calendar, carried.note) == (None, TAKEN_ON)
