"""What makes a signed token an access token for this server: pure rules over its header and its claims.

A token that a provider issues for another purpose is signed by the same key, so the signature alone says nothing. An
access token has the `typ` `at+jwt` (RFC 9068). Many providers still write `JWT` or nothing: such a token is taken
unless it has a claim that only ID tokens, refresh tokens and logout tokens have.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "EdDSA")
"""Signatures with a private key. There is no symmetric one: whoever checks such a token could also make it."""
MAX_TOKEN = 8_192
"""Characters of a token."""
MAX_NAME = 255
"""Characters of a subject (OpenID Connect Core, section 2)."""

_ACCESS_TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_UNTYPED = frozenset({None, "jwt", "application/jwt"})
_KEYS_IN_HEADER = ("jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256")
_OTHER_FORMS = ("crit", "b64", "zip", "enc", "cty")
_CLAIMS_OF_OTHERS = ("nonce", "at_hash", "c_hash", "s_hash", "events")
_OTHER_USES = {"typ": ("id", "refresh", "offline", "logout"), "token_use": ("id", "refresh")}
"""How Keycloak and Amazon Cognito say in a claim which kind of token it is."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a token must say.

    Attributes:
        issuer: `iss`, character by character.
        audience: one of `aud`.
        clients: `azp` or `client_id` must be one of these, where it is present; empty: any.
        leeway: seconds by which the clocks of provider and server may differ.
    """

    issuer: str
    audience: str
    clients: frozenset[str] = frozenset()
    leeway: float = 30.0


def shape_problem(token: str) -> str | None:
    """Why a text cannot be a signed token; None if it may be one."""
    if len(token) > MAX_TOKEN:
        return f"longer than {MAX_TOKEN} characters"
    if not token.isascii():
        return "not ASCII"
    parts = token.split(".")
    if len(parts) != 3 or not all(parts):
        return "not three parts"
    return None


def header_problem(header: Mapping[str, Any], algorithms: Collection[str]) -> str | None:
    """Why a token with this header is refused before any key is looked for."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms:
        return "algorithm not allowed"
    for name in _KEYS_IN_HEADER:
        if name in header:
            return f"header names a key of its own ({name})"
    for name in _OTHER_FORMS:
        if name in header:
            return f"header has {name}"
    if "kid" in header and not isinstance(header["kid"], str):
        return "kid is no text"
    return None


def type_problem(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str | None:
    """Why a token is no access token, or not one that is usable by whoever has it."""
    token_type = header.get("typ")
    token_type = token_type.lower() if isinstance(token_type, str) else token_type
    if token_type not in _ACCESS_TOKEN_TYPES:
        if token_type is not None and token_type not in _UNTYPED:
            return "typ is not that of an access token"
        for name in _CLAIMS_OF_OTHERS:
            if name in claims:
                return f"no access token: it has {name}"
        for name, values in _OTHER_USES.items():
            if str(claims.get(name, "")).lower() in values:
                return f"no access token: {name} says so"
    if "cnf" in claims:  # stolen, it must be worth nothing, and the proof is not checked here
        return "bound to a key of its client (cnf)"
    return None


def claims_problem(claims: Mapping[str, Any], expected: Expectation, now: float) -> str | None:
    """Why claims that were signed are not for this server at this moment (seconds since 1970)."""
    if claims.get("iss") != expected.issuer:
        return "other issuer"
    if expected.audience not in _audiences(claims.get("aud")):
        return "other audience"
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= MAX_NAME or not subject.isprintable():
        return "no subject"
    return _client_problem(claims, expected) or time_problem(claims, expected.leeway, now)


def id_token_problem(
    claims: Mapping[str, Any], issuer: str, client_id: str, nonce: str | None, leeway: float, now: float
) -> str | None:
    """Why an ID token is not the one that this server asked for (OpenID Connect Core, section 3.1.3.7).

    Args:
        nonce: that it must repeat; None: of a refresh, where it need not.
    """
    expected = Expectation(issuer, client_id, leeway=leeway)
    if problem := claims_problem(claims, expected, now):
        return problem
    audiences = _audiences(claims["aud"])
    if claims.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in claims):
        return "other client (azp)"
    if claims.get("iat") is None:
        return "no iat"
    if nonce is not None and claims.get("nonce") != nonce:
        return "other nonce"
    return None


def time_problem(claims: Mapping[str, Any], leeway: float, now: float) -> str | None:
    """Why claims do not hold now. The end is exclusive: a token that expires at 12:00 is refused at 12:00."""
    for name in ("exp", "nbf", "iat"):
        value = claims.get(name)
        if value is not None and not _is_time(value):
            return f"{name} is no time"
    if claims.get("exp") is None:
        return "no exp"
    if now >= claims["exp"] + leeway:
        return "expired"
    if claims.get("nbf") is not None and now < claims["nbf"] - leeway:
        return "not valid yet"
    if claims.get("iat") is not None and now < claims["iat"] - leeway:
        return "issued in the future"
    return None


def _client_problem(claims: Mapping[str, Any], expected: Expectation) -> str | None:
    for name in ("azp", "client_id"):
        client = claims.get(name)
        if client is not None and not isinstance(client, str):
            return f"{name} is no text"
        if client is not None and expected.clients and client not in expected.clients:
            return f"other client ({name})"
    if expected.clients and claims.get("azp") is None and claims.get("client_id") is None:
        return "names no client"
    return None


def _audiences(value: object) -> Collection[str]:
    if isinstance(value, str):
        return (value,)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else ()


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e11
