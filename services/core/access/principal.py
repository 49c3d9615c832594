"""Who asks, and where they may. Scope is applied where plans are made, so tenancy is a change in one place."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, Self

from services.core.access.grants import Grant, Ids, Role, Scope, includes, is_in_force
from services.core.access.sight import EVERYTHING_SEEN, Scopes, Sight, sight_of

PrincipalKind = Literal["development", "person", "key", "anonymous"]

_ALWAYS = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody with a right to ask. Make one of a name and grants; of districts and partnerships, it gets the grants
    of an administrator of these districts and of a partner in these partnerships.

    Attributes:
        name: for audit records, and whose a saved query or an export is: no two people share one.
        districts: the districts that they may know of; None: all. Follows from the grants where there are any.
        partnerships: those that they may see whatever the district, as a partner does; None: all. Follows, too.
        grants: what they may do; whoever resolves a principal leaves those out that are not in force (`at`).
        until: when the credential ends by which they came; None: never.
        held: the grants, also those that districts and partnerships stand for.
        sight: all that decides what they read, by the grants: answers may be shared by those who have the same.
    """

    name: str
    districts: Ids = frozenset()
    partnerships: Ids = frozenset()
    grants: tuple[Grant, ...] = ()
    kind: PrincipalKind = "person"
    until: datetime | None = None
    held: tuple[Grant, ...] = field(init=False, repr=False, compare=False)
    sight: Sight = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "held", self.grants or _implied(self.districts, self.partnerships))
        object.__setattr__(self, "sight", EVERYTHING_SEEN if self.is_unlimited else sight_of(self.held))
        if self.grants:
            object.__setattr__(self, "districts", self.sight.districts)
            object.__setattr__(self, "partnerships", self.sight.partnership_ids)

    @property
    def is_unlimited(self) -> bool:
        """Whether no table is asked, as without sign-in. Sample people have grants, and are held to them."""
        return self.kind == "development" and not self.grants

    def at(self, now: datetime) -> Self:
        """The same principal with the grants that are in force: somebody without any may do nothing."""
        current = tuple(grant for grant in self.grants if is_in_force(grant, now))
        if len(current) == len(self.grants):
            return self
        other = type(self)(self.name, grants=current, kind=self.kind, until=self.until)
        return other.with_agreements(self.sight.protected)

    def with_agreements(self, protected: Scopes) -> Self:
        """The same principal while data-sharing agreements in force share with them what lies in these scopes."""
        other = replace(self)
        object.__setattr__(other, "sight", replace(other.sight, protected=protected))
        return other

    def may_see(self, district: str) -> bool:
        """Whether they may know of a district."""
        return self.sight.sees_district(district)

    def covers(self, districts: Collection[str] | None, partnerships: Collection[str] | None) -> bool:
        """Whether all of somebody's scope is in this one. A scope of nothing is in no other: it says of no tenant."""
        if not (districts is None or partnerships is None or districts or partnerships):
            return False
        return includes(self.districts, districts) and includes(self.partnerships, partnerships)


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
