"""Which media type to answer with (RFC 9110, section 12.5.1)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

_WEIGHT = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)", re.IGNORECASE)


class Range(NamedTuple):
    """A media range of an Accept header, such as `text/*;q=0.5`."""

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """How exactly it matches: 2 by name, 1 by type, 0 as `*/*`; -1: not at all."""
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 0
        if self.type != type_:
            return -1
        return {"*": 1, subtype: 2}.get(self.subtype, -1)


ANYTHING = Range("*", "*", 1.0)


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client likes best; None: it accepts none of them.

    Of types that it likes equally, the one named most exactly, then first in the header, then first in `offered`.
    Without a header everything is accepted.
    """
    ranges = [_range(part) for part in (accept or "").split(",") if part.strip()] or [ANYTHING]
    ranks = {media_type: _rank(media_type, ranges) for media_type in offered}
    best = max(offered, key=ranks.__getitem__)
    return best if ranks[best][0] > 0 else None


def _rank(media_type: str, ranges: Sequence[Range]) -> tuple[float, int, int]:
    """Quality, specificity and place in the header, of the range that matches most exactly; greater is better."""
    specificity, place = max((media_range.specificity(media_type), -i) for i, media_range in enumerate(ranges))
    return (ranges[-place].quality if specificity >= 0 else 0.0), specificity, place


def _range(part: str) -> Range:
    type_, _, subtype = part.partition(";")[0].strip().lower().partition("/")
    weight = _WEIGHT.search(part)
    return Range(type_, subtype, min(float(weight[1]), 1.0) if weight else 1.0)
