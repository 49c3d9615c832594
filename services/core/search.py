"""What people search by: texts folded so that case and accents make no difference.

Search keys are stored. Whoever changes how a text is folded makes them anew: both stores do so when they migrate.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n"}
)
"""Letters of the Latin script that people type as others, and that Unicode does not decompose."""


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The text without case and accents, its blanks as single spaces: `École  Élémentaire` is `ecole elementaire`."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.translate(_LETTERS).split())


def search_key(texts: Iterable[str]) -> str:
    """What is searched of something with these texts, such as its name and its id. A text is found within one line."""
    return "\n".join(map(folded, texts))


def is_found(search: str | None, texts: Iterable[str]) -> bool:
    """Whether one of the texts has what is searched for; everything has, if that is nothing."""
    return folded(search or "") in search_key(texts)
