"""Values that hold from a date on."""

from datetime import date
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Dated(msgspec.Struct, Generic[T], frozen=True, array_like=True):
    """Something that holds from a day on, until something later takes its place."""

    since: date
    value: T


Timeline = tuple[Dated[T], ...]
"""By the day from which each holds; of one day in the order in which they were said, so that the last one wins."""


def at(timeline: Timeline[T], day: date) -> T | None:
    """What holds on the day; None before anything does."""
    value = None
    for entry in timeline:
        if entry.since > day:
            break
        value = entry.value
    return value


def with_entry(timeline: Timeline[T], since: date, value: T) -> Timeline[T]:
    """The timeline with one more entry, whether it holds from the past or the future on."""
    index = len(timeline)
    while index and timeline[index - 1].since > since:
        index -= 1
    return (*timeline[:index], Dated(since, value), *timeline[index:])
