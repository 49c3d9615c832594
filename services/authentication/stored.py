"""What authentication keeps: versions of API keys and of grants, as JSON."""

from datetime import datetime
from typing import Any

import msgspec

from services.core.access import Grant, Role, Scope, is_in_force
from services.core.access.grants import missing_in_scope

KEY, GRANT, USE, SESSION, SIGN_IN = "api-key", "grant", "api-key-use", "session", "sign-in"
"""Kinds of records."""
MAX_TEXT = 200


class ScopeDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """`Scope` as it is stored. Absent: everywhere."""

    districts: list[str] | None = None
    schools: list[str] | None = None
    partnerships: list[str] | None = None
    organisations: list[str] | None = None
    event_types: list[str] | None = None

    @classmethod
    def of(cls, scope: Scope) -> "ScopeDocument":
        return cls(*(None if ids is None else sorted(ids) for ids in _parts(scope)))

    def scope(self) -> Scope:
        return Scope(*(None if ids is None else frozenset(ids) for ids in _parts(self)))


def _parts(scope: Any) -> list[Any]:
    return [scope.districts, scope.schools, scope.partnerships, scope.organisations, scope.event_types]


class KeySecret(msgspec.Struct, frozen=True, kw_only=True):
    """One secret of a key: its SHA-256 in hex, and from when until when it is taken.

    A plain hash is right here, and a slow one (bcrypt, Argon2) would protect nothing more: it slows down whoever tries
    the passwords that people choose, but a secret is 256 random bits, which nobody can try. A slow one would be paid
    with every request.
    """

    sha256: str
    begin: datetime
    until: datetime | None


class KeyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an API key. The newest holds; versions are added and never changed."""

    id: str
    version: int
    name: str
    role: Role
    scope: ScopeDocument
    secrets: list[KeySecret]
    changed_at: datetime
    changed_by: str
    revoked: bool = False

    def grant(self) -> Grant:
        """What the key may do; its secrets say when."""
        return Grant(
            f"key-{self.id}",
            self.role,
            self.scope.scope(),
            datetime.min.replace(tzinfo=self.changed_at.tzinfo),
            None,
            self.changed_by,
        )


class GrantVersion(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a grant to a person, who is a subject of an issuer. Revoking adds a version that ends it."""

    id: str
    version: int
    issuer: str
    subject: str
    role: Role
    scope: ScopeDocument
    begin: datetime
    until: datetime | None
    given_by: str
    changed_at: datetime
    changed_by: str

    def grant(self) -> Grant:
        return Grant(self.id, self.role, self.scope.scope(), self.begin, self.until, self.given_by)

    def is_in_force(self, now: datetime) -> bool:
        return is_in_force(self.grant(), now)


class SessionDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A session of a browser. Its id is the SHA-256 of what the cookie holds.

    Attributes:
        person: the menu's person in a development sign-in; then there is no provider.
        grants: what the claims gave when they were read last.
        tokens_until: when the provider's tokens end; then they are refreshed, or the session ends.
        until: when the session ends in any case.
        sealed: refresh token and ID token, encrypted with a key that only the cookie gives.
        replaced_until: it was replaced by another one, and is taken until then for requests that were on their way.
    """

    issuer: str
    subject: str
    name: str
    grants: list["SessionGrant"]
    begun_at: datetime
    seen_at: datetime
    tokens_until: datetime
    until: datetime
    sealed: bytes = b""
    person: str = ""
    replaced_until: datetime | None = None


class SessionGrant(msgspec.Struct, frozen=True):
    """A grant as a session keeps it."""

    id: str
    role: Role
    scope: ScopeDocument
    begin: datetime

    @classmethod
    def of(cls, grant: Grant) -> "SessionGrant":
        return cls(grant.id, grant.role, ScopeDocument.of(grant.scope), grant.begin)

    def grant(self) -> Grant:
        return Grant(self.id, self.role, self.scope.scope(), self.begin, None, "claims")


def scope_problem(role: Role, scope: Scope) -> str | None:
    """Why a role cannot be given within a scope."""
    if missing := missing_in_scope(role, scope):
        return f"a {role} needs {' or '.join(missing)}"
    if scope.schools is not None and scope.districts is None:
        return "schools say nothing without their districts"
    return None
