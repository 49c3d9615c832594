"""Who asks, and what they may see. Scope is applied where plans are made, so tenancy is a change in one place."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from services.core.conditions import EVERYTHING, Condition, In


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody with a right to ask.

    Attributes:
        name: for audit records, and whose a saved query or an export is: no two people share one.
        districts: the districts whose numbers they may see; None: all.
        partnerships: the partnerships that they may see, whatever the district, as a partner does; None: all.
    """

    name: str
    districts: frozenset[str] | None = frozenset()
    partnerships: frozenset[str] | None = frozenset()

    def may_see(self, district: str) -> bool:
        return self.districts is None or district in self.districts

    def may_see_partnership(self, partnership: str, districts: Collection[str]) -> bool:
        """Whoever may see one of its districts may see a partnership."""
        return self.partnerships is None or partnership in self.partnerships or any(map(self.may_see, districts))

    def is_inside(self, districts: Collection[str]) -> bool:
        """Whether what comes from learners of all these districts is theirs to see as it is."""
        return all(map(self.may_see, districts))

    def covers(self, districts: Collection[str] | None, partnerships: Collection[str] | None) -> bool:
        """Whether all of somebody's scope is in this one. A scope of nothing is in no other: it says of no tenant."""
        if not (districts is None or partnerships is None or districts or partnerships):
            return False
        return _includes(self.districts, districts) and _includes(self.partnerships, partnerships)

    def scope(self) -> Condition:
        """The condition that every query over cells carries."""
        return EVERYTHING if self.districts is None else In("district", tuple(sorted(self.districts)))

    def visible(self, district: str | None) -> Collection[str] | None:
        """The districts to list: those asked for and allowed; None: all."""
        if district is None:
            return self.districts
        return (district,) if self.may_see(district) else ()


def _includes(all_of: Collection[str] | None, some: Collection[str] | None) -> bool:
    """None: everything there is."""
    return all_of is None or (some is not None and set(some) <= set(all_of))


DEVELOPMENT = Principal(name="development", districts=None, partnerships=None)
"""The only principal of a server without configured authentication, which binds to loopback only: sees everything."""

Permission = Literal[
    "propose_partnership", "edit_partnership", "place_participants", "publish_story", "save_query", "start_export"
]
"""What may be changed: each stands for the mutations of its kind."""


def side_of(principal: Principal) -> Literal["district", "partner"] | None:
    """The side for which somebody acts; None: for either, or for none."""
    if principal.districts is None and principal.partnerships is None:
        return None
    if principal.districts is None or principal.districts:
        return "district"
    return "partner" if principal.partnerships is None or principal.partnerships else None


def permissions_of(principal: Principal) -> list[Permission]:
    """What somebody may change somewhere."""
    own: list[Permission] = ["save_query", "start_export"]
    sees_districts = principal.districts is None or bool(principal.districts)
    sees_partnerships = principal.partnerships is None or bool(principal.partnerships)
    of_districts: list[Permission] = ["propose_partnership", "place_participants"] if sees_districts else []
    of_partnerships: list[Permission] = ["edit_partnership", "publish_story"]
    return [*of_districts, *(of_partnerships if sees_districts or sees_partnerships else []), *own]


def permissions_in(principal: Principal, partnership: str, districts: Collection[str]) -> list[Permission]:
    """What somebody may change in a partnership of these districts."""
    if not principal.may_see_partnership(partnership, districts):
        return []
    placing: list[Permission] = ["place_participants"] if any(map(principal.may_see, districts)) else []
    return [*placing, "edit_partnership", "publish_story"]
