"""Numbers that come from learners, in what a partnership shows: each with n and a status."""

from datetime import datetime

import strawberry

from schema.common.enums import ValueStatus
from schema.metrics.rows import STATUSES
from services.query.model import answers
from services.query.partnerships.kpi_questions import KpiAnswer


@strawberry.type(description="A number that comes from learners. Outside their district it is hidden if they are few.")
class LearnerValue:
    value: float | None = strawberry.field(description="The number; null with a status that says why.")
    n: int | None = strawberry.field(description="Learners behind it; null when that is hidden or not known.")
    status: ValueStatus = strawberry.field(description="Whether the value is exact, and if not, why.")
    as_of: datetime | None = strawberry.field(description="Everything appended up to this moment is in it.")


def learner_value(answer: KpiAnswer, hidden_below: int | None) -> LearnerValue:
    """The answer as the reader may see it; `hidden_below`: as in `PartnershipView`."""
    shown = answer.seen_by_outsiders(hidden_below)
    return LearnerValue(value=shown.value, n=shown.n, status=STATUSES[shown.status], as_of=shown.as_of)


def frozen_value(
    value: float | None,
    n: int | None,
    as_of: datetime | None,
    hidden_below: int | None,
    missing: answers.ValueStatus = answers.ValueStatus.NO_DATA,
) -> LearnerValue:
    """The same of a value that an event holds; `missing`: why there is none."""
    status = missing if value is None else answers.ValueStatus.OK
    return learner_value(KpiAnswer(value, n, status, as_of), hidden_below)


def head_count(count: int, hidden_below: int | None) -> LearnerValue:
    """How many learners there are: of none, that there are none is no secret."""
    if count == 0:
        return LearnerValue(value=0.0, n=0, status=ValueStatus.OK, as_of=None)
    return frozen_value(float(count), count, None, hidden_below)
