"""The partnership clock: appends the events that follow from the date, such as missed check-ins and decided goals.

It needs KPIs, which consumers never ask, so it runs at the composition root, beside every consumer. What it says has
an id made of what it says: however many clocks say it, it counts once.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

import structlog

from services.commands.clock_records import records_of
from services.core.partnerships.clock import TimerEvent, decided, tick, undecided_goals
from services.core.partnerships.goals import reaches
from services.core.partnerships.partnership import Partnership
from services.log.port import PARTNERSHIP_EVENTS, Log, LogError, NewRecord
from services.query.directory.reference_data import ReferenceData
from services.query.engine import QueryEngine
from services.query.model.query_error import QueryError
from services.query.partnerships.kpi_questions import KpiQuestion, answer_all
from services.query.partnerships.views import today_of
from services.store.port import Store, StoreError

log = structlog.get_logger(__name__)
EVERY_SECONDS = 15.0


class Clock:
    """Tells missed check-ins, schedules those that the cadence wants, and decides goals that are due."""

    def __init__(
        self,
        log: Log,
        store: Store,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        reference: ReferenceData | None = None,
    ) -> None:
        self._log = log
        self._now = now
        self._store = store
        self._reference = reference or ReferenceData()
        self._queries = QueryEngine(store, now, reference=self._reference)
        self._said: dict[str, tuple[int, list[str]]] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set; passing trouble with log or store is tried again at the next tick."""
        while not stop.is_set():
            try:
                await self.tick()
            except (LogError, StoreError) as error:
                log.warning("clock.retry", error=str(error), seconds=EVERY_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY_SECONDS)

    async def tick(self, today: date | None = None) -> int:
        """Say what is to be said, of `today` where each partnership is, or of the day given; returns how much it was.

        Raises:
            LogError, StoreError: saying it again later is always right.
        """
        directory = await self._reference.directory(self._store)
        records = []
        for partnership in directory.partnerships.values():
            day = today or today_of(partnership, directory, self._now())
            timers = [*tick(partnership, day), *await self._decided(partnership, day)]
            records += self._anew(partnership, timers)
        if records:
            try:
                await self._log.append(PARTNERSHIP_EVENTS, records)
            except LogError:
                self._said.clear()
                raise
        return len(records)

    async def _decided(self, partnership: Partnership, day: date) -> list[TimerEvent]:
        """Goals without a value stay undecided: what their learners did may still arrive."""
        questions = {
            goal.last.goal: (
                goal,
                KpiQuestion(partnership.id, partnership.districts, goal.last.question, goal.last.due),
            )
            for goal in undecided_goals(partnership, day)
        }
        if not questions:
            return []
        try:
            answers = await answer_all(self._queries.answer, [question for _, question in questions.values()])
        except QueryError as error:  # the trouble of one partnership is not that of the others
            log.warning("clock.undecided", partnership=partnership.id, error=str(error))
            return []
        answered = [(goal, answers[question]) for goal, question in questions.values()]
        return [
            decided(partnership, goal, answer.value, answer.n, met=reaches(goal.last, answer.value))
            for goal, answer in answered
            if answer.value is not None
        ]

    def _anew(self, partnership: Partnership, timers: list[TimerEvent]) -> list[NewRecord]:
        """Nothing, if the same was said of the same state at the last tick: it was refused, or will be applied yet."""
        said = partnership.version, [timer.id for timer in timers]
        if self._said.get(partnership.id) == said:
            return []
        self._said[partnership.id] = said
        return records_of(partnership, timers)
