"""A topic that is deleted, created again or given more partitions while it is consumed. None of it is meant to be."""

import time
from collections.abc import Collection

from services.log.port import Log, LogError, Topic

LOOK_SECONDS = 3.0
"""How often a session with nothing to do looks."""


class Watch:
    """Notices that a topic is no longer the one that a session began with."""

    def __init__(self, log: Log, topic: Topic) -> None:
        self._log = log
        self._topic = topic
        self._looked = time.monotonic()

    async def look(self) -> None:
        """Look, unless it was done a moment ago. Raises LogError: what the session knows no longer holds."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return
        await self.compare()

    async def compare(self) -> None:
        """Look now. Raises LogError as `look` does."""
        self._looked = time.monotonic()
        current = await self._log.topic(self._topic.name)
        if current.id != self._topic.id:
            raise LogError(
                f"topic {current.name} was created again; what is in it now is read from the beginning, on top of what "
                "was read before. If that must go, `tandem rebuild --from-log`"
            )
        if current.partitions != self._topic.partitions:
            raise _other_partitions(self._topic, f"{current.partitions} partitions")


def check_assigned(topic: Topic, partitions: Collection[int]) -> None:
    """Raises LogError if the group assigned what this session does not know to be there."""
    if unknown := sorted(partition for partition in partitions if partition >= topic.partitions):
        raise _other_partitions(topic, f"partition {', '.join(map(str, unknown))} too")


def _other_partitions(topic: Topic, now: str) -> LogError:
    return LogError(
        f"topic {topic.name} has {now} and not {topic.partitions} partitions as before, so newer records of a key "
        "may stand elsewhere than older ones. All are read, but two consumers may have applied them in another order: "
        "`tandem rebuild --from-log` once they are, and leave the number as it is"
    )
