"""`tandem config` shows what is in force, and the options of `tandem serve` win over the environment."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.app import server_process
from services.app.configuration import settings_in_force
from services.app.settings import VARIABLES, Settings
from services.cli import invocation
from services.cli.main import app

PASSWORDS = {
    "TANDEM_STORE": "mongodb://ann:hush-1@a:1,b:2/tandem?tlsCertificateKeyFilePassword=hush-2",
    "TANDEM_LOG": "kafka://host:9092",
    "TANDEM_SECRET": "ab" * 32,
    "TANDEM_ISSUER": "https://login.example",
    "TANDEM_CLIENT_ID": "tandem",
    "TANDEM_CLIENT_SECRET": "hush-3",
}


def shown(environment: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {setting.name: (setting.value, setting.source) for setting in settings_in_force(environment)}


def test_every_setting_is_shown_with_the_value_that_its_variable_would_give() -> None:
    defaults = shown({})
    assert list(defaults) == list(VARIABLES)
    assert {source for _, source in defaults.values()} == {"default"}
    same = {
        VARIABLES[name]: value
        for name, (value, _) in defaults.items()
        if name != "secret" and value not in ("none", "any")
    }
    assert {name: value for name, (value, _) in shown(same).items()} == {
        name: value for name, (value, _) in defaults.items()
    }


def test_a_variable_wins_over_the_file_and_both_are_named(tmp_path: Path) -> None:
    file = tmp_path / "tandem.toml"
    file.write_text('port = 9000\nlog_level = "debug"\naccess_log = true\n')
    settings = shown({"TANDEM_CONFIG": str(file), "PORT": "9001"})
    assert settings["port"] == ("9001", "PORT")
    assert settings["log_level"] == ("debug", str(file))
    assert settings["access_log"] == ("true", str(file))
    assert settings["host"] == ("127.0.0.1", "default")


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PASSWORDS.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(app, ["config"])
    assert result.exit_code == 0
    assert "mongodb://(hidden)@a:1,b:2/tandem?(hidden)" in result.output
    assert "kafka://host:9092" in result.output
    assert "TANDEM_SECRET" in result.output
    for secret in ("ann", "hush", "abab"):
        assert secret not in result.output


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ("127.0.0.1", 9001)),
        (["--port", "0"], ("127.0.0.1", 0)),
        (["--host", "::1", "--port", "9002"], ("::1", 9002)),
    ],
)
def test_options_of_serve_win_over_the_environment(
    monkeypatch: pytest.MonkeyPatch, options: list[str], expected: tuple[str, int]
) -> None:
    served: list[Settings] = []

    async def serve(settings: Settings, *, consume: bool) -> None:
        assert consume
        served.append(settings)

    monkeypatch.setenv("PORT", "9001")
    monkeypatch.setattr(invocation, "tune_interpreter", lambda: None)  # it would tune the test run, ...
    monkeypatch.setattr(invocation, "configure_logging", lambda _: None)  # ... and this one log into a file that closes
    monkeypatch.setattr(server_process, "serve", serve)
    result = CliRunner().invoke(app, ["serve", *options])
    assert result.exit_code == 0, result.output
    assert [(settings.host, settings.port) for settings in served] == [expected]


@pytest.mark.parametrize("option", [("--port", "65536"), ("--port", "-1"), ("--port", "x")])
def test_an_option_that_cannot_be_is_refused(option: tuple[str, str]) -> None:
    assert CliRunner().invoke(app, ["serve", *option]).exit_code != 0


def test_the_shell_can_complete_commands() -> None:
    assert "--install-completion" in CliRunner().invoke(app, ["--help"]).output
