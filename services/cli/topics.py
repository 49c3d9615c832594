"""`tandem topics create`: topics come into being by this command only, save on the embedded log."""

from datetime import timedelta

from services.cli.assembly import TOPICS, open_log
from services.cli.settings import InvalidSetting, Settings
from services.log.kafka import KafkaLog
from services.log.port import Topic

KAFKA_PARTITIONS = 12


async def create_topics(
    settings: Settings, partitions: int | None, replication: int | None, retention_days: int | None
) -> None:
    """Create every topic that is not there yet. Their number of partitions is for life; see `KafkaLog.create_topic`."""
    retention = None if retention_days is None else timedelta(days=retention_days)
    log = await open_log(settings)
    try:
        for name in TOPICS:
            if isinstance(log, KafkaLog):
                wanted = partitions or KAFKA_PARTITIONS
                _print(await log.create_topic(name, wanted, retention=retention, replication=replication))
            elif retention is not None or replication is not None:
                raise InvalidSetting(
                    "the embedded log keeps one copy of everything; leave retention and replication out"
                )
            else:
                _print(await log.create_topic(name, partitions or 1))
    finally:
        await log.close()


def _print(topic: Topic) -> None:
    print(f"{topic.name}: {topic.partitions} partition{'' if topic.partitions == 1 else 's'}, id {topic.id}")
