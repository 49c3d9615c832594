"""Tokens that are refused, each for the reason that the log has, and tokens that are taken."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from services.app.provider_client import HttpProviderClient
from services.authentication.key_set import KeySet
from services.authentication.provider import Provider
from services.authentication.refusals import CredentialRefused
from services.authentication.token_rules import ALGORITHMS, Expectation
from services.authentication.tokens import TokenVerifier
from tests.authentication.provider import AUDIENCE, NOW, KeyServer, ec_key, ed_key, jwk_of, key_server, rsa_key

Build = Callable[[KeyServer], str]


def verifier_of(server: KeyServer, clients: frozenset[str] = frozenset({"dashboard"})) -> TokenVerifier:
    client = HttpProviderClient()
    provider = Provider(server.issuer, client, lambda: 0.0)

    async def url() -> str:
        return (await provider.metadata()).jwks_url

    expected = Expectation(server.issuer, AUDIENCE, clients, leeway=30)
    return TokenVerifier(KeySet(url, client, lambda: 0.0), expected, ALGORITHMS, lambda: NOW)


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with key_server() as opened:
        weak, shared = jwk_of(rsa_key("weak", 1024), "weak"), {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"}
        encrypting = jwk_of(rsa_key("enc"), "enc", use="enc")
        ps_only = jwk_of(rsa_key("ps"), "ps-only", alg="PS256")
        opened.keys += [
            weak,
            shared,
            encrypting,
            ps_only,
            jwk_of(rsa_key("other"), "rsa-2"),
            {"kty": "RSA", "kid": "half"},
        ]
        yield opened


@pytest.fixture
async def verifier(server: KeyServer) -> TokenVerifier:
    return verifier_of(server)


def part(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def claims(**changes: Any) -> Build:
    return lambda server: server.token(server.claims(**changes))


def headers(**changes: Any) -> Build:
    return lambda server: server.token(headers=changes)


def plain_type(**changes: Any) -> Build:
    """A token whose header does not say which kind it is."""
    return lambda server: server.token(server.claims(**changes), {"typ": "JWT"})


def unsigned(server: KeyServer, algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'kid': 'rsa-1'})}.{part(server.claims())}."


def signed_by_the_public_key(server: KeyServer) -> str:
    """What a server takes that lets the token choose the algorithm."""
    public = rsa_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'kid': 'rsa-1'})}.{part(server.claims())}"
    return f"{text}.{part(hmac.new(public, text.encode(), hashlib.sha256).digest())}"


def spliced(server: KeyServer, position: int, value: object) -> str:
    parts = server.token().split(".")
    parts[position] = value if isinstance(value, str) else part(value)
    return ".".join(parts)


def signed_text(payload: bytes) -> Build:
    """A valid signature over something that is no object of claims."""

    def build(server: KeyServer) -> str:
        from jwt.api_jws import PyJWS  # noqa: PLC0415

        return PyJWS().encode(payload, rsa_key(), "RS256", headers={"kid": "rsa-1", "typ": "at+jwt"})

    return build


OWN_KEY = jwk_of(rsa_key("attacker"), "rsa-1")
BAD: dict[str, tuple[Build, str]] = {
    "alg none": (lambda server: unsigned(server, "none") + "eHh4", "algorithm not allowed"),
    "alg NoNe": (lambda server: unsigned(server, "NoNe") + "eHh4", "algorithm not allowed"),
    "without a signature": (lambda server: unsigned(server, "RS256"), "not three parts"),
    "HS256 with the public key": (signed_by_the_public_key, "algorithm not allowed"),
    "HS256 with a key of the set": (
        lambda server: server.token(headers={"kid": "shared"}, key="secret" * 8, algorithm="HS256"),
        "algorithm not allowed",
    ),
    "alg is a list": (lambda server: spliced(server, 0, {"alg": ["RS256"]}), "algorithm not allowed"),
    "alg missing": (lambda server: spliced(server, 0, {"kid": "rsa-1"}), "algorithm not allowed"),
    "alg changed": (lambda server: spliced(server, 0, {"alg": "PS256", "kid": "rsa-1"}), "signature not valid"),
    "signed by another key": (lambda server: server.token(key=rsa_key("attacker")), "signature not valid"),
    "signed by another key of the provider": (lambda server: server.token(key=rsa_key("other")), "signature not valid"),
    "claims changed": (lambda server: spliced(server, 1, server.claims(sub="root")), "signature not valid"),
    "signature cut": (lambda server: spliced(server, 2, b"short"), "signature not valid"),
    "signature empty": (lambda server: server.token().rpartition(".")[0] + ".", "not three parts"),
    "unknown kid": (headers(kid="rsa-9"), "no key of the provider fits"),
    "kid is a path": (headers(kid="../../dev/null"), "no key of the provider fits"),
    "kid is a number": (lambda server: spliced(server, 0, {"alg": "RS256", "kid": 1}), "cannot be parsed"),
    "kid of a key of another type": (headers(kid="ec-1"), "no key of the provider fits"),
    "kid of an elliptic curve key with RS256": (
        lambda server: server.token(key=ec_key(), algorithm="ES256", headers={"kid": "rsa-1"}),
        "no key of the provider fits",
    ),
    "no kid where several keys fit": (
        lambda server: spliced(server, 0, {"alg": "RS256"}),
        "no key of the provider fits",
    ),
    "key for encryption": (headers(kid="enc"), "no key of the provider fits"),
    "key of another algorithm": (headers(kid="ps-only"), "no key of the provider fits"),
    "key that is too short": (headers(kid="weak"), "less than 2048 bits"),
    "key that is not whole": (headers(kid="half"), "key cannot be read"),
    "jku in the header": (headers(jku="https://attacker.example/keys"), "(jku)"),
    "x5u in the header": (headers(x5u="https://attacker.example/cert"), "(x5u)"),
    "jwk in the header": (
        lambda server: server.token(headers={"jwk": OWN_KEY}, key=rsa_key("attacker")),
        "(jwk)",
    ),
    "x5c in the header": (headers(x5c=["MIIB"]), "(x5c)"),
    "crit in the header": (headers(crit=["exp"]), "cannot be parsed"),
    "compressed": (headers(zip="DEF"), "header has zip"),
    "nested": (lambda server: spliced(server, 0, {"alg": "RS256", "kid": "rsa-1", "cty": "JWT"}), "header has cty"),
    "encrypted (five parts)": (lambda server: f"{server.token()}.a.b", "not three parts"),
    "truncated to its header": (lambda server: server.token().split(".")[0], "not three parts"),
    "truncated to header and claims": (lambda server: server.token().rpartition(".")[0], "not three parts"),
    "empty": (lambda _: "", "not three parts"),
    "dots only": (lambda _: "..", "not three parts"),
    "no base64": (lambda _: "!.!.!", "cannot be parsed"),
    "header is no object": (lambda server: spliced(server, 0, [1]), "cannot be parsed"),
    "header is deeply nested": (lambda server: spliced(server, 0, b"[" * 5_000), "cannot be parsed"),
    "huge": (claims(padding="x" * 10_000), "longer than"),
    "not ASCII": (lambda server: server.token() + "é", "not ASCII"),
    "claims are no JSON": (signed_text(b"sub=ada"), "no JSON"),
    "claims are a list": (signed_text(b"[]"), "no object"),
    "wrong issuer": (claims(iss="https://other.example"), "other issuer"),
    "issuer with a slash more": (lambda server: server.token(server.claims(iss=f"{server.issuer}/")), "other issuer"),
    "no issuer": (claims(iss=None), "other issuer"),
    "wrong audience": (claims(aud="https://other.example"), "other audience"),
    "audience as a part of another": (claims(aud=f"{AUDIENCE}.attacker.example"), "other audience"),
    "no audience": (claims(aud=None), "other audience"),
    "audience is an object": (claims(aud={AUDIENCE: True}), "other audience"),
    "wrong azp": (claims(azp="other"), "other client (azp)"),
    "wrong client_id": (claims(client_id="other"), "other client (client_id)"),
    "azp is a list": (claims(azp=["dashboard"]), "azp is no text"),
    "no client": (claims(azp=None), "names no client"),
    "no subject": (claims(sub=None), "no subject"),
    "empty subject": (claims(sub=""), "no subject"),
    "subject of two lines": (claims(sub="ada\nroot"), "no subject"),
    "subject too long": (claims(sub="a" * 256), "no subject"),
    "expired": (claims(exp=NOW - 31), "expired"),
    "expired at the last moment of leeway": (claims(exp=NOW - 30), "expired"),
    "no exp": (claims(exp=None), "no exp"),
    "exp is a text": (claims(exp=str(NOW + 300)), "exp is no time"),
    "exp is true": (claims(exp=True), "exp is no time"),
    "exp is beyond all time": (claims(exp=10**12), "exp is no time"),
    "not valid yet": (claims(nbf=NOW + 31), "not valid yet"),
    "nbf is a text": (claims(nbf="soon"), "nbf is no time"),
    "issued in the future": (claims(iat=NOW + 31), "issued in the future"),
    "id token by its nonce": (plain_type(nonce="n"), "it has nonce"),
    "id token by its at_hash": (plain_type(at_hash="h"), "it has at_hash"),
    "id token without typ": (lambda server: server.token(server.claims(c_hash="h"), {"typ": None}), "it has c_hash"),
    "id token of Keycloak": (plain_type(typ="ID"), "typ says so"),
    "refresh token of Keycloak": (plain_type(typ="Refresh"), "typ says so"),
    "id token of Cognito": (plain_type(token_use="id"), "token_use says so"),
    "logout token": (headers(typ="logout+jwt"), "typ is not"),
    "proof of possession": (headers(typ="dpop+jwt"), "typ is not"),
    "typ is a number": (
        lambda server: spliced(server, 0, {"alg": "RS256", "kid": "rsa-1", "typ": 1}),
        "signature not valid",
    ),
    "bound to a key of its client": (claims(cnf={"jkt": "x"}), "cnf"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_refuses(name: str, server: KeyServer, verifier: TokenVerifier) -> None:
    build, reason = BAD[name]
    token = build(server)
    with pytest.raises(CredentialRefused) as refused:
        await verifier.access_claims(token)
    assert reason in str(refused.value)
    assert not token or token not in str(refused.value)


GOOD: dict[str, Build] = {
    "RS256": lambda server: server.token(),
    "RS512": lambda server: server.token(algorithm="RS512"),
    "PS256": lambda server: server.token(algorithm="PS256"),
    "ES256": lambda server: server.token(key=ec_key(), algorithm="ES256", headers={"kid": "ec-1"}),
    "EdDSA": lambda server: server.token(key=ed_key(), algorithm="EdDSA", headers={"kid": "ed-1"}),
    "no kid where one key fits": lambda server: server.token(key=ec_key(), algorithm="ES256", headers={"kid": None}),
    "typ JWT": headers(typ="JWT"),
    "several audiences": claims(aud=["other", AUDIENCE]),
    "client_id instead of azp": claims(azp=None, client_id="dashboard"),
    "expired within the leeway": claims(exp=NOW - 29),
    "valid within the leeway": claims(nbf=NOW + 30, iat=NOW + 30),
}


@pytest.mark.parametrize("name", GOOD)
async def test_takes(name: str, server: KeyServer, verifier: TokenVerifier) -> None:
    assert (await verifier.access_claims(GOOD[name](server)))["sub"] == "ada"
