"""Numbers to values and rows: numerators and denominators, divided last. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.core.kpis import (
    PARTICIPANT,
    PARTNERSHIP,
    PEER,
    WEEKDAY,
    WEEKDAYS,
    Granularity,
    MetricKind,
    Reading,
    Term,
    Unit,
)
from services.core.membership import UNKNOWN
from services.core.participation import AFTER, BEFORE, DURING
from services.query.directory.directory import Directory, SchoolRef
from services.query.model.answers import Key, Row, Value, ValueStatus
from services.query.planning.frame import Frame, KeyValues, RowId
from services.query.planning.plan import Plan, SelectedMetric
from services.query.reading.block_totals import BlockNumbers, Slot
from services.query.reading.partnership_metrics import StateNumbers
from services.query.results.dimension_order import PERIOD, order_of_period

Numbers = BlockNumbers | StateNumbers
NOT_KNOWN = "Not known"
_FLAGS = {"true": "Yes", "false": "No"}
_LABELS = {
    "phase": {BEFORE: "Before", DURING: "During", AFTER: "After"},
    "cohort": {PARTICIPANT: "Participants", PEER: "Peers"},
    WEEKDAY: {day: day.capitalize() for day in WEEKDAYS},
}
_OF_WORDS = frozenset({"engagement_kind", "contribution_kind", "partnership_kind", "partner_kind", "side"})
"""Dimensions whose values are words that are joined by low lines."""


def rows_of(
    plan: Plan, frame: Frame, blocks: Sequence[Numbers], directory: Directory, *, every: bool = False
) -> list[Row]:
    """A row for every key and bucket of which any value is known; without grouping always exactly one.

    Where nothing happened on them, these are left out: days without school, weeks and months without school if no
    standing is asked for, and the days outside of all terms if the same key has another row.

    Args:
        every: leave out neither.
    """
    known = _known_values(plan, blocks)
    shown = known.keys() if every else _without_quiet_rows(plan, frame, known)
    return [_row(plan, frame, row, known[row], directory) for row in shown]


def _known_values(plan: Plan, blocks: Sequence[Numbers]) -> dict[RowId, tuple[Value, ...]]:
    """The values of all rows that have any; of a single row, in any case."""
    by_row = {row: _values(plan, row, blocks) for row in {row for numbers in blocks for row in numbers.rows}}
    known = {row: values for row, values in by_row.items() if any(map(_is_known, values))}
    if not plan.group and plan.granularity is None:
        known.setdefault(RowId((), None), _values(plan, RowId((), None), blocks))
    return known


def _is_known(value: Value) -> bool:
    """Null with another reason than that there is no data is something to know, too."""
    return value.status is not ValueStatus.NO_DATA


def _without_quiet_rows(plan: Plan, frame: Frame, known: Mapping[RowId, Sequence[Value]]) -> list[RowId]:
    """The rows but for those of days that say nothing that other rows do not say."""
    kept, outside = [], []
    for row, values in known.items():
        if frame.outside_periods(row):
            outside.append(row)
        elif not frame.without_school(row) or _has_flows(plan, values) or _stands(plan, values):
            kept.append(row)
    keys = {row.key for row in kept}
    return kept + [row for row in outside if row.key not in keys or _has_flows(plan, known[row])]


def _has_flows(plan: Plan, values: Sequence[Value]) -> bool:
    """Whether anything happened on the days themselves: standings, and participants so far, come from earlier ones."""
    return any(
        value.numerator or (value.denominator and not pick.metric.reads(Reading.PARTICIPANTS))
        for pick, value in zip(plan.picks, values, strict=True)
        if pick.metric.kind is MetricKind.FLOW or pick.metric.reads(Reading.DISTINCT)
    )


def _stands(plan: Plan, values: Sequence[Value]) -> bool:
    """Whether anything is known that does not need days of school: by day only what is said of partnerships."""
    standing = () if plan.granularity is Granularity.DAY else (MetricKind.STANDING,)
    return any(
        _is_known(value) and (pick.metric.family == PARTNERSHIP or pick.metric.kind in standing)
        for pick, value in zip(plan.picks, values, strict=True)
    )


def _values(plan: Plan, row: RowId, blocks: Sequence[Numbers]) -> tuple[Value, ...]:
    return tuple(_value(pick, row, blocks[pick.block]) for pick in plan.picks)


def _row(plan: Plan, frame: Frame, row: RowId, values: tuple[Value, ...], directory: Directory) -> Row:
    keys, identity = keys_of(plan, frame, row.key, directory), tuple(str(part) for part in row.key)
    return Row(keys, row.start, values, identity, frame.bucket_label(row))


def _value(pick: SelectedMetric, row: RowId, numbers: Numbers) -> Value:
    return numbers.value(pick, row) if isinstance(numbers, StateNumbers) else value_of(pick, row, numbers)


def value_of(pick: SelectedMetric, row: RowId, numbers: BlockNumbers) -> Value:
    """One metric's value in one row. A rate over nothing is null with the reason, never zero."""
    readings, n, metric = numbers.readings.get(row, {}), numbers.n(row, pick.metric), pick.metric
    if pick.terms is None:
        return Value(pick.ref.label, None, None, None, None, ValueStatus.NO_DATA)
    count = len(metric.numerator)
    numerator = _total(pick.terms[:count], readings) / metric.per
    if metric.denominator is None:
        if not n and not numerator:
            return Value(pick.ref.label, None, None, None, n, ValueStatus.NO_DATA)
        return Value(pick.ref.label, numerator, numerator, None, n, ValueStatus.OK)
    denominator = _total(pick.terms[count:], readings) / metric.denominator_per
    if not denominator:
        status = ValueStatus.DIVIDE_BY_ZERO if n or numerator else ValueStatus.NO_DATA
        return Value(pick.ref.label, None, numerator, 0.0, n, status)
    factor = 100 if metric.unit is Unit.PERCENT else 1
    return Value(pick.ref.label, factor * numerator / denominator, numerator, denominator, n, ValueStatus.OK)


