"""The log as everything above the ports sees it: it takes nothing while it is not the one that the store knows."""

import asyncio
from collections.abc import Sequence

from consumers.log_check import LogCheck
from services.log.port import Bounds, Log, LogError, NewRecord, Offset, Record, Subscription, Topic
from services.store.port import StoreError


class GuardedLog:
    """A log that checks before and after every append whether what is appended will be applied."""

    def __init__(self, log: Log, check: LogCheck, patience: float | None = None) -> None:
        """`patience`: seconds after which an append is given up; None: when the log gives it up."""
        self._log = log
        self._check = check
        self._patience = patience

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        """See the port. Raises DisagreeingLog where log and store disagree."""
        try:
            async with asyncio.timeout(self._patience):
                ends = await self._check.require(topic)
                offsets = await self._log.append(topic, records)
        except TimeoutError:
            raise LogError(
                f"the log did not acknowledge within {self._patience:g} s what was appended to {topic}. Some or all of "
                "it may have been stored; appending it again is safe"
            ) from None
        except StoreError as error:
            raise LogError(
                f"nothing was appended to {topic}, as the store does not say what it knows: {error}"
            ) from error
        await self._check.require_behind(topic, ends, offsets)
        return offsets

    async def create_topic(self, name: str, partitions: int) -> Topic:
        return await self._log.create_topic(name, partitions)

    async def topic(self, name: str) -> Topic:
        return await self._log.topic(name)

    async def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Record]:
        return await self._log.read(topic, partition, offset, limit)

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        return await self._log.bounds(topic)

    async def damages(self) -> list[str]:
        return await self._log.damages()

    async def subscribe(self, topic: str, group: str) -> Subscription:
        return await self._log.subscribe(topic, group)

    async def close(self) -> None:
        await self._log.close()
