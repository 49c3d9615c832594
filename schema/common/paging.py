"""Relay connections over the pages of the query service, and how large a page may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import strawberry

from schema.common.fields import resolver
from services.query.model.pages import Backwards, Page
from services.query.model.query_error import ErrorCode, QueryError

MAX_ROWS = 10_000
"""The largest page of `rows` and `table`."""
MAX_ITEMS = 500
"""The largest page of every other list."""

S = TypeVar("S")
T = TypeVar("T")

GlobalId = Annotated[strawberry.ID, strawberry.argument(name="id", description="The global id of the object.")]
First = Annotated[
    int | None,
    strawberry.argument(
        description="How many to give from the start of the list, or after `after`. Null is the default."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(description="A cursor, such as the `endCursor` of the page before. Only items after it count."),
]
Last = Annotated[
    int | None,
    strawberry.argument(
        description="How many to give from the end of the list, or before `before`, still in the order of the list. "
        "When it is given, `first` is ignored."
    ),
]
Before = Annotated[
    str | None,
    strawberry.argument(
        description="A cursor, such as the `startCursor` of the page behind. Only items before it count."
    ),
]
Search = Annotated[
    str | None,
    strawberry.argument(description="Only what has this text in its name or id, whatever the case and accents."),
]


@strawberry.type(description="Where a page lies in the list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="More follow after this page.")
    has_previous_page: bool = strawberry.field(description="Some come before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item; null on an empty page.")


@strawberry.type(description="One item of a page with its cursor.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Names the place of the item; it survives new data.")
    node: T = strawberry.field(description="The item that this edge leads to.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    cursors: strawberry.Private[Sequence[str]]

    @resolver("The items with their cursors.")
    def edges(self) -> list[Edge[T]]:
        return [Edge(cursor=cursor, node=node) for cursor, node in zip(self.cursors, self.nodes, strict=True)]

    nodes: list[T] = strawberry.field(description="The items of this page, without their cursors.")
    page_info: PageInfo = strawberry.field(description="Where the page lies in the list.")
    total_count: int = strawberry.field(description="How many items the whole list has.")


def connection(page: Page[S], convert: Callable[[S], T]) -> Connection[T]:
    """A page of the query service as a connection."""
    info = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
    nodes = [convert(item) for item in page.items]
    return Connection(cursors=page.cursors, nodes=nodes, page_info=info, total_count=page.total)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Which page of a list to give: at most `size` items behind `after` and before the end."""

    size: int
    after: str | None
    end: Backwards


def bounds(
    first: int | None, after: str | None, last: int | None, before: str | None, default: int, maximum: int = MAX_ITEMS
) -> Bounds:
    """The page asked for. Raises QueryError PAGE_TOO_LARGE when it is not from 0 to `maximum`."""
    from_end = isinstance(last, int)
    wanted = size(last, default, maximum, "last") if from_end else size(first, default, maximum)
    return Bounds(wanted, after or None, Backwards(before or None, from_end))


def size(count: int | None, default: int, maximum: int = MAX_ITEMS, at: str = "first") -> int:
    """The page size asked for. Raises QueryError PAGE_TOO_LARGE when it is not from 0 to `maximum`."""
    wanted = default if count is None else count
    if not 0 <= wanted <= maximum:
        following = "before `startCursor`" if at == "last" else "after `endCursor`"
        message = f"{wanted} items at once; ask for 0 to {maximum}, then for those {following}"
        raise QueryError(ErrorCode.PAGE_TOO_LARGE, at, message, (maximum, wanted))
    return wanted
