"""Pages of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Backwards:
    """How a page is bounded at its end.

    Attributes:
        before: the cursor that the page ends before; None: the end of the list.
        last: the page has the last of the items in its bounds, and not the first.
    """

    before: str | None = None
    last: bool = False


FORWARDS = Backwards()


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page by keyset: `cursors` run beside `items`."""

    items: Sequence[T]
    cursors: Sequence[str]
    total: int
    has_next: bool
    has_previous: bool
