"""Which name somebody meant who misspelt one."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60  # the comparison takes time with the square of the length
_CLOSE = 0.75


def near_name(text: str, names: Iterable[str]) -> str | None:
    """The name most like the text, whatever their case and separators; None where none is much like it."""
    by_plain = {_plain(name): str(name) for name in names}
    found = get_close_matches(_plain(text[:_LONGEST]), by_plain, 1, _CLOSE)
    return by_plain[found[0]] if found else None


def suggestion(text: str, names: Iterable[str]) -> str:
    """A question to put behind a name that there is not, in parentheses; empty where no name is much like it."""
    near = near_name(text, names)
    return "" if near is None else f" (did you mean {near!r}?)"


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()
