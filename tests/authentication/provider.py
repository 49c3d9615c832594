"""A provider of keys and tokens for tests: real keys, and a real HTTP server on loopback that counts its requests."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "https://tandem.example"
NOW = 1_790_000_000


@cache
def rsa_key(name: str = "rsa", bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def jwk_of(key: Any, kid: str, **members: str) -> dict[str, Any]:
    """The public key as a JWK."""
    public = key.public_key()
    algorithm: Any = OKPAlgorithm if isinstance(key, ed25519.Ed25519PrivateKey) else ECAlgorithm
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm = RSAAlgorithm
    document: dict[str, Any] = json.loads(algorithm.to_jwk(public))
    return document | {"kid": kid, "use": "sig"} | members


class KeyServer:
    """Serves a discovery document and a key set, and anything else that `documents` has."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.keys = [jwk_of(rsa_key(), "rsa-1"), jwk_of(ec_key(), "ec-1"), jwk_of(ed_key(), "ed-1")]
        self.documents: dict[str, bytes] = {}
        self.requests: list[str] = []
        self.status = 200

    def body(self, path: str) -> bytes:
        if path in self.documents:
            return self.documents[path]
        if path == "/keys":
            return json.dumps({"keys": self.keys}).encode()
        return json.dumps({"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}).encode()

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Those of a good access token; a change to None leaves a claim out."""
        good = {"iss": self.issuer, "aud": AUDIENCE, "sub": "ada", "iat": NOW, "exp": NOW + 300, "azp": "dashboard"}
        return {name: value for name, value in (good | changes).items() if value is not None}

    def token(
        self,
        claims: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        key: Any = None,
        algorithm: str = "RS256",
    ) -> str:
        head = {"kid": "rsa-1", "typ": "at+jwt"} | dict(headers or {})
        head = {name: value for name, value in head.items() if value is not None or name == "typ"}
        data = self.claims() if claims is None else dict(claims)
        return jwt.encode(data, key or rsa_key(), algorithm, headers=head)


@asynccontextmanager
async def key_server() -> AsyncIterator[KeyServer]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split()[1]
        opened.requests.append(path)
        body = opened.body(path)
        location = f"Location: {opened.issuer}/elsewhere\r\n" if opened.status == 302 else ""
        writer.write(f"HTTP/1.1 {opened.status} X\r\n{location}Connection: close\r\n\r\n".encode() + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    opened = KeyServer(server.sockets[0].getsockname()[1])
    try:
        yield opened
    finally:
        server.close()
        await server.wait_closed()
