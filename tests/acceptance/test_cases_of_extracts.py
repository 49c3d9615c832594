"""The case of what its source has deleted: a whole extract takes it back, files that are none say that they cannot."""

from datetime import UTC, datetime

from services.core.identity import DerivedSecrets
from services.ingest.edfi import EdFi
from services.ingest.importer import import_files
from services.ingest.snapshots import DELETES_NOT_SEEN, SnapshotOptions
from services.log.embedded import EmbeddedLog
from services.store.port import Store
from tests.acceptance.cases import CASES, applied, rows, told

CASE = "deleted-in-the-source"


async def test_deleted_in_the_source(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    engine = await told(CASE, "920012", log, store, secrets)
    assert await rows(engine, ("absences", "tardies")) == {(): [2, 0]}
    taken_at = datetime(2026, 7, 2, 12, tzinfo=UTC)
    second = EdFi([CASES / CASE / "edfi-second"], district="920012", extracted_at=taken_at)
    plainly = await import_files(second, None, secrets, known=store)
    assert plainly.notes[DELETES_NOT_SEEN] == 1
    whole = SnapshotOptions(store, lambda _: True, taken_at, max_share=0.5)
    summary = await import_files(second, log, secrets, known=store, snapshot=whole)
    assert (summary.ok, DELETES_NOT_SEEN in summary.notes) == (True, False)
    engine = await applied("920012", log, store, secrets)
    assert await rows(engine, ("absences", "tardies", "enrolled_learners")) == {(): [1, 1, 1]}
