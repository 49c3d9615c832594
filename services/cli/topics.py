"""`tandem topics create`: topics come into being by this command only, save on the embedded log."""

from datetime import timedelta
from typing import TYPE_CHECKING

from services.app.assembly import TOPICS, open_log
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.log.embedded import EmbeddedLog
from services.log.port import Log, Topic, UnknownTopic

if TYPE_CHECKING:
    from services.log.kafka import KafkaLog

KAFKA_PARTITIONS = 12


async def create_topics(
    settings: Settings, partitions: int | None, replication: int | None, retention_days: int | None
) -> None:
    """Create every topic that is not there yet. Their number of partitions is for life; see `KafkaLog.create_topic`.

    Topics that are there stay as they are; one with another number than was asked for is refused.
    """
    retention = None if retention_days is None else timedelta(days=retention_days)
    log = await open_log(settings)
    try:
        if isinstance(log, EmbeddedLog) and (retention is not None or replication is not None):
            raise InvalidSetting("the embedded log keeps one copy of everything; leave retention and replication out")
        for name in TOPICS:
            description = await _existing(log, name) if partitions is None else None
            _print(description or await _created(log, name, partitions, replication, retention))
    finally:
        await log.close()


async def _existing(log: Log, name: str) -> Topic | None:
    try:
        return await log.topic(name)
    except UnknownTopic:
        return None


async def _created(
    log: "EmbeddedLog | KafkaLog",
    name: str,
    partitions: int | None,
    replication: int | None,
    retention: timedelta | None,
) -> Topic:
    if isinstance(log, EmbeddedLog):
        return await log.create_topic(name, partitions or 1)
    wanted = partitions or KAFKA_PARTITIONS
    return await log.create_topic(name, wanted, retention=retention, replication=replication)


def _print(topic: Topic) -> None:
    print(f"{topic.name}: {topic.partitions} partition{'' if topic.partitions == 1 else 's'}, id {topic.id}")
