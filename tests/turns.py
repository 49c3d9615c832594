"""How often others have their turn while something goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    count = 0

    async def take(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)


@asynccontextmanager
async def turns_of_others() -> AsyncIterator[Turns]:
    turns = Turns()
    others = asyncio.create_task(turns.take())
    yield turns
    others.cancel()
