"""TLS and SASL against the real broker: who is let in, and what those are told who are not."""

import base64
import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

from services.log.kafka import KafkaLog
from services.log.kafka_security import KafkaSecurity
from services.log.port import LogError, NewRecord
from tests.servers import Servers
from tests.support.certificates import CertificateAuthority

pytestmark = pytest.mark.server
USER, SCRAM_USER, PASSWORD = "tandem", "district,9=north", "hush-5c1f"
TOPIC = "secured"


@dataclass(frozen=True)
class SecureBroker:
    """`sasl` and `tls` are URLs of its listeners: with SASL over TLS, and with certificates on both sides."""

    sasl: str
    tls: str
    authority: CertificateAuthority

    def security(self, mechanism: str) -> KafkaSecurity:
        ca = str(self.authority.certificate_file)
        user = SCRAM_USER if mechanism.startswith("SCRAM") else USER
        return KafkaSecurity("SASL_SSL", mechanism, user, PASSWORD, ca_file=ca)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureBroker]:
    folder = tmp_path_factory.mktemp("secure-broker")
    authority = CertificateAuthority(folder / "certificates")
    certificate, key = authority.issue("broker", ("localhost",))
    (folder / "broker.pem").write_text(key.read_text() + certificate.read_text())
    sasl, tls = _free_ports()
    properties = _properties(folder / "broker.pem", authority.certificate_file, sasl, tls)
    (folder / "more.properties").write_text(properties)
    servers = Servers(folder)
    try:
        plain = servers.up("kafka").removeprefix("kafka://")
        with closing(KafkaAdminClient(bootstrap_servers=plain)) as admin:
            for mechanism in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
                user = UserScramCredentialUpsertion(SCRAM_USER, mechanism, PASSWORD)
                assert admin.alter_user_scram_credentials([user]) == {SCRAM_USER: None}
        yield SecureBroker(f"kafka://localhost:{sasl}", f"kafka://localhost:{tls}", authority)
    finally:
        servers.reset()


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        for probe in (first, second):
            probe.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


def _properties(key_store: Path, trusted: Path, sasl: int, tls: int) -> str:
    jaas = {
        "plain": f'plain.PlainLoginModule required user_{USER}="{PASSWORD}"',
        "scram-sha-256": "scram.ScramLoginModule required",
        "scram-sha-512": "scram.ScramLoginModule required",
        "oauthbearer": 'oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="tandem"',
    }
    logins = [
        f"listener.name.secure.{mechanism}.sasl.jaas.config=org.apache.kafka.common.security.{module};"
        for mechanism, module in jaas.items()
    ]
    return "\n".join(
        [
            "",
            f"listeners=PLAINTEXT://127.0.0.1:@PORT@,CONTROLLER://127.0.0.1:@CONTROLLER_PORT@,"
            f"SECURE://127.0.0.1:{sasl},TLS://127.0.0.1:{tls}",
            f"advertised.listeners=PLAINTEXT://127.0.0.1:@PORT@,SECURE://localhost:{sasl},TLS://localhost:{tls}",
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL,TLS:SSL",
            "listener.name.secure.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER",
            *logins,
            "listener.name.tls.ssl.client.auth=required",
            "ssl.keystore.type=PEM",
            f"ssl.keystore.location={key_store}",
            "ssl.truststore.type=PEM",
            f"ssl.truststore.location={trusted}",
            "",
        ]
    )


async def exchange(url: str, security: KafkaSecurity) -> None:
    """As administrator, producer and reader, which connect on their own."""
    log = await KafkaLog.open(url, timeout=15, security=security)
    try:
        await log.create_topic(TOPIC, 1, replication=1)
        value = uuid4().bytes
        [at] = await log.append(TOPIC, [NewRecord(b"key", value)])
        [record] = await log.read(TOPIC, at.partition, at.offset, 1)
        assert record.value == value
    finally:
        await log.close()


async def test_a_member_of_a_group_is_let_in(broker: SecureBroker) -> None:
    log = await KafkaLog.open(broker.sasl, timeout=15, security=broker.security("SCRAM-SHA-512"))
    try:
        await log.create_topic(TOPIC, 1, replication=1)
        subscription = await log.subscribe(TOPIC, uuid4().hex)
        while not (await subscription.poll(1, 5.0)).assignments:
            pass
    finally:
        await log.close()


@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
async def test_a_client_is_let_in_by_user_and_password(broker: SecureBroker, mechanism: str) -> None:
    await exchange(broker.sasl, broker.security(mechanism))


async def test_a_client_is_let_in_by_a_token(broker: SecureBroker, tmp_path: Path) -> None:
    now = int(time.time())
    parts = ({"alg": "none"}, {"sub": "tandem", "iat": now, "exp": now + 600})
    token = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    (tmp_path / "token").write_text(f"{token}.\n")
    security = replace(broker.security("OAUTHBEARER"), user="", password="", token_file=str(tmp_path / "token"))
    await exchange(broker.sasl, security)


async def test_a_client_is_let_in_by_its_certificate(broker: SecureBroker) -> None:
    certificate, key = broker.authority.issue("tandem", password=PASSWORD)
    files: dict[str, Any] = {"certificate_file": str(certificate), "key_file": str(key), "key_password": PASSWORD}
    ca = str(broker.authority.certificate_file)
    await exchange(broker.tls, KafkaSecurity("SSL", ca_file=ca, **files))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"password": "hush-wrong"}, r"refuses this client .*password.*Check TANDEM_KAFKA_MECHANISM"),
        ({"user": "nobody", "mechanism": "SCRAM-SHA-512"}, r"refuses this client"),
        ({"ca_file": ""}, r"not trusted .*Check TANDEM_KAFKA_CA_FILE"),
    ],
)
async def test_what_is_wrong_is_said_at_once_and_without_secrets(
    broker: SecureBroker, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(LogError, match=reason) as refused:
        await KafkaLog.open(broker.sasl, timeout=15, security=replace(broker.security("PLAIN"), **change))
    assert "hush" not in str(refused.value)


async def test_a_certificate_must_name_the_host_unless_that_is_not_checked(broker: SecureBroker) -> None:
    address, security = broker.sasl.replace("localhost", "127.0.0.1"), broker.security("PLAIN")
    with pytest.raises(LogError, match=r"not trusted .*127\.0\.0\.1"):
        await KafkaLog.open(address, timeout=15, security=security)
    await (await KafkaLog.open(address, timeout=15, security=replace(security, check_hostname=False))).close()
