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
from services.query.model.answers import Answer, Row, ValueStatus
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery, MetricRef, SchoolYear
from services.query.model.question_filters import And, DimensionFilter, Filter, Predicate

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
        """Without the number if fewer learners are behind it; None: to somebody inside, as it is.

        That there is nobody looks the same: or else narrowing a question until it has no data would tell, one by one,
        what the few are.
        """
        if not is_suppressed(self.n, minimum_n):
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


async def answer_all(answers: Answers, kpi_questions: Iterable[KpiQuestion]) -> dict[KpiQuestion, KpiAnswer]:
    """Every question's answer, in one query for each school year and day, whatever the partnerships.

    A question that cannot be asked has no data: what is in the log may name a metric that is gone.
    """
    all_questions = list(kpi_questions)
    by_question = {kpi_question: nothing() for kpi_question in all_questions}
    for together in _together(kpi_question for kpi_question in all_questions if _can_be_asked(kpi_question.question)):
        answer = await answers(_reader(together), _query(together))
        labels = {question: f"q{index}" for index, question in enumerate(_questions(together))}
        for one in together:
            by_question[one] = _answered(one, labels[one.question], answer)
    return by_question


def nothing(as_of: datetime | None = None) -> KpiAnswer:
    return KpiAnswer(None, None, ValueStatus.NO_DATA, as_of)


def _can_be_asked(question: said.Question) -> bool:
    try:
        check_question(question)
    except QueryError:
        return False
    return True


def _together(kpi_questions: Iterable[KpiQuestion]) -> Iterable[list[KpiQuestion]]:
    groups: dict[tuple[date, int], list[KpiQuestion]] = {}
    for kpi_question in kpi_questions:
        groups.setdefault((kpi_question.day, kpi_question.school_year), []).append(kpi_question)
    for of_one_day in groups.values():
        for begin in range(0, len(of_one_day), MAX_TOGETHER):
            yield of_one_day[begin : begin + MAX_TOGETHER]


def _questions(kpi_questions: Sequence[KpiQuestion]) -> list[said.Question]:
    return list(dict.fromkeys(kpi_question.question for kpi_question in kpi_questions))


def _reader(kpi_questions: Sequence[KpiQuestion]) -> Principal:
    """Whoever asks may see the partnership; what of the answer they may see is decided on the answer."""
    return Principal(
        "partnership", frozenset(district for kpi_question in kpi_questions for district in kpi_question.districts)
    )


def _query(kpi_questions: Sequence[KpiQuestion]) -> MetricQuery:
    metrics = [
        MetricRef(question.metric, f"q{index}", _where(question))
        for index, question in enumerate(_questions(kpi_questions))
    ]
    partnerships = Predicate(in_=tuple(dict.fromkeys(kpi_question.partnership for kpi_question in kpi_questions)))
    return MetricQuery(
        metrics=tuple(metrics),
        time=SchoolYear(kpi_questions[0].school_year),
        group_by=("partnership", "district"),
        where=DimensionFilter("partnership", partnerships),
        as_of=kpi_questions[0].day,
    )


def _where(question: said.Question) -> Filter | None:
    narrowed = [DimensionFilter(name, Predicate(in_=values)) for name, values in question.where]
    if question.phase is not None:
        narrowed.append(DimensionFilter("phase", Predicate(eq=question.phase)))
    return And(tuple(narrowed)) if narrowed else None


def _answered(kpi_question: KpiQuestion, label: str, answer: Answer) -> KpiAnswer:
    """The districts' numerators and denominators are added up and divided last."""
    rows = [row for row in answer.rows if _is_of(row, kpi_question)]
    values = [value for row in rows for value in row.values if value.metric == label]
    values = [value for value in values if value.status is not ValueStatus.NO_DATA]
    if not values:
        return nothing(answer.as_of)
    n = sum(value.n or 0 for value in values)
    numerator = sum(value.numerator or 0.0 for value in values)
    metric = METRICS[kpi_question.question.metric]
    if metric.denominator is None:
        return KpiAnswer(numerator, n, ValueStatus.OK, answer.as_of)
    denominator = sum(value.denominator or 0.0 for value in values)
    if not denominator:
        return KpiAnswer(None, n, ValueStatus.DIVIDE_BY_ZERO, answer.as_of)
    factor = 100 if metric.unit is Unit.PERCENT else 1
    return KpiAnswer(factor * numerator / denominator, n, ValueStatus.OK, answer.as_of)


def _is_of(row: Row, kpi_question: KpiQuestion) -> bool:
    keys: Mapping[str, str | None] = {key.dimension: key.value for key in row.keys}
    return keys["partnership"] == kpi_question.partnership and keys["district"] in kpi_question.districts
