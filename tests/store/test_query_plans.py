"""By which index SQLite reads what is asked of the embedded store."""

import sqlite3
from pathlib import Path

from services.store.embedded import EmbeddedStore, generations, reads


async def test_who_goes_to_several_schools_is_read_from_the_enrolments_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    await (await EmbeddedStore.open(path)).close()
    with sqlite3.connect(path) as connection:
        statements: list[str] = []
        active = generations.active(connection)
        connection.set_trace_callback(statements.append)
        reads.shared_ledgers(connection, active, "d", 2011)
        connection.set_trace_callback(None)
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statements[-1]}")]
    of_facts = [step.split(" (")[0] + " (" + step.split("(")[1] for step in plan if "facts" in step]
    assert of_facts == [
        "SEARCH facts USING PRIMARY KEY (generation=? AND district=? AND school_year=? AND owner=? AND part=?)",
        "SEARCH facts USING COVERING INDEX enrolled (generation=? AND district=? AND school_year=?)",
    ]
