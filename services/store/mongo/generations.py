"""Generations of derived state: the active one, and one that is being built beside it.

One document says which is active, so the switch is one write. Numbers are never given twice, so that nothing an
abandoned build still sends can reach another generation.
"""

import asyncio
import time

from services.core.cells import COUNTING
from services.store.codec import decode_fact, search_key_of
from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.port import Generation, StoreError

SCHEMA_VERSION = 4
_BEFORE_SEARCH_KEYS = 3
_COUNTED_BEFORE = 1
"""The rules of databases that do not say by which their cells were counted."""
PATIENCE_SECONDS = 5.0
"""A switch takes a moment; a hold that is as old as this was left behind by a process that died."""
LOOK_SECONDS = 0.05
_ID = {"_id": "generations"}
_OVERTAKEN = "another rebuild was begun meanwhile, or consumers did not wait for this one; rebuild again"


async def initialise(database: Database) -> None:
    """Make the first generation unless there is one. Raises StoreError if another version of Tandem wrote it."""
    first: Document = {
        **_ID, "schema": SCHEMA_VERSION, "ledgers": 1, "cells": 1, "last": 1, "counting": COUNTING
    }  # fmt: skip
    await database.insert_unless_there(layout.META, first)
    schema = (await _meta(database))["schema"]
    if schema == _BEFORE_SEARCH_KEYS:
        await _add_search_keys(database)
        await database.compare_and_set(layout.META, {**_ID, "schema": schema}, {"$set": {"schema": SCHEMA_VERSION}})
    elif schema != SCHEMA_VERSION:
        raise StoreError(
            f"the database has schema {schema}, this is {SCHEMA_VERSION}: use another, which "
            "`tandem rebuild --from-log` fills, and `tandem saved copy` brings what people saved in this"
        )
    await database.create_index(layout.SAVED, ("saved", "version"))
    await _create_indexes(database, await active(database))


async def _add_search_keys(database: Database) -> None:
    """Give documents the key that they are searched by. A consumer that writes one meanwhile gives it its key, too."""
    collection = layout.documents(await active(database))
    without: Document = {"search": {"$exists": False}}
    for document in await database.find(collection, without):
        value = decode_fact(document["kind"], document["fact"]).value
        search = search_key_of(value, document["district"])
        await database.compare_and_set(collection, {"_id": document["_id"], **without}, {"$set": {"search": search}})


async def active(database: Database) -> Generation:
    meta = await _meta(database)
    return Generation(meta["ledgers"], meta["cells"])


async def rebuilding(database: Database) -> bool:
    """Whether a generation was begun after the active one."""
    meta = await _meta(database)
    return bool(meta.get("last", meta["cells"]) > meta["cells"])


async def counted_by(database: Database) -> int:
    """The rules by which the cells of the active generation were counted."""
    return int((await _meta(database)).get("counting", _COUNTED_BEFORE))


async def unheld(database: Database) -> Generation:
    """The active one, while no switch is under way; a switch that does not end is broken off.

    Who takes a source over asks this between reading its plan and changing it, so that a switch that has raised all
    epochs knows: nobody commits before it is over.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (held := (meta := await _meta(database)).get("held")) is not None:
        if time.monotonic() > deadline:
            await release(database, held)
        await asyncio.sleep(LOOK_SECONDS)
    return Generation(meta["ledgers"], meta["cells"])


async def hold(database: Database, building: Generation) -> None:
    """Let nobody take a source over until `activate` or `release`. Raises StoreError if another build was begun."""
    if not await database.compare_and_set(layout.META, _latest(building), {"$set": {"held": building.cells}}):
        raise StoreError(_OVERTAKEN)


async def release(database: Database, held: int) -> None:
    await database.compare_and_set(layout.META, {**_ID, "held": held}, {"$unset": {"held": ""}})


async def begin(database: Database, *, keep_ledgers: bool) -> Generation:
    """An empty generation."""
    number = await database.next_number(layout.META, _ID, "last")
    current = await active(database)
    building = Generation(current.ledgers if keep_ledgers else number, number)
    await _drop_all_but(database, current)
    await _create_indexes(database, building)
    return building


async def activate(database: Database, building: Generation, *, held: bool) -> None:
    """Raises StoreError if another build was begun, which removed what this one had built, or if the hold is lost."""
    update = {
        "$set": {"ledgers": building.ledgers, "cells": building.cells, "counting": COUNTING},
        "$unset": {"held": ""},
    }
    expected = {**_latest(building), "held": building.cells} if held else _latest(building)
    if not await database.compare_and_set(layout.META, expected, update):
        raise StoreError(_OVERTAKEN)


async def drop_others(database: Database) -> None:
    await _drop_all_but(database, await active(database))


def _latest(building: Generation) -> Document:
    return {**_ID, "last": building.cells}


async def _meta(database: Database) -> Document:
    meta = await database.find_one(layout.META, _ID)
    if meta is None:
        raise StoreError("the database has lost the document that names its generations; restore it from a backup")
    return meta


async def _create_indexes(database: Database, generation: Generation) -> None:
    for collection, index in layout.indexes(generation):
        await database.create_index(collection, index.columns, unique=index.unique)


async def _drop_all_but(database: Database, kept: Generation) -> None:
    for collection in await database.collections():
        if layout.is_generated(collection) and collection not in layout.all_of(kept):
            await database.drop(collection)
    await database.delete(layout.PLANS, {"ledgers": {"$ne": kept.ledgers}})
