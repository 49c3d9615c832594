"""The provider's keys: rotation, bounded fetches, and what is no answer."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from services.app.provider_client import MAX_ANSWER, HttpProviderClient
from services.authentication.key_set import FRESH_SECONDS, REFETCH_SECONDS, STALE_SECONDS, KeySet
from services.authentication.provider import RETRY_SECONDS, Provider, url_problem
from services.authentication.refusals import CredentialRefused, ProviderUnavailable
from tests.authentication.provider import KeyServer, jwk_of, key_server, rsa_key


class Clock:
    """Shows what the test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with key_server() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def keys(server: KeyServer, clock: Clock) -> KeySet:
    async def url() -> str:
        return f"{server.issuer}/keys"

    return KeySet(url, HttpProviderClient(), clock)


async def test_many_unknown_keys_at_once_make_one_fetch(server: KeyServer, keys: KeySet) -> None:
    wanted = [keys.key(f"unknown-{number}", "RS256") for number in range(50)]
    results = await asyncio.gather(*wanted, return_exceptions=True)
    assert all(isinstance(result, CredentialRefused) for result in results)
    assert server.requests == ["/keys"]


async def test_a_new_key_is_fetched_when_it_is_named_and_not_again_soon(
    server: KeyServer, keys: KeySet, clock: Clock
) -> None:
    await keys.key("rsa-1", "RS256")
    server.keys = [jwk_of(rsa_key("new"), "rsa-2")]
    with pytest.raises(CredentialRefused):
        await keys.key("rsa-2", "RS256")
    clock.now += REFETCH_SECONDS
    assert (await keys.key("rsa-2", "RS256")).kid == "rsa-2"
    with pytest.raises(CredentialRefused):
        await keys.key("rsa-1", "RS256")
    assert len(server.requests) == 2


async def test_a_key_that_was_taken_back_ends_to_count(server: KeyServer, keys: KeySet, clock: Clock) -> None:
    await keys.key("rsa-1", "RS256")
    server.keys = []
    clock.now += FRESH_SECONDS
    with pytest.raises(CredentialRefused):
        await keys.key("rsa-1", "RS256")


async def test_keys_go_on_to_count_while_the_provider_is_away_but_not_for_ever(
    server: KeyServer, keys: KeySet, clock: Clock
) -> None:
    await keys.key("rsa-1", "RS256")
    server.status = 500
    clock.now += STALE_SECONDS - 1
    await keys.key("rsa-1", "RS256")
    clock.now += 1
    with pytest.raises(ProviderUnavailable):
        await keys.key("rsa-1", "RS256")


async def test_a_provider_that_cannot_be_discovered_is_left_alone_for_a_while(server: KeyServer, clock: Clock) -> None:
    provider, server.status = Provider(server.issuer, HttpProviderClient(), clock), 500
    for _ in range(5):
        with pytest.raises(ProviderUnavailable):
            await provider.metadata()
    assert len(server.requests) == 1
    server.status = 200
    clock.now += RETRY_SECONDS
    assert (await provider.metadata()).jwks_url == f"{server.issuer}/keys"


METADATA = "/.well-known/openid-configuration"
WRONG: dict[str, dict[str, object]] = {
    "another issuer": {"issuer": "https://other.example", "jwks_uri": "https://other.example/keys"},
    "keys without TLS": {"issuer": "", "jwks_uri": "http://keys.example/keys"},
    "keys in a file": {"issuer": "", "jwks_uri": "file:///etc/passwd"},
    "no keys": {"issuer": ""},
    "keys are a number": {"issuer": "", "jwks_uri": 1},
}


@pytest.mark.parametrize("name", WRONG)
async def test_refuses_metadata_with(name: str, server: KeyServer, clock: Clock) -> None:
    document = WRONG[name]
    server.documents[METADATA] = json.dumps(document | {"issuer": document["issuer"] or server.issuer}).encode()
    with pytest.raises(ProviderUnavailable):
        await Provider(server.issuer, HttpProviderClient(), clock).metadata()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b" " * (MAX_ANSWER + 1), b'{"keys": 1}'])
async def test_refuses_a_key_set_that_is_none(body: bytes, server: KeyServer, keys: KeySet) -> None:
    server.documents["/keys"] = body
    with pytest.raises(ProviderUnavailable):
        await keys.key("rsa-1", "RS256")


async def test_follows_no_redirect(server: KeyServer, keys: KeySet) -> None:
    server.status = 302
    with pytest.raises(ProviderUnavailable):
        await keys.key("rsa-1", "RS256")
    assert server.requests == ["/keys"]


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://login.example/realms/a", True),
        ("http://127.0.0.1:9000", True),
        ("http://[::1]:9000", True),
        ("http://localhost:9000", True),
        ("http://login.example", False),
        ("http://127.0.0.1.example", False),
        ("https://user:secret@login.example", False),
        ("https://login.example/#x", False),
        ("https://login.example:99999", False),
        ("https://", False),
        ("ftp://login.example", False),
        ("login.example", False),
    ],
)
def test_urls_of_a_provider(url: str, is_taken: bool) -> None:
    assert (url_problem(url) is None) == is_taken
