"""Every way into the server needs a credential as soon as there is one, and an open stream ends with its own."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from services.authentication.administration import ChangeRefused
from services.core.access import Role, Scope
from services.web.authentication import is_open
from tests.authentication.served import Served, now, served
from tests.support.waiting import until

PATIENCE = 30.0
QUERY = {"query": "{ viewer { name } }"}
METRICS = {"query": "{ metrics { name } }"}
SUBSCRIPTION = {
    "query": 'subscription { metricChanged(query: {metrics: [{metric: {name: "absences"}}], time: {schoolYear: 2026}}) '
    "{ asOf } }"
}
ENTRIES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/graphql", {"json": METRICS}),
    ("GET", "/graphql?query={metrics{name}}", {}),
    ("POST", "/graphql", {"json": {"query": "{ viewer { name } metrics { name } }"}}),
    ("POST", "/graphql", {"json": {"query": 'mutation { deleteSavedQuery(id: "x") }'}}),
    ("GET", "/graphql", {"headers": {"accept": "text/html"}}),
    ("POST", "/graphql", {"json": SUBSCRIPTION, "headers": {"accept": "text/event-stream"}}),
    ("POST", "/graphql", {"json": SUBSCRIPTION, "headers": {"accept": "multipart/mixed;subscriptionSpec=1.0"}}),
    ("POST", "/events", {"content": b"[]"}),
    ("GET", "/exports/1", {}),
    ("GET", "/metrics", {}),
    ("POST", "/imports", {}),
    ("GET", "/anything", {}),
]
OPEN = ("/", "/partnerships", "/assets/icon.svg", "/static/graphiql/index.html", "/livez", "/readyz", "/schemas")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    async with served(tmp_path) as opened:
        yield opened


async def key(server: Served, role: Role = Role.DISTRICT_ADMIN, **scope: Any) -> tuple[str, dict[str, str]]:
    """The id of a new key, and the header with its secret."""
    where = Scope(**(scope or {"districts": frozenset({"255901"})}))
    made, text = await server.credentials.create_key("a test", role, where, None, "the test")
    return made.id, {"authorization": f"Bearer {text}"}


async def name_of(server: Served, headers: dict[str, str]) -> str | None:
    answer = await server.http.post("/graphql", json=QUERY, headers=headers)
    name = answer.json()["data"]["viewer"]["name"] if answer.status_code == 200 else None
    return None if name == "anonymous" else name


async def test_with_the_first_key_nobody_comes_without_a_credential(server: Served) -> None:
    assert await name_of(server, {}) == "development"
    graphiql = {"accept": "text/html"}
    assert "Nobody has to sign in here" in (await server.http.get("/graphql", headers=graphiql)).text
    key_id, headers = await key(server)
    assert await name_of(server, headers) == f"key:{key_id}"
    assert "Nobody has to" not in (await server.http.get("/graphql", headers=headers | graphiql)).text
    for method, path, options in ENTRIES:
        for bad in ({}, {"authorization": "Bearer tandem_key_x"}, {"authorization": "Basic YTpi"}):
            sent = options | {"headers": options.get("headers", {}) | bad}
            refused = await server.http.request(method, path, **sent)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer"), (method, path, bad)
            assert "UNAUTHENTICATED" in refused.text
    for path in OPEN:
        assert (await server.http.get(path)).status_code == 200, path
    await server.credentials.revoke_key(key_id, "the test")
    assert await name_of(server, {}) is None, "a server that had a key does not open again"


async def test_nobody_signed_in_reads_what_is_published_for_everybody_and_nothing_else(server: Served) -> None:
    await key(server)
    public = {"query": '{ viewer { name kind } stories { totalCount } story(id: "none") { story { title } } }'}
    answer = await server.http.post("/graphql", json=public)
    assert (answer.status_code, answer.json()["data"]["stories"]) == (200, {"totalCount": 0})
    assert answer.json()["data"]["viewer"] == {"name": "anonymous", "kind": "ANONYMOUS"}
    wrong = await server.http.post("/graphql", json=public, headers={"authorization": "Bearer tandem_key_x"})
    assert wrong.status_code == 401


async def test_a_rotated_key_has_two_secrets_and_a_revoked_one_none(server: Served) -> None:
    key_id, first = await key(server)
    _, second_text = await server.credentials.rotate_key(key_id, None, "the test")
    second = {"authorization": f"Bearer {second_text}"}
    assert {await name_of(server, headers) for headers in (first, second)} == {f"key:{key_id}"}
    _, third_text = await server.credentials.rotate_key(key_id, None, "the test", timedelta(0))
    assert await name_of(server, {"authorization": f"bearer {third_text}"}) == f"key:{key_id}"
    assert [await name_of(server, headers) for headers in (first, second)] == [None, None]
    await server.credentials.revoke_key(key_id, "the test")
    assert await name_of(server, {"authorization": f"Bearer {third_text}"}) is None
    with pytest.raises(ChangeRefused):
        await server.credentials.rotate_key(key_id, None, "the test")


async def test_the_hour_of_the_last_use_is_kept(server: Served) -> None:
    key_id, headers = await key(server)
    await name_of(server, headers)

    async def is_noted() -> bool:
        return key_id in await server.credentials.last_uses()

    await until(is_noted)
    assert (await server.credentials.last_uses())[key_id] >= f"{now() - timedelta(hours=1):%Y-%m-%dT%H:00Z}"


async def test_a_key_is_found_by_no_store_that_was_copied(server: Served) -> None:
    _, headers = await key(server)
    secret = headers["authorization"].removeprefix("Bearer ")
    stored = [secret_.sha256 for made in await server.credentials.keys() for secret_ in made.secrets]
    assert stored
    assert secret not in str(stored)
    assert await name_of(server, {"authorization": f"Bearer {stored[0]}"}) is None


def websocket(server: Served, **options: Any) -> Any:
    url = f"ws://127.0.0.1:{server.port}/graphql"
    return connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None, **options)


async def talk(client: ClientConnection, payload: object, *messages: dict[str, Any]) -> Any:
    """The first answer to these after the initialisation."""
    for message in ({"type": "connection_init", "payload": payload}, *messages):
        await client.send(json.dumps(message))
    async with asyncio.timeout(PATIENCE):
        answer = json.loads(await client.recv())
        return answer if not messages else json.loads(await client.recv())


async def code_at_end(client: ClientConnection) -> int:
    with pytest.raises(ConnectionClosed) as ended:
        async with asyncio.timeout(PATIENCE):
            while True:
                await client.recv()
    assert ended.value.rcvd is not None
    return ended.value.rcvd.code


async def test_a_websocket_shows_its_credential_in_its_first_message_or_its_handshake(server: Served) -> None:
    key_id, headers = await key(server)
    asking = {"type": "subscribe", "id": "1", "payload": QUERY}
    async with websocket(server) as client:
        answer = await talk(client, headers, asking)
        assert answer["payload"]["data"]["viewer"]["name"] == f"key:{key_id}"
    async with websocket(server, additional_headers=headers) as client:
        assert (await talk(client, None))["type"] == "connection_ack"
    for payload in (None, {}, {"authorization": "Bearer x"}, {"authorization": 1}, {"Authorization": ["x"]}):
        async with websocket(server) as client:
            await client.send(json.dumps({"type": "connection_init", "payload": payload}))
            assert await code_at_end(client) == 4403, payload
    with pytest.raises(InvalidStatus) as refused:
        async with websocket(server, additional_headers={"authorization": "Bearer x"}):
            pass
    assert refused.value.response.status_code == 401


async def test_streams_end_when_their_key_is_revoked(server: Served) -> None:
    key_id, headers = await key(server)
    stream = {**headers, "accept": "text/event-stream"}
    async with (
        websocket(server) as client,
        server.http.stream("POST", "/graphql", json=SUBSCRIPTION, headers=stream) as events,
    ):
        assert (await talk(client, headers))["type"] == "connection_ack"
        assert events.status_code == 200
        await server.credentials.revoke_key(key_id, "the test")
        assert await code_at_end(client) == 4403
        async with asyncio.timeout(PATIENCE):
            text = "".join([part async for part in events.aiter_text()])
        assert "event: complete" not in text, "clients connect again, and are told that they may not"


async def test_the_menu_signs_in_as_somebody_and_is_off_with_the_first_key(server: Served) -> None:
    page = await server.http.get("/sign-in?to=/explorer")
    assert "works on this machine only" in page.text
    assert page.text.count('name="person"') == 9
    form = {"person": "publisher", "to": "//elsewhere.example"}
    chosen = await server.http.post("/sign-in/as", data=form)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")
    assert {"HttpOnly", "SameSite=Lax"} <= set(chosen.headers["set-cookie"].split("; "))
    assert await name_of(server, {}) == "sample:publisher"
    cookie = {"cookie": chosen.headers["set-cookie"].partition(";")[0]}
    server.http.cookies.clear()
    assert await name_of(server, {}) == "development"
    assert await name_of(server, cookie) == "sample:publisher"
    assert (await server.http.get("/sign-in/session", headers=cookie)).json()["name"].endswith("publisher")
    signed_out = await server.http.post("/sign-out", headers=cookie | {"accept": "application/json"})
    assert signed_out.json() == {"location": "/sign-in"}
    assert await name_of(server, cookie) == "development"
    chosen = await server.http.post("/sign-in/as", data=form)
    await key(server)
    assert await name_of(server, cookie) is None
    assert (await server.http.post("/sign-in/as", data=form)).status_code == 401
    assert (await server.http.get("/sign-in")).status_code == 404


def test_what_is_open_is_a_list() -> None:
    paths = ("/graphql", "/events", "/exports/1", "/static2", "/assetsx", "/livez2", "/sign-inx")
    assert [path for path in paths if is_open(path)] == []
