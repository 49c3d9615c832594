"""The lines of a file: the rows of an answer, then its subtotals and its total."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from services.query.model.answers import Answer, Row


class RowKind(StrEnum):
    """What a line is of: one group in one bucket, a shorter grouping, or everything."""

    ROW = "ROW"
    SUBTOTAL = "SUBTOTAL"
    TOTAL = "TOTAL"


class ExportLine(NamedTuple):
    """What one line of the file says."""

    kind: RowKind
    row: Row


def count_of(answer: Answer) -> int:
    """How many lines there are."""
    return sum(len(rows) for _, rows in _parts(answer))


def batches_of(answer: Answer, size: int) -> Iterator[list[ExportLine]]:
    """All lines in order, at most `size` at a time."""
    for kind, rows in _parts(answer):
        for begin in range(0, len(rows), size):
            yield [ExportLine(kind, row) for row in rows[begin : begin + size]]


def _parts(answer: Answer) -> tuple[tuple[RowKind, Sequence[Row]], ...]:
    """The subtotal without keys is the total, which a sum over lines should not meet twice."""
    subtotals = [row for row in answer.subtotals if row.keys]
    totals = [row for row in (answer.totals, *answer.subtotals) if row is not None and not row.keys]
    return (RowKind.ROW, answer.rows), (RowKind.SUBTOTAL, subtotals), (RowKind.TOTAL, totals[:1])
