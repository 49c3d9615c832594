"""TLS and credentials of the MongoDB store, against a server that takes its handshake and the beginning of a sign-in.

The server of the other tests has neither, so a whole SCRAM or X.509 sign-in is not tried here.
"""

import re
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import bson
import pytest

from services.app.setting_errors import InvalidSetting
from services.app.settings import other_store, settings_from
from services.store.mongo.client import Database
from services.store.port import StoreError
from tests.support.certificates import CertificateAuthority

HELLO = {"ok": 1, "isWritablePrimary": True, "minWireVersion": 0, "maxWireVersion": 21, "maxBsonObjectSize": 16777216,
         "maxMessageSizeBytes": 48000000, "maxWriteBatchSize": 100000}  # fmt: skip
REFUSED = {"ok": 0, "code": 18, "codeName": "AuthenticationFailed", "errmsg": "Authentication failed."}
GREETING = re.compile(rb"\x10(ismaster|hello)\0")
MESSAGE = 2013
"""The code of `OP_MSG` in MongoDB's wire protocol."""


@dataclass
class TlsServer:
    """`clients`: names in the certificates that it was shown. `sent`: what it was sent after its greeting."""

    port: int
    clients: set[str] = field(default_factory=set)
    sent: list[bytes] = field(default_factory=list)


@contextmanager
def serving(authority: CertificateAuthority) -> Iterator[TlsServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("server", ("localhost",)))
    context.load_verify_locations(authority.certificate_file)
    context.verify_mode = ssl.CERT_OPTIONAL
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = TlsServer(listening.getsockname()[1])
        thread = Thread(target=_accept, args=(listening, context, server), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _accept(listening: socket.socket, context: ssl.SSLContext, server: TlsServer) -> None:
    while True:
        try:
            connection = listening.accept()[0]
        except OSError:
            return
        Thread(target=_converse, args=(connection, context, server), daemon=True).start()


def _converse(plain: socket.socket, context: ssl.SSLContext, server: TlsServer) -> None:
    """Greets whoever asks, and refuses everything else."""
    with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
        certificate: Any = connection.getpeercert() or {}
        server.clients |= {value for names in certificate.get("subject", ()) for _, value in names}
        while len(header := connection.recv(16)) == 16:
            length, request, _, _ = struct.unpack("<iiii", header)
            body = connection.recv(length - 16)
            server.sent.append(body)
            reply = b"\0\0\0\0\0" + bson.encode(HELLO if GREETING.search(body) else REFUSED)
            connection.sendall(struct.pack("<iiii", 16 + len(reply), 1, request, MESSAGE) + reply)


async def asked(server: TlsServer, options: str, environment: dict[str, str]) -> str:
    """What becomes of the first question to a store with these settings."""
    url = f"mongodb://localhost:{server.port}/tandem?serverSelectionTimeoutMS=1500{options}"
    settings = settings_from({"TANDEM_STORE": url, **environment})
    database = Database(settings.store_url, security=settings.mongo)
    try:
        with pytest.raises(StoreError) as refused:
            await database.count("saved", {})
        return str(refused.value)
    finally:
        database.close()


async def test_a_user_and_a_password_from_a_file_are_for_a_trusted_server(tmp_path: Path) -> None:
    authority = CertificateAuthority(tmp_path)
    (tmp_path / "password").write_text("hush-1\n")
    user = {"TANDEM_MONGO_USER": "district-9", "TANDEM_MONGO_PASSWORD_FILE": str(tmp_path / "password")}
    trusted = {"TANDEM_MONGO_CA_FILE": str(authority.certificate_file)}
    with serving(authority) as server:
        answer = await asked(server, "&authMechanism=SCRAM-SHA-256&authSource=admin", {**user, **trusted})
        assert "Authentication failed" in answer
        assert "hush" not in answer
    everything = b"".join(server.sent)
    assert b"SCRAM-SHA-256" in everything
    assert b"n=district-9" in everything
    assert b"hush" not in everything


async def test_a_client_certificate_with_an_encrypted_key_says_who_connects(tmp_path: Path) -> None:
    authority = CertificateAuthority(tmp_path)
    certificate, key = authority.issue("tandem-api", password="hush-2")
    certificate.write_text(certificate.read_text() + key.read_text())
    environment = {
        "TANDEM_MONGO_CA_FILE": str(authority.certificate_file),
        "TANDEM_MONGO_CERTIFICATE_FILE": str(certificate),
        "TANDEM_MONGO_KEY_PASSWORD": "hush-2",
    }
    with serving(authority) as server:
        answer = await asked(server, "&authMechanism=MONGODB-X509", environment)
    assert server.clients == {"tandem-api"}
    assert b"MONGODB-X509" in b"".join(server.sent)
    assert "hush" not in answer


async def test_a_server_of_another_authority_is_told_nothing(tmp_path: Path) -> None:
    other = CertificateAuthority(tmp_path / "other", "Another authority")
    with serving(CertificateAuthority(tmp_path)) as server:
        answer = await asked(server, "", {"TANDEM_MONGO_CA_FILE": str(other.certificate_file)})
    assert "certificate verify failed" in answer
    assert not server.sent


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"TANDEM_MONGO_USER": "ann"}, "TANDEM_MONGO_PASSWORD_FILE, together"),
        ({"TANDEM_MONGO_PASSWORD": "hush"}, "TANDEM_MONGO_USER, and"),
        (
            {"TANDEM_MONGO_USER": "a", "TANDEM_MONGO_PASSWORD": "hush", "TANDEM_STORE": "mongodb://ann:hush@db"},
            "both name a user",
        ),
        ({"TANDEM_MONGO_CA_FILE": "hush"}, "TANDEM_MONGO_CA_FILE names cannot be read"),
        ({"TANDEM_MONGO_CA_FILE": "ca", "TANDEM_STORE": "mongodb://db/?TLS=False"}, "TANDEM_STORE turns TLS off"),
        ({"TANDEM_MONGO_CERTIFICATE_FILE": "hush"}, "TANDEM_MONGO_CERTIFICATE_FILE name cannot be used"),
        ({"TANDEM_MONGO_KEY_PASSWORD": "hush"}, "TANDEM_MONGO_KEY_PASSWORD needs"),
    ],
)
def test_what_does_not_fit_together_is_refused(environment: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidSetting, match=reason) as refused:
        settings_from(environment)
    assert "hush" not in str(refused.value)


def test_the_url_of_another_store_may_not_hold_a_password_where_others_see_it(tmp_path: Path) -> None:
    url = "mongodb://ann:hush@old/tandem"
    with pytest.raises(InvalidSetting, match="file:PATH") as refused:
        other_store(url)
    assert "hush" not in str(refused.value)
    (tmp_path / "old").write_text(f"{url}\n")
    assert other_store(f"file:{tmp_path / 'old'}") == url
    assert other_store("mongodb://old/tandem") == "mongodb://old/tandem"
