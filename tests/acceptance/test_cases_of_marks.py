"""Cases of marks of a day: each gives the value that people of this job said is right, on both stores."""

from services.contracts.facts import AbsentPart, Policy
from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.core.waiting_facts import WaitingKind
from services.ingest.placement_notes import WHOLE_DAYS
from services.log.embedded import EmbeddedLog
from services.query.model.question import DateSpan
from services.store.port import Store
from tests.acceptance.cases import CASES, applied, day, imported, rows, told

HALF_DAYS = Policy(version="halves", absent_parts=(AbsentPart(fraction=0.5, halves=1),))
MARKED = ("tardies", "absences", "excused_absences", "unexcused_absences")
ATTENDED = ("absences", "days_attended", "attendance_rate", "chronic_learners", "excused_share")


async def test_several_marks_on_one_day(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("several-marks-on-one-day", "910006", log, store, secrets)
    for august, expected in ((25, [1, 0, 0, 0]), (26, [0, 1, 0, 1]), (27, [0, 1, 1, 0])):
        assert await rows(engine, MARKED, time=DateSpan(day(august), day(august))) == {(): expected}


async def test_rolls_of_a_homeroom(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    """The example of docs/events.md counts; the same roll of a lesson says nothing of the day, and that is told."""
    engine = await told("rolls-of-a-homeroom", "910020", log, store, secrets)
    counted = await rows(engine, ("absences", "tardies", "members"), "school", time=DateSpan(day(25), day(25)))
    assert counted == {("homeroom",): [1, 1, 3], ("lesson",): [0, 0, 3]}
    quality = await engine.data_quality(DEVELOPMENT)
    assert [(row.school, row.kind, row.count) for row in quality.waiting] == [("lesson", WaitingKind.DAYS, 3)]


async def test_half_days(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    summary = await imported(CASES / "half-days/edfi", log, store, secrets)
    assert summary.notes[WHOLE_DAYS] == 4
    engine = await applied("920004", log, store, secrets)
    assert await rows(engine, ATTENDED) == {(): [4, 16, 80, 1, 100]}
    engine = await applied("920004", log, store, secrets, HALF_DAYS)
    assert await rows(engine, ATTENDED) == {(): [2, 18, 90, 1, 100]}
    assert WHOLE_DAYS not in (await imported(CASES / "half-days/edfi", log, store, secrets)).notes
