"""The query's side of the store on MongoDB, and the scans for verify and rebuild."""

from collections.abc import Collection
from datetime import date
from itertools import groupby

from services.core.cells import FAMILIES, CellKey, Measures
from services.core.facts import Fact, FactKey, LedgerId, encoded
from services.core.ledger import Ledger, put
from services.store.codec import decode_fact
from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.mongo.documents import beyond
from services.store.mongo.updates import match
from services.store.port import ENGAGED_PARTS, CellQuery, CellSum, Generation

LEDGER_DOCUMENTS = 200
CELL_DOCUMENTS = 2_000


async def ledgers(database: Database, generation: Generation, ids: Collection[LedgerId]) -> dict[LedgerId, Ledger]:
    ledgers_by_id = {ledger_id: Ledger() for ledger_id in ids}
    wanted = [layout.ledger_id(ledger_id, page) for ledger_id in ledgers_by_id for page in layout.pages(ledger_id)]
    where = {"_id": {"$in": wanted}}
    for document in await database.find(layout.ledgers(generation), where) if wanted else ():
        _add(ledgers_by_id[_ledger_id(document)], document)
    return ledgers_by_id


async def facts_of(
    database: Database, generation: Generation, keys: Collection[tuple[LedgerId, FactKey]]
) -> dict[tuple[LedgerId, FactKey], Fact]:
    known = await ledgers(database, generation, {ledger for ledger, _ in keys})
    stored = {(ledger, key): known[ledger].get(key.part, {}).get(key.item) for ledger, key in keys}
    return {place: fact for place, fact in stored.items() if fact is not None}


async def enrolled(
    database: Database, generation: Generation, district: str, school_year: int, school: str
) -> list[LedgerId]:
    where = {"district": district, "school_year": school_year, f"enrolled.{layout.field(encoded(school))}": True}
    documents = await database.find(layout.ledgers(generation), where, columns=("district", "school_year", "owner"))
    return sorted({_ledger_id(document) for document in documents})


async def shared_ledgers(
    database: Database, generation: Generation, district: str, school_year: int
) -> dict[LedgerId, Ledger]:
    """The server says which schools are attended together, and sends the enrolments of those who attend them."""
    enrollments = f"facts.{layout.field('enrollment')}"
    of_year: Document = {"district": district, "school_year": school_year, enrollments: {"$exists": True}}
    pipeline: list[Document] = [{"$match": of_year}, {"$group": {"_id": "$enrolled"}}]
    rows = await database.aggregate(layout.ledgers(generation), pipeline)
    schools_together = [row["_id"] for row in rows if len(row["_id"]) > 1]
    if not schools_together:
        return {}
    where = {**of_year, "enrolled": {"$in": schools_together}}
    columns = ("district", "school_year", "owner", enrollments)
    shared: dict[LedgerId, Ledger] = {}
    for document in await database.find(layout.ledgers(generation), where, columns=columns):
        _add(shared.setdefault(_ledger_id(document), Ledger()), document)
    return shared


async def ledger_ids(database: Database, generation: Generation, district: str) -> list[LedgerId]:
    where = {"district": district, "school_year": {"$gt": 0}}
    documents = await database.find(layout.ledgers(generation), where, columns=("district", "school_year", "owner"))
    return sorted({_ledger_id(document) for document in documents})


async def years(database: Database, generation: Generation, learners: Collection[LedgerId]) -> list[LedgerId]:
    owners: dict[str, list[str]] = {}
    for learner in learners:
        owners.setdefault(learner.district, []).append(learner.owner)
    known: set[LedgerId] = set()
    for district, owners_there in owners.items():
        where = {"district": district, "owner": {"$in": owners_there}, "school_year": {"$gt": 0}}
        for document in await database.find(layout.ledgers(generation), where):
            ledger = Ledger()
            _add(ledger, document)
            if any(part == "enrollment" or part.startswith("grade|") for part in ledger):
                known.add(_ledger_id(document))
    return sorted(known)


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


async def districts(database: Database, generation: Generation) -> list[str]:
    names: set[str] = set()
    for collection in layout.of_districts(generation):
        # Sorted first, so that MongoDB reads one key of an index for each district.
        pipeline: list[Document] = [{"$sort": {"district": 1}}, {"$group": {"_id": "$district"}}]
        names.update(str(layout.value_of(row["_id"])) for row in await database.aggregate(collection, pipeline))
    return sorted(names)


async def ledger_page(
    database: Database, generation: Generation, district: str, after: LedgerId
) -> list[tuple[LedgerId, Ledger]]:
    """Some whole ledgers behind `after`, in order; none: there are no more."""
    order = ("school_year", "owner")
    where = {"$and": [{"district": district}, beyond(order, (after.school_year, after.owner))]}
    documents = await database.find(layout.ledgers(generation), where, order=(*order, "page"), limit=LEDGER_DOCUMENTS)
    page: list[tuple[LedgerId, Ledger]] = []
    for ledger_id, pages in groupby(documents, _ledger_id):
        ledger = Ledger()
        for document in pages:
            _add(ledger, document)
        page.append((ledger_id, ledger))
    # The last one may go on behind the limit; pages of one ledger are fewer than the limit, so that others remain.
    return page[:-1] if len(documents) == LEDGER_DOCUMENTS else page


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


async def beginning_participations(
    database: Database, generation: Generation, districts: Collection[str] | None, after: date
) -> list[LedgerId]:
    """By a look at the participations of the districts: the day on which one begins is the last part of its key."""
    part = f"facts.{layout.field('participation')}"
    looked_at = await _with_ledgers(database, generation) if districts is None else sorted(districts)
    where = {"district": {"$in": looked_at}, "school_year": 0, part: {"$exists": True}}
    columns = ("district", "school_year", "owner", part)
    ids: set[LedgerId] = set()
    for document in await database.find(layout.ledgers(generation), where, columns=columns):
        starts = (layout.text_of(item).rpartition("|")[2] for items in document["facts"].values() for item in items)
        if any(start > after.isoformat() for start in starts):
            ids.add(_ledger_id(document))
    return sorted(ids)


async def _with_ledgers(database: Database, generation: Generation) -> list[str]:
    """Sorted first, so that MongoDB reads one key of an index for each district."""
    pipeline: list[Document] = [{"$sort": {"district": 1}}, {"$group": {"_id": "$district"}}]
    rows = await database.aggregate(layout.ledgers(generation), pipeline)
    return sorted(str(layout.value_of(row["_id"])) for row in rows)


async def cell_page(
    database: Database, generation: Generation, family: str, district: str, after: str
) -> list[tuple[str, CellKey, Measures]]:
    """Some cells whose ids are behind `after` (empty: from the start), without zeros but with cells of zeros."""
    begin = f"{encoded(district)}|"
    where = {"_id": {"$gt": max(after, begin), "$lt": f"{begin[:-1]}}}"}}
    rows = await database.find(layout.cells(generation, family), where, order=("_id",), limit=CELL_DOCUMENTS)
    shape = FAMILIES[family]
    return [
        (
            row["_id"],
            CellKey(family, tuple(layout.value_of(row[column]) for column in shape.columns)),
            {name: int(by) for name in shape.measures if (by := row.get(name, 0))},
        )
        for row in rows
    ]


def _add(ledger: Ledger, document: Document) -> None:
    for part_name, items in document.get("facts", {}).items():
        part = layout.text_of(part_name)
        for item_name, raw in items.items():
            put(ledger, FactKey(part, layout.text_of(item_name)), decode_fact(part, raw))


def _ledger_id(document: Document) -> LedgerId:
    return LedgerId(document["district"], document["school_year"], document["owner"])
