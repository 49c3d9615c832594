"""The tables of the embedded store, made from the cell families, and the SQL for conditions over their columns."""

from collections.abc import Iterator

from services.core.cells import FAMILIES, Family, KeyValue
from services.core.conditions import AllOf, AnyOf, Between, Condition, In, Not

SCHEMA_VERSION = 4

PARTICIPATION_START = "substr(item, -10)"
"""The day on which a participation begins: the last part of its key."""

_FIXED = (
    "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS positions (
        generation INTEGER, topic_id TEXT, partition INTEGER, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
        next_offset INTEGER NOT NULL, step INTEGER NOT NULL, fresh_at TEXT,
        PRIMARY KEY (generation, topic_id, partition)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS bookmarks (
        generation INTEGER, topic_id TEXT, partition INTEGER, record_offset INTEGER, digest TEXT, disagreement TEXT,
        PRIMARY KEY (generation, topic_id, partition)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS facts (
        generation INTEGER, district TEXT, school_year INTEGER, owner TEXT, part TEXT, item TEXT, fact BLOB NOT NULL,
        PRIMARY KEY (generation, district, school_year, owner, part, item)) WITHOUT ROWID""",
    """CREATE INDEX IF NOT EXISTS enrolled ON facts (generation, district, school_year, item, owner)
        WHERE part = 'enrollment'""",
    """CREATE INDEX IF NOT EXISTS learning ON facts (generation, district, owner, school_year)
        WHERE part = 'enrollment'""",
    """CREATE INDEX IF NOT EXISTS engaged ON facts (generation, district, school_year, owner)
        WHERE part = 'engagement'""",
    f"""CREATE INDEX IF NOT EXISTS joining ON facts (generation, {PARTICIPATION_START}, district, owner)
        WHERE part = 'participation'""",
    """CREATE TABLE IF NOT EXISTS documents (
        generation INTEGER, district TEXT, kind TEXT, id TEXT, name TEXT, fact BLOB NOT NULL, search TEXT,
        PRIMARY KEY (generation, district, kind, id)) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS listed ON documents (generation, kind, name, district, id)",
    """CREATE TABLE IF NOT EXISTS partnerships (
        generation INTEGER, id TEXT, version INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (generation, id))""",
    """CREATE TABLE IF NOT EXISTS partnership_events (
        generation INTEGER, partnership TEXT, number INTEGER, raw BLOB NOT NULL, appended_at TEXT NOT NULL,
        PRIMARY KEY (generation, partnership, number))""",
    "CREATE TABLE IF NOT EXISTS saved (id TEXT, version INTEGER, raw BLOB NOT NULL, PRIMARY KEY (id, version))",
    "CREATE TABLE IF NOT EXISTS records (kind TEXT, id TEXT, raw BLOB NOT NULL, until TEXT, PRIMARY KEY (kind, id))",
)
"""`name` and `search` of a document are null when it is retracted; `generation` of cells counts apart from ledgers'."""


def table(family: str) -> str:
    return f"cells_{family}"


def measure_column(measure: str) -> str:
    """The definition of a column that holds a measure of cells."""
    return f"{measure} INTEGER NOT NULL DEFAULT 0"


def ddl() -> Iterator[str]:
    yield from _FIXED
    for family in FAMILIES.values():
        keys = ", ".join(f"{column} {'INTEGER' if column == 'school_year' else 'TEXT'}" for column in family.columns)
        measures = ", ".join(map(measure_column, family.measures))
        yield (
            f"CREATE TABLE IF NOT EXISTS {table(family.name)} (generation INTEGER, {keys}, {measures}, "
            f"PRIMARY KEY (generation, {', '.join(family.columns)})) WITHOUT ROWID"
        )


def increment(family: Family) -> str:
    """One upsert: generation, the key columns, then every measure's increment."""
    columns = ("generation", *family.columns, *family.measures)
    added = ", ".join(f"{measure} = {measure} + excluded.{measure}" for measure in family.measures)
    return (
        f"INSERT INTO {table(family.name)} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
        f"ON CONFLICT DO UPDATE SET {added}"
    )


def where(condition: Condition) -> tuple[str, list[KeyValue]]:
    """A condition as SQL with its parameters. Column names come from the plan, values only ever as parameters."""
    match condition:
        case In(column=column, values=values):
            return f"{column} IN ({', '.join('?' * len(values))})", list(values)
        case Between(column=column, low=low, high=high):
            return f"{column} BETWEEN ? AND ?", [low, high]
        case AllOf(items=items):
            return _joined(items, " AND ", "TRUE")
        case AnyOf(items=items):
            return _joined(items, " OR ", "FALSE")
        case Not(item=item):
            sql, parameters = where(item)
            return f"NOT ({sql})", parameters


def _joined(items: tuple[Condition, ...], word: str, empty: str) -> tuple[str, list[KeyValue]]:
    parts = [where(item) for item in items]
    sql = word.join(f"({text})" for text, _ in parts) or empty
    return sql, [value for _, values in parts for value in values]
