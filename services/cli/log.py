"""`tandem log`: whether the log is the one that the store was filled from, and what to do where it is not."""

import sqlite3

from consumers.disagreement import ADVICE
from consumers.rebuild import accept_log
from services.app.assembly import EVENT_TOPICS, parts
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings, sqlite_path
from services.log.embedded import repair
from services.log.port import DamagedLog
from services.store.port import Source


async def check_log(settings: Settings) -> bool:
    """Say of every partition how far it is applied, and what disagrees; False: something does."""
    async with parts(settings) as opened:
        disagreements, damages = await opened.check.compare_now(), await opened.log.damages()
        checkpoints = await opened.store.checkpoints()
        for name in EVENT_TOPICS:
            topic = await opened.log.topic(name)
            for partition, (begin, end) in (await opened.log.bounds(name)).items():
                checkpoint = checkpoints.get(Source(topic.id, partition))
                applied = "never read" if checkpoint is None else f"applied up to {checkpoint.position.offset}"
                print(f"{name} {partition}: holds {begin} up to {end}, {applied}")
    for problem in (*disagreements, *damages):
        print(problem)
    print(ADVICE if disagreements else "log and store agree")
    if damages:
        print("the log is damaged: stop every process that uses it, then put back a backup or run `tandem log repair`")
    return not disagreements and not damages


async def accept(settings: Settings) -> None:
    """Keep what the store holds, and let consumers read what disagrees from its beginning on top of it."""
    async with parts(settings) as opened:
        disagreements = await opened.check.compare_now()
        for topic, partition in await accept_log(opened.store, opened.log, opened.lines, disagreements):
            print(f"partition {partition} of {topic} is read again from its beginning")
    print("log and store agree" if not disagreements else "accepted; start the consumers again")


def repair_log(settings: Settings) -> None:
    """Put a log of all that can be read in the place of a damaged one. Raises InvalidSetting, LogError."""
    path = sqlite_path(settings.log_url)
    if path is None or not path.exists():
        raise InvalidSetting("only the log in a file (sqlite:…) is repaired here; Kafka's brokers look after their own")
    try:
        kept, lost = repair(path)
    except sqlite3.Error as error:
        raise DamagedLog(
            f"The log {path} cannot be repaired: not even its topics can be read ({error}). Put back a backup. If "
            "there is none, move it away and run `tandem log accept`: the store keeps what it has, a new log is begun"
        ) from error
    for gap in lost:
        print(gap)
    print(f"{sum(gap.end - gap.begin for gap in lost)} records are lost; the damaged log is now {kept}")
    print("run `tandem log check` to see whether log and store agree, then start the processes again")
