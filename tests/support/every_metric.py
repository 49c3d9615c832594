"""How every metric is compared with the reference."""

import pytest

from services.core.kpis import (
    METRICS,
    Unit,
)
from services.query.model.answers import Row, ValueStatus
from tests.query.every import seats


def check(metric: str, row: Row, expected: seats.Number) -> None:
    (value,), (numerator, denominator) = row.values, expected
    factor = 100 if METRICS[metric].unit is Unit.PERCENT else 1
    if denominator is None:
        assert (value.value or 0) == pytest.approx(numerator), (row, expected)
    elif denominator == 0:
        assert value.value is None, (row, expected)
        assert value.status in (ValueStatus.NO_DATA, ValueStatus.DIVIDE_BY_ZERO), (row, expected)
    else:
        assert value.value == pytest.approx(factor * numerator / denominator), (row, expected)
