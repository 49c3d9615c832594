"""No secret of any setting shows in errors, logs, `tandem config`, or the arguments of a process, whatever fails."""

import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from services.app.assembly import open_store
from services.app.configuration import settings_in_force
from services.app.setting_errors import InvalidSetting
from services.app.settings import SECRETS, VARIABLES, Settings, master_secret, settings_from
from services.cli.main import app
from services.log.kafka import KafkaLog
from services.log.port import LogError
from services.store.port import StoreError
from tests.support.certificates import CertificateAuthority

MARKS = ("hush", "c0ffee")
NOBODY = "127.0.0.1:1"
URL_PASSWORD = {"TANDEM_STORE": f"mongodb://ann:hush-store@{NOBODY}/t?serverSelectionTimeoutMS=50&appName=hush"}
OWN_PASSWORD = {
    "TANDEM_STORE": f"mongodb://{NOBODY}/t?serverSelectionTimeoutMS=50",
    "TANDEM_MONGO_USER": "ann",
    "TANDEM_MONGO_PASSWORD": "hush-mongo",
}
Attempt = Callable[[Settings], Awaitable[object]]


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings with a recognisable value for everything secret."""
    authority = CertificateAuthority(tmp_path_factory.mktemp("certificates"))
    certificate, key = authority.issue("tandem", password="hush-key")
    both = certificate.with_name("both.pem")
    both.write_text(certificate.read_text() + key.read_text())
    return {
        "TANDEM_SECRET": "c0ffee" * 11,
        "TANDEM_LOG": f"kafka://{NOBODY}",
        **OWN_PASSWORD,
        "TANDEM_MONGO_CERTIFICATE_FILE": str(both),
        "TANDEM_MONGO_KEY_PASSWORD": "hush-key",
        "TANDEM_KAFKA_SECURITY": "SASL_SSL",
        "TANDEM_KAFKA_MECHANISM": "PLAIN",
        "TANDEM_KAFKA_USER": "ann",
        "TANDEM_KAFKA_PASSWORD": "hush-kafka",
        "TANDEM_KAFKA_CERTIFICATE_FILE": str(certificate),
        "TANDEM_KAFKA_KEY_FILE": str(key),
        "TANDEM_KAFKA_KEY_PASSWORD": "hush-key",
        "TANDEM_TLS_CERTIFICATE_FILE": str(both),
        "TANDEM_TLS_KEY_PASSWORD": "hush-key",
        "TANDEM_ISSUER": "https://login.example",
        "TANDEM_CLIENT_ID": "tandem",
        "TANDEM_CLIENT_SECRET": "hush-client",
    }


@pytest.fixture
def output(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """What the test adds, and everything that was printed or logged: at its end no secret may be in it."""
    texts: list[str] = []
    with caplog.at_level(logging.DEBUG):
        yield texts
    everything = "\n".join([*texts, caplog.text, *capfd.readouterr(), *map(repr, caplog.records)])
    assert not [mark for mark in MARKS if mark in everything]


def test_there_is_a_recognisable_value_for_every_secret(secrets: dict[str, str]) -> None:
    assert {VARIABLES[name] for name in SECRETS} <= secrets.keys()


@pytest.mark.parametrize("change", [{}, URL_PASSWORD])
def test_settings_show_none(change: dict[str, str], secrets: dict[str, str], output: list[str]) -> None:
    environment = _with(secrets, change)
    output += [repr(settings_from(environment)), repr(settings_in_force(environment))]


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["hush/nowhere", "hush\nhush", "hush" * 2_000])
def test_no_error_of_a_file_shows_what_was_set(
    name: str, value: str, secrets: dict[str, str], output: list[str]
) -> None:
    environment = {variable: text for variable, text in secrets.items() if variable != VARIABLES[name]}
    output.append(_error(environment, f"{VARIABLES[name]}_FILE", value))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TANDEM_SECRET", "hush"),
        ("TANDEM_LOG", f"kafka:/ann:hush@{NOBODY}"),
        ("TANDEM_STORE", f"mongodb://ann:12/hush@{NOBODY}/t"),
        ("TANDEM_STORE", f"mongodb://ann:12#hush@{NOBODY}/t"),
        ("TANDEM_STORE", f"mongodb://ann:12?hush@{NOBODY}/t"),
        ("TANDEM_STORE", "postgres://ann:hush@db"),
        ("TANDEM_KAFKA_KEY_PASSWORD", "hush-wrong"),
        ("TANDEM_MONGO_KEY_PASSWORD", "hush-wrong"),
        ("TANDEM_TLS_KEY_PASSWORD", "hush-wrong"),
    ],
)
def test_no_error_of_a_value_shows_it(variable: str, value: str, secrets: dict[str, str], output: list[str]) -> None:
    output.append(_error(secrets, variable, value))


async def _log(settings: Settings) -> object:
    return await KafkaLog.open(settings.log_url, timeout=0.1, security=settings.kafka)


async def _store(settings: Settings) -> object:
    return await open_store(settings)


@pytest.mark.parametrize(
    ("change", "attempt"),
    [
        ({}, _log),
        ({"TANDEM_LOG": f"kafka://ann:hush@{NOBODY}"}, _log),
        ({}, _store),
        (URL_PASSWORD, _store),
        ({"TANDEM_STORE": f"mongodb://{NOBODY}/t?authMechanism=PLAIN&serverSelectionTimeoutMS=50"}, _store),
        ({"TANDEM_STORE": f"mongodb://{NOBODY}/t?authMechanism=MONGODB-X509&serverSelectionTimeoutMS=50"}, _store),
    ],
)
async def test_no_failure_of_log_or_store_shows_one(
    change: dict[str, str], attempt: Attempt, secrets: dict[str, str], output: list[str]
) -> None:
    settings = settings_from(_with(secrets, change))
    with pytest.raises((LogError, StoreError)) as failed:
        await attempt(settings)
    output += traceback.format_exception(failed.value)


def test_a_spoilt_file_of_the_secret_is_not_quoted(tmp_path: Path, output: list[str]) -> None:
    (tmp_path / "learner.secret").write_text("hush")
    with pytest.raises(InvalidSetting) as refused:
        master_secret(Settings(data=tmp_path))
    output.append(str(refused.value))


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """Everybody on the machine can see them. A URL with a password comes from a file (test_mongo_security.py)."""
    words = ("secret", "password", "token", "credential")
    parameters = list(_parameters(get_command(app)))
    assert parameters
    assert not [name for name in parameters if any(word in name for word in words)]


def _parameters(command: Any) -> Iterator[str]:
    yield from (parameter.name for parameter in command.params)
    for inner in getattr(command, "commands", {}).values():
        yield from _parameters(inner)


def _with(secrets: dict[str, str], change: dict[str, str]) -> dict[str, str]:
    own = OWN_PASSWORD.keys() if "@" in change.get("TANDEM_STORE", "") else ()
    return {name: text for name, text in secrets.items() if name not in own} | change


def _error(environment: dict[str, str], variable: str, value: str) -> str:
    with pytest.raises(InvalidSetting) as refused:
        settings_from({**environment, variable: value})
    return str(refused.value)