def keys_of(plan: Plan, frame: Frame, key: KeyValues, directory: Directory) -> tuple[Key, ...]:
    by_name = dict(zip(plan.group, (str(part) for part in key), strict=True))
    district = by_name.get("district")
    keys = (key_of(name, by_name[name], directory, district) for name in plan.group_by)
    return tuple(in_order_of_periods(key, frame.first_days) if key.dimension == PERIOD else key for key in keys)


def label_of(dimension: str, value: str, directory: Directory, district: str | None = None) -> str:
    """What people read for a key."""
    if value == UNKNOWN:
        return NOT_KNOWN
    if dimension == "school" and district is not None:
        return directory.names.get(SchoolRef(district, value), value)
    if dimension == "district":
        return directory.names.get(value, value)
    if dimension == "partnership":
        known = directory.partnerships.get(value)
        return value if known is None else known.name
    if dimension in _OF_WORDS:
        return value.replace("_", " ").capitalize() if value.islower() else value
    return _LABELS.get(dimension, _FLAGS).get(value, value)


def key_of(dimension: str, value: str, directory: Directory, district: str | None) -> Key:
    """The key of a value. `district`: the one that a school is in."""
    known = dimension == "school" and value != UNKNOWN
    return Key(dimension, value or None, label_of(dimension, value, directory, district), district if known else None)


def in_order_of_periods(key: Key, begins: Mapping[str, date]) -> Key:
    """The key of a grading period, with the place that its first day gives it."""
    return replace(key, order=order_of_period(key.value or "", begins))


def _total(terms: Iterable[Term], readings: dict[Slot, int]) -> float:
    return float(sum(term.weight * readings.get((term.reading, term.measure), 0) for term in terms))
