"""Answers that were given already, as long as the store says the same."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from services.core.access import Principal
from services.query.model import Answer, MetricQuery
from services.store.port import State

MAX_VALUES = 400_000
"""Values in all answers that are kept: by tracemalloc 160 bytes each, with their columns some 200, so about 80 MB. One
answer may have half of them, so that whoever pages through a large one has it computed once."""


class Question(NamedTuple):
    """Two questions are one if the same principals' eyes see the same day by the same query."""

    principal: Principal
    query: MetricQuery


def question_of(principal: Principal, query: MetricQuery, day: date) -> Question:
    """Whoever sees the same may share an answer, whatever their name; "today" is a day like any other."""
    return Question(replace(principal, name=""), replace(query, as_of=day, timezone=None))


class AnswerCache:
    """The answers of one state of the store; those least asked for go first."""

    def __init__(self, max_values: int = MAX_VALUES) -> None:
        self._max_values = max_values
        self._made_of: State | None = None
        self._answers: OrderedDict[Question, Answer] = OrderedDict()
        self._values = 0

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, question: Question, made_of: State | None) -> Answer | None:
        """The answer, if the store is in the same state as then; of any other state all answers are dropped."""
        if made_of != self._made_of:
            self._made_of, self._values = made_of, 0
            self._answers.clear()
        if question in self._answers:
            self._answers.move_to_end(question)
        return self._answers.get(question)

    def put(self, question: Question, made_of: State, answer: Answer) -> None:
        """Keep an answer that was made of this state alone, unless another has come or it is large."""
        if made_of != self._made_of or _size(answer) * 2 > self._max_values or question in self._answers:
            return
        self._answers[question] = answer
        self._values += _size(answer)
        while self._values > self._max_values:
            self._values -= _size(self._answers.popitem(last=False)[1])


def _size(answer: Answer) -> int:
    return (len(answer.rows) + len(answer.subtotals) + 1) * len(answer.columns)
