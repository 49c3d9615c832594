"""The write-ahead plan: one document for each source, whose replacement is the one moment at which a batch happens.

A commit replaces the plan by compare-and-set on exactly the (epoch, seq) that its owner holds, then carries it out,
then marks it applied. All that follows the replacement is idempotent: each document remembers the number of the last
plan of the source that changed it, and each write asks for an older one. So whoever finds a plan pending may carry it
out, any number of times, beside anybody else who does; and an owner who was overtaken changes nothing, whatever it
still sends.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from services.store.mongo import layout
from services.store.mongo.client import Database, Document
from services.store.mongo.updates import Body, upserts
from services.store.port import (
    Bookmark,
    Checkpoint,
    Fenced,
    Generation,
    Lease,
    Position,
    Source,
    StoreError,
    TooLarge,
    Writes,
)

PENDING, APPLIED = "pending", "applied"
BODY_BYTES = 12 << 20
"""A document may have 16 MB."""
GENERATION_EPOCHS = 1 << 32
"""Epochs of one generation; those of the next begin behind them, so that no owner of an older one fits a plan."""
PATIENCE_SECONDS = 2.0
LOOK_SECONDS = 0.01


_NOT_OF_A_PLAN = ("_id", "writes", "applied_fresh_at", "disagreement")
"""What is in the document and is not repeated when a plan is marked: it may have changed meanwhile."""


class BatchProgress(NamedTuple):
    """How far every source is applied, and how many commits have written district documents."""

    positions: Mapping[Source, Position]
    documents: int


async def recover(database: Database, current: Callable[[], Awaitable[Generation]], source: Source) -> Lease:
    """Finish what is pending and raise the epoch, which fences off whoever owned the source before.

    Args:
        current: the generation to own the source in; waits while none may be owned (see `generations.unheld`).
    """
    generation = await current()
    await database.insert_unless_there(layout.PLANS, _first(generation, source))
    while True:
        plan = await database.find_one(layout.PLANS, {"_id": layout.plan_id(generation, source)})
        if plan is None:
            raise StoreError(f"generation {generation.ledgers} was replaced while {source} was recovered; try again")
        if plan["state"] == PENDING:
            await _carry_out(database, plan)
        generation = await current()
        if await database.compare_and_set(layout.PLANS, _exactly(plan), _applied(plan, plan["epoch"] + 1)):
            return Lease(source, plan["epoch"] + 1, plan["seq"], _position(plan, generation), _bookmark(plan))


async def commit(
    database: Database, generation: Generation, owner: Lease, position: Position, writes: Writes, fresh_at: datetime
) -> Lease:
    """Replace the plan and carry it out.

    An error in between leaves the plan to whoever recovers the source: it is there or it is not, and a replacement
    that is still on its way is refused once the epoch is raised.
    """
    body = Body.of(generation, writes).encoded() if writes else b""
    if len(body) > BODY_BYTES:
        raise TooLarge(f"the writes of one commit are {len(body):,} bytes, more than {BODY_BYTES:,}; commit fewer")
    held = {"_id": layout.plan_id(generation, owner.source), "epoch": owner.epoch, "seq": owner.seq}
    plan = {
        **held,
        "source": list(owner.source),
        "seq": owner.seq + 1,
        "position": list(position),
        "cells": generation.cells,
        "fresh_at": fresh_at.isoformat(),
        "writes": body,
        "state": PENDING,
    }
    reached = owner.bookmark_at(position.offset) or owner.bookmark
    if reached is not None:
        plan["bookmark"] = list(reached)
    update = {"$set": plan} if body else _applied(plan, owner.epoch)
    if writes.entities:
        update["$inc"] = {"documents": 1}
    if not await database.compare_and_set(layout.PLANS, held, update):
        raise Fenced(f"{owner.source} is owned by another consumer since epoch {owner.epoch}, plan {owner.seq}")
    if body:
        await _finish(database, plan)
    return replace(owner, seq=owner.seq + 1, position=position, bookmark=reached)


async def positions(database: Database, generation: Generation) -> Mapping[Source, Position]:
    """How far every source is applied. A plan that is being carried out is waited for."""
    return (await progress(database, generation)).positions


async def progress(database: Database, generation: Generation) -> BatchProgress:
    """The same, and how many commits of all sources have written district documents."""
    plans = await database.find(layout.PLANS, {"ledgers": generation.ledgers})
    for plan in plans:
        if plan["state"] == PENDING:
            await _settled(database, plan)
    positions = {Source(*plan["source"]): _position(plan, generation) for plan in plans}
    return BatchProgress(positions, sum(plan.get("documents", 0) for plan in plans))


async def checkpoints(database: Database, generation: Generation) -> Mapping[Source, Checkpoint]:
    """A plan that is being carried out counts: it is accepted, and whoever recovers it finishes it."""
    plans = await database.find(layout.PLANS, {"ledgers": generation.ledgers})
    return {
        Source(*plan["source"]): Checkpoint(_position(plan, generation), _bookmark(plan), plan.get("disagreement"))
        for plan in plans
    }


async def note_disagreement(database: Database, generation: Generation, source: Source, reason: str | None) -> None:
    update = {"$unset": {"disagreement": ""}} if reason is None else {"$set": {"disagreement": reason}}
    await database.compare_and_set(layout.PLANS, {"_id": layout.plan_id(generation, source)}, update)


async def restart(
    database: Database, current: Callable[[], Awaitable[Generation]], source: Source, offset: int
) -> None:
    """Raises Fenced if somebody takes the source over at the same moment; nothing was changed then."""
    owner = await recover(database, current, source)
    held = {"_id": layout.plan_id(await current(), source), "epoch": owner.epoch, "seq": owner.seq}
    update = {
        "$set": {"position": list(Position(offset)), "epoch": owner.epoch + 1},
        "$unset": {"bookmark": "", "disagreement": ""},
    }
    if not await database.compare_and_set(layout.PLANS, held, update):
        raise Fenced(f"{source} was taken over by another consumer meanwhile; stop the consumers, and try again")


async def fresh_at(database: Database, generation: Generation) -> datetime | None:
    """The freshness of what is applied: a pending plan does not count yet."""
    plans = await database.find(layout.PLANS, {"ledgers": generation.ledgers}, columns=("applied_fresh_at",))
    times = [plan.get("applied_fresh_at") for plan in plans]
    return None if not times or None in times else min(datetime.fromisoformat(str(time)) for time in times)


async def freshness(database: Database, generation: Generation) -> Mapping[Source, datetime]:
    """The same of each source that has applied anything."""
    plans = await database.find(layout.PLANS, {"ledgers": generation.ledgers}, columns=("source", "applied_fresh_at"))
    moments = {Source(*plan["source"]): plan.get("applied_fresh_at") for plan in plans}
    return {source: datetime.fromisoformat(str(moment)) for source, moment in moments.items() if moment is not None}


async def _settled(database: Database, plan: Document) -> None:
    """Wait until the plan is applied; if its owner died, carry it out."""
    for _ in range(round(PATIENCE_SECONDS / LOOK_SECONDS)):
        await asyncio.sleep(LOOK_SECONDS)
        now = await database.find(layout.PLANS, {"_id": plan["_id"]}, columns=("seq", "state"))
        if not now or now[0]["seq"] != plan["seq"] or now[0]["state"] == APPLIED:
            return
    await _finish(database, plan)


async def _finish(database: Database, plan: Document) -> None:
    """Carry out and mark applied. If the mark is refused, somebody else has done both and raised the epoch."""
    await _carry_out(database, plan)
    await database.compare_and_set(layout.PLANS, _exactly(plan), _applied(plan, plan["epoch"]))


async def _carry_out(database: Database, plan: Document) -> None:
    body = Body.decoded(plan["writes"])
    await database.upsert(upserts(body, Source(*plan["source"]), plan["seq"]))


def _first(generation: Generation, source: Source) -> Document:
    return {
        "_id": layout.plan_id(generation, source),
        "ledgers": generation.ledgers,
        "source": list(source),
        "epoch": generation.ledgers * GENERATION_EPOCHS,
        "seq": 0,
        "position": list(Position(0)),
        "state": APPLIED,
    }


def _exactly(plan: Document) -> Document:
    return {name: plan[name] for name in ("_id", "epoch", "seq")}


def _applied(plan: Document, epoch: int) -> Document:
    """The update that makes it the applied plan of this epoch, and says what is fresh by it."""
    kept = {name: value for name, value in plan.items() if name not in _NOT_OF_A_PLAN}
    fresh = {"applied_fresh_at": plan["fresh_at"]} if "fresh_at" in plan else {}
    return {"$set": {**kept, "epoch": epoch, "state": APPLIED, **fresh}, "$unset": {"writes": ""}}


def _position(plan: Document, generation: Generation) -> Position:
    """The cells of another generation hold nothing of a record in steps, so there it begins anew."""
    position = Position(*plan["position"])
    return position if plan.get("cells") == generation.cells else Position(position.offset)


def _bookmark(plan: Document) -> Bookmark | None:
    return Bookmark(*plan["bookmark"]) if "bookmark" in plan else None
