"""Pages of a list by cursors, from either end, as the specification of Relay's connections defines them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.query.model.answers import Key
from services.query.model.pages import FORWARDS, Backwards
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import OrderBy
from services.query.results.dimension_values import page_of_keys
from services.query.results.ordering import SortPart, encode_cursor, keyset_page, sort_key

ORDER = (OrderBy("name", descending=True),)


def parts(item: tuple[str, int]) -> list[SortPart]:
    return [(0, item[0]), (0, item[1])]


@st.composite
def lists(draw: st.DrawFn) -> list[tuple[str, int]]:
    items = draw(st.sets(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=12))
    return sorted(items, key=lambda item: sort_key(parts(item), ORDER))


places = st.none() | st.integers(0, 11)


@given(lists(), places, places, st.integers(0, 13), st.booleans())
def test_a_page_is_the_slice_between_its_cursors(
    items: list[tuple[str, int]], after: int | None, before: int | None, size: int, last: bool
) -> None:
    def cursor(place: int | None) -> str | None:
        if place is None or place >= len(items):
            return None
        return encode_cursor([(0, "-name"), *parts(items[place])])

    start = after + 1 if cursor(after) and after is not None else 0
    stop = before if cursor(before) and before is not None else len(items)
    expected = items[start:stop]
    expected = expected[max(0, len(expected) - size) :] if last else expected[:size]
    page = keyset_page(items, parts, ORDER, size, cursor(after), Backwards(cursor(before), last))
    assert list(page.items) == expected
    assert [cursor(items.index(item)) for item in expected] == list(page.cursors)
    assert page.total == len(items)
    if expected:
        assert page.has_previous == (items[0] != expected[0])
        assert page.has_next == (items[-1] != expected[-1])


@given(lists(), st.integers(1, 5))
def test_pages_from_the_end_give_the_list_back(items: list[tuple[str, int]], size: int) -> None:
    seen: list[tuple[str, int]] = []
    before = None
    while True:
        page = keyset_page(items, parts, ORDER, size, None, Backwards(before, last=True))
        seen = [*page.items, *seen]
        if not page.has_previous:
            break
        before = page.cursors[0]
    assert seen == items


def test_a_cursor_still_says_its_place_when_its_item_is_gone() -> None:
    items = [("b", 1), ("a", 1), ("a", 2), ("a", 3)]
    gone = encode_cursor([(0, "-name"), (0, "a"), (0, 2)])
    left = [item for item in items if item != ("a", 2)]
    assert keyset_page(left, parts, ORDER, 1, None, Backwards(gone, last=True)).items == [("a", 1)]
    assert keyset_page(left, parts, ORDER, 5, gone, FORWARDS).items == [("a", 3)]


def test_values_of_a_dimension_are_paged_from_either_end() -> None:
    keys = [Key("sex", value, value) for value in ("Female", "Male", None, "X")]
    ordered = ["Female", "Male", "X", None]
    end = page_of_keys(keys, 2, None, Backwards(last=True))
    assert ([key.value for key in end.items], end.has_previous, end.has_next) == (ordered[2:], True, False)
    start = page_of_keys(keys, 5, None, Backwards(end.cursors[0]))
    assert ([key.value for key in start.items], start.has_previous, start.has_next) == (ordered[:2], False, True)
    between = page_of_keys(keys, 5, start.cursors[0], Backwards(end.cursors[1]))
    assert ([key.value for key in between.items], between.has_previous, between.has_next) == (ordered[1:3], True, True)


@pytest.mark.parametrize("bad", ["x", encode_cursor([(0, "name"), (0, "a"), (0, 1)]), encode_cursor([])])
def test_a_cursor_of_another_list_is_refused_by_the_name_of_its_argument(bad: str) -> None:
    for page in (
        lambda: keyset_page([("a", 1)], parts, ORDER, 1, None, Backwards(bad)),
        lambda: page_of_keys([Key("sex", "a", "a")], 1, None, Backwards(bad)),
    ):
        with pytest.raises(QueryError) as refused:
            page()
        assert (refused.value.code, refused.value.path) == (ErrorCode.INVALID_CURSOR, "before")
