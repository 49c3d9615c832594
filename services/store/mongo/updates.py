"""What a plan says, as updates that change nothing the second time; and conditions as filters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import asdict

from services.core.cells import FAMILIES, CellKey, Measures
from services.core.conditions import AllOf, AnyOf, Between, Condition, In, Not
from services.core.facts import EntityChange, EntityKey, Fact, FactKey, LedgerId
from services.store.codec import decode_fact, encode_fact, encode_partnership, name_of, search_key_of
from services.store.mongo import layout
from services.store.mongo.client import Document, Upsert
from services.store.port import AcceptedEvent, Generation, PartnershipWrite, Source, Writes

NOTHING: Mapping[str, Any] = {"_id": {"$in": []}}


class Body(msgspec.Struct, frozen=True, array_like=True):
    """The writes of a plan, for the generation that they belong to."""

    generation: Generation
    facts: list[tuple[LedgerId, list[tuple[FactKey, bytes]]]]
    entities: list[tuple[EntityKey, str | None, bytes]]
    cells: list[tuple[CellKey, Measures]]
    partnerships: list[tuple[str, int, bytes, tuple[AcceptedEvent, ...]]]

    @classmethod
    def of(cls, generation: Generation, writes: Writes) -> "Body":
        return cls(
            generation,
            [(ledger, _encoded(changed)) for ledger, changed in writes.facts.items()],
            [_document(change) for change in writes.entities.values()],
            list(writes.cells.items()),
            [_partnership(partnership, write) for partnership, write in writes.partnerships.items()],
        )

    def encoded(self) -> bytes:
        return msgspec.msgpack.encode(self)

    @staticmethod
    def decoded(raw: bytes) -> "Body":
        return _decoder.decode(raw)


_decoder = msgspec.msgpack.Decoder(Body)


def _encoded(changed: Mapping[FactKey, Fact]) -> list[tuple[FactKey, bytes]]:
    return [(key, encode_fact(fact)) for key, fact in changed.items()]


def _document(change: EntityChange) -> tuple[EntityKey, str | None, bytes]:
    return change.key, name_of(change.fact.value), encode_fact(change.fact)


def _partnership(partnership_id: str, write: PartnershipWrite) -> tuple[str, int, bytes, tuple[AcceptedEvent, ...]]:
    return partnership_id, write.state.version, encode_partnership(write.state), write.events


def upserts(body: Body, source: Source, seq: int) -> dict[str, list[Upsert]]:
    """Collection → one write for each document, which is refused if this plan or a later one changed it already."""
    mark = layout.watermark(source)
    by_collection: dict[str, list[Upsert]] = defaultdict(list)

    def guarded(document_id: str, update: Document, fixed: Document) -> Upsert:
        update.setdefault("$set", {})[mark] = seq
        return Upsert({"_id": document_id, mark: {"$not": {"$gte": seq}}}, {**update, "$setOnInsert": fixed})

    for ledger, to_set, fixed in _pages(body.facts):
        by_collection[layout.ledgers(body.generation)].append(guarded(ledger, {"$set": to_set}, fixed))
    for key, name, raw in body.entities:
        search = search_key_of(decode_fact(key.kind, raw).value, key.district)
        update = {"$set": {"name": name, "fact": raw, "search": search}}
        by_collection[layout.documents(body.generation)].append(guarded(layout.entity_id(key), update, key._asdict()))
    for cell, measures in body.cells:
        by_collection[layout.cells(body.generation, cell.family)].append(
            guarded(layout.cell_id(cell), _increments(measures), _columns(cell))
        )
    for collection, owner, to_set, fixed in _partnership_documents(body):
        by_collection[collection].append(guarded(owner, {"$set": to_set}, fixed))
    return by_collection


def increments(generation: Generation, cells: Mapping[CellKey, Measures]) -> dict[str, list[Upsert]]:
    """The same for cells alone, without a guard."""
    by_collection: dict[str, list[Upsert]] = defaultdict(list)
    for cell, measures in cells.items():
        update = {**_increments(measures), "$setOnInsert": _columns(cell)}
        by_collection[layout.cells(generation, cell.family)].append(Upsert({"_id": layout.cell_id(cell)}, update))
    return by_collection


def _partnership_documents(body: Body) -> Iterable[tuple[str, str, Document, Document]]:
    """The documents of partnerships and their events: collection, id, fields to set, fields of a new document."""
    states, accepted = layout.partnerships(body.generation), layout.partnership_events(body.generation)
    for partnership, version, state, events in body.partnerships:
        yield states, layout.joined([partnership]), {"version": version, "state": state}, {"partnership": partnership}
        for number, raw, at in events:
            fixed = {"partnership": partnership, "number": number}
            yield accepted, layout.joined([partnership, number]), {"raw": raw, "appended_at": at.isoformat()}, fixed


def _pages(
    changed: Iterable[tuple[LedgerId, list[tuple[FactKey, bytes]]]],
) -> Iterable[tuple[str, Document, Document]]:
    """The documents of ledgers that change: id, fields to set, fields of a new document."""
    for ledger, items in changed:
        pages: dict[int, Document] = defaultdict(dict)
        for key, raw in items:
            to_set = pages[layout.page_of(ledger, key)]
            to_set[f"facts.{layout.field(key.part)}.{layout.field(key.item)}"] = raw
            if key.part == "enrollment":
                to_set[f"enrolled.{layout.field(key.item.partition('|')[0])}"] = True
        for page, to_set in pages.items():
            yield layout.ledger_id(ledger, page), to_set, {**asdict(ledger), "page": page}


def _columns(cell: CellKey) -> Document:
    return dict(zip(FAMILIES[cell.family].columns, map(layout.stored, cell.values), strict=True))


def _increments(measures: Measures) -> Document:
    """A cell of zeros is written too; an empty `$inc` would be refused."""
    return {"$inc": dict(measures)} if measures else {}


def match(condition: Condition) -> Mapping[str, Any]:
    """A condition over the columns of cells as a filter. Values stand only where MongoDB takes them for values."""
    match condition:
        case In(column=column, values=values):
            return {column: {"$in": list(map(layout.stored, values))}}
        case Between(column=column, low=low, high=high):
            return {column: {"$gte": layout.stored(low), "$lte": layout.stored(high)}}
        case AllOf(items=items):
            return {"$and": [match(item) for item in items]} if items else {}
        case AnyOf(items=items):
            return {"$or": [match(item) for item in items]} if items else NOTHING
        case Not(item=item):
            return {"$nor": [match(item)]}
