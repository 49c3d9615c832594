"""Verifies tokens of one provider: the signature by PyJWT, everything else by `token_rules`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import orjson
from jwt.api_jws import PyJWS
from jwt.exceptions import PyJWTError

from services.authentication.key_set import KeySet
from services.authentication.refusals import CredentialRefused
from services.authentication.token_rules import (
    ALGORITHMS,
    Expectation,
    claims_problem,
    header_problem,
    shape_problem,
    type_problem,
)

_SIGNATURES = PyJWS(algorithms=list(ALGORITHMS))


@dataclass(frozen=True, slots=True)
class SignedToken:
    """A token whose signature is the provider's."""

    header: dict[str, Any]
    claims: dict[str, Any]


class TokenVerifier:
    """Says what a token claims, or why it is refused."""

    def __init__(
        self, keys: KeySet, expected: Expectation, algorithms: Collection[str], now: Callable[[], float]
    ) -> None:
        self.expected = expected
        self._keys = keys
        self._algorithms = algorithms
        self._now = now

    async def access_claims(self, token: str) -> dict[str, Any]:
        """The claims of an access token for this server. Raises CredentialRefused, ProviderUnavailable."""
        signed = await self.signed(token)
        problem = type_problem(signed.header, signed.claims)
        if problem := problem or claims_problem(signed.claims, self.expected, self._now()):
            raise CredentialRefused(problem)
        return signed.claims

    async def signed(self, token: str) -> SignedToken:
        """Header and claims of a token that the provider has signed, for whatever purpose."""
        if problem := shape_problem(token):
            raise CredentialRefused(problem)
        header = _header(token)
        if problem := header_problem(header, self._algorithms):
            raise CredentialRefused(problem)
        algorithm = header["alg"]
        key = await self._keys.key(header.get("kid"), algorithm)
        try:
            payload = _SIGNATURES.decode(token, key.loaded(algorithm), algorithms=[algorithm])
        except (PyJWTError, ValueError, TypeError) as error:
            raise CredentialRefused("signature not valid") from error
        return SignedToken(header, _object(payload))


def _header(token: str) -> dict[str, Any]:
    try:
        return _SIGNATURES.get_unverified_header(token)
    except (PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise CredentialRefused("cannot be parsed") from error


def _object(payload: bytes) -> dict[str, Any]:
    try:
        claims = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise CredentialRefused("claims are no JSON") from error
    if not isinstance(claims, dict):
        raise CredentialRefused("claims are no object")
    return claims
