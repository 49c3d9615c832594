"""The one table of who may do what: role × operation × whose it is. Everything else asks it (`decisions`, `sight`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from services.core.access.grants import Role
from services.core.access.operations import Operation as Op


class Relation(StrEnum):
    """Whose something is, seen from a grant: within its scope, another district's that may share it, or neither."""

    OWN = "own"
    SHARED = "shared"
    FOREIGN = "foreign"


class Verdict(StrEnum):
    """What the table says. What is refused looks like what is not there."""

    NO = "no"
    YES = "yes"
    PARTICIPANTS = "participants"
    """Only of participants of partnerships in scope, and without attributes of learners."""
    PROTECTED = "protected"
    """Only under a data-sharing agreement in force, and from a protected release."""


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What a role may do with what is its own, and with what others share. Nothing is allowed of anything foreign."""

    own: Verdict = Verdict.NO
    shared: Verdict = Verdict.NO

    def of(self, relation: Relation) -> Verdict:
        return {Relation.OWN: self.own, Relation.SHARED: self.shared}.get(relation, Verdict.NO)


NOTHING_ALLOWED = AccessRule()
_OWN, _PARTICIPANTS = AccessRule(own=Verdict.YES), AccessRule(own=Verdict.PARTICIPANTS)
_PROTECTED = AccessRule(shared=Verdict.PROTECTED)

_ADMIN, _ANALYST, _LEADER = Role.DISTRICT_ADMIN, Role.DISTRICT_ANALYST, Role.SCHOOL_LEADER
_COORDINATOR, _PARTNER, _CONSORTIUM = Role.COORDINATOR, Role.PARTNER, Role.CONSORTIUM_ANALYST
_PUBLISHER, _OPERATOR = Role.PUBLISHER, Role.OPERATOR

_READERS = (_ADMIN, _ANALYST, _LEADER, _COORDINATOR, _PARTNER, _CONSORTIUM)


def _own(*roles: Role) -> dict[Role, AccessRule]:
    return dict.fromkeys(roles, _OWN)


_LEARNERS = {
    **_own(_ADMIN, _ANALYST, _LEADER),
    _COORDINATOR: _PARTICIPANTS,
    _PARTNER: _PROTECTED,
    _CONSORTIUM: _PROTECTED,
}

_TABLE: dict[Op, dict[Role, AccessRule]] = {
    Op.READ_CATALOGUE: _own(*Role),
    Op.READ_VIEWER: _own(*Role),
    Op.READ_PUBLIC_STORIES: _own(*Role),
    Op.READ_DIRECTORY: _own(_ADMIN, _ANALYST, _LEADER, _COORDINATOR, _CONSORTIUM),
    Op.READ_LEARNER_METRICS: _LEARNERS,
    Op.READ_PARTNERSHIP_METRICS: _own(*_READERS),
    Op.READ_PARTNERSHIPS: _own(*_READERS),
    Op.READ_SAVED_QUERIES: _own(*_READERS),
    Op.EXPORT: _own(*_READERS),
    Op.PROPOSE: _own(_ADMIN, _COORDINATOR),
    Op.EDIT: _own(_ADMIN, _COORDINATOR, _PARTNER),
    Op.DECIDE: _own(_ADMIN, _COORDINATOR),
    Op.ACT_FOR_DISTRICT: _own(_ADMIN, _COORDINATOR),
    Op.ACT_FOR_PARTNER: _own(_PARTNER),
    Op.PLACE: _own(_ADMIN, _LEADER, _COORDINATOR),
    Op.PUBLISH_TO_DISTRICT: _own(_ADMIN, _COORDINATOR),
    Op.PUBLISH_TO_PARTNERS: _own(_ADMIN, _COORDINATOR, _PARTNER),
    Op.PUBLISH_TO_EVERYBODY: _own(_ADMIN, _COORDINATOR),
    Op.SAVE_PRIVATE: _own(*_READERS),
    Op.SAVE_FOR_DISTRICT: _own(_ADMIN, _ANALYST, _COORDINATOR, _CONSORTIUM),
    Op.SAVE_FOR_CONSORTIUM: _own(_ADMIN, _ANALYST, _COORDINATOR, _CONSORTIUM),
    Op.APPEND_EVENTS: _own(_PUBLISHER),
    Op.IMPORT_RECORDS: _own(_ADMIN, _PUBLISHER),
    Op.IMPORT_PARTICIPATIONS: _own(_ADMIN, _COORDINATOR, _PUBLISHER),
    Op.IMPORT_ENGAGEMENTS: _own(_ADMIN, _COORDINATOR, _PARTNER, _PUBLISHER),
    Op.READ_DATA_QUALITY: _own(_ADMIN, _ANALYST, _COORDINATOR),
    Op.READ_DATA_HEALTH: _own(_ADMIN, _ANALYST, _COORDINATOR, _OPERATOR),
    Op.READ_REFUSALS: _own(_ADMIN, _ANALYST, _COORDINATOR, _PUBLISHER, _OPERATOR),
    Op.OPERATE: _own(_OPERATOR),
    Op.GIVE_ACCESS: _own(_ADMIN, _PARTNER),
    Op.WRITE_POLICIES: _own(_ADMIN),
    Op.READ_AGREEMENTS: _own(_ADMIN, _ANALYST, _COORDINATOR, _PARTNER, _CONSORTIUM),
    Op.SIGN_FOR_DISTRICT: _own(_ADMIN),
    Op.SIGN_FOR_PARTNER: _own(_PARTNER),
    Op.READ_AUDIT: _own(_ADMIN, _PARTNER, _OPERATOR),
    Op.REQUEST_ERASURE: _own(_ADMIN),
    Op.CARRY_OUT_ERASURE: _own(_OPERATOR),
}
TABLE: Mapping[Op, Mapping[Role, AccessRule]] = MappingProxyType(_TABLE)

FOR_ANYBODY = frozenset({Op.READ_VIEWER, Op.READ_PUBLIC_STORIES})
"""What somebody may do who has not signed in."""

OUTSIDE = frozenset({_PARTNER, _CONSORTIUM})
"""Roles that are outside of every district: what comes from learners is never their own."""

LEARNER_DERIVED = frozenset({Op.READ_LEARNER_METRICS})


def rule_of(role: Role, operation: Op) -> AccessRule:
    return TABLE[operation].get(role, NOTHING_ALLOWED)
