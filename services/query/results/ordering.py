"""The order of rows, and pages by keyset: a cursor holds what its row was ordered by, so it survives new data."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar, overload

import msgspec

from services.query.model.answers import Key, Row
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import MetricQuery, OrderBy
from services.query.model.question_filters import ValueMember
from services.query.results.dimension_order import order_text

T = TypeVar("T")
SortPart = tuple[int, str | float]
SortKey = tuple[tuple[int, "str | float | Descending"], ...]


class Descending:
    """A value that sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: str | float) -> None:
        self.value = value

    def __lt__(self, other: "Descending") -> bool:
        return other.value < self.value  # type: ignore[operator]  # both are of the one column, so of one type

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Descending) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)


def parts_of(row: Row, order_by: Sequence[OrderBy]) -> list[SortPart]:
    """What the row is ordered by: the wanted columns, then its identity and bucket, which make the order total.

    "Not known" and missing values come last, in either direction.
    """
    parts = [_part(row, order) for order in order_by]
    parts += _identity_parts(row)
    parts.append((0, row.bucket.isoformat()) if row.bucket else (1, ""))
    return parts


def sort_key(parts: Sequence[SortPart], order_by: Sequence[OrderBy]) -> SortKey:
    """The parts as a key for `sorted`."""
    descending = {index for index, order in enumerate(order_by) if order.descending}
    return tuple(
        (missing, Descending(value)) if index in descending and not missing else (missing, value)
        for index, (missing, value) in enumerate(parts)
    )


def ordered(rows: Sequence[Row], order_by: Sequence[OrderBy]) -> list[Row]:
    return sorted(rows, key=lambda row: sort_key(parts_of(row, order_by), order_by))


def page_of(
    rows: Sequence[Row], query: MetricQuery, first: int, after: str | None, end: Backwards = FORWARDS
) -> Page[Row]:
    """At most `first` of the rows behind the cursor, or before that of `end`."""
    identity, order_by = (*query.group_by, str(query.granularity)), query.order_by
    return keyset_page(rows, lambda row: parts_of(row, order_by), order_by, first, after, end, identity)


def keyset_page(
    items: Sequence[T],
    parts: Callable[[T], list[SortPart]],
    order_by: Sequence[OrderBy],
    first: int,
    after: str | None,
    end: Backwards = FORWARDS,
    identity: Sequence[str] = (),
) -> Page[T]:
    """At most `first` of the items behind the cursor, or before that of `end`.

    Args:
        parts: what an item is in order by, first by `order_by`, then by what makes the order total.
        identity: names of the latter, where questions differ in them: a cursor of another order is refused.
    """
    order = (0, ",".join((*map(_direction, order_by), *identity)))

    def place(cursor: str, at: str, bisect: Callable[..., int]) -> int:
        of, *values = decode_cursor(cursor, at) or [(0, "")]
        if of != order or (items and len(values) != len(parts(items[0]))):
            raise invalid_cursor(cursor, at)
        try:
            return bisect(items, sort_key(values, order_by), key=lambda item: sort_key(parts(item), order_by))
        except TypeError:  # not made by us
            raise invalid_cursor(cursor, at) from None

    start = 0 if after is None else place(after, "after", bisect_right)
    stop = len(items) if end.before is None else place(end.before, "before", bisect_left)
    return cut(items, start, stop, first, end, lambda item: encode_cursor([order, *parts(item)]))


def cut(items: Sequence[T], start: int, stop: int, first: int, end: Backwards, cursor: Callable[[T], str]) -> Page[T]:
    """The first items from `start` until `stop`, or the last of them; whether others come before and after."""
    if end.last:
        start = max(start, stop - first)
    else:
        stop = min(stop, start + first)
    stop = max(start, stop)
    shown = items[start:stop]
    return Page(shown, Cursors(shown, cursor), len(items), stop < len(items), start > 0)


class Cursors(Sequence[str], Generic[T]):
    """The cursors beside some items, made when somebody looks: most clients want only the last one."""

    def __init__(self, items: Sequence[T], cursor: Callable[[T], str]) -> None:
        self._items = items
        self._cursor = cursor

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self._cursor(item) for item in self._items[index]]
        return self._cursor(self._items[index])


def encode_cursor(parts: object) -> str:
    return urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def decode_cursor(cursor: str, at: str = "after") -> list[SortPart]:
    """Raises QueryError if this is no cursor of ours. `at`: the argument that it was given as."""
    return _decoded(cursor, list[tuple[int, str | float]], at)


def decode_entity_cursor(cursor: str, at: str = "after") -> tuple[str, str, str]:
    return _decoded(cursor, tuple[str, str, str], at)


def invalid_cursor(cursor: str, at: str = "after") -> QueryError:
    message = f"{cursor[:40]!r} is no cursor of this query; take one from the same query's pageInfo"
    return QueryError(ErrorCode.INVALID_CURSOR, at, message)


def _decoded(cursor: str, kind: type[T], at: str) -> T:
    try:
        return msgspec.json.decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=kind)
    except (ValueError, msgspec.MsgspecError):
        raise invalid_cursor(cursor, at) from None


def _direction(order: OrderBy) -> str:
    """No name has a dot, so what is ordered by a difference has no other order's cursors."""
    name = order.by if order.of is ValueMember.VALUE else f"{order.by}.{order.of}"
    return f"-{name}" if order.descending else name


def _identity_parts(row: Row) -> list[SortPart]:
    """The keys of the row; where its identity has a district before them, that comes first."""
    ahead = len(row.identity) - len(row.keys)
    keys = (*(ahead * (Key("", None),)), *row.keys)
    pairs = zip(keys, row.identity, strict=False)
    return [(0, key.order or order_text(key.dimension, value)) if value else (1, "") for key, value in pairs]


def _part(row: Row, order: OrderBy) -> SortPart:
    by = order.by
    if by == "bucket":
        return (0, row.bucket.isoformat()) if row.bucket else (1, "")
    for key in row.keys:
        if key.dimension == by:
            return (1, "") if key.value is None else (0, key.order or order_text(by, key.value))
    value = next(value.number(order.of) for value in row.values if value.metric == by)
    return (1, 0) if value is None else (0, value)
