"""A list asks the store as often for thirty partnerships as for three."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from schema import SCHEMA
from services.contracts import facts
from tests.partnerships.selections import HEALTH, VALUE
from tests.partnerships.support import D1, D2, World, activate, goal, propose, running, schooling, students

SHOWN = f"""
  partnershipId name districts {{ name }} leads {{ name }} leadHistory {{ name }}
  vision {{ clauses {{ text endorsements {{ name }} }} }}
  checkIns {{ items {{ checkInId progress {{ goalId }} }} overdue {{ checkInId }} }}
  goals {{ goalId progress {{ value {VALUE} }} }}
  investment {{ total {{ total }} }} places {{ taken {VALUE} }} stories {{ storyId }} health {{ {HEALTH} }}
"""
MANY = 30


class Counting:
    """The store, which counts the calls of its methods."""

    def __init__(self, store: Any) -> None:
        self._store, self.calls = store, Counter[str]()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        if not callable(found):
            return found

        def counted(*arguments: Any, **named: Any) -> Any:
            self.calls[name] += 1
            return found(*arguments, **named)

        return counted


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with running(tmp_path) as made:
        await made.tell(schooling(students(4)))
        await made.tell([facts.District(name="Two")], D2)
        for number in range(MANY):
            own, district = f"p{number:02}", f"district-{number:02}"
            await made.tell([facts.District(name=f"District {number}")], district)
            await propose(made, own, D1, D2, district)
            await made.say("setGoal", goal(), own)
            await made.say("scheduleCheckIn", {"due": "2026-04-01"}, own)
        await activate(made, "p00")
        await made.place(students(4), D1, "p00")
        await made.settled()
        yield made


async def calls(world: World, document: str) -> Counter[str]:
    """Of a process that has just started, which has nothing in memory."""
    counting = Counting(world.store)
    result = await SCHEMA.execute(document, context_value=world.context(store=counting))
    assert result.errors is None
    return counting.calls


async def test_a_list_makes_as_many_store_calls_for_thirty_as_for_three(world: World) -> None:
    few = await calls(world, f"{{ partnerships(first: 3) {{ totalCount nodes {{ {SHOWN} }} }} }}")
    many = await calls(world, f"{{ partnerships(first: {MANY}) {{ totalCount nodes {{ {SHOWN} }} }} }}")
    assert many == few
    assert few.total() < 40


async def test_a_list_in_memory_asks_hardly_anything(world: World) -> None:
    counting = Counting(world.store)
    context = world.context(store=counting)
    document = "{ partnerships(first: 30) { nodes { name health { score } } } }"
    await SCHEMA.execute(document, context_value=context)
    counting.calls.clear()
    await SCHEMA.execute(document, context_value=context)
    assert set(counting.calls) <= {"state"}
