"""What somebody may change, in the words of the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from services.core.access.decisions import may
from services.core.access.grants import Role
from services.core.access.operations import Operation as Op
from services.core.access.principal import Principal
from services.core.access.target import Target

Permission = Literal[
    "propose_partnership",
    "place_participants",
    "edit_partnership",
    "publish_story",
    "save_query",
    "start_export",
    "decide_partnership",
    "act_for_district",
    "act_for_partner",
    "share_query",
    "send_events",
    "import_records",
    "import_participations",
    "import_engagements",
    "read_data_health",
    "operate",
]
"""What may be changed: each stands for the mutations of its kind."""

_PUBLISHING = (Op.PUBLISH_TO_DISTRICT, Op.PUBLISH_TO_PARTNERS, Op.PUBLISH_TO_EVERYBODY)
PERMISSIONS: Mapping[Permission, tuple[Op, ...]] = {
    "propose_partnership": (Op.PROPOSE,),
    "place_participants": (Op.PLACE,),
    "edit_partnership": (Op.EDIT,),
    "publish_story": _PUBLISHING,
    "save_query": (Op.SAVE_PRIVATE,),
    "start_export": (Op.EXPORT,),
    "decide_partnership": (Op.DECIDE,),
    "act_for_district": (Op.ACT_FOR_DISTRICT,),
    "act_for_partner": (Op.ACT_FOR_PARTNER,),
    "share_query": (Op.SAVE_FOR_DISTRICT, Op.SAVE_FOR_CONSORTIUM),
    "send_events": (Op.APPEND_EVENTS,),
    "import_records": (Op.IMPORT_RECORDS,),
    "import_participations": (Op.IMPORT_PARTICIPATIONS,),
    "import_engagements": (Op.IMPORT_ENGAGEMENTS,),
    "read_data_health": (Op.READ_DATA_HEALTH, Op.READ_REFUSALS),
    "operate": (Op.OPERATE,),
}
"""Whoever may do one of these somewhere has the permission."""
IN_PARTNERSHIP: tuple[Permission, ...] = (
    "place_participants",
    "edit_partnership",
    "publish_story",
    "decide_partnership",
    "act_for_district",
    "act_for_partner",
)


def side_of(principal: Principal) -> Literal["district", "partner"] | None:
    """The side for which somebody acts; None: for either, or for none."""
    roles = {grant.role for grant in principal.held}
    if principal.districts is None and principal.partnerships is None:
        return None
    if roles & {Role.DISTRICT_ADMIN, Role.DISTRICT_ANALYST, Role.SCHOOL_LEADER, Role.COORDINATOR}:
        return "district"
    return "partner" if Role.PARTNER in roles else None


def permissions_of(principal: Principal, now: datetime | None = None) -> list[Permission]:
    """What somebody may change somewhere."""
    return [name for name, operations in PERMISSIONS.items() if any(may(principal, op, now=now) for op in operations)]


def permissions_in(principal: Principal, partnership: Target) -> list[Permission]:
    """What somebody may change in a partnership."""
    return [name for name in IN_PARTNERSHIP if any(may(principal, op, partnership) for op in PERMISSIONS[name])]
