"""Puts authentication together for the settings."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from services.app.authentication_settings import AuthenticationSettings
from services.app.provider_client import HttpProviderClient
from services.app.sample_people import sample_people
from services.app.setting_errors import InvalidSetting
from services.authentication.authenticator import Authenticator
from services.authentication.key_set import KeySet
from services.authentication.provider import Provider
from services.authentication.register import CredentialRegister
from services.authentication.sessions import Sessions
from services.authentication.sign_in import ClientSettings, SignIn
from services.authentication.token_rules import Expectation
from services.authentication.tokens import TokenVerifier
from services.store.records import RecordStore
from services.web.authentication import Identification

SAMPLE_IDLE = timedelta(days=30)


def current_time() -> datetime:
    return datetime.now(UTC)


def identification_of(
    settings: AuthenticationSettings,
    store: RecordStore,
    address: str,
    now: Callable[[], datetime] = current_time,
    clock: Callable[[], float] = time.monotonic,
) -> Identification:
    """Who sends a request to a server with these settings.

    Args:
        address: by which browsers reach it, unless the settings name another.
    """
    register = CredentialRegister(store, clock)
    idle = timedelta(minutes=settings.session_idle_minutes) if settings.issuer else SAMPLE_IDLE
    sessions = Sessions(store, idle, now, clock)
    url = settings.public_url or address
    if not settings.issuer:
        authenticator = Authenticator(register, sessions, None, (), now, clock, sample_people())
        return Identification(authenticator, None, secure=url.startswith("https:"))
    requests = HttpProviderClient()
    provider = Provider(settings.issuer, requests, clock)
    keys = KeySet(_keys_url(settings, provider), requests, clock)
    verifier = _verifier(settings, keys, now)
    authenticator = Authenticator(register, sessions, verifier, settings.rules, now, clock)
    sign_in = None
    if settings.client_id:
        client = ClientSettings(
            settings.client_id,
            settings.client_secret,
            settings.scopes,
            f"{url}/sign-in/callback",
            f"{url}/",
            timedelta(hours=settings.session_hours),
        )
        sign_in = SignIn(client, provider, verifier, requests, sessions, store, settings.rules, now)
    return Identification(authenticator, sign_in, secure=url.startswith("https:"))


def check_public_url(settings: AuthenticationSettings, *, on_loopback: bool) -> None:
    """Raises InvalidSetting where the address that browsers come back to cannot be known."""
    if settings.client_id and not settings.public_url and not on_loopback:
        raise InvalidSetting(
            "TANDEM_CLIENT_ID needs TANDEM_PUBLIC_URL, the address by which browsers reach this server, such as "
            "https://tandem.example"
        )


def _keys_url(settings: AuthenticationSettings, provider: Provider) -> Callable[[], Awaitable[str]]:
    async def url() -> str:
        return settings.jwks_url or (await provider.metadata()).jwks_url

    return url


def _verifier(settings: AuthenticationSettings, keys: KeySet, now: Callable[[], datetime]) -> TokenVerifier:
    expected = Expectation(
        settings.issuer, settings.audience, frozenset(settings.clients), float(settings.leeway_seconds)
    )
    return TokenVerifier(keys, expected, settings.algorithms, lambda: now().timestamp())
