"""The fingerprint of the secret behind the learner keys, in the embedded store: the one that was noted first stays."""

import sqlite3


def noted(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'secret'").fetchone()
    return None if row is None else str(row[0])


def note(connection: sqlite3.Connection, fingerprint: str) -> None:
    connection.execute("INSERT OR IGNORE INTO meta VALUES ('secret', ?)", (fingerprint,))
