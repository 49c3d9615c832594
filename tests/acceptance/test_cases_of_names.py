"""Cases of names that files write in several ways: the values that people of this job said are right."""

from services.core.access import DEVELOPMENT
from services.core.identity import DerivedSecrets
from services.ingest.edfi.ids import AS_IN_SPREADSHEETS
from services.log.embedded import EmbeddedLog
from services.store.port import Store
from tests.acceptance.cases import CASES, applied, imported, rows, told


async def test_session_name_in_another_case(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("session-name-in-another-case", "920009", log, store, secrets)
    assert await rows(engine, ("absences",)) == {(): [1]}
    assert await rows(engine, ("grades",), "subject") == {("Mathematics",): [1]}


async def test_ids_from_spreadsheets(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    summary = await imported(CASES / "ids-from-spreadsheets/edfi", log, store, secrets)
    assert (summary.ok, summary.notes[AS_IN_SPREADSHEETS]) == (True, 3)
    engine = await applied("920010", log, store, secrets)
    assert await rows(engine, ("members", "absences")) == {(): [1, 5]}
    assert (await engine.data_quality(DEVELOPMENT)).waiting == ()
