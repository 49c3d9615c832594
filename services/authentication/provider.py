"""What an OpenID Connect provider says of itself (OpenID Connect Discovery 1.0)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from services.authentication.ports import ProviderClient
from services.authentication.refusals import ProviderUnavailable

RETRY_SECONDS = 10.0
"""After a failed discovery the provider is left alone for so long."""
FRESH_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """Where the provider is asked for what. Empty: it does not offer that.

    Attributes:
        names_issuer: it says in its answer to a sign-in who it is (RFC 9207).
        posts_secret: it takes a client's secret in the form only, and not as HTTP Basic.
    """

    issuer: str
    jwks_url: str
    authorization_url: str = ""
    token_url: str = ""
    end_session_url: str = ""
    names_issuer: bool = False
    posts_secret: bool = False


def url_problem(url: str) -> str | None:
    """Why keys and tokens are not sent for to this URL: whoever sits between could exchange them."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a port that is none raises
    except ValueError:
        return "is not a URL"
    if not parts.hostname or parts.username or parts.fragment:
        return "must name a host, and neither a user nor a fragment"
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname)):
        return None
    return "must begin with https:// (http:// is for loopback only)"


def is_loopback(host: str) -> bool:
    """Whether only this machine can be meant."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def metadata_of(document: dict[str, Any], issuer: str) -> ProviderMetadata:
    """The metadata in a discovery document, which must be the one of this issuer. Raises ProviderUnavailable."""
    if document.get("issuer") != issuer:
        raise ProviderUnavailable("the discovery document is of another issuer")

    def url(name: str) -> str:
        value = document.get(name, "")
        if not isinstance(value, str) or (value and (problem := url_problem(value))):
            raise ProviderUnavailable(f"discovery: {name} {problem if isinstance(value, str) else 'is no text'}")
        return value

    if not url("jwks_uri"):
        raise ProviderUnavailable("discovery names no jwks_uri")
    return ProviderMetadata(
        issuer,
        url("jwks_uri"),
        url("authorization_endpoint"),
        url("token_endpoint"),
        url("end_session_endpoint"),
        document.get("authorization_response_iss_parameter_supported") is True,
        "client_secret_basic" not in document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]),
    )


class Provider:
    """The provider's metadata: fetched when it is needed first, and again after an hour."""

    def __init__(self, issuer: str, client: ProviderClient, clock: Callable[[], float]) -> None:
        self.issuer = issuer
        self._client = client
        self._clock = clock
        self._metadata: ProviderMetadata | None = None
        self._next = float("-inf")
        self._fetching = asyncio.Lock()

    async def metadata(self) -> ProviderMetadata:
        """Raises ProviderUnavailable if it was never read and cannot be now."""
        if self._clock() >= self._next:
            async with self._fetching:
                if self._clock() >= self._next:
                    await self._fetch()
        if self._metadata is None:
            raise ProviderUnavailable("the provider's discovery document could not be read")
        return self._metadata

    async def _fetch(self) -> None:
        self._next = self._clock() + RETRY_SECONDS
        try:
            document = await self._client.get_json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            self._metadata = metadata_of(document, self.issuer)
        except ProviderUnavailable:
            if self._metadata is None:
                raise
            return  # the old one goes on to hold while the provider is away
        self._next = self._clock() + FRESH_SECONDS
