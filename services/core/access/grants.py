"""Roles and the grants that give them to somebody within a scope, for a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the consortium. `services.core.access.table` says what each may do."""

    CONSORTIUM_ANALYST = "consortium_analyst"
    DISTRICT_ADMIN = "district_admin"
    DISTRICT_ANALYST = "district_analyst"
    SCHOOL_LEADER = "school_leader"
    PARTNER = "partner"
    COORDINATOR = "coordinator"
    PUBLISHER = "publisher"
    OPERATOR = "operator"


Ids = frozenset[str] | None
"""Ids of one kind; None: all there are."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a grant holds: where all of its parts do. None: everywhere; an empty set: nowhere.

    Attributes:
        districts: ids of districts in the source system.
        schools: ids of schools in the source system; they say nothing without their districts.
        partnerships: ids of partnerships.
        organisations: ids of partner organisations, which stand for all partnerships of theirs.
        event_types: CloudEvents types that a publisher may append.
    """

    districts: Ids = None
    schools: Ids = None
    partnerships: Ids = None
    organisations: Ids = None
    event_types: Ids = None


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within a scope, for a time. A grant is never changed: a new one is added, or it is ended.

    Attributes:
        id: of this grant, for audit records.
        begin: the first moment at which it holds.
        until: the first moment at which it does not hold any more; None: until it is revoked.
        given_by: the name of who gave it, or of what it was read from.
    """

    id: str
    role: Role
    scope: Scope
    begin: datetime
    until: datetime | None = None
    given_by: str = ""


def is_in_force(grant: Grant, now: datetime) -> bool:
    return grant.begin <= now and (grant.until is None or now < grant.until)


def has(ids: Ids, wanted: str) -> bool:
    """Whether an id is among these. None has all."""
    return ids is None or wanted in ids


def includes(ids: Collection[str] | None, others: Collection[str] | None) -> bool:
    """Whether all of the others are among these. None is everything there is."""
    return ids is None or (others is not None and set(others) <= set(ids))


def union(parts: Collection[Ids]) -> Ids:
    """All ids of all parts."""
    named = [part for part in parts if part is not None]
    return frozenset().union(*named) if len(named) == len(parts) else None


_NEEDED: dict[Role, tuple[str, ...]] = {
    Role.DISTRICT_ADMIN: ("districts",),
    Role.DISTRICT_ANALYST: ("districts",),
    Role.COORDINATOR: ("districts",),
    Role.PUBLISHER: ("districts",),
    Role.SCHOOL_LEADER: ("districts", "schools"),
    Role.PARTNER: ("partnerships", "organisations"),
}


def missing_in_scope(role: Role, scope: Scope) -> tuple[str, ...]:
    """The parts that a scope must name for this role and does not; of a partner, one of the two is enough.

    Whoever reads grants from claims or a form refuses one that lacks a part: absent, it would mean everything.
    """
    absent = tuple(name for name in _NEEDED.get(role, ()) if getattr(scope, name) is None)
    return () if role is Role.PARTNER and len(absent) < len(_NEEDED[role]) else absent
