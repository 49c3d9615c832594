"""Long work lets others have their turn."""

from services.query.cooperative import yielding
from tests.turns import turns_of_others


async def test_others_have_their_turn_after_so_many_items() -> None:
    async with turns_of_others() as turns:
        values = [number async for number in yielding(range(100), at_once=10)]
    assert values == list(range(100))
    assert turns.count >= 9
