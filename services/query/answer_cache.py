"""Answers that were given already, as long as the store says the same."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from services.core.access import Principal, Sight
from services.core.recently_used import RecentlyUsed
from services.query.model.answers import Answer
from services.query.model.question import MetricQuery
from services.store.port import StoreState

MAX_BYTES = 80_000_000
"""Of all answers that are kept. One answer may have half of them, so that whoever pages through a large one has it
computed once."""
BYTES_OF_A_VALUE, BYTES_OF_AN_ANSWER, BYTES_OF_A_CHARACTER = 200, 12_000, 8
"""By tracemalloc: of a value with its laid out column, of an answer with hardly any values, and of a question for each
character that shows it. Questions with small answers would take far more memory than their values say."""


class CacheKey(NamedTuple):
    """Two questions are one if the same principals' eyes see the same day by the same query."""

    sight: Sight
    query: MetricQuery


def question_of(principal: Principal, query: MetricQuery, day: date) -> CacheKey:
    """Whoever sees the same may share an answer, whatever their name; "today" is a day like any other."""
    return CacheKey(principal.sight, replace(query, as_of=day, timezone=None))


class AnswerCache:
    """The answers of one state of the store; those least asked for go first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._made_of: StoreState | None = None
        self._answers = RecentlyUsed[CacheKey, Answer](size=max_bytes)

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, question: CacheKey, made_of: StoreState | None) -> Answer | None:
        """The answer, if the store is in the same state as then; of any other state all answers are dropped."""
        if made_of != self._made_of:
            self._made_of = made_of
            self._answers.clear()
        return self._answers.get(question)

    def put(self, question: CacheKey, made_of: StoreState, answer: Answer) -> None:
        """Keep an answer that was made of this state alone, unless another has come or it is large."""
        if made_of != self._made_of or question in self._answers:
            return
        size = size_of(question, answer)
        if size * 2 <= self._max_bytes:
            self._answers.put(question, answer, size)


def size_of(question: CacheKey, answer: Answer) -> int:
    """About the bytes that the answer and its question take."""
    values = (len(answer.rows) + len(answer.subtotals) + 1) * len(answer.columns)
    shown = len(repr(question.query))
    return BYTES_OF_AN_ANSWER + BYTES_OF_A_VALUE * values + BYTES_OF_A_CHARACTER * shown
