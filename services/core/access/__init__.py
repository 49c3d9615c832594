"""Who asks, and what they may see and do: roles, grants and principals. Nothing here knows how one signs in."""

from services.core.access.decisions import districts_for, may, scope_for
from services.core.access.grants import Grant, Ids, Role, Scope, has, is_in_force
from services.core.access.operations import Operation
from services.core.access.permissions import Permission, permissions_in, permissions_of, side_of
from services.core.access.principal import ANONYMOUS, DEVELOPMENT, Principal, PrincipalKind
from services.core.access.sight import Sight
from services.core.access.target import Target, target_of

__all__ = [
    "ANONYMOUS",
    "DEVELOPMENT",
    "Grant",
    "Ids",
    "Operation",
    "Permission",
    "Principal",
    "PrincipalKind",
    "Role",
    "Scope",
    "Sight",
    "Target",
    "districts_for",
    "has",
    "is_in_force",
    "may",
    "permissions_in",
    "permissions_of",
    "scope_for",
    "side_of",
    "target_of",
]
