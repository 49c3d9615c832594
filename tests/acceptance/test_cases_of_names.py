"""Cases of names that files write in several ways: the values that people of this job said are right."""

from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.store.port import Store
from tests.acceptance.cases import rows, told


async def test_session_name_in_another_case(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told("session-name-in-another-case", "920009", log, store, secrets)
    assert await rows(engine, ("absences",)) == {(): [1]}
    assert await rows(engine, ("grades",), "subject") == {("Mathematics",): [1]}
