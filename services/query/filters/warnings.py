"""Warnings about values in filters that their dimensions do not have, and what was probably meant. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.contracts.near_names import near_names
from services.query.model.answers import FilterWarning, Key
from services.query.model.question import MetricQuery, MetricRef, OtherLearners
from services.query.model.question_filters import And, DimensionFilter, Filter, Not, Or, Predicate

MAX_WARNINGS = 20
"""In one answer: whoever has made so many mistakes has made one."""
MAX_NEAR = 3
MAX_COMPARED = 2_000
"""Values of a dimension of which the near ones are looked for; comparing texts takes time."""


class FilteredValue(NamedTuple):
    """A value that a filter tests a dimension for. `path`: its place in the question, in the names of the API."""

    path: str
    dimension: str
    value: str


def values_in(query: MetricQuery) -> list[FilteredValue]:
    """The values that the filters of the question name."""
    values: list[FilteredValue] = []
    if query.where is not None:
        values += _values_of(query.where, "query.where")
    for index, measure in enumerate(query.metrics):
        if isinstance(measure, MetricRef) and measure.where is not None:
            values += _values_of(measure.where, f"query.metrics[{index}].metric.where")
    if isinstance(query.compare, OtherLearners):
        values += _values_of(query.compare.cohort, "query.compare.cohort")
    return values


def warnings_of(
    filtered: Sequence[FilteredValue],
    values: Mapping[str, Collection[Key]],
    place: str = "the data that you may see has",
) -> tuple[FilterWarning, ...]:
    """A warning for each value that its dimension does not have, at most `MAX_WARNINGS`.

    If there are more, the last one says how many.

    Args:
        values: of each dimension, those in the data that whoever asks may see.
        place: what these data are called in a message.
    """
    known = {dimension: {key.value for key in keys} for dimension, keys in values.items()}
    missing = [value for value in filtered if value.value not in known[value.dimension]]
    warnings = [_warning(value, values[value.dimension], place) for value in missing[:MAX_WARNINGS]]
    if (more := len(missing) - MAX_WARNINGS) > 0:
        message = f"{warnings[-1].message}; {more} more values are unknown"
        warnings[-1] = replace(warnings[-1], message=message)
    return tuple(warnings)


def _warning(missing: FilteredValue, keys: Collection[Key], place: str) -> FilterWarning:
    near = _near(missing, keys) if len(keys) <= MAX_COMPARED else ()
    meant = " or ".join(_shown(key) for key in near)
    shown, question = repr(missing.value[:40]), f" (did you mean {meant}?)" if meant else ""
    message = f"{place} no {missing.dimension} {shown}{question}"
    return FilterWarning(*missing, message, near)


def _near(missing: FilteredValue, keys: Collection[Key]) -> tuple[Key, ...]:
    """The keys whose value or label is most like the missing value."""
    by_text: dict[str, list[Key]] = {}
    for key in sorted(keys, key=lambda key: (key.value or "", key.district or "")):
        for text in {key.value, key.label} - {None} if key.value is not None else ():
            by_text.setdefault(str(text), []).append(key)
    nearest = [key for text in near_names(missing.value, by_text, MAX_NEAR) for key in by_text[text]]
    return tuple(dict.fromkeys(nearest))[:MAX_NEAR]


def _shown(key: Key) -> str:
    """The value, and behind it what people call it, if that is something else."""
    return repr(key.value) if key.label in (None, key.value) else f"{key.value!r}, {key.label}"


def _values_of(filter_: Filter, path: str) -> Iterator[FilteredValue]:
    match filter_:
        case And(items=items) | Or(items=items):
            name = "and" if isinstance(filter_, And) else "or"
            for index, item in enumerate(items):
                yield from _values_of(item, f"{path}.{name}[{index}]")
        case Not(item=item):
            yield from _values_of(item, f"{path}.not")
        case DimensionFilter(name=dimension, predicate=predicate):
            for place, value in _values_of_predicate(predicate):
                yield FilteredValue(f"{path}.dimension.is.{place}", dimension, value)


def _values_of_predicate(predicate: Predicate) -> Iterator[tuple[str, str]]:
    for place, value in (("eq", predicate.eq), ("ne", predicate.ne)):
        if value is not None:
            yield place, value
    for place, values in (("in", predicate.in_), ("notIn", predicate.not_in)):
        yield from ((f"{place}[{index}]", value) for index, value in enumerate(values or ()))
