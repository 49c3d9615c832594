"""Partnerships in MongoDB, and the events that are in them."""

from collections.abc import Collection
from datetime import datetime

from services.core.partnerships.partnership import Partnership
from services.store.codec import decode_partnership
from services.store.mongo import layout
from services.store.mongo.client import Database
from services.store.port import AcceptedEvent, Generation


async def partnerships(database: Database, generation: Generation, ids: Collection[str]) -> dict[str, Partnership]:
    where = {"_id": {"$in": [layout.joined([partnership]) for partnership in ids]}}
    states = await database.find(layout.partnerships(generation), where) if ids else ()
    return {document["partnership"]: decode_partnership(document["state"]) for document in states}


async def versions(database: Database, generation: Generation) -> dict[str, int]:
    """Sorted and without ids, so that MongoDB reads its index alone."""
    wanted = {"_id": 0, "partnership": 1, "version": 1}
    pipeline = [{"$sort": {"partnership": 1, "version": 1}}, {"$project": wanted}]
    rows = await database.aggregate(layout.partnerships(generation), pipeline)
    return {document["partnership"]: int(document["version"]) for document in rows}


async def events(database: Database, generation: Generation, partnership: str) -> list[AcceptedEvent]:
    where = {"partnership": partnership}
    documents = await database.find(layout.partnership_events(generation), where, order=("number",))
    return [
        AcceptedEvent(int(document["number"]), document["raw"], datetime.fromisoformat(document["appended_at"]))
        for document in documents
    ]
