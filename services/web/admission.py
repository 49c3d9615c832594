"""Whom a connection was admitted as, and until when an open one may go on."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog
from starlette.types import Scope

from services.authentication.authenticator import Authenticator, Identity
from services.authentication.credentials import Credential, bearer
from services.authentication.refusals import CredentialRefused, ProviderUnavailable
from services.core.access import DEVELOPMENT, Principal
from services.store.port import StoreError

log = structlog.get_logger(__name__)
CHECK_SECONDS = 2.0
"""An open stream is checked so often: what was revoked ends it within these, and those of the register."""
UNKNOWN_SECONDS = 60.0
"""For so long a stream goes on while nobody can say whether its credential still holds."""
_MEMBER = "tandem.admission"


class Admission:
    """Attributes:
    identity: None: a WebSocket that has shown no credential yet.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        credential: Credential | None,
        identity: Identity | None,
        check_seconds: float = CHECK_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.identity = identity
        self._authenticator = authenticator
        self._credential = credential
        self._check_seconds = check_seconds
        self._now = now

    @property
    def principal(self) -> Principal:
        assert self.identity is not None, "nothing is run for whom nobody has admitted"
        return self.identity.principal

    async def show(self, payload: dict[str, Any] | None) -> None:
        """Take the credential of a WebSocket's `connection_init`: `{"authorization": "Bearer …"}`.

        Raises:
            CredentialRefused: it shows nobody, or there is none, and none came with the handshake.
            ProviderUnavailable, StoreError: that cannot be said now.
        """
        texts = [value for name, value in (payload or {}).items() if name.lower() == "authorization"]
        if texts:
            if not all(isinstance(text, str) for text in texts):
                raise CredentialRefused("authorization is no text")
            self._credential = bearer(texts)
            self.identity = await self._authenticator.identity(self._credential)
        if self.identity is None:
            raise CredentialRefused("no credential")

    async def until_ended(self) -> None:
        """Returns when the credential has expired or was revoked, or gives other rights than it gave."""
        sure_at = self._now()
        while True:
            await asyncio.sleep(self._seconds())
            try:
                identity = await self._authenticator.identity(self._credential)
                sure_at = self._now()
            except CredentialRefused as refused:
                log.info("authentication.stream_ended", reason=str(refused))
                return
            except (ProviderUnavailable, StoreError):
                if (self._now() - sure_at).total_seconds() >= UNKNOWN_SECONDS:
                    return
                continue
            if identity is None or _rights(identity) != _rights(self.identity):
                log.info("authentication.stream_ended", reason="other rights than before")
                return
            self.identity = identity

    def _seconds(self) -> float:
        until = self.principal.until
        left = self._check_seconds if until is None else (until - self._now()).total_seconds()
        return max(0.05, min(self._check_seconds, left))


def _rights(identity: Identity | None) -> tuple[object, ...]:
    return () if identity is None else (identity.principal.name, identity.principal.grants)


def admit(scope: Scope, admission: Admission) -> None:
    scope[_MEMBER] = admission


def admission_of(scope: Scope) -> Admission | None:
    """None: of an application without authentication, where everybody is the development principal."""
    admission: Admission | None = scope.get(_MEMBER)
    return admission


def principal_of(scope: Scope) -> Principal:
    """The one place from which every entry has its principal."""
    admission = admission_of(scope)
    return DEVELOPMENT if admission is None else admission.principal
