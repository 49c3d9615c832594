"""Questions about a partnership of the small district."""

from dataclasses import replace
from datetime import UTC, datetime

from services.core.access import Principal
from services.query.model.answers import Answer, Value
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from tests.consumers.world import DISTRICT

NOW = datetime(2010, 12, 20, 12, tzinfo=UTC)
HERE = Principal("here", frozenset({DISTRICT}))
"""Inside the hospital's only district, and in one of the college's two."""
PARTNER = Principal("partner", frozenset(), frozenset({"hospital"}))


def query(*names: str, **more: object) -> MetricQuery:
    question = MetricQuery(tuple(map(MetricRef, names)), SchoolYear(2011), group_by=("partnership",))
    return replace(question, **more)  # type: ignore[arg-type]


def values(answer: Answer, partnership: str) -> dict[str, Value]:
    row = next(row for row in answer.rows if row.keys[0].value == partnership)
    return {value.metric: value for value in row.values}
