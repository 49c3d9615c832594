"""Cases of entry and exit: each gives the value that people of this job said is right, on both stores."""

from datetime import date
from pathlib import Path

from services.contracts.facts import Policy
from services.core.identity import DerivedSecrets
from services.ingest.carried_enrollments import TAKEN_BACK, TAKEN_ON
from services.log.embedded import EmbeddedLog
from services.query.model.question import DateSpan, SchoolYear
from services.store.port import Store
from tests.acceptance.cases import CASES, DAYS, applied, imported, rows, told

FIRST_DAY_AWAY = Policy(version="away", exit_date="firstDayAway")
EXIT = DateSpan(date(2025, 9, 15), date(2025, 9, 15))
NO_SHOWS = ("enrolled_learners", "member_days", "no_shows")


async def test_exit_date_is_the_first_day_away(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    case = ("exit-date-is-the-first-day-away", "910002", log, store, secrets)
    engine = await told(*case)
    assert await rows(engine, ("members",), "school", time=EXIT) == {("S1",): [1], ("S2",): [1]}
    assert await rows(engine, ("member_days",), "school") == {("S1",): [16], ("S2",): [15]}
    assert await rows(engine, ("member_days",)) == {(): [30]}
    engine = await applied("910002", log, store, secrets, FIRST_DAY_AWAY)
    assert await rows(engine, ("members",), "school", time=EXIT) == {("S1",): [0], ("S2",): [1]}
    assert await rows(engine, ("members",), time=EXIT) == {(): [1]}
    assert await rows(engine, ("member_days",), "school") == {("S1",): [15], ("S2",): [15]}


async def test_no_shows(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("no-shows", "910003", log, store, secrets)
    assert await rows(engine, NO_SHOWS) == {(): [2, 11, 1]}
    engine = await applied("910003", log, store, secrets, FIRST_DAY_AWAY)
    assert await rows(engine, NO_SHOWS) == {(): [1, 10, 2]}
    assert await rows(engine, NO_SHOWS, "school") == {("S1",): [1, 10, 2]}


async def test_entry_before_july(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("entry-before-july", "920007", log, store, secrets)
    assert await rows(engine, DAYS) == {(): [3, 30, 3]}
    assert await rows(engine, DAYS, time=SchoolYear(2025)) == {(): [0, 0, 0]}


async def test_entry_before_july_without_a_school_year_is_taken_on(
    tmp_path: Path, log: EmbeddedLog, store: Store, secrets: DerivedSecrets
) -> None:
    """And taken back, when the next export says that the learner left before school began."""
    for file in (CASES / "entry-before-july/edfi").iterdir():
        text = file.read_text()
        (tmp_path / file.name).write_text(text.replace(', "schoolYearTypeReference": {"schoolYear": 2026}}', "}"))
    summary = await imported(tmp_path, log, store, secrets)
    assert summary.notes[TAKEN_ON] == 2
    engine = await applied("920007", log, store, secrets)
    assert await rows(engine, DAYS) == {(): [3, 30, 3]}
    assert (await imported(tmp_path, log, store, secrets)).notes[TAKEN_ON] == 2
    associations = tmp_path / "studentSchoolAssociations.jsonl"
    left = '"entryDate": "2025-06-16", "exitWithdrawDate": "2025-08-01"'
    associations.write_text(associations.read_text().replace('"entryDate": "2025-06-16"', left))
    assert (await imported(tmp_path, log, store, secrets, days_later=1)).notes[TAKEN_BACK] == 1
    engine = await applied("920007", log, store, secrets)
    assert await rows(engine, DAYS) == {(): [2, 20, 2]}
