"""What people save, in MongoDB: a document for each version, whose id nobody can take twice."""

from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.mongo_security import MongoSecurity
from services.store.saved import Salvage, SavedVersion


async def saved_in(url: str, security: MongoSecurity) -> Salvage:
    """Every version in a database, by id and number, whatever schema the rest of it has. Raises StoreError."""
    database = Database(url, security=security)
    try:
        return Salvage(
            [_saved(document) for document in await database.find(layout.SAVED, {}, order=("saved", "version"))]
        )
    finally:
        database.close()


async def add(database: Database, saved: SavedVersion) -> bool:
    return await database.insert_unless_there(layout.SAVED, _document(saved))


async def version(database: Database, saved_id: str, number: int | None) -> SavedVersion | None:
    if number is None:
        newest = await database.aggregate(layout.SAVED, [{"$match": {"saved": saved_id}}, _NEWEST])
        if not newest:
            return None
        number = newest[0]["version"]
    document = await database.find_one(layout.SAVED, {"_id": _key(saved_id, number)})
    return _saved(document) if document else None


async def newest(database: Database) -> list[SavedVersion]:
    heads = await database.aggregate(layout.SAVED, [_NEWEST])
    keys = [_key(head["_id"], head["version"]) for head in heads]
    documents = await database.find(layout.SAVED, {"_id": {"$in": keys}}, order=("saved",)) if keys else []
    return [_saved(document) for document in documents]


_NEWEST = {"$group": {"_id": "$saved", "version": {"$max": "$version"}}}


def _key(saved_id: str, version: int) -> str:
    return layout.joined([saved_id, version])


def _document(saved: SavedVersion) -> Document:
    key = _key(saved.id, saved.version)
    return {"_id": key, "saved": saved.id, "version": saved.version, "raw": saved.raw}


def _saved(document: Document) -> SavedVersion:
    return SavedVersion(document["saved"], int(document["version"]), document["raw"])
