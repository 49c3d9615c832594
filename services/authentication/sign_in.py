"""Signing in with a browser: authorization code with PKCE (RFC 9700), done by the server.

The browser gets nothing but cookies: code, tokens and the client's secret stay between server and provider.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import msgspec
from msgspec.structs import replace

from services.authentication.authenticator import display_name
from services.authentication.claims import ClaimRule, grants_from_claims
from services.authentication.ports import ProviderClient
from services.authentication.provider import Provider, ProviderMetadata
from services.authentication.refusals import CredentialRefused, ProviderUnavailable
from services.authentication.sessions import GRACE, SealedTokens, Sessions, new_secret, seal, session_id, unseal
from services.authentication.stored import SIGN_IN, SessionDocument, SessionGrant
from services.authentication.token_rules import id_token_problem
from services.authentication.tokens import TokenVerifier
from services.store.records import RecordStore, StoredRecord

ATTEMPT = timedelta(minutes=10)
"""For so long a sign-in may take."""
CLAIM = timedelta(seconds=30)
"""For so long a session goes on to hold while one process refreshes its tokens."""
_ALWAYS = datetime.min.replace(tzinfo=UTC)
_SHORTEST, _USUAL = 30, 300
"""Seconds of an access token, if the provider says fewer or does not say."""


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """This server as a client of the provider.

    Attributes:
        secret: empty: it is a public client.
        redirect_url: where the provider sends browsers back to after a sign-in, and `home_url` after a sign-out.
    """

    client_id: str
    secret: str
    scopes: str
    redirect_url: str
    home_url: str
    lifetime: timedelta


class Attempt(msgspec.Struct, frozen=True):
    """A sign-in that has begun."""

    state: str
    nonce: str
    verifier: str
    to: str
    until: datetime


class SignIn:
    """Begins and completes sign-ins, refreshes sessions and ends them."""

    def __init__(
        self,
        client: ClientSettings,
        provider: Provider,
        verifier: TokenVerifier,
        requests: ProviderClient,
        sessions: Sessions,
        store: RecordStore,
        rules: tuple[ClaimRule, ...],
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._provider = provider
        self._verifier = verifier
        self._requests = requests
        self._sessions = sessions
        self._store = store
        self._rules = rules
        self._now = now
        self._refreshing: dict[str, asyncio.Task[str]] = {}

    async def begin(self, to: str) -> tuple[str, str]:
        """The provider's address to send the browser to, and the secret that binds the attempt to this browser."""
        metadata = await self._provider.metadata()
        if not (metadata.authorization_url and metadata.token_url):
            raise ProviderUnavailable("discovery names no authorization_endpoint or no token_endpoint")
        secret, now = new_secret(), self._now()
        attempt = Attempt(new_secret(), new_secret(), secrets.token_urlsafe(64), to, now + ATTEMPT)
        await self._store.remove_records_until(now)
        raw = msgspec.json.encode(attempt)
        await self._store.put_record(StoredRecord(SIGN_IN, session_id(secret), raw, attempt.until))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        parameters = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_url,
            "scope": self._client.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return _with(metadata.authorization_url, parameters), secret

    async def complete(self, secret: str, parameters: Mapping[str, str]) -> tuple[str, str, datetime]:
        """The secret of a new session, where its browser wanted to go, and when the session ends.

        Raises:
            CredentialRefused: this browser did not begin it, it took too long, or the provider refused.
            ProviderUnavailable: the provider cannot be asked.
        """
        metadata = await self._provider.metadata()
        attempt = await self._attempt(secret)
        if not hmac.compare_digest(parameters.get("state", "").encode(), attempt.state.encode()):
            raise CredentialRefused("sign-in with another state")
        if parameters.get("iss", metadata.issuer) != metadata.issuer or (
            metadata.names_issuer and "iss" not in parameters
        ):
            raise CredentialRefused("sign-in by another issuer")
        if "error" in parameters or not parameters.get("code"):
            raise CredentialRefused(f"the provider refused: {parameters.get('error', 'no code')[:50]}")
        answer = await self._exchange(
            metadata,
            {
                "grant_type": "authorization_code",
                "code": parameters["code"],
                "redirect_uri": self._client.redirect_url,
                "code_verifier": attempt.verifier,
            },
        )
        claims = await self._id_claims(answer, attempt.nonce)
        now, session_secret = self._now(), new_secret()
        session = self._session(claims, answer, session_secret, now, now + self._client.lifetime)
        await self._sessions.add(session_secret, session)
        return session_secret, attempt.to, session.until

    async def refresh(self, secret: str) -> str:
        """The secret of the session that follows on one whose tokens have expired; the same one if another process is
        refreshing it just now. Raises CredentialRefused, ProviderUnavailable.
        """
        own_id = session_id(secret)
        if (task := self._refreshing.get(own_id)) is None:
            task = asyncio.create_task(self._refresh(secret))
            self._refreshing[own_id] = task
            task.add_done_callback(lambda _: self._refreshing.pop(own_id, None))
        return await asyncio.shield(task)

    async def sign_out_url(self, secret: str | None) -> str:
        """Ends the session, and says where the browser is to go: to the provider, if it wants to know."""
        tokens = SealedTokens()
        if secret is not None:
            try:
                session = await self._sessions.find(secret)
                tokens = unseal(session.sealed, secret) if session.sealed else tokens
            except CredentialRefused:
                pass  # it has ended before
            await self._sessions.end(secret)
        try:
            end_url = (await self._provider.metadata()).end_session_url
        except ProviderUnavailable:
            end_url = ""
        if not end_url:
            return self._client.home_url
        parameters = {"client_id": self._client.client_id, "post_logout_redirect_uri": self._client.home_url}
        return _with(end_url, parameters | ({"id_token_hint": tokens.id_token} if tokens.id_token else {}))

    async def _attempt(self, secret: str) -> Attempt:
        """Of this browser; it is used up by being looked at."""
        record = await self._store.record(SIGN_IN, session_id(secret))
        await self._store.remove_record(SIGN_IN, session_id(secret))
        if record is None:
            raise CredentialRefused("sign-in that was not begun here, or was used before")
        attempt = msgspec.json.decode(record.raw, type=Attempt)
        if self._now() >= attempt.until:
            raise CredentialRefused("sign-in took too long")
        return attempt

    async def _refresh(self, secret: str) -> str:
        session = await self._sessions.find(secret)
        tokens = unseal(session.sealed, secret) if session.sealed else SealedTokens()
        if not tokens.refresh_token:
            raise CredentialRefused("tokens have expired, and there is no refresh token")
        now, next_secret = self._now(), new_secret()
        claimed = await self._sessions.replace(secret, replace(session, tokens_until=now + CLAIM))
        if claimed is None:
            return secret
        try:
            fields = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token}
            answer = await self._exchange(await self._provider.metadata(), fields)
            following = await self._following(session, tokens, answer, next_secret)
        except CredentialRefused:
            await self._sessions.end(secret)
            raise
        except ProviderUnavailable:
            await self._sessions.replace(secret, session)
            raise
        await self._sessions.add(next_secret, following)
        ending = replace(claimed, sealed=b"", replaced_until=now + GRACE, tokens_until=now + GRACE)
        await self._sessions.replace(secret, ending)
        return next_secret

    async def _following(
        self, session: SessionDocument, tokens: SealedTokens, answer: Mapping[str, Any], secret: str
    ) -> SessionDocument:
        """The session with what the provider says now; without a new ID token, what it said before."""
        now = self._now()
        kept = SealedTokens(
            answer.get("refresh_token") or tokens.refresh_token, answer.get("id_token") or tokens.id_token
        )
        if answer.get("id_token"):
            claims = await self._id_claims(answer, None)
            if (claims["iss"], claims["sub"]) != (session.issuer, session.subject):
                raise CredentialRefused("refreshed tokens are of somebody else")
            made = self._session(claims, answer, secret, now, session.until)
            return replace(made, begun_at=session.begun_at, sealed=seal(kept, secret))
        return replace(session, seen_at=now, tokens_until=_tokens_until(answer, now), sealed=seal(kept, secret))

    def _session(
        self, claims: Mapping[str, Any], answer: Mapping[str, Any], secret: str, now: datetime, until: datetime
    ) -> SessionDocument:
        tokens = SealedTokens(answer.get("refresh_token", ""), answer["id_token"])
        ends = _tokens_until(answer, now)
        if not tokens.refresh_token:
            ends = max(ends, datetime.fromtimestamp(claims["exp"], UTC))
        return SessionDocument(
            issuer=claims["iss"],
            subject=claims["sub"],
            name=display_name(claims),
            grants=[SessionGrant.of(grant) for grant in grants_from_claims(claims, self._rules, _ALWAYS)],
            begun_at=now,
            seen_at=now,
            tokens_until=ends,
            until=until,
            sealed=seal(tokens, secret),
        )

    async def _id_claims(self, answer: Mapping[str, Any], nonce: str | None) -> dict[str, Any]:
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise CredentialRefused("the provider gave no ID token")
        signed = await self._verifier.signed(token)
        expected = self._verifier.expected
        problem = id_token_problem(
            signed.claims, expected.issuer, self._client.client_id, nonce, expected.leeway, self._now().timestamp()
        )
        if problem:
            raise CredentialRefused(f"ID token: {problem}")
        return signed.claims

    async def _exchange(self, metadata: ProviderMetadata, fields: dict[str, str]) -> dict[str, Any]:
        """The token endpoint's answer, with the members of it that are used as texts."""
        client, authorization = self._client, None
        if client.secret and not metadata.posts_secret:
            pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            fields = fields | {"client_id": client.client_id}
            fields |= {"client_secret": client.secret} if client.secret else {}
        answer = await self._requests.post_form(metadata.token_url, fields, authorization)
        for name in ("id_token", "refresh_token"):
            if not isinstance(answer.get(name, ""), str):
                raise CredentialRefused(f"the provider's {name} is no text")
        return answer


def safe_path(text: str) -> str:
    """Where to go after a sign-in: a path of this server, or its first page. No other site is ever linked to."""
    inside = text.startswith("/") and not text.startswith("//") and "\\" not in text
    return text if inside and text.isprintable() and len(text) <= 2_000 else "/"


def _with(url: str, parameters: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}"


def _tokens_until(answer: Mapping[str, Any], now: datetime) -> datetime:
    seconds = answer.get("expires_in")
    known = seconds if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0 else _USUAL
    return now + timedelta(seconds=max(_SHORTEST, min(known, 86_400)))
