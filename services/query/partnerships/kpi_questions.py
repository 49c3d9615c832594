"""Values of goals and stories: questions about a partnership's participants, answered together from their cells."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.contracts import partnerships as said
from services.contracts.near_names import suggestion
from services.core.access import Principal
from services.core.calendar import school_year_of
from services.core.kpis import METRICS, PARTNERSHIP, Metric, Reading, Unit
from services.core.suppression import is_suppressed
from services.query.model.answers import (
    And,
    Answer,
    DimensionFilter,
    Filter,
    MetricQuery,
    MetricRef,
    Predicate,
    Row,
    SchoolYear,
    ValueStatus,
)
from services.query.model.query_error import ErrorCode, QueryError

CALENDAR_READINGS = (Reading.INSTRUCTIONAL_DAYS, Reading.SCHOOL_DAYS, Reading.REPORTED_DAYS)
MAX_TOGETHER = 50
"""Questions in one query, and partnerships in one filter."""


@dataclass(frozen=True, slots=True)
class KpiQuestion:
    """A question about the participants of one partnership in its districts, as of a day."""

    partnership: str
    districts: tuple[str, ...]
    question: said.Question
    day: date

    @property
    def school_year(self) -> int:
        return self.question.school_year or school_year_of(self.day)


@dataclass(frozen=True, slots=True)
class KpiAnswer:
    """`value` is null unless `status` is OK. `n`: the learners behind it. `as_of`: how fresh the cells were."""

    value: float | None
    n: int | None
    status: ValueStatus
    as_of: datetime | None

    def seen_by_outsiders(self, minimum_n: int | None) -> "KpiAnswer":
        """Without the number if fewer learners are behind it; None: to somebody inside, as it is."""
        nobody = self.status is ValueStatus.NO_DATA and not self.n
        if nobody or not is_suppressed(self.n, minimum_n):
            return self
        return KpiAnswer(None, None, ValueStatus.SUPPRESSED, self.as_of)


Answers = Callable[[Principal, MetricQuery], Awaitable[Answer]]


def check_question(question: said.Question) -> Metric:
    """The metric of a question that can be asked of participants. Raises QueryError."""
    metric = METRICS.get(question.metric)
    if metric is None:
        name = f"{question.metric[:40]!r}{suggestion(question.metric, METRICS)}"
        message = f"there is no metric {name}; see the query `metrics`"
        raise QueryError(ErrorCode.UNKNOWN_METRIC, "question.metric", message)
    of_learners = metric.family != PARTNERSHIP and not metric.reads(*CALENDAR_READINGS)
    if "partnership" not in metric.dimensions or not of_learners:
        message = (
            f"{metric.name} tells nothing of the learners who take part; choose a metric with dimension partnership"
        )
        raise QueryError(ErrorCode.DIMENSION_NOT_AVAILABLE, "question.metric", message)
    if question.phase is not None and "phase" not in metric.dimensions:
        message = f"{metric.name} is a matter of the whole school year; leave the phase out"
        raise QueryError(ErrorCode.DIMENSION_NOT_AVAILABLE, "question.phase", message)
    narrowing = [name for name in metric.dimensions if name not in ("partnership", "phase", "cohort")]
    for index, (name, _) in enumerate(question.where):
        if name not in narrowing:
            meant = suggestion(name, narrowing)
            message = f"{metric.name} cannot be narrowed by {name[:40]!r}{meant} here"
            raise QueryError(ErrorCode.DIMENSION_NOT_AVAILABLE, f"question.where[{index}].dimension", message)
    return metric


async def answer_all(answers: Answers, asked: Iterable[KpiQuestion]) -> dict[KpiQuestion, KpiAnswer]:
    """Every question's answer, in one query for each school year and day, whatever the partnerships.

    A question that cannot be asked has no data: what is in the log may name a metric that is gone.
    """
    all_of_them = list(asked)
    found = {each: nothing() for each in all_of_them}
    for some in _together(each for each in all_of_them if _can_be_asked(each.question)):
        answer = await answers(_reader(some), _query(some))
        labels = {question: f"q{index}" for index, question in enumerate(_questions(some))}
        for each in some:
            found[each] = _answered(each, labels[each.question], answer)
    return found


def nothing(as_of: datetime | None = None) -> KpiAnswer:
    return KpiAnswer(None, None, ValueStatus.NO_DATA, as_of)


def _can_be_asked(question: said.Question) -> bool:
    try:
        check_question(question)
    except QueryError:
        return False
    return True


def _together(asked: Iterable[KpiQuestion]) -> Iterable[list[KpiQuestion]]:
    groups: dict[tuple[date, int], list[KpiQuestion]] = {}
    for each in asked:
        groups.setdefault((each.day, each.school_year), []).append(each)
    for some in groups.values():
        for begin in range(0, len(some), MAX_TOGETHER):
            yield some[begin : begin + MAX_TOGETHER]


def _questions(some: Sequence[KpiQuestion]) -> list[said.Question]:
    return list(dict.fromkeys(each.question for each in some))


def _reader(some: Sequence[KpiQuestion]) -> Principal:
    """Whoever asks may see the partnership; what of the answer they may see is decided on the answer."""
    return Principal("partnership", frozenset(district for each in some for district in each.districts))


def _query(some: Sequence[KpiQuestion]) -> MetricQuery:
    metrics = [
        MetricRef(question.metric, f"q{index}", _where(question)) for index, question in enumerate(_questions(some))
    ]
    partnerships = Predicate(in_=tuple(dict.fromkeys(each.partnership for each in some)))
    return MetricQuery(
        metrics=tuple(metrics),
        time=SchoolYear(some[0].school_year),
        group_by=("partnership", "district"),
        where=DimensionFilter("partnership", partnerships),
        as_of=some[0].day,
    )


def _where(question: said.Question) -> Filter | None:
    narrowed = [DimensionFilter(name, Predicate(in_=values)) for name, values in question.where]
    if question.phase is not None:
        narrowed.append(DimensionFilter("phase", Predicate(eq=question.phase)))
    return And(tuple(narrowed)) if narrowed else None


def _answered(asked: KpiQuestion, label: str, answer: Answer) -> KpiAnswer:
    """The districts' numerators and denominators are added up and divided last."""
    rows = [row for row in answer.rows if _is_of(row, asked)]
    values = [value for row in rows for value in row.values if value.metric == label]
    values = [value for value in values if value.status is not ValueStatus.NO_DATA]
    if not values:
        return nothing(answer.as_of)
    n = sum(value.n or 0 for value in values)
    numerator = sum(value.numerator or 0.0 for value in values)
    metric = METRICS[asked.question.metric]
    if metric.denominator is None:
        return KpiAnswer(numerator, n, ValueStatus.OK, answer.as_of)
    denominator = sum(value.denominator or 0.0 for value in values)
    if not denominator:
        return KpiAnswer(None, n, ValueStatus.DIVIDE_BY_ZERO, answer.as_of)
    factor = 100 if metric.unit is Unit.PERCENT else 1
    return KpiAnswer(factor * numerator / denominator, n, ValueStatus.OK, answer.as_of)


def _is_of(row: Row, asked: KpiQuestion) -> bool:
    keys: Mapping[str, str | None] = {key.dimension: key.value for key in row.keys}
    return keys["partnership"] == asked.partnership and keys["district"] in asked.districts
