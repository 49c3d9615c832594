"""Signing in at a certified provider (npm oidc-provider) as a browser does, refreshing, and signing out."""

import asyncio
import html
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from services.app.authentication import identification_of
from services.app.authentication_settings import AuthenticationSettings
from services.authentication.claims import parse_mapping
from services.authentication.stored import SESSION
from services.store.records import RecordStore
from services.web.authentication import Identification
from tests.authentication.served import Served, served
from tests.support.node import node_in

pytestmark = pytest.mark.node
FOLDER = Path(__file__).parent
PATIENCE = 100.0
RULES = """
[[grant]]
claim = "groups"
value = "tandem-analysts"
role = "district_analyst"
districts = { claim = "districts" }
"""
VIEWER = {"query": "{ viewer { name } metrics { name } }"}


class Provider:
    """The provider's process."""

    def __init__(self, process: asyncio.subprocess.Process, issuer: str) -> None:
        self._process = process
        self.issuer = issuer

    async def rotate(self) -> None:
        """Gives it another signing key, and forgets the one before."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"rotate\n")
        assert await self._process.stdout.readline() == b"rotated\n"


@asynccontextmanager
async def provider_for(application: str) -> AsyncIterator[Provider]:
    pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        node_in(FOLDER), "provider.mjs", application, cwd=FOLDER, stdin=pipe, stdout=pipe, stderr=null
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        async with asyncio.timeout(PATIENCE):
            yield Provider(process, (await process.stdout.readline()).decode().strip())
    finally:
        process.stdin.close()
        await process.wait()


class Clock:
    """Today's time, and what the test adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead.total_seconds()


class Site:
    """Tandem and its provider, and a browser with one jar of cookies for both."""

    def __init__(self, server: Served, store: RecordStore, provider: Provider, clock: Clock) -> None:
        self.browser = server.http
        self.store = store
        self.provider = provider
        self.clock = clock

    async def follow(self, answer: httpx.Response) -> httpx.Response:
        """Goes where it is sent, and fills in the provider's forms."""
        for _ in range(20):
            if answer.is_redirect:
                answer = await self.browser.get(answer.url.join(answer.headers["location"]))
            elif (
                answer.url.host == "127.0.0.1"
                and "<form" in answer.text
                and str(answer.url).startswith(self.provider.issuer)
            ):
                answer = await self.submit(answer)
            else:
                return answer
        raise AssertionError("sent about for ever")

    async def submit(self, answer: httpx.Response) -> httpx.Response:
        action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        assert action is not None
        hidden = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text))
        typed = {"login": "ada", "password": "any"} if 'name="login"' in answer.text else {}
        if "logout" in answer.text and "end_session" not in answer.text:
            typed["logout"] = "yes"
        return await self.browser.post(answer.url.join(html.unescape(action[1])), data=hidden | typed)

    async def sign_in(self, to: str = "/explorer") -> httpx.Response:
        return await self.follow(await self.browser.get("/sign-in", params={"to": to}))

    async def viewer(self) -> httpx.Response:
        return await self.browser.post("/graphql", json=VIEWER)

    def cookie(self) -> str | None:
        return next((cookie.value for cookie in self.browser.cookies.jar if cookie.name == "tandem_session"), None)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address, clock, stores = f"http://127.0.0.1:{port}", Clock(), list[RecordStore]()
    async with provider_for(address) as provider:
        settings = AuthenticationSettings(
            issuer=provider.issuer,
            audience="https://tandem.example",
            client_id="tandem",
            client_secret="a secret of the test, with % and :",
            rules=parse_mapping(RULES),
        )

        def identify(store: RecordStore) -> Identification:
            stores.append(store)
            return identification_of(settings, store, address, clock, clock.monotonic)

        async with served(tmp_path, identify, port) as server:
            yield Site(server, stores[0], provider, clock)


async def test_somebody_signs_in_goes_on_and_signs_out(site: Site) -> None:
    assert (await site.viewer()).status_code == 401
    page = await site.browser.get("/graphql?query={a}", headers={"accept": "text/html"})
    assert page.headers["location"] == "/sign-in?to=%2Fgraphql%3Fquery%3D%7Ba%7D"

    arrived = await site.sign_in()
    assert (arrived.status_code, arrived.url.path) == (200, "/explorer")
    viewer = (await site.viewer()).json()["data"]["viewer"]
    assert viewer["name"] == f"{site.provider.issuer}#ada"
    described = (await site.browser.get("/sign-in/session")).json()
    assert (described["name"], described["signedIn"], described["development"]) == ("Ada Lovelace", True, False)

    first = site.cookie()
    assert first is not None
    (record,) = await site.store.records(SESSION)
    assert first not in record.id + str(record.raw), "the store has a hash of the cookie"
    assert b"refresh_token" not in record.raw
    forged = {"sec-fetch-site": "same-site", "content-type": "application/json"}
    foreign = await site.browser.post("/graphql", content=b'{"query":"{metrics{name}}"}', headers=forged)
    assert foreign.status_code in (401, 403), "a cookie counts for the server's own pages only"

    site.clock.ahead = timedelta(seconds=301)
    await site.provider.rotate()
    together = await asyncio.gather(site.viewer(), site.viewer())
    assert [answer.status_code for answer in together] == [200, 200], "the tokens are refreshed once"
    assert (await site.viewer()).status_code == 200, "they are verified by the new key"
    second = site.cookie()
    assert second != first, "the cookie is another one"
    site.clock.ahead += timedelta(seconds=61)
    site.browser.cookies.clear()
    old = await site.browser.post("/graphql", json=VIEWER, headers={"cookie": f"tandem_session={first}"})
    assert old.status_code == 401, "the one before is taken for a minute only"

    cookie = {"cookie": f"tandem_session={second}"}
    assert (await site.browser.post("/graphql", json=VIEWER, headers=cookie)).status_code == 200
    left = await site.browser.post("/sign-out", headers=cookie | {"accept": "application/json"})
    assert left.json()["location"].startswith(f"{site.provider.issuer}/session/end?")
    assert parse_qs(urlsplit(left.json()["location"]).query).keys() >= {"id_token_hint", "post_logout_redirect_uri"}
    assert (await site.browser.post("/graphql", json=VIEWER, headers=cookie)).status_code == 401
    public = await site.browser.post("/graphql", json={"query": "{ stories { totalCount } }"}, headers=cookie)
    assert public.status_code == 200, "a session that is over keeps nobody from what is for everybody"


async def test_sign_ins_that_are_not_ones_own_or_took_too_long_fail_alike(site: Site) -> None:
    begun = await site.browser.get("/sign-in")
    state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
    bad = [{"code": "x"}, {"code": "x", "state": "other"}, {"error": "access_denied", "state": state}, {}]
    for parameters in (
        *bad,
        {"code": "x", "state": state},
        {"code": "x", "state": state, "iss": "https://other.example"},
    ):
        await site.browser.get("/sign-in")
        answer = await site.browser.get("/sign-in/callback", params=parameters)
        assert (answer.status_code, "try to sign in again" in answer.text) == (400, True), parameters
    assert site.cookie() is None
    begun = await site.browser.get("/sign-in")
    site.clock.ahead = timedelta(minutes=11)
    assert (await site.follow(begun)).status_code == 400
    assert (await site.viewer()).status_code == 401
