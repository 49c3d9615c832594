"""Long work lets others have their turn."""

import asyncio

from services.query.turns import in_turns


async def test_others_have_their_turn_after_so_many_items() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    found = [each async for each in in_turns(range(100), at_once=10)]
    other.cancel()
    assert found == list(range(100))
    assert turns >= 9
