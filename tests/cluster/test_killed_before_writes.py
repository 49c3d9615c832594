"""kill -9 before every sixteenth write of the plan protocol."""

from collections.abc import Callable

from consumers.decoding import dead_letter_topic
from services.log.kafka import KafkaLog
from tests.cluster.conftest import MakePlace
from tests.cluster.consuming import KILLED, Fault
from tests.cluster.killing import exit_code, job, kill_at_every_sixteenth_write, tell
from tests.cluster.world import embedded, found_at
from tests.support.crashes import story


async def test_killed_before_a_write_the_next_consumer_arrives_at_the_embedded_result(
    log: KafkaLog, kafka_url: str, new_database: Callable[[], str]
) -> None:
    assert await kill_at_every_sixteenth_write(log, kafka_url, new_database, after=False) > 1


async def test_killed_again_and_again_even_while_it_recovers_it_still_arrives(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(1)
    await tell(log, place.topic)
    deaths = 0
    while (code := await exit_code(job(place, Fault(2 + deaths, after=bool(deaths % 2))))) == KILLED:
        deaths += 1
    assert code == 0
    assert deaths > 5
    assert await found_at(place) == await embedded(story())


async def test_killed_before_its_commit_it_writes_the_dead_letter_again_rather_than_never(
    log: KafkaLog, make_place: MakePlace
) -> None:
    place = await make_place(1)
    await tell(log, place.topic)
    letters = dead_letter_topic(place.topic)
    for write in range(1, 100):
        code = await exit_code(job(place, Fault(write)))
        if code == 0 or await log.read(letters, 0, 0, 10):
            break
    assert (code, len(await log.read(letters, 0, 0, 10))) == (KILLED, 1)
    assert await exit_code(job(place)) == 0
    records = await log.read(letters, 0, 0, 10)
    assert len(records) >= 1
    assert {letter.value for letter in records} == {b"{"}
    assert await found_at(place) == await embedded(story())
