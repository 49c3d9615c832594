"""Small records, in MongoDB: a document for each."""

from datetime import UTC, datetime

from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.records import StoredRecord


async def put(database: Database, record: StoredRecord, before: bytes | None) -> bool:
    key = _key(record.kind, record.id)
    changed = {"raw": record.raw, "until": _text(record.until)}
    if before is None:
        document = {"_id": key, "kind": record.kind, "id": record.id, **changed}
        return await database.insert_unless_there(layout.RECORDS, document)
    return await database.compare_and_set(layout.RECORDS, {"_id": key, "raw": before}, {"$set": changed})


async def one(database: Database, kind: str, record_id: str) -> StoredRecord | None:
    document = await database.find_one(layout.RECORDS, {"_id": _key(kind, record_id)})
    return _record(document) if document else None


async def of_kind(database: Database, kind: str) -> list[StoredRecord]:
    return [_record(document) for document in await database.find(layout.RECORDS, {"kind": kind}, order=("id",))]


async def remove(database: Database, kind: str, record_id: str) -> None:
    await database.delete(layout.RECORDS, {"_id": _key(kind, record_id)})


async def remove_until(database: Database, now: datetime) -> None:
    await database.delete(layout.RECORDS, {"until": {"$lte": _text(now), "$type": "string"}})


def _key(kind: str, record_id: str) -> str:
    return layout.joined([kind, record_id])


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def _record(document: Document) -> StoredRecord:
    until = document["until"]
    return StoredRecord(
        document["kind"], document["id"], document["raw"], None if until is None else datetime.fromisoformat(until)
    )
