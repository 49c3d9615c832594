"""From tokens to principals: claims, Tandem's own grants, and when a token that was verified once ends to count."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.app.authentication import identification_of
from services.app.authentication_settings import AuthenticationSettings
from services.authentication.administration import CredentialAdministration
from services.authentication.authenticator import Authenticator, Identity
from services.authentication.claims import parse_mapping
from services.authentication.credentials import Bearer
from services.authentication.refusals import CredentialRefused
from services.core.access import Role, Scope
from services.store.embedded import EmbeddedStore
from services.store.port import Store
from tests.authentication.provider import AUDIENCE, NOW, KeyServer, key_server

RULES = """
[[grant]]
claim = "groups"
value = "analysts"
role = "district_analyst"
districts = { claim = "districts" }
"""


class Clock:
    """Shows what the test sets."""

    def __init__(self) -> None:
        self.seconds = float(NOW)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await EmbeddedStore.open(tmp_path / "store.sqlite")
    yield opened
    await opened.close()


@pytest.fixture
async def server() -> AsyncIterator[KeyServer]:
    async with key_server() as opened:
        yield opened


@pytest.fixture
def authenticator(server: KeyServer, store: Store, clock: Clock) -> Authenticator:
    settings = AuthenticationSettings(issuer=server.issuer, audience=AUDIENCE, rules=parse_mapping(RULES))
    return identification_of(settings, store, "http://127.0.0.1", clock, lambda: clock.seconds).authenticator


async def identity(authenticator: Authenticator, token: str) -> Identity:
    known = await authenticator.identity(Bearer(token))
    assert known is not None
    return known


async def test_claims_and_own_grants_together_say_what_a_person_may(
    server: KeyServer, store: Store, clock: Clock, authenticator: Authenticator
) -> None:
    token = server.token(server.claims(groups=["analysts"], districts=["a"], name="Ada"))
    known = await identity(authenticator, token)
    assert known.principal.name == f"{server.issuer}#ada"
    assert [(grant.role, grant.scope.districts) for grant in known.principal.grants] == [
        (Role.DISTRICT_ANALYST, frozenset({"a"}))
    ]
    assert (known.display_name, known.principal.until) == ("Ada", datetime.fromtimestamp(NOW + 330, UTC))
    administration = CredentialAdministration(store, clock)
    ends = clock() + timedelta(seconds=100)
    where = Scope(districts=frozenset({"b"}))
    given = await administration.give(server.issuer, "ada", Role.COORDINATOR, where, "t", until=ends)
    await administration.give(server.issuer, "eve", Role.OPERATOR, Scope(), "t")
    await administration.give("https://other.example", "ada", Role.OPERATOR, Scope(), "t")
    clock.seconds += 2
    assert [grant.role for grant in (await identity(authenticator, token)).principal.grants] == [
        Role.DISTRICT_ANALYST,
        Role.COORDINATOR,
    ]
    clock.seconds = ends.timestamp()
    assert len((await identity(authenticator, token)).principal.grants) == 1, "a grant ends by itself"
    assert [grant.version for grant in await administration.grants() if grant.id == given.id] == [1]


async def test_a_grant_that_is_revoked_ends_within_seconds_and_stays_on_record(
    server: KeyServer, store: Store, clock: Clock, authenticator: Authenticator
) -> None:
    administration = CredentialAdministration(store, clock)
    grant = await administration.give(server.issuer, "ada", Role.OPERATOR, Scope(), "t")
    assert len((await identity(authenticator, server.token())).principal.grants) == 1
    clock.seconds += 2
    await administration.revoke_grant(grant.id, "t")
    assert (await identity(authenticator, server.token())).principal.grants == ()
    assert len(await store.records("grant")) == 2


async def test_a_token_that_was_verified_is_not_verified_again_and_ends_on_time(
    server: KeyServer, clock: Clock, authenticator: Authenticator
) -> None:
    token = server.token()
    first = await identity(authenticator, token)
    server.keys = []
    assert await identity(authenticator, token) is first
    clock.seconds = NOW + 330
    with pytest.raises(CredentialRefused):
        await authenticator.identity(Bearer(token))


async def test_with_a_provider_nobody_is_let_in_without_a_credential(authenticator: Authenticator) -> None:
    assert await authenticator.identity(None) is None
