"""Numbers to values and rows: numerators and denominators, divided last. Pure."""

from collections.abc import Iterable, Sequence
from functools import partial

from services.core.kpis import PARTICIPANT, PEER, Reading, Term, Unit
from services.core.membership import UNKNOWN
from services.core.participation import AFTER, BEFORE, DURING
from services.query.calendars import Directory, SchoolRef
from services.query.model import Key, Row, Value, ValueStatus
from services.query.numbers import TAKING_PART, BlockNumbers, Slot
from services.query.plan import Pick, Plan
from services.query.rows import Frame, KeyValues, RowId
from services.query.states import StateNumbers

Numbers = BlockNumbers | StateNumbers
STANDING = (Reading.RUNNING, Reading.PARTICIPANTS)
NOT_KNOWN = "Not known"
_FLAGS = {"true": "Yes", "false": "No"}
_LABELS = {
    "phase": {BEFORE: "Before", DURING: "During", AFTER: "After"},
    "cohort": {PARTICIPANT: "Participants", PEER: "Peers"},
}


def rows_of(
    plan: Plan, frame: Frame, blocks: Sequence[Numbers], directory: Directory, *, every: bool = False
) -> list[Row]:
    """A row for every key and bucket that has something to show; without grouping always exactly one.

    Args:
        every: also those without, such as the learners of a bucket in which no school is taught.
    """
    ids = {row for numbers in blocks for row in _shown(frame, numbers, every=every)}
    if not plan.group and plan.granularity is None:
        ids.add(RowId((), None))
    return [_row(plan, each, blocks, directory) for each in ids]


def _shown(frame: Frame, numbers: Numbers, *, every: bool) -> Iterable[RowId]:
    if isinstance(numbers, StateNumbers):
        return numbers.amounts
    shows = _has_any if every else partial(_shows, frame)
    return (row for row in {*numbers.readings, *numbers.learners} if shows(numbers, row))


def _has_any(numbers: BlockNumbers, row: RowId) -> bool:
    """Before the first learner's first day there are zeros, and no row."""
    return bool(numbers.learners.get(row)) or any(numbers.readings.get(row, {}).values())


def _shows(frame: Frame, numbers: BlockNumbers, row: RowId) -> bool:
    """Flows show themselves; a standing shows in buckets in which school is taught."""
    readings = numbers.readings.get(row, {})
    if any(value for (reading, _), value in readings.items() if reading not in STANDING):
        return True
    if not numbers.learners.get(row) and not readings.get(TAKING_PART):
        return False
    if row.start is None:
        return True
    bucket = frame.buckets(row.key).by_start.get(row.start)
    return bucket is not None and frame.taught(row.key, bucket)


def _row(plan: Plan, row: RowId, blocks: Sequence[Numbers], directory: Directory) -> Row:
    values = tuple(_value(pick, row, blocks[pick.block]) for pick in plan.picks)
    identity = tuple(str(part) for part in row.key)
    return Row(keys_of(plan, row.key, directory), row.start, values, identity)


def _value(pick: Pick, row: RowId, numbers: Numbers) -> Value:
    return numbers.value(pick, row) if isinstance(numbers, StateNumbers) else value_of(pick, row, numbers)


def value_of(pick: Pick, row: RowId, numbers: BlockNumbers) -> Value:
    """One metric's value in one row. A rate over nothing is null with the reason, never zero."""
    readings, n, metric = numbers.readings.get(row, {}), numbers.learners.get(row, 0), pick.metric
    if metric.reads(Reading.PARTICIPANTS):
        n = readings.get(TAKING_PART, 0)
    if pick.terms is None:
        return Value(pick.ref.label, None, None, None, None, ValueStatus.NO_DATA)
    count = len(metric.numerator)
    numerator = _total(pick.terms[:count], readings) / metric.per
    if metric.denominator is None:
        if not n and not numerator:
            return Value(pick.ref.label, None, None, None, n, ValueStatus.NO_DATA)
        return Value(pick.ref.label, numerator, numerator, None, n, ValueStatus.OK)
    denominator = _total(pick.terms[count:], readings)
    if not denominator:
        status = ValueStatus.DIVIDE_BY_ZERO if n or numerator else ValueStatus.NO_DATA
        return Value(pick.ref.label, None, numerator, 0.0, n, status)
    factor = 100 if metric.unit is Unit.PERCENT else 1
    return Value(pick.ref.label, factor * numerator / denominator, numerator, denominator, n, ValueStatus.OK)


def keys_of(plan: Plan, key: KeyValues, directory: Directory) -> tuple[Key, ...]:
    by_name = dict(zip(plan.group, (str(part) for part in key), strict=True))
    return tuple(_key(name, by_name, directory) for name in plan.group_by)


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
    return _LABELS.get(dimension, _FLAGS).get(value, value)


def _key(name: str, values: dict[str, str], directory: Directory) -> Key:
    value = values[name]
    return Key(name, value or None, label_of(name, value, directory, values.get("district")))


def _total(terms: Iterable[Term], readings: dict[Slot, int]) -> float:
    return float(sum(term.weight * readings.get((term.reading, term.measure), 0) for term in terms))
