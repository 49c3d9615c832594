"""Every secret may come from a file: of one line, named by `…_FILE`, and never quoted when something is wrong."""

from pathlib import Path

import pytest

from services.app.configuration import settings_in_force
from services.app.secret_files import read_secret
from services.app.setting_errors import InvalidSetting
from services.app.settings import SECRETS, VARIABLES, settings_from, values_in_force


@pytest.mark.parametrize("name", SECRETS)
def test_a_file_gives_what_the_variable_would_give(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    variable = VARIABLES[name]
    assert VARIABLES[f"{name}_file"] == f"{variable}_FILE"
    assert values_in_force({f"{variable}_FILE": str(file)})[name] == values_in_force({variable: "hush"})[name]


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_that_is_set_twice_is_refused(name: str, tmp_path: Path) -> None:
    variable = VARIABLES[name]
    (tmp_path / "secret").write_text("hush")
    with pytest.raises(InvalidSetting, match=f"{variable} or {variable}_FILE, not both") as refused:
        values_in_force({variable: "hush", f"{variable}_FILE": str(tmp_path / "secret")})
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"hush", "hush"),
        (b"hush\n", "hush"),
        (b"hush\r\n", "hush"),
        (b" two words \n", " two words "),
        ("ü".encode(), "ü"),
    ],
)
def test_only_the_line_break_at_the_end_is_taken_off(content: bytes, secret: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(content)
    assert read_secret(str(tmp_path / "secret"), "TANDEM_SECRET_FILE") == secret


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"hush\nhush\n", "in one line"),
        (b"hush\n\n", "in one line"),
        (b"hush\x00", "in one line"),
        (b"hush" * 20_000, "in one line"),
        (b"hush\xff", "no UTF-8 text"),
    ],
)
def test_a_file_that_holds_something_else_is_refused_without_its_content(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(InvalidSetting, match=f"TANDEM_SECRET_FILE.*{reason}") as refused:
        read_secret(str(tmp_path / "secret"), "TANDEM_SECRET_FILE")
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/nowhere/hush", "No such file"), (".", "Is a directory"), ("hush\0", "no path"), ("hush" * 2_000, "too long")],
)
def test_a_file_that_cannot_be_read_is_refused_and_not_named(path: str, reason: str) -> None:
    """Somebody may have set the secret itself in place of its file."""
    with pytest.raises(InvalidSetting, match=f"TANDEM_SECRET_FILE.*{reason}") as refused:
        settings_from({"TANDEM_SECRET_FILE": path})
    assert "hush" not in str(refused.value)


def test_a_secret_of_the_environment_wins_over_the_one_of_the_toml_file(tmp_path: Path) -> None:
    config, secret = tmp_path / "tandem.toml", tmp_path / "secret"
    secret.write_text("cd" * 32)
    config.write_text(f'secret = "{"ab" * 32}"\nstore_file = "/nowhere"\n')
    environment = {"TANDEM_CONFIG": str(config), "TANDEM_STORE": "sqlite:x"}
    assert settings_from(environment).secret == "ab" * 32
    assert settings_from({**environment, "TANDEM_SECRET_FILE": str(secret)}).secret == "cd" * 32


def test_the_file_of_a_secret_is_shown_as_its_source_and_never_what_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "store"
    file.write_text("mongodb://ann:hush@a:1/tandem?tlsCertificateKeyFilePassword=hush\n")
    shown = {setting.name: setting for setting in settings_in_force({"TANDEM_STORE_FILE": str(file)})}
    assert (shown["store"].value, shown["store"].source) == (
        "mongodb://(hidden)@a:1/tandem?(hidden)",
        "TANDEM_STORE_FILE",
    )
    assert (shown["store_file"].value, shown["store_file"].source) == (str(file), "TANDEM_STORE_FILE")
    assert "hush" not in repr(shown)
