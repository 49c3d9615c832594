"""From a credential to a principal: the one place where it is decided who sends a request."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.authentication.bounded_cache import BoundedCache
from services.authentication.claims import ClaimRule, grants_from_claims
from services.authentication.credentials import Bearer, Credential, SessionCookie
from services.authentication.key_text import PREFIX, digest, is_key
from services.authentication.refusals import CredentialRefused, TokensExpired
from services.authentication.register import CredentialRegister
from services.authentication.sessions import Sessions
from services.authentication.stored import SessionDocument
from services.authentication.token_rules import MAX_NAME
from services.authentication.tokens import TokenVerifier
from services.core.access import DEVELOPMENT, Grant, Principal

CACHE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, and by which credential they came.

    Attributes:
        display_name: for themselves; `principal.name` is for records.
        session: of a browser that signed in.
    """

    principal: Principal
    display_name: str
    session: SessionDocument | None = None


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody of the menu of the development sign-in."""

    key: str
    name: str
    summary: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class _Person:
    """What a verified token says."""

    issuer: str
    subject: str
    name: str
    grants: tuple[Grant, ...]
    until: datetime


DEVELOPER = Identity(DEVELOPMENT, "Development")


class Authenticator:
    """Verified tokens are kept by their digests until they expire, so that a request costs a look-up."""

    def __init__(
        self,
        register: CredentialRegister,
        sessions: Sessions,
        verifier: TokenVerifier | None,
        rules: tuple[ClaimRule, ...],
        now: Callable[[], datetime],
        clock: Callable[[], float],
        sample_people: Mapping[str, SamplePerson] | None = None,
    ) -> None:
        self.register = register
        self.sample_people = sample_people or {}
        self.sessions = sessions
        self._verifier = verifier
        self._rules = rules
        self._now = now
        self._people: BoundedCache[_Person] = BoundedCache(CACHE_SECONDS, clock)
        self._identities: BoundedCache[tuple[int, Identity]] = BoundedCache(CACHE_SECONDS, clock)

    @property
    def has_provider(self) -> bool:
        return self._verifier is not None

    async def is_configured(self) -> bool:
        """Whether everybody needs a credential: there is a provider, or there was ever a key. Raises StoreError."""
        await self.register.refresh()
        return self.has_provider or self.register.has_keys

    async def identity(self, credential: Credential | None) -> Identity | None:
        """Who has the credential; None: there is none, and one is needed.

        Raises:
            CredentialRefused: it shows nobody.
            ProviderUnavailable, StoreError: that cannot be said now.
        """
        configured = await self.is_configured()
        match credential:
            case Bearer(text=text) if text.startswith(PREFIX):
                return self._of_key(text)
            case Bearer(text=text):
                return await self._of_token(text)
            case SessionCookie(secret=secret) if configured:
                return await self._of_session(secret)
            case SessionCookie(secret=secret):
                return await self._of_sample(secret)
        return None if configured else DEVELOPER

    def _of_key(self, text: str) -> Identity:
        sha256, now = digest(text), self._now()
        pair = self.register.key(sha256, now)
        if pair is None:
            raise CredentialRefused(
                "API key unknown, expired or revoked" if is_key(text) else "API key with a wrong checksum"
            )
        key, secret = pair
        self.register.note_use(key.id, now)
        if (known := self._known(sha256)) is not None:
            return known
        principal = Principal(f"key:{key.id}", grants=(key.grant(),), kind="key", until=secret.until)
        return self._keep(sha256, Identity(principal, key.name), ())

    async def _of_token(self, text: str) -> Identity:
        if self._verifier is None:
            raise CredentialRefused("token without a configured provider")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        if (known := self._known(sha256)) is not None:
            return known
        person = self._people.get(sha256)
        if person is None or self._now() >= person.until:
            person = self._person(await self._verifier.access_claims(text), self._verifier.expected.leeway)
            self._people.put(sha256, person)
        return self._keep(sha256, *self._of_person(person))

    def _person(self, claims: dict[str, Any], leeway: float) -> _Person:
        """`until`: when the token is refused: its end, and the leeway of clocks."""
        until = datetime.fromtimestamp(claims["exp"] + leeway, UTC)
        grants = grants_from_claims(claims, self._rules, datetime.min.replace(tzinfo=UTC))
        return _Person(claims["iss"], claims["sub"], display_name(claims), grants, until)

    def _of_person(self, person: _Person, session: SessionDocument | None = None) -> tuple[Identity, tuple[Grant, ...]]:
        """With Tandem's own grants beside those of the claims; and all of them, in force or not."""
        own = self.register.grants(person.issuer, person.subject)
        everything = (*person.grants, *own)
        name = f"{person.issuer}#{person.subject}"
        principal = _person_principal(name, everything, person.until, self._now())
        return Identity(principal, person.name, session), own

    async def _of_session(self, secret: str) -> Identity:
        session = await self.sessions.find(secret)
        if session.person:
            raise CredentialRefused("development sign-in, which is off by now")
        if self._verifier is None or session.issuer != self._verifier.expected.issuer:
            raise CredentialRefused("session of another provider")
        if self._now() >= session.tokens_until:
            raise TokensExpired("tokens of the session have expired")
        grants = tuple(grant.grant() for grant in session.grants)
        until = min(session.until, session.tokens_until)
        return self._of_person(_Person(session.issuer, session.subject, session.name, grants, until), session)[0]

    async def _of_sample(self, secret: str) -> Identity:
        """Somebody of the menu; whoever has chosen nobody there is the development principal."""
        try:
            session = await self.sessions.find(secret)
        except CredentialRefused:
            return DEVELOPER
        person = self.sample_people.get(session.person)
        if person is None:
            return DEVELOPER
        principal = Principal(f"sample:{person.key}", grants=person.grants, kind="development", until=session.until)
        return Identity(principal, person.name, session)

    def _known(self, sha256: str) -> Identity | None:
        """The identity of before, while nothing has changed that it was made of."""
        known = self._identities.get(sha256)
        return known[1] if known is not None and known[0] == self.register.revision else None

    def _keep(self, sha256: str, identity: Identity, own: tuple[Grant, ...]) -> Identity:
        now = self._now()
        ends = [moment for grant in own for moment in (grant.begin, grant.until) if moment is not None and moment > now]
        ends += [identity.principal.until] if identity.principal.until is not None else []
        seconds = min(((moment - now).total_seconds() for moment in ends), default=CACHE_SECONDS)
        self._identities.put(sha256, (self.register.revision, identity), seconds)
        return identity


def display_name(claims: Mapping[str, Any]) -> str:
    """What somebody is called, for themselves to see."""
    for name in ("name", "preferred_username", "email", "sub"):
        value = claims.get(name)
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value.strip()[:MAX_NAME]
    return ""


def _person_principal(name: str, grants: tuple[Grant, ...], until: datetime, now: datetime) -> Principal:
    """With nothing in force they are signed in, and may do nothing."""
    return Principal(name, grants=grants, until=until).at(now) if grants else Principal(name, until=until)
