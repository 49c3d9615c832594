"""District documents in a database: lists, single ones, and how they are recognised."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from services.contracts import facts
from services.core.cells import KeyValue
from services.core.facts import EntityKey, Fact
from services.core.search import folded
from services.store.codec import decode_fact
from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.port import Entity, EntityPage, EntityQuery, Generation, Stamp


async def policies(database: Database, generation: Generation) -> dict[str, facts.Policy]:
    policies_found = await database.find(layout.documents(generation), {"kind": "policy"}, columns=("district", "fact"))
    values = {document["district"]: decode_fact("policy", document["fact"]).value for document in policies_found}
    return {district: value for district, value in values.items() if isinstance(value, facts.Policy)}


async def documents(
    database: Database, generation: Generation, district: str, kinds: Collection[str]
) -> dict[EntityKey, Fact]:
    where = {"district": district, "kind": {"$in": list(kinds)}}
    facts_found = await database.find(layout.documents(generation), where)
    return {_entity_key(document): decode_fact(document["kind"], document["fact"]) for document in facts_found}


async def entities(database: Database, generation: Generation, query: EntityQuery) -> EntityPage:
    conditions: list[Document] = [{"kind": query.kind}, {"name": {"$ne": None}}]
    if query.districts is not None:
        whole: list[Document] = [{"district": {"$in": list(query.districts)}}]
        singles: list[Document] = [{"district": district, "id": own} for district, own in query.singles]
        conditions.append({"$or": [*whole, *singles]} if singles else whole[0])
    if query.search:
        # A null character would end the pattern for some servers.
        pattern = re.escape(folded(query.search)).replace("\0", r"\x00")
        conditions.append({"search": {"$regex": pattern}})
    collection, order = layout.documents(generation), ("name", "district", "id")
    behind = [] if query.after is None else [beyond(order, query.after)]
    before = [] if query.before is None else [beyond(order, query.before, "$lt")]
    where = {"$and": [*conditions, *behind, *before]}
    documents = await database.find(collection, where, order=order, limit=query.first + 1, backwards=query.last)
    total, more = await database.count(collection, {"$and": conditions}), len(documents) > query.first
    previous = behind and await database.count(collection, {"$and": [*conditions, *behind]}) < total
    following = before and await database.count(collection, {"$and": [*conditions, *before]}) < total
    shown = [entity for document in documents[: query.first] if (entity := _entity(document))]
    return EntityPage(
        shown[::-1] if query.last else shown,
        total,
        has_next=bool(following) or (more and not query.last),
        has_previous=bool(previous) or (more and query.last),
    )


async def entity(database: Database, generation: Generation, key: EntityKey) -> Entity | None:
    document = await database.find_one(layout.documents(generation), {"_id": layout.entity_id(key)})
    return None if document is None else _entity(document)


async def entities_of(database: Database, generation: Generation, keys: Collection[EntityKey]) -> list[Entity]:
    where = {"_id": {"$in": [layout.entity_id(key) for key in keys]}}
    documents = await database.find(layout.documents(generation), where) if keys else []
    return [known for document in documents if (known := _entity(document)) is not None]


async def document_stamps(
    database: Database, generation: Generation, kinds: Collection[str]
) -> Mapping[EntityKey, Stamp]:
    """The numbers of the plans that changed each document last, by their sources."""
    where = {"$and": [{"kind": {"$in": list(kinds)}}, {"name": {"$ne": None}}]}
    columns = ("district", "kind", "id", "seq")
    documents = await database.find(layout.documents(generation), where, columns=columns)
    return {_entity_key(document): repr(sorted(document["seq"].items())).encode() for document in documents}


def beyond(columns: tuple[str, ...], values: tuple[KeyValue, ...], operator: str = "$gt") -> dict[str, Any]:
    """That a row comes behind these values in the order of the columns; with `$lt`, before them."""
    return {
        "$or": [
            {**dict(zip(columns[:number], values[:number], strict=True)), column: {operator: values[number]}}
            for number, column in enumerate(columns)
        ]
    }


def _entity_key(document: Document) -> EntityKey:
    return EntityKey(document["district"], document["kind"], document["id"])


def _entity(document: Document) -> Entity | None:
    value = decode_fact(document["kind"], document["fact"]).value
    return None if value is None else Entity(_entity_key(document), document["name"], value)
