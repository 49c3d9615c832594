"""HTTPS by the server's own certificate, and by proxies that are trusted, over real sockets."""

import asyncio
import json
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect

from services.app.authentication import identification_of
from services.app.authentication_settings import AuthenticationSettings
from services.app.server_process import address_of, is_readable_on_the_way
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings, settings_from
from services.app.sockets import config_of
from services.app.transport_settings import TransportSettings
from services.store.embedded import EmbeddedStore
from services.web.outer_edge import OuterEdge
from tests.support.certificates import CertificateAuthority

FORWARDED = {"X-Forwarded-For": "203.0.113.9, 127.0.0.1", "X-Forwarded-Proto": "https"}
PROXIES = {"TANDEM_PUBLIC_URL": "https://tandem.example"}


async def mirror(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the scheme and the client's address, as the application sees them."""
    seen = json.dumps([scope["scheme"], scope["client"][0]])
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": seen})
        await send({"type": "websocket.close"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": seen.encode()})


@asynccontextmanager
async def serving(transport: TransportSettings) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config_of(OuterEdge(mirror), "warning", transport=transport))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def seen(url: str, trust: Any = True, **headers: str) -> tuple[list[str], bool]:
    """What the application sees of a request, and whether its answer asks for HTTPS from now on."""
    async with httpx.AsyncClient(verify=trust, trust_env=False) as client:
        answer = await client.get(url, headers=headers)
    return answer.json(), "strict-transport-security" in answer.headers


async def test_a_certificate_makes_it_https_and_plain_http_gets_no_answer(tmp_path: Path) -> None:
    authority = CertificateAuthority(tmp_path)
    certificate, key = authority.issue("server", ("localhost",), password="hush")
    environment = {
        "TANDEM_TLS_CERTIFICATE_FILE": str(certificate),
        "TANDEM_TLS_KEY_FILE": str(key),
        "TANDEM_TLS_KEY_PASSWORD": "hush",
    }
    trust = ssl.create_default_context(cafile=authority.certificate_file)
    async with serving(settings_from(environment).transport) as port:
        assert await seen(f"https://localhost:{port}/", trust) == (["https", "127.0.0.1"], True)
        async with connect(f"wss://localhost:{port}/", ssl=trust, proxy=None) as web_socket:
            assert json.loads(await web_socket.recv()) == ["wss", "127.0.0.1"]
        with pytest.raises(httpx.TransportError):
            await seen(f"http://localhost:{port}/")
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await seen(f"https://localhost:{port}/")


async def test_with_a_certificate_cookies_are_for_https_only(tmp_path: Path) -> None:
    store = await EmbeddedStore.open(tmp_path / "store.sqlite")
    try:
        for transport, secure in ((TransportSettings(), False), (TransportSettings("certificate.pem"), True)):
            address = address_of(Settings(data=tmp_path, host="::1", transport=transport), 8443)
            assert address == f"{'https' if secure else 'http'}://[::1]:8443"
            assert identification_of(AuthenticationSettings(), store, address).secure is secure
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("proxies", "expected"),
    [
        ("", (["http", "127.0.0.1"], False)),
        ("127.0.0.2", (["http", "127.0.0.1"], False)),
        ("127.0.0.1", (["https", "203.0.113.9"], True)),
        ("10.0.0.0/8,127.0.0.0/30", (["https", "203.0.113.9"], True)),
    ],
)
async def test_only_the_proxies_of_the_settings_say_who_came_and_how(
    proxies: str, expected: tuple[list[str], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # of uvicorn: the settings decide alone
    transport = settings_from({**PROXIES, "TANDEM_TRUSTED_PROXIES": proxies}).transport
    async with serving(transport) as port:
        assert await seen(f"http://127.0.0.1:{port}/", **FORWARDED) == expected


async def test_what_a_client_adds_before_the_proxy_is_not_its_address() -> None:
    transport = settings_from({**PROXIES, "TANDEM_TRUSTED_PROXIES": "127.0.0.1"}).transport
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    async with serving(transport) as port:
        assert await seen(f"http://127.0.0.1:{port}/", **forged) == (["http", "203.0.113.9"], False)


@pytest.mark.parametrize(
    ("host", "url", "certificate", "readable"),
    [
        ("0.0.0.0", "", "", True),
        ("0.0.0.0", "https://tandem.example", "", False),
        ("0.0.0.0", "", "certificate.pem", False),
        ("127.0.0.1", "", "", False),
    ],
)
def test_plain_http_on_a_network_is_warned_of(host: str, url: str, certificate: str, readable: bool) -> None:
    settings = Settings(
        data=Path(),
        host=host,
        transport=TransportSettings(certificate),
        authentication=AuthenticationSettings(public_url=url),
    )
    assert is_readable_on_the_way(settings) is readable


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"TANDEM_TLS_KEY_FILE": "key"}, "need TANDEM_TLS_CERTIFICATE_FILE"),
        ({"TANDEM_TLS_CERTIFICATE_FILE": "/nowhere"}, "TANDEM_TLS_CERTIFICATE_FILE name cannot be used"),
        ({"TANDEM_TRUSTED_PROXIES": "127.0.0.1"}, "needs TANDEM_PUBLIC_URL"),
        ({**PROXIES, "TANDEM_TRUSTED_PROXIES": "*"}, "neither an address nor a network"),
        ({**PROXIES, "TANDEM_TRUSTED_PROXIES": "proxy.example"}, "neither an address nor a network"),
        ({**PROXIES, "TANDEM_TRUSTED_PROXIES": "10.0.0.1/8"}, "neither an address nor a network"),
        ({**PROXIES, "TANDEM_TRUSTED_PROXIES": "0.0.0.0/0"}, "everybody"),
    ],
)
def test_what_does_not_fit_together_is_refused(environment: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidSetting, match=reason):
        settings_from(environment)
