"""Settings say which variable is wrong, and the secret is made once and kept."""

import stat
from pathlib import Path

import pytest

from services.cli.settings import InvalidSetting, Settings, master_secret, settings_from


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"PORT": "abc"}, "PORT"),
        ({"PORT": "-1"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "٣"}, "PORT"),
        ({"TANDEM_HOST": "0.0.0.0"}, "TANDEM_INSECURE"),
        ({"TANDEM_HOST": "example.org"}, "TANDEM_HOST"),
        ({"TANDEM_LOG_LEVEL": "loud"}, "TANDEM_LOG_LEVEL"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], named: str) -> None:
    with pytest.raises(InvalidSetting, match=named):
        settings_from(environment)


def test_defaults_and_an_address_for_all_only_on_request() -> None:
    assert settings_from({}) == Settings(data=Path(".tandem"))
    assert settings_from({"TANDEM_HOST": "0.0.0.0", "TANDEM_INSECURE": "1"}).host == "0.0.0.0"
    assert settings_from({"TANDEM_HOST": "::1", "PORT": "0"}).port == 0


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    first = master_secret(settings, {})
    assert len(first) == 32
    assert master_secret(settings, {}) == first
    assert stat.S_IMODE((settings.data / "learner.secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.data.stat().st_mode) == 0o700
    assert master_secret(settings, {"TANDEM_SECRET": "ab" * 32}) == bytes.fromhex("ab" * 32)


@pytest.mark.parametrize("secret", ["xyz", "ab" * 31])
def test_a_secret_that_is_too_short_or_no_hex_is_refused(tmp_path: Path, secret: str) -> None:
    with pytest.raises(InvalidSetting, match="TANDEM_SECRET"):
        master_secret(Settings(data=tmp_path), {"TANDEM_SECRET": secret})
