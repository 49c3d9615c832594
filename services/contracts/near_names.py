"""Which name somebody meant who misspelt one."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60  # the comparison takes time with the square of the length
_CLOSE = 0.75


def near_names(text: str, names: Iterable[str], most: int) -> list[str]:
    """The names most like the text, whatever their case and separators, at most so many; the nearest first."""
    by_plain = {_plain(name[:_LONGEST]): str(name) for name in names}
    return [by_plain[plain] for plain in get_close_matches(_plain(text[:_LONGEST]), by_plain, most, _CLOSE)]


def near_name(text: str, names: Iterable[str]) -> str | None:
    """The name most like the text; None where none is much like it."""
    return next(iter(near_names(text, names, 1)), None)


def suggestion(text: str, names: Iterable[str]) -> str:
    """A question to put behind a name that there is not, in parentheses; empty where no name is much like it."""
    near = near_name(text, names)
    return "" if near is None else f" (did you mean {near!r}?)"


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
