"""Settings say which variable is wrong, and the secret is made once and kept."""

import os
import re
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from services.app.server_process import serve
from services.app.setting_errors import InvalidSetting
from services.app.settings import VARIABLES, Settings, check_exposure, master_secret, settings_from, sqlite_path
from services.app.sockets import listen, named

PROVIDER = {"TANDEM_ISSUER": "https://login.example", "TANDEM_AUDIENCE": "tandem"}


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "abc"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "٣"}, "PORT"),
        ({"TANDEM_LOG_LEVEL": "loud"}, "TANDEM_LOG_LEVEL"),
        ({"TANDEM_SECRET": "xyz"}, "TANDEM_SECRET"),
        ({"TANDEM_LOG": "mongodb://host"}, "TANDEM_LOG"),
        ({"TANDEM_LOG": "kafka:host"}, "TANDEM_LOG"),
        ({"TANDEM_LOG": "kafka://[host"}, "TANDEM_LOG"),
        ({"TANDEM_LOG": "KAFKA://host"}, "TANDEM_LOG"),
        ({"TANDEM_LOG": " kafka://host"}, "TANDEM_LOG"),
        ({"TANDEM_LOG": "SQLITE:/x"}, "TANDEM_LOG"),
        ({"TANDEM_STORE": "SQLite:/x"}, "TANDEM_STORE"),
        ({"TANDEM_STORE": "MongoDB://host"}, "TANDEM_STORE"),
        ({"TANDEM_STORE": "sqlite:"}, "TANDEM_STORE"),
        ({"TANDEM_STORE": "sqlite://host/file"}, "TANDEM_STORE"),
        ({"TANDEM_STORE": "postgres://host"}, "TANDEM_STORE"),
        ({"TANDEM_CONFIG": "/nowhere/tandem.toml"}, "TANDEM_CONFIG"),
        ({"TANDEM_ISSUER": "http://login.example", "TANDEM_AUDIENCE": "t"}, "TANDEM_ISSUER"),
        ({"TANDEM_ISSUER": "https://login.example"}, "TANDEM_AUDIENCE"),
        ({"TANDEM_AUDIENCE": "t"}, "TANDEM_ISSUER"),
        ({**PROVIDER, "TANDEM_JWKS_URL": "file:///etc/passwd"}, "TANDEM_JWKS_URL"),
        ({**PROVIDER, "TANDEM_ALGORITHMS": "RS256 HS256"}, "TANDEM_ALGORITHMS"),
        ({**PROVIDER, "TANDEM_ALGORITHMS": "none"}, "TANDEM_ALGORITHMS"),
        ({**PROVIDER, "TANDEM_CLAIMS": "/nowhere/claims.toml"}, "TANDEM_CLAIMS"),
        ({**PROVIDER, "TANDEM_LEEWAY_SECONDS": "301"}, "TANDEM_LEEWAY_SECONDS"),
        ({**PROVIDER, "TANDEM_SCOPES": "profile"}, "TANDEM_SCOPES"),
        ({**PROVIDER, "TANDEM_CLIENT_SECRET": "hush"}, "TANDEM_CLIENT_ID"),
        ({**PROVIDER, "TANDEM_CLIENT_ID": "t", "TANDEM_CLIENT_SECRET_FILE": "/nowhere"}, "TANDEM_CLIENT_SECRET_FILE"),
        ({"TANDEM_PUBLIC_URL": "https://tandem.example/app"}, "TANDEM_PUBLIC_URL"),
        ({"TANDEM_PUBLIC_URL": "http://tandem.example"}, "TANDEM_PUBLIC_URL"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidSetting, match=named):
        settings_from(environment)


def test_defaults_and_an_address_for_all_only_on_request() -> None:
    assert settings_from({}) == Settings(data=Path(".tandem"))
    for host in ("0.0.0.0", "example.org"):
        with pytest.raises(InvalidSetting, match="TANDEM_INSECURE"):
            check_exposure(settings_from({"TANDEM_HOST": host}), authenticates=False)
        check_exposure(settings_from({"TANDEM_HOST": host}), authenticates=True)
    check_exposure(settings_from({"TANDEM_HOST": "0.0.0.0", "TANDEM_INSECURE": "1"}), authenticates=False)
    check_exposure(settings_from({"TANDEM_HOST": "localhost"}), authenticates=False)
    assert settings_from({"TANDEM_HOST": "::1", "PORT": "0"}).port == 0


@pytest.mark.parametrize("port", ["abc", "", "0", "65536", "9" * 5_000, "-1", "9092:1", "٣"])
@pytest.mark.parametrize("servers", ["hush:{}", "hush:1,hush:{}", "hush:{},hush", "[::1]:{}"])
@pytest.mark.parametrize(("variable", "scheme"), [("TANDEM_LOG", "kafka"), ("TANDEM_STORE", "mongodb")])
def test_a_wrong_port_of_any_server_is_refused_without_the_url(
    variable: str, scheme: str, servers: str, port: str
) -> None:
    with pytest.raises(InvalidSetting, match=f"^{variable}: .*port from 1 to 65535$") as refused:
        settings_from({variable: f"{scheme}://{servers.format(port)}/path"})
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "store",
    [
        "mongodb://user:p%3Aw@one:27017,two/db?replicaSet=rs0",
        "mongodb+srv://user:word@cluster.example.org/db",
        "mongodb://[::1]:27017,127.0.0.1:65535",
        "mongodb://%2Ftmp%2Fmongodb-27017.sock/db",
    ],
)
def test_servers_with_and_without_a_port_are_taken_as_they_are(store: str) -> None:
    log = "kafka://broker-1:9092,broker-2,[fe80::1]:1"
    settings = settings_from({"TANDEM_LOG": log, "TANDEM_STORE": store})
    assert (settings.log_url, settings.store_url) == (log, store)


