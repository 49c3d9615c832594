"""Appending: all records are sent at once, and all acknowledgements awaited."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock
from typing import Any

from kafka.errors import KafkaError

from services.log.kafka.clients import Cluster, log_errors
from services.log.kafka.worker import Worker
from services.log.partitioner import partition_of
from services.log.port import LogError, NewRecord, Offset, Topic

PATIENCE = 2
"""How many of the cluster's timeouts an append may take: the client itself gives a record up after one."""


class Appender:
    """Safe to share between tasks of one event loop."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._worker = Worker("kafka appends")
        self._producer: Any = None  # made at the first append
        self._seen: dict[str, Topic] = {}

    async def append(self, topic: Topic, records: Sequence[NewRecord]) -> list[Offset]:
        """See the port."""
        if not records:
            return []
        sent = await self._worker.do(self._send, topic, records)
        await self._acknowledged(topic, sent)
        with log_errors(self._cluster, f"append to {topic.name!r}"):
            try:
                return [_place(one) for one in sent]
            except KafkaError:
                await self._worker.do(self._drop)
                raise

    async def _acknowledged(self, topic: Topic, sent: Sequence[Any]) -> None:
        """Wait for the client's futures, however they end.

        It says that all end in time; but of a topic created again with fewer partitions, kafka-python 3.0.12 at times
        forgets those that were under way. Closing the producer ends them.
        """
        try:
            async with asyncio.timeout(PATIENCE * self._cluster.timeout):
                await asyncio.wrap_future(_all_done(sent))
        except TimeoutError:
            await self._worker.do(self._drop, 0.0)
            message = f"{self._cluster} failed to append to {topic.name!r}: no acknowledgement came. Try again."
            raise LogError(message) from None

    async def close(self) -> None:
        await self._worker.do(self._drop)
        self._worker.stop()

    def _send(self, topic: Topic, records: Sequence[NewRecord]) -> list[Any]:
        if self._seen.setdefault(topic.name, topic) != topic:  # the client would keep for minutes what it was
            self._drop()
            self._seen = {topic.name: topic}
        with log_errors(self._cluster, f"append to {topic.name!r}"):
            if self._producer is None:
                self._producer = self._cluster.producer()
            send = self._producer.send
            try:
                return [
                    send(
                        topic.name,
                        record.value,
                        record.key,
                        list(record.headers),
                        partition_of(record.key, topic.partitions),
                    )
                    for record in records
                ]
            except ValueError as error:  # how the client says that it knows of no such partition
                self._drop()
                raise LogError(f"{self._cluster} failed to append to {topic.name!r}: {error}. Try again.") from error

    def _drop(self, timeout: float | None = None) -> None:
        """An idempotent producer that failed once may refuse for ever; the next append makes another."""
        timeout = self._cluster.timeout if timeout is None else timeout
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.close(timeout=timeout)
        except KafkaError:  # it first waits for what is under way, and closes nothing if that does not end
            producer._sender.force_close()
            with suppress(KafkaError):
                producer.close(timeout=self._cluster.timeout)


def _place(sent: Any) -> Offset:
    if sent.failed():
        raise sent.exception
    return Offset(sent.value.partition, sent.value.offset)


def _all_done(sent: Sequence[Any]) -> "Future[None]":
    """Done when all of the client's futures are, however they ended."""
    done: Future[None] = Future()
    done.set_running_or_notify_cancel()  # the awaiting task may be cancelled; the records go their way
    lock = Lock()
    left = len(sent)

    def one_less(_: object) -> None:
        nonlocal left
        with lock:
            left -= 1
            last = not left
        if last:
            done.set_result(None)

    for one in sent:
        one.add_both(one_less)
    return done
