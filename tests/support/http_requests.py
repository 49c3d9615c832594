"""Requests to a GraphQL endpoint, by each transport."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette
from starlette.requests import HTTPConnection

from schema import Context
from services.web.graphql import graphql_routes
from tests.graphql.fakes import FakeQueries, context_of

CHROMIUM = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
"""What Chromium accepts when a person opens a page."""

RESPONSE_JSON = "application/graphql-response+json"
Asking = Callable[[Starlette, dict[str, Any]], Awaitable[dict[str, Any]]]


def application() -> Starlette:
    def context(_: HTTPConnection) -> Context:
        return context_of(FakeQueries())

    return Starlette(routes=graphql_routes(context))


def client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://tandem")


async def post(app: Starlette, body: dict[str, Any]) -> dict[str, Any]:
    async with client(app) as http:
        return dict((await http.post("/graphql", json=body, headers={"accept": RESPONSE_JSON})).json())


async def get(app: Starlette, body: dict[str, Any]) -> dict[str, Any]:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
    async with client(app) as http:
        return dict((await http.get(f"/graphql?{urlencode(texts)}", headers={"accept": RESPONSE_JSON})).json())


async def event_stream(app: Starlette, body: dict[str, Any]) -> dict[str, Any]:
    async with client(app) as http:
        response = await http.post("/graphql", json=body, headers={"accept": "text/event-stream"})
    answer = json.loads(response.text.split("data: ", 1)[1].split("\n")[0])
    return answer if answer["data"] is not None else {"errors": answer["errors"]}


async def web_socket(app: Starlette, body: dict[str, Any]) -> dict[str, Any]:
    scope = {"type": "websocket", "path": "/graphql", "query_string": b"", "headers": []}
    sent, received = asyncio.Queue[Any](), asyncio.Queue[Any]()
    socket = asyncio.create_task(app({**scope, "subprotocols": ["graphql-transport-ws"]}, sent.get, received.put))
    sent.put_nowait({"type": "websocket.connect"})
    for message in ({"type": "connection_init"}, {"type": "subscribe", "id": "1", "payload": body}):
        sent.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})
    messages = [await asyncio.wait_for(received.get(), 30) for _ in range(3)]
    sent.put_nowait({"type": "websocket.disconnect", "code": 1000})
    await socket
    answer = json.loads(messages[2]["text"])
    return {"errors": answer["payload"]} if answer["type"] == "error" else answer["payload"]


TRANSPORTS = [post, get, event_stream, web_socket]
