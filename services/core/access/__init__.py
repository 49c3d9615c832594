"""Who asks, and what they may see and do: roles, grants and principals. Nothing here knows how one signs in."""

from services.core.access.grants import Grant, Role, Scope, is_in_force
from services.core.access.permissions import Permission, permissions_in, permissions_of, side_of
from services.core.access.principal import ANONYMOUS, DEVELOPMENT, Principal, PrincipalKind

__all__ = [
    "ANONYMOUS",
    "DEVELOPMENT",
    "Grant",
    "Permission",
    "Principal",
    "PrincipalKind",
    "Role",
    "Scope",
    "is_in_force",
    "permissions_in",
    "permissions_of",
    "side_of",
]
