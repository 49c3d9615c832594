"""What people save, in MongoDB: a document for each version, whose id nobody can take twice."""

from services.store.mongo import names
from services.store.mongo.client import Database, Document
from services.store.saved import Salvage, SavedVersion


async def saved_in(url: str) -> Salvage:
    """Every version in a database, by id and number, whatever schema the rest of it has. Raises StoreError."""
    database = Database(url)
    try:
        return Salvage([_saved(each) for each in await database.find(names.SAVED, {}, order=("saved", "version"))])
    finally:
        database.close()


async def add(database: Database, saved: SavedVersion) -> bool:
    return await database.insert_unless_there(names.SAVED, _document(saved))


async def version(database: Database, each: str, number: int | None) -> SavedVersion | None:
    if number is None:
        newest = await database.aggregate(names.SAVED, [{"$match": {"saved": each}}, _NEWEST])
        if not newest:
            return None
        number = newest[0]["version"]
    found = await database.find_one(names.SAVED, {"_id": _key(each, number)})
    return _saved(found) if found else None


async def newest(database: Database) -> list[SavedVersion]:
    heads = await database.aggregate(names.SAVED, [_NEWEST])
    keys = [_key(head["_id"], head["version"]) for head in heads]
    found = await database.find(names.SAVED, {"_id": {"$in": keys}}, order=("saved",)) if keys else []
    return [_saved(each) for each in found]


_NEWEST = {"$group": {"_id": "$saved", "version": {"$max": "$version"}}}


def _key(each: str, version: int) -> str:
    return names.joined([each, version])


def _document(saved: SavedVersion) -> Document:
    key = _key(saved.id, saved.version)
    return {"_id": key, "saved": saved.id, "version": saved.version, "raw": saved.raw}


def _saved(document: Document) -> SavedVersion:
    return SavedVersion(document["saved"], int(document["version"]), document["raw"])
