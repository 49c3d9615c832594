"""At the end of every story: the log, folded again, gives what is stored, byte for byte."""

from typing import Any

from consumers.decoding import dead_letter_topic
from consumers.verify_partnerships import verify_partnerships
from services.contracts.decode import decode_partnership
from services.contracts.rejection import Rejected
from services.core.partnerships.acceptance import accepted
from services.core.partnerships.partnership import Partnership
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Record
from services.store.codec import encode_partnership
from tests.scenarios.world import World

LIMIT = 100_000


async def assert_replay_gives_the_same(world: World) -> None:
    await world.applied()
    assert await verify_partnerships(world.store) == []
    await world.zero_drift()
    folded, refused = await _folded(world)
    assert sorted(dead_letter.value or b"" for dead_letter in await dead_letters(world)) == sorted(refused)
    stored = await world.store.partnerships(await world.store.partnership_versions())
    assert _encoded(folded) == _encoded(stored)
    assert folded, "a story has a partnership"


async def dead_letters(world: World) -> list[Record]:
    """What the partnership consumer refused; everything else of a story must be accepted."""
    assert await world.log.read(dead_letter_topic(LEARNER_EVENTS), 0, 0, LIMIT) == []
    return await world.log.read(dead_letter_topic(PARTNERSHIP_EVENTS), 0, 0, LIMIT)


async def _folded(world: World) -> tuple[dict[str, Partnership], list[bytes]]:
    """Every partnership of the whole topic, and what is refused."""
    states: dict[str, Partnership] = {}
    refused = []
    for partition in await world.log.bounds(PARTNERSHIP_EVENTS):
        for record in await world.log.read(PARTNERSHIP_EVENTS, partition, 0, LIMIT):
            event = decode_partnership(record.value or b"", record.appended_at)
            try:
                states[event.partitionkey] = accepted(states.get(event.partitionkey), event)
            except Rejected:
                refused.append(record.value or b"")
    return states, refused


def _encoded(states: Any) -> dict[str, bytes]:
    return {key: encode_partnership(state) for key, state in states.items()}