@pytest.mark.parametrize("path", ["/var/lib/tandem/file.sqlite", "a folder/file #1?.sqlite", "x"])
def test_files_are_taken_as_they_are(path: str) -> None:
    settings = settings_from({"TANDEM_LOG": f"sqlite:{path}", "TANDEM_STORE": f"sqlite:{path}"})
    assert [sqlite_path(url) for url in (settings.log_url, settings.store_url)] == [Path(path)] * 2


@pytest.mark.parametrize("switch", ["TANDEM_INSECURE", "TANDEM_TRUSTED_ONLY"])
@pytest.mark.parametrize("text", ["yes", "off", "2", " 1", "no"])
def test_a_switch_is_on_or_off_and_nothing_else(switch: str, text: str) -> None:
    with pytest.raises(InvalidSetting, match=switch):
        settings_from({switch: text, "TANDEM_DOCUMENTS": "x"})


@pytest.mark.parametrize(
    ("text", "on"), [("", False), ("0", False), ("False", False), ("1", True), ("true", True), ("TRUE", True)]
)
def test_a_switch_in_any_case_of_its_letters(text: str, on: bool) -> None:
    settings = settings_from({"TANDEM_INSECURE": text, "TANDEM_TRUSTED_ONLY": text, "TANDEM_DOCUMENTS": "x"})
    assert (settings.insecure, settings.trusted_only) == (on, on)


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    first = master_secret(settings)
    assert len(first) == 32
    assert master_secret(settings) == first
    assert stat.S_IMODE((settings.data / "learner.secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert master_secret(replace(settings, secret="ab" * 32)) == bytes.fromhex("ab" * 32)


def test_of_many_who_make_the_secret_at_once_all_have_the_same(tmp_path: Path) -> None:
    for attempt in range(20):
        together, settings = Barrier(8), Settings(data=tmp_path / f"{attempt}")

        def made(together: Barrier = together, settings: Settings = settings) -> bytes:
            together.wait()
            return master_secret(settings)

        with ThreadPoolExecutor(8) as threads:
            values = {future.result() for future in [threads.submit(made) for _ in range(8)]}
        assert values == {master_secret(settings)}
        assert [path.name for path in settings.data.iterdir()] == ["learner.secret"]


def test_a_secret_that_could_not_be_finished_is_made_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "fsync", killed)
        master_secret(Settings(data=tmp_path))
    assert len(master_secret(Settings(data=tmp_path))) == 32


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_a_host_is_named_as_in_a_url(host: str, shown: str) -> None:
    assert named(host) == shown
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as taken:
        taken.bind((host, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidSetting, match=re.escape(f"cannot listen on {shown}:{port}: ")):
            listen(Settings(data=Path(), host=host, port=port))


@pytest.mark.parametrize("secret", ["xyz", "ab" * 31])
def test_a_secret_that_is_too_short_or_no_hex_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(InvalidSetting, match="TANDEM_SECRET"):
        master_secret(Settings(data=tmp_path, secret=secret))


def test_a_toml_file_gives_what_the_environment_does_not(tmp_path: Path) -> None:
    config = tmp_path / "tandem.toml"
    config.write_text('log = "kafka://one:9092,two:9092"\nport = 9000\ninsecure = true\nhost = "0.0.0.0"\n')
    settings = settings_from({"TANDEM_CONFIG": str(config), "PORT": "9001"})
    assert (settings.log_url, settings.port, settings.host) == ("kafka://one:9092,two:9092", 9001, "0.0.0.0")


@pytest.mark.parametrize(
    ("text", "named"),
    [("partitions = 3", "partitions"), ("port = [1]", "port"), ("port =", "Invalid value"), ("\xff", "utf-8")],
)
def test_what_a_toml_file_may_not_hold(tmp_path: Path, text: str, named: str) -> None:
    config = tmp_path / "tandem.toml"
    config.write_bytes(text.encode("latin-1"))
    with pytest.raises(InvalidSetting, match=named):
        settings_from({"TANDEM_CONFIG": str(config)})


def test_no_secret_shows() -> None:
    settings = settings_from(
        {"TANDEM_STORE": "mongodb://user:hush@host/db", "TANDEM_SECRET": "ab" * 32, "TANDEM_LOG": "kafka://broker:1"}
    )
    assert "hush" not in repr(settings)
    assert "ab" * 32 not in repr(settings)
    with pytest.raises(InvalidSetting) as refused:
        settings_from({"TANDEM_STORE": "mongo://user:hush@host/db"})
    assert "hush" not in str(refused.value)


def test_every_setting_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    for name, variable in VARIABLES.items():
        assert f"| `{variable}` | `{name}` |" in text


def test_a_misspelt_variable_is_refused_and_the_right_ones_are_named() -> None:
    with pytest.raises(InvalidSetting, match=r"TANDEM_LOGG.*TANDEM_LOG"):
        settings_from({"TANDEM_LOGG": "kafka://k:9092", "PATH": "/bin"})


def test_a_clients_secret_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hush\n")
    client = {**PROVIDER, "TANDEM_CLIENT_ID": "t", "TANDEM_CLIENT_SECRET_FILE": str(tmp_path / "secret")}
    settings = settings_from(client)
    assert settings.authentication.client_secret == "hush"
    assert "hush" not in repr(settings)
    with pytest.raises(InvalidSetting, match="not both"):
        settings_from({**client, "TANDEM_CLIENT_SECRET": "hush"})


async def test_no_server_begins_on_the_network_before_there_is_a_provider_or_a_key(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="TANDEM_ISSUER"):
        await serve(Settings(data=tmp_path, host="0.0.0.0", port=0), consume=False)
