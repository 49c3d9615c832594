"""What the changes of all themes share: the function that each registers with."""

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
    raise TypeError(f"{type(data).__name__} says nothing of a partnership")


@singledispatch
def changes_since_2(data: Data, before: Partnership, day: date) -> Changes:
    """The same since version 2 of the rules; the same changes, unless registered otherwise."""
    return changes(data, before, day)
