"""Enums of the schema whose values are words of events."""

from enum import Enum
from typing import TypeVar

E = TypeVar("E", bound=Enum)


def of(kind: type[E], word: str) -> E:
    """The enum's value for a word of the contract, such as `work_based_learning`."""
    return kind[word.upper()]


def word(value: Enum) -> str:
    """The word of the contract for an enum's value."""
    return value.name.lower()
