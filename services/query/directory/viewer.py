"""Which partnerships a principal sees, and under which districts and kinds of partner each counts for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from services.core.access import Principal
from services.core.cells import KeyValue
from services.core.conditions import EVERYTHING, NOTHING, Condition, In, holds
from services.core.partnerships.partnership import Partnership
from services.query.directory.directory import Directory
from services.query.filters.conditions import projected
from services.query.partnerships.views import ViewTerms, terms_of

WHOLE = frozenset({"district", "partnership", "partnership_kind", "partner_kind"})
"""The dimensions of whole partnerships; the others are those of contributions."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks on a day."""

    principal: Principal
    directory: Directory
    day: date

    def partnerships(self) -> list[Partnership]:
        """Those that they may see and that were not withdrawn: the scope of everything that is read from states."""
        everything = self.directory.seen_by(self.principal).partnerships.values()
        return [partnership for partnership in everything if partnership.status_on(self.day) != "withdrawn"]

    def default_scope(self) -> Condition:
        """Whose day it is, and whose terms, unless rows say of which district they are: those of their own districts;
        who has none looks from those of the partnerships shown to them."""
        own = self.principal.sight.places()
        return own if own != NOTHING else self.visible_scope()

    def visible_scope(self) -> Condition:
        """Every district that a row may be about: their own, and those of the partnerships shown to them."""
        own = self.principal.districts
        if own is None:
            return EVERYTHING
        shown = self.directory.seen_by(self.principal).partnerships.values()
        sides = (self.principal.sight.sides_of(partnership) for partnership in shown)
        return In("district", tuple(sorted(own.union(*sides))))

    def terms(self, partnership: Partnership) -> ViewTerms:
        return terms_of(partnership.districts, self.directory)

    def minimum_n(self, partnership: Partnership) -> int | None:
        """The least number of learners that a shown value needs; None: there is no limit."""
        return self.principal.sight.hidden_below(partnership, self.terms(partnership).minimum_n)

    def tells_apart(self, partnership: Partnership) -> bool:
        """Whether they may see numbers of its participants by attributes of theirs."""
        return self.principal.sight.sees_learners(partnership.districts)

    def places(self, partnership: Partnership) -> list[dict[str, KeyValue]]:
        """The dimensions of the whole partnership: once for each of its districts and kinds of partner."""
        kinds = sorted({partner.kind for partner in partnership.partners})
        own: dict[str, KeyValue] = {"partnership": partnership.id, "partnership_kind": partnership.kind}
        pairs = product(self.principal.sight.sides_of(partnership), kinds)
        return [{**own, "district": district, "partner_kind": kind} for district, kind in pairs]

    def values(self, dimension: str) -> set[str]:
        """The values that a dimension has in the partnerships."""
        if dimension in WHOLE:
            return {str(place[dimension]) for partnership in self.partnerships() for place in self.places(partnership)}
        put_in = [one for partnership in self.partnerships() for one in partnership.contributions.values() if one]
        return {one.side if dimension == "side" else one.kind for one in put_in}


Group = tuple[str, ...]


def keys_among(
    places: list[dict[str, KeyValue]], group: Group, condition: Condition, more: Mapping[str, KeyValue] | None = None
) -> set[tuple[KeyValue, ...]]:
    """The rows in which a partnership of these places counts, or a contribution to it; in each of them once.

    Args:
        more: the dimensions of a contribution; without them the condition is asked about the whole partnership alone.
    """
    if more is None:
        condition, more = projected(condition, WHOLE), {}
        if not WHOLE.issuperset(group):
            return set()
    rows = ({**place, **more} for place in places)
    return {tuple(row[name] for name in group) for row in rows if holds(condition, row)}
