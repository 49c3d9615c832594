"""What the changes of all themes share: the function that each registers with."""

from collections.abc import Callable
from datetime import date
from functools import singledispatch
from typing import Any

from services.contracts.facts import Data
from services.core.partnerships.partnership import Partnership

Changes = dict[str, Any]
"""Attribute of the partnership → its new value."""


@singledispatch
def changes(data: Data, before: Partnership, day: date) -> Changes:
    """What is another in the partnership once this, which holds from the day, was said."""
    del before, day
    raise TypeError(f"{type(data).__name__} is not an event of a partnership")


@singledispatch
def changes_since_2(data: Data, before: Partnership, day: date) -> Changes:
    """The same since version 2 of the rules; the same changes, unless registered otherwise."""
    return changes(data, before, day)


@singledispatch
def changes_since_3(data: Data, before: Partnership, day: date) -> Changes:
    """The same since version 3 of the rules; as since version 2, unless registered otherwise."""
    return changes_since_2(data, before, day)


def changes_by(rules: int) -> Callable[[Data, Partnership, date], Changes]:
    """The changes by a version of the rules."""
    return {1: changes, 2: changes_since_2}.get(rules, changes_since_3)
