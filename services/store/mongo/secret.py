"""The fingerprint of the secret behind the learner keys, in MongoDB: the one that was noted first stays."""

from services.store.mongo import layout
from services.store.mongo.client import Database

_ID = {"_id": "secret"}


async def noted(database: Database) -> str | None:
    document = await database.find_one(layout.META, _ID)
    return None if document is None else str(document["fingerprint"])


async def note(database: Database, fingerprint: str) -> None:
    await database.insert_unless_there(layout.META, {**_ID, "fingerprint": fingerprint})
