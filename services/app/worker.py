"""The consumers in a thread of their own, with its own event loop and connections: folding never blocks queries."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from threading import Event, Thread

import structlog

from consumers.consumer import Consumer, Progress
from consumers.supervisor import run_together
from services.app.assembly import parts
from services.app.clock import Clock
from services.app.settings import Settings
from services.log.port import ConsumerAlreadyRunning
from services.query.directory.reference_data import ReferenceData

log = structlog.get_logger(__name__)
TAKE_OVER_SECONDS = 2.0


class ConsumerThread:
    """Start it, look at its `progress`, stop it; a stop finishes the batch in hand.

    The consumer of one topic that fails ends the others, too.

    Attributes:
        progress: of the consumer of each topic.
    """

    def __init__(self, settings: Settings, reference: ReferenceData | None = None) -> None:
        """`reference`: of the process, where another thread has one."""
        self._settings = settings
        self._reference = reference or ReferenceData()
        self._thread = Thread(target=self._main, name="consumer", daemon=True)
        self._began = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self.progress: Mapping[str, Progress] = {}

    def start(self) -> None:
        self._thread.start()
        self._began.wait()

    def stop(self) -> None:
        if self._loop is not None and self._stop is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def _main(self) -> None:
        try:
            asyncio.run(self._consume())
        except Exception as error:  # whatever ends the thread must show in readiness
            log.critical("consumer.halted", error=str(error), exc_info=error)
        finally:
            self._began.set()

    async def _consume(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with parts(self._settings) as opened:
            await opened.check.require_known()
            consumers = {line.topic: Consumer(opened.log, opened.store, line) for line in opened.lines}
            self.progress = {topic: consumer.progress for topic, consumer in consumers.items()}
            self._began.set()
            runs = [_keep_running(consumer, self._stop) for consumer in consumers.values()]
            clock = Clock(opened.log, opened.store, reference=self._reference)
            await run_together([*runs, clock.run(self._stop)], self._stop, until_idle=False)


async def _keep_running(consumer: Consumer, stop: asyncio.Event) -> None:
    waiting = False
    while not stop.is_set():
        try:
            await consumer.run(stop)
        except (
            ConsumerAlreadyRunning
        ) as taken:  # another process of this machine consumes; when it ends, this one takes over
            if not waiting:
                log.warning("consumer.waits", reason=str(taken))
            waiting = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TAKE_OVER_SECONDS)
