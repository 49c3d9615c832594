"""The query's side of the store on MongoDB, and the scans for verify and rebuild."""

import re
from collections.abc import Collection, Mapping
from itertools import groupby
from typing import Any

from services.contracts import facts
from services.core.cells import FAMILIES, CellKey, KeyValue, Measures
from services.core.facts import EntityKey, Fact, FactKey, LedgerId, encoded
from services.core.ledger import Ledger, put
from services.core.search import folded
from services.store.codec import decode_fact
from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.mongo.updates import match
from services.store.port import ENGAGED_PARTS, CellQuery, CellSum, Entity, EntityPage, EntityQuery, Generation, Stamp

LEDGER_DOCUMENTS = 200
CELL_DOCUMENTS = 2_000


async def ledgers(database: Database, generation: Generation, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
    found = {each: Ledger() for each in ids}
    wanted = [layout.ledger_id(each, page) for each in found for page in layout.pages(each)]
    where = {"_id": {"$in": wanted}}
    for document in await database.find(layout.ledgers(generation), where) if wanted else ():
        _add(found[_ledger_id(document)], document)
    return found


async def enrolled(
    database: Database, generation: Generation, district: str, school_year: int, school: str
) -> list[LedgerId]:
    where = {"district": district, "school_year": school_year, f"enrolled.{layout.field(encoded(school))}": True}
    found = await database.find(layout.ledgers(generation), where, columns=("district", "school_year", "owner"))
    return sorted({_ledger_id(document) for document in found})


async def ledger_ids(database: Database, generation: Generation, district: str) -> list[LedgerId]:
    where = {"district": district, "school_year": {"$gt": 0}}
    found = await database.find(layout.ledgers(generation), where, columns=("district", "school_year", "owner"))
    return sorted({_ledger_id(document) for document in found})


async def policies(database: Database, generation: Generation) -> dict[str, facts.Policy]:
    found = await database.find(layout.documents(generation), {"kind": "policy"}, columns=("district", "fact"))
    values = {document["district"]: decode_fact("policy", document["fact"]).value for document in found}
    return {district: value for district, value in values.items() if isinstance(value, facts.Policy)}


async def years(database: Database, generation: Generation, learners: Collection[LedgerId]) -> list[LedgerId]:
    owners: dict[str, list[str]] = {}
    for each in learners:
        owners.setdefault(each.district, []).append(each.owner)
    found: set[LedgerId] = set()
    for district, some in owners.items():
        where = {"district": district, "owner": {"$in": some}, "school_year": {"$gt": 0}}
        for document in await database.find(layout.ledgers(generation), where):
            ledger = Ledger()
            _add(ledger, document)
            if any(part == "enrollment" or part.startswith("grade|") for part in ledger):
                found.add(_ledger_id(document))
    return sorted(found)


async def documents(
    database: Database, generation: Generation, district: str, kinds: Collection[str]
) -> dict[EntityKey, Fact]:
    where = {"district": district, "kind": {"$in": list(kinds)}}
    found = await database.find(layout.documents(generation), where)
    return {_entity_key(each): decode_fact(each["kind"], each["fact"]) for each in found}


async def sum_cells(database: Database, generation: Generation, query: CellQuery) -> list[CellSum]:
    key = {column: f"${column}" for column in query.group} or None
    sums = {measure: {"$sum": f"${measure}"} for measure in query.measures}
    pipeline: list[Document] = [{"$match": match(query.where)}, {"$group": {"_id": key, **sums}}]
    return [
        CellSum(
            tuple(layout.value_of(row["_id"][column]) for column in query.group),
            tuple(int(row[measure]) for measure in query.measures),
        )
        for row in await database.aggregate(layout.cells(generation, query.family), pipeline)
    ]


async def entities(database: Database, generation: Generation, query: EntityQuery) -> EntityPage:
    conditions: list[Document] = [{"kind": query.kind}, {"name": {"$ne": None}}]
    if query.districts is not None:
        conditions.append({"district": {"$in": list(query.districts)}})
    if query.search:
        # A null character would end the pattern for some servers.
        pattern = re.escape(folded(query.search)).replace("\0", r"\x00")
        conditions.append({"search": {"$regex": pattern}})
    collection, order = layout.documents(generation), ("name", "district", "id")
    behind = [] if query.after is None else [_behind(order, query.after)]
    before = [] if query.before is None else [_behind(order, query.before, "$lt")]
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
    found = await database.find_one(layout.documents(generation), {"_id": layout.entity_id(key)})
    return None if found is None else _entity(found)


async def entities_of(database: Database, generation: Generation, keys: Collection[EntityKey]) -> list[Entity]:
    where = {"_id": {"$in": [layout.entity_id(key) for key in keys]}}
    documents = await database.find(layout.documents(generation), where) if keys else []
    return [found for document in documents if (found := _entity(document)) is not None]


async def document_stamps(
    database: Database, generation: Generation, kinds: Collection[str]
) -> Mapping[EntityKey, Stamp]:
    """The numbers of the plans that changed each document last, by their sources."""
    where = {"$and": [{"kind": {"$in": list(kinds)}}, {"name": {"$ne": None}}]}
    columns = ("district", "kind", "id", "seq")
    documents = await database.find(layout.documents(generation), where, columns=columns)
    return {_entity_key(document): repr(sorted(document["seq"].items())).encode() for document in documents}


async def districts(database: Database, generation: Generation) -> list[str]:
    found: set[str] = set()
    for collection in layout.of_districts(generation):
        # Sorted first, so that MongoDB reads one key of an index for each district.
        pipeline: list[Document] = [{"$sort": {"district": 1}}, {"$group": {"_id": "$district"}}]
        found.update(str(layout.value_of(row["_id"])) for row in await database.aggregate(collection, pipeline))
    return sorted(found)


async def ledger_page(
    database: Database, generation: Generation, district: str, after: LedgerId
) -> list[tuple[LedgerId, Ledger]]:
    """Some whole ledgers behind `after`, in order; none: there are no more."""
    order = ("school_year", "owner")
    where = {"$and": [{"district": district}, _behind(order, (after.school_year, after.owner))]}
    found = await database.find(layout.ledgers(generation), where, order=(*order, "page"), limit=LEDGER_DOCUMENTS)
    page: list[tuple[LedgerId, Ledger]] = []
    for ledger_id, some in groupby(found, _ledger_id):
        ledger = Ledger()
        for document in some:
            _add(ledger, document)
        page.append((ledger_id, ledger))
    # The last one may go on behind the limit; pages of one ledger are fewer than the limit, so that others remain.
    return page[:-1] if len(found) == LEDGER_DOCUMENTS else page


async def engaged_page(
    database: Database, generation: Generation, district: str, school_year: int, after: str
) -> dict[LedgerId, Ledger]:
    """Some ledgers with an engagement whose owners come after this one; none: there are no more.

    A learner's ledger is one document.
    """
    parts = [f"facts.{layout.field(part)}" for part in ENGAGED_PARTS]
    where = {"district": district, "school_year": school_year, "owner": {"$gt": after}, parts[0]: {"$exists": True}}
    columns = ("district", "school_year", "owner", *parts)
    documents = await database.find(
        layout.ledgers(generation), where, columns=columns, order=("owner",), limit=LEDGER_DOCUMENTS
    )
    page: dict[LedgerId, Ledger] = {}
    for document in documents:
        _add(page.setdefault(_ledger_id(document), Ledger()), document)
    return page


async def cell_page(
    database: Database, generation: Generation, family: str, district: str, after: str
) -> list[tuple[str, CellKey, Measures]]:
    """Some cells whose ids are behind `after` (empty: from the start), without zeros but with cells of zeros."""
    begin = f"{encoded(district)}|"
    where = {"_id": {"$gt": max(after, begin), "$lt": f"{begin[:-1]}}}"}}
    found = await database.find(layout.cells(generation, family), where, order=("_id",), limit=CELL_DOCUMENTS)
    shape = FAMILIES[family]
    return [
        (
            row["_id"],
            CellKey(family, tuple(layout.value_of(row[column]) for column in shape.columns)),
            {name: int(by) for name in shape.measures if (by := row.get(name, 0))},
        )
        for row in found
    ]


def _behind(columns: tuple[str, ...], values: tuple[KeyValue, ...], operator: str = "$gt") -> dict[str, Any]:
    """That a row comes behind these values in the order of the columns; with `$lt`, before them."""
    return {
        "$or": [
            {**dict(zip(columns[:number], values[:number], strict=True)), column: {operator: values[number]}}
            for number, column in enumerate(columns)
        ]
    }


def _add(ledger: Ledger, document: Document) -> None:
    for part_name, items in document.get("facts", {}).items():
        part = layout.text_of(part_name)
        for item_name, raw in items.items():
            put(ledger, FactKey(part, layout.text_of(item_name)), decode_fact(part, raw))


def _ledger_id(document: Document) -> LedgerId:
    return LedgerId(document["district"], document["school_year"], document["owner"])


def _entity_key(document: Document) -> EntityKey:
    return EntityKey(document["district"], document["kind"], document["id"])


def _entity(document: Document) -> Entity | None:
    value = decode_fact(document["kind"], document["fact"]).value
    return None if value is None else Entity(_entity_key(document), document["name"], value)
