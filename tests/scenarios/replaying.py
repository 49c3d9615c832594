"""At the end of every story: the log, folded again, gives what is stored, byte for byte."""

from typing import Any

from consumers.partnerships import accepted
from consumers.verify_partnerships import verify_partnerships
from services.contracts.decode import decode_partnership
from services.contracts.rejection import Rejected
from services.core.partnerships.partnership import Partnership
from services.log.port import PARTNERSHIP_EVENTS
from services.store.codec import encode_partnership
from tests.scenarios.world import World

LIMIT = 100_000


async def assert_replay_gives_the_same(world: World) -> None:
    await world.applied()
    assert await verify_partnerships(world.store) == []
    await world.zero_drift()
    folded = await _folded(world)
    stored = await world.store.partnerships(await world.store.partnership_versions())
    assert _encoded(folded) == _encoded(stored)
    assert folded, "a story has a partnership"


async def _folded(world: World) -> dict[str, Partnership]:
    """Every partnership of the whole topic; what the consumer refused is refused again."""
    states: dict[str, Partnership] = {}
    for partition in await world.log.bounds(PARTNERSHIP_EVENTS):
        for record in await world.log.read(PARTNERSHIP_EVENTS, partition, 0, LIMIT):
            event = decode_partnership(record.value or b"", record.appended_at)
            try:
                states[event.partitionkey] = accepted(states.get(event.partitionkey), event)
            except Rejected:
                continue
    return states


def _encoded(states: Any) -> dict[str, bytes]:
    return {key: encode_partnership(state) for key, state in states.items()}
