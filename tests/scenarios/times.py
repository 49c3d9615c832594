"""A story's own time and its own topics, over the log of either mode."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from services.log.port import Bounds, Log, NewRecord, Offset, Polled, Record, Subscription, Topic

ZONE = ZoneInfo("America/Chicago")


class StoryTime:
    """A clock that the story sets; every look at it is a second later, since nothing happens at the same moment."""

    def __init__(self, day: date) -> None:
        self._now = _noon(day)

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    @property
    def today(self) -> date:
        return self._now.astimezone(ZONE).date()

    def set(self, day: date, hour: int = 12) -> None:
        """Go on to an hour of the day where the district is."""
        moment = datetime.combine(day, time(hour), ZONE).astimezone(UTC)
        assert moment >= self._now, "a story goes forward"
        self._now = moment


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZONE).astimezone(UTC)


class StoryLog:
    """A log whose topics are this story's own (stories share a broker), and whose clock is the story's."""

    def __init__(self, log: Log, now: StoryTime, prefix: str) -> None:
        self._log = log
        self._now = now
        self._prefix = prefix
        self._appended: dict[bytes, datetime] = {}

    async def create_topic(self, name: str, partitions: int) -> Topic:
        return await self._log.create_topic(self.own(name), partitions)

    async def topic(self, name: str) -> Topic:
        return await self._log.topic(self.own(name))

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        at = self._now()
        self._appended.update({record.value: at for record in records if record.value not in self._appended})
        return await self._log.append(self.own(topic), records)

    async def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        return [self.stamped(record) for record in await self._log.read(self.own(topic), partition, offset, limit)]

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        return await self._log.bounds(self.own(topic))

    async def damages(self) -> list[str]:
        return await self._log.damages()

    async def subscribe(self, topic: str, group: str) -> Subscription:
        return StorySubscription(await self._log.subscribe(self.own(topic), group), self)

    async def close(self) -> None:
        await self._log.close()

    def own(self, topic: str) -> str:
        return topic if topic.startswith(self._prefix) else self._prefix + topic

    def stamped(self, record: Record) -> Record:
        return msgspec.structs.replace(record, appended_at=self._appended[record.value or b""])

    def now(self) -> datetime:
        return self._now()


class StorySubscription:
    """A subscription whose records and polls have the story's time."""

    def __init__(self, subscription: Subscription, log: StoryLog) -> None:
        self._subscription = subscription
        self._log = log

    async def poll(self, limit: int, wait: float) -> Polled:
        polled = await self._subscription.poll(limit, wait)
        records = [self._log.stamped(record) for record in polled.records]
        return replace(polled, records=records, at=self._log.now())

    async def seek(self, partition: int, offset: int) -> None:
        await self._subscription.seek(partition, offset)

    async def commit(self, offsets: Mapping[int, int]) -> None:
        await self._subscription.commit(offsets)

    async def close(self) -> None:
        await self._subscription.close()
