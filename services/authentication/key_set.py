"""The provider's public keys: cached, fetched anew when a token names a key that is not among them, but not too often.

Anybody can send tokens that name unknown keys. So there is one fetch at a time, and at least `REFETCH_SECONDS` lie
between two of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from services.authentication.ports import ProviderClient
from services.authentication.refusals import CredentialRefused, ProviderUnavailable

log = structlog.get_logger(__name__)
REFETCH_SECONDS = 15.0
FRESH_SECONDS = 300.0
"""After so long keys are fetched again, so that one that the provider has taken back ends to count."""
STALE_SECONDS = 3_600.0
"""For so long they go on to count while the provider does not answer."""
MAX_KEYS = 100
MIN_RSA_BITS = 2_048

_KEY_TYPES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_CURVES = {"ES256": ("P-256",), "EdDSA": ("Ed25519", "Ed448")}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies signatures of some algorithms."""

    kid: str | None
    data: Mapping[str, Any]

    def fits(self, algorithm: str) -> bool:
        """Whether it is of the algorithm's type and curve, and its own `alg` says no other."""
        if self.data.get("kty") != _KEY_TYPES[algorithm[:2]] or self.data.get("alg", algorithm) != algorithm:
            return False
        return algorithm not in _CURVES or self.data.get("crv") in _CURVES[algorithm]

    def loaded(self, algorithm: str) -> PyJWK:
        """As the library takes it. Raises CredentialRefused."""
        try:
            key = PyJWK(dict(self.data), algorithm)
        except (PyJWTError, ValueError, TypeError, KeyError) as error:
            raise CredentialRefused("the provider's key cannot be read") from error
        if isinstance(key.key, RSAPublicKey) and key.key.key_size < MIN_RSA_BITS:
            raise CredentialRefused(f"the provider's RSA key has less than {MIN_RSA_BITS} bits")
        return key


def keys_in(document: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """The usable keys of a JWKS document: public ones, for signatures. Raises ProviderUnavailable."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise ProviderUnavailable("the key set is no JWKS")
    return tuple(
        PublicKey(data.get("kid"), data) for data in listed[:MAX_KEYS] if isinstance(data, dict) and _is_usable(data)
    )


def _is_usable(data: Mapping[str, Any]) -> bool:
    operations = data.get("key_ops", ["verify"])
    named = isinstance(data.get("kid", ""), str)
    return named and data.get("kty") != "oct" and data.get("use", "sig") == "sig" and "verify" in operations


class KeySet:
    """The keys at a URL that may itself have to be discovered."""

    def __init__(self, url: Callable[[], Awaitable[str]], client: ProviderClient, clock: Callable[[], float]) -> None:
        self._url = url
        self._client = client
        self._clock = clock
        self._keys: tuple[PublicKey, ...] = ()
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, kid: str | None, algorithm: str) -> PublicKey:
        """The key that a token names, or the only one that fits if it names none.

        Raises:
            CredentialRefused: there is none.
            ProviderUnavailable: the keys could not be read for too long.
        """
        if self._clock() - self._read_at >= FRESH_SECONDS:
            await self._refetch()
        if self._clock() - self._read_at >= STALE_SECONDS:
            raise ProviderUnavailable("the provider's keys could not be read")
        match = self._match(kid, algorithm)
        if match is None:
            await self._refetch()
            match = self._match(kid, algorithm)
        if match is None:
            raise CredentialRefused("no key of the provider fits (kid, algorithm)")
        return match

    def _match(self, kid: str | None, algorithm: str) -> PublicKey | None:
        fitting = [key for key in self._keys if key.fits(algorithm) and kid in (None, key.kid)]
        return fitting[0] if len(fitting) == 1 else None

    async def _refetch(self) -> None:
        """At most one at a time, and not soon after another."""
        async with self._fetching:
            if self._clock() - self._tried_at < REFETCH_SECONDS:
                return
            self._tried_at = self._clock()
            try:
                self._keys = keys_in(await self._client.get_json(await self._url()))
                self._read_at = self._clock()
            except ProviderUnavailable as error:
                log.warning("authentication.keys_not_read", reason=str(error))
