"""Files of older versions that can be brought up to date where they are."""

import sqlite3

from services.core.cells import FAMILIES
from services.core.facts import EntityKey
from services.store.codec import decode_fact, search_key_of
from services.store.embedded.tables import SCHEMA_VERSION, measure_column, table

_BEFORE_SEARCH_KEYS = 3


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the file up to date if that can be done; returns its schema. To be called within a transaction."""
    (version,) = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if version == _BEFORE_SEARCH_KEYS:
        _add_search_keys(connection)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (SCHEMA_VERSION,))
        version = SCHEMA_VERSION
    if version == SCHEMA_VERSION:
        _add_measures(connection)
    return int(version)


def _add_measures(connection: sqlite3.Connection) -> None:
    """Give the tables of cells the measures that they were made without. A rebuild counts them (`cells.COUNTING`)."""
    for family in FAMILIES.values():
        known = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table(family.name)})")}
        for measure in family.measures:
            if measure not in known:
                connection.execute(f"ALTER TABLE {table(family.name)} ADD COLUMN {measure_column(measure)}")


def _add_search_keys(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE documents ADD COLUMN search TEXT")
    rows = connection.execute("SELECT generation, district, kind, id, fact FROM documents").fetchall()
    keys = ((number, EntityKey(district, kind, own), raw) for number, district, kind, own, raw in rows)
    connection.executemany(
        "UPDATE documents SET search = ? WHERE (generation, district, kind, id) = (?, ?, ?, ?)",
        ((search_key_of(decode_fact(key.kind, raw).value, key.district), number, *key) for number, key, raw in keys),
    )
