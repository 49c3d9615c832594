"""Who asks, and where they may. Scope is applied where plans are made, so tenancy is a change in one place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self

from services.core.access.grants import Grant, Ids, Role, Scope, includes, is_in_force, union
from services.core.conditions import EVERYTHING, Condition, In

PrincipalKind = Literal["development", "person", "key", "anonymous"]

_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
_INSIDE = (Role.DISTRICT_ADMIN, Role.DISTRICT_ANALYST)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody with a right to ask. Make one of a name and grants; of districts and partnerships, it gets the grants
    of an administrator of these districts and of a partner in these partnerships.

    Attributes:
        name: for audit records, and whose a saved query or an export is: no two people share one.
        districts: the districts of which they may see all; None: all. Follows from the grants where there are any.
        partnerships: the partnerships that they may see, whatever the district, as a partner does; None: all.
        grants: what they may do; whoever resolves a principal leaves those out that are not in force (`at`).
        until: when the credential ends by which they came; None: never.
    """

    name: str
    districts: Ids = frozenset()
    partnerships: Ids = frozenset()
    grants: tuple[Grant, ...] = ()
    kind: PrincipalKind = "person"
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.grants:
            object.__setattr__(self, "districts", _districts_of(self.grants))
            object.__setattr__(self, "partnerships", _partnerships_of(self.grants))
        else:
            object.__setattr__(self, "grants", _implied(self.districts, self.partnerships))

    def at(self, now: datetime) -> Self:
        """The same principal with the grants that are in force: somebody without any may do nothing."""
        current = tuple(grant for grant in self.grants if is_in_force(grant, now))
        if len(current) == len(self.grants):
            return self
        return type(self)(self.name, grants=current, kind=self.kind, until=self.until)

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
        return includes(self.districts, districts) and includes(self.partnerships, partnerships)

    def scope(self) -> Condition:
        """The condition that every query over cells carries."""
        return EVERYTHING if self.districts is None else In("district", tuple(sorted(self.districts)))

    def visible(self, district: str | None) -> Collection[str] | None:
        """The districts to list: those asked for and allowed; None: all."""
        if district is None:
            return self.districts
        return (district,) if self.may_see(district) else ()


def _districts_of(grants: tuple[Grant, ...]) -> Ids:
    return union([grant.scope.districts for grant in grants if grant.role in _INSIDE])


def _partnerships_of(grants: tuple[Grant, ...]) -> Ids:
    return union([_named(grant.scope) for grant in grants if grant.role is Role.PARTNER])


def _named(scope: Scope) -> Ids:
    return frozenset() if scope.partnerships is None and scope.organisations is not None else scope.partnerships


def _implied(districts: Ids, partnerships: Ids) -> tuple[Grant, ...]:
    """The grants of a principal that was made of districts and partnerships."""
    admin = Grant("districts", Role.DISTRICT_ADMIN, Scope(districts=districts), _ALWAYS)
    partner = Grant("partnerships", Role.PARTNER, Scope(partnerships=partnerships), _ALWAYS)
    return (*_unless_empty(admin, districts), *_unless_empty(partner, partnerships))


def _unless_empty(grant: Grant, ids: Ids) -> tuple[Grant, ...]:
    return (grant,) if ids is None or ids else ()


DEVELOPMENT = Principal(name="development", districts=None, partnerships=None, kind="development")
"""The only principal of a server without configured authentication, which binds to loopback only: sees everything."""

ANONYMOUS = Principal(name="anonymous", kind="anonymous")
"""Nobody signed in while authentication is configured: may know who they are, and read what is public."""
