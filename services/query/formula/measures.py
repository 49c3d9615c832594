"""What a question measures: the metrics that are read from cells, and how its columns come from them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import NamedTuple

from services.contracts.near_names import suggestion
from services.core.kpis import DIMENSIONS, METRICS, Metric, Unit
from services.query.formula.evaluation import derived_value
from services.query.formula.parser import Node, names_in, parse
from services.query.formula.tokens import FormulaError
from services.query.formula.units import RATIO, Powers, powers_in, powers_of, unit_named
from services.query.model.answers import Column, ColumnKind, Row, Value
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import DerivedMetric, Measure, MetricQuery, MetricRef


class Read(NamedTuple):
    """A metric to be read, and where the question names it."""

    ref: MetricRef
    metric: Metric
    path: str


class Formula(NamedTuple):
    """A formula, and its place in `query.metrics`."""

    node: Node
    place: int

    @property
    def path(self) -> str:
        return f"query.metrics[{self.place}].derived.formula"


@dataclass(frozen=True, slots=True)
class Derived:
    """`slots`: where the values of the names in the formula are."""

    label: str
    formula: Formula
    slots: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Measuring:
    """Values have slots: first those of `reads`, then those of `derived`, which look back only.

    Attributes:
        shown: the slot of each column, in the order of `query.metrics`.
        labels: the names of the columns, the metric's own for people.
        units: of each column; None: the catalogue has no unit for it.
    """

    reads: tuple[Read, ...]
    derived: tuple[Derived, ...]
    shown: tuple[int, ...]
    labels: tuple[str, ...]
    units: tuple[Unit | None, ...]

    def columns(self, query: MetricQuery) -> tuple[Column, ...]:
        """The columns of the question's rows, in order."""
        dimensions = [Column(name, DIMENSIONS[name].label, ColumnKind.DIMENSION) for name in query.group_by]
        buckets = [Column("bucket", "Period", ColumnKind.BUCKET)] if query.granularity else []
        shown = zip(query.metrics, self.labels, self.units, strict=True)
        metrics = [Column(metric.label, label, ColumnKind.METRIC, unit) for metric, label, unit in shown]
        return (*dimensions, *buckets, *metrics)

    def rows(self, rows: Iterable[Row]) -> list[Row]:
        """Rows with the values of `reads` become rows with those of the columns."""
        return [replace(row, values=self._shown(row.values)) for row in rows] if self.derived else list(rows)

    def _shown(self, read: Sequence[Value]) -> tuple[Value, ...]:
        values = list(read)
        for derived in self.derived:
            named = {name: values[slot] for name, slot in derived.slots.items()}
            values.append(derived_value(derived.label, derived.formula.node, named))
        return tuple(values[slot] for slot in self.shown)


def measuring_of(metrics: Sequence[Measure]) -> Measuring:
    """Raises QueryError for metrics that are not there, and for formulas that mean nothing or mix units."""
    formulas = {
        place: _parsed(place, metric) for place, metric in enumerate(metrics) if isinstance(metric, DerivedMetric)
    }
    stored = {place: _read(place, metric) for place, metric in enumerate(metrics) if isinstance(metric, MetricRef)}
    hidden = _hidden(metrics, formulas)
    reads = (*stored.values(), *hidden.values())
    slot_of = {**dict(zip(stored, count(), strict=False)), **dict(zip(formulas, count(len(reads)), strict=False))}
    by_name = {name: slot for slot, name in enumerate(hidden, len(stored))}
    by_name |= {read.ref.label: slot_of[place] for place, read in stored.items()}
    units: list[Powers] = [powers_of(read.metric.unit) for read in reads]
    derived = []
    for place, formula in formulas.items():
        slots = {name.name: by_name[name.name] for name in names_in(formula.node)}
        units.append(_unit(formula, {name: units[slot] for name, slot in slots.items()}))
        derived.append(Derived(metrics[place].label, formula, slots))
        by_name[metrics[place].label] = slot_of[place]
    shown = tuple(slot_of[place] for place in range(len(metrics)))
    labels = tuple(
        stored[place].metric.label if place in stored else metrics[place].label for place in range(len(shown))
    )
    return Measuring(reads, tuple(derived), shown, labels, tuple(unit_named(units[slot]) for slot in shown))


def _read(place: int, ref: MetricRef) -> Read:
    path = f"query.metrics[{place}].metric"
    if ref.name not in METRICS:
        message = f"there is no metric {ref.name[:40]!r}{suggestion(ref.name, METRICS)}; see the query `metrics`"
        raise QueryError(ErrorCode.UNKNOWN_METRIC, f"{path}.name", message)
    return Read(ref, METRICS[ref.name], path)


def _parsed(place: int, derived: DerivedMetric) -> Formula:
    try:
        return Formula(parse(derived.formula), place)
    except FormulaError as error:
        path = f"query.metrics[{place}].derived.formula"
        raise QueryError(ErrorCode.INVALID_FORMULA, path, str(error)) from None


def _hidden(metrics: Sequence[Measure], formulas: Mapping[int, Formula]) -> dict[str, Read]:
    """The metrics that only formulas name. Names of columns come first, derived ones from their place on."""
    known = {metric.label for metric in metrics if isinstance(metric, MetricRef)}
    reads: dict[str, Read] = {}
    for place, formula in formulas.items():
        for used in names_in(formula.node):
            if used.name not in known and used.name not in METRICS:
                name = f"{used.name[:40]!r}{suggestion(used.name, [*known, *METRICS])}"
                message = f"there is no metric, and no column above this one, named {name}"
                raise _invalid(formula, FormulaError(used.column, message))
            if used.name not in known:
                reads[used.name] = Read(MetricRef(used.name), METRICS[used.name], formula.path)
        known.add(metrics[place].label)
    return reads


def _unit(formula: Formula, units: Mapping[str, Powers]) -> Powers:
    try:
        powers = powers_in(formula.node, units)
    except FormulaError as error:
        raise _invalid(formula, error) from None
    if not units:
        raise _invalid(formula, FormulaError(1, "expected at least one metric"))
    return RATIO if powers is None else powers


def _invalid(formula: Formula, error: FormulaError) -> QueryError:
    return QueryError(ErrorCode.INVALID_FORMULA, formula.path, str(error))
