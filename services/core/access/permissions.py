"""What somebody may change, in the words of the API."""

from collections.abc import Collection
from typing import Literal

from services.core.access.principal import Principal

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
