"""`tandem key` and `tandem access`, from the first key to its end."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.authentication.administration import ChangeRefused
from services.authentication.key_text import is_key
from services.cli.credentials import (
    create_key,
    end_of,
    give,
    list_grants,
    list_keys,
    revoke_grant,
    revoke_key,
    rotate_key,
    scope_of,
)
from services.core.access import Role, Scope


async def test_a_key_from_its_beginning_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data=tmp_path)
    await create_key(settings, "Skyward", Role.PUBLISHER, scope_of(Role.PUBLISHER, ["255901"]), end_of("90d"))
    head, secret, *_ = capsys.readouterr().out.splitlines()
    key_id = head.split()[0]
    assert is_key(secret)
    await rotate_key(settings, key_id, None, timedelta(hours=1))
    assert is_key(second := capsys.readouterr().out.splitlines()[1])
    await list_keys(settings)
    listed = capsys.readouterr().out
    assert re.match(rf"{key_id}  Skyward  publisher  districts 255901  2 valid, until .* used never", listed)
    assert secret not in listed + second
    await revoke_key(settings, key_id)
    await list_keys(settings)
    assert "revoked" in capsys.readouterr().out
    with pytest.raises(ChangeRefused, match="tandem key list"):
        await revoke_key(settings, "nothing")


async def test_a_grant_from_its_beginning_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(data=tmp_path)
    with pytest.raises(InvalidSetting, match="TANDEM_ISSUER"):
        await give(settings, "", "ada", Role.OPERATOR, Scope(), None)
    await give(settings, "https://login.example", "ada", Role.OPERATOR, Scope(), None)
    grant_id = capsys.readouterr().out.split()[0]
    await list_grants(settings)
    assert "ada at https://login.example  operator  everywhere  no end" in capsys.readouterr().out
    await revoke_grant(settings, grant_id)
    await list_grants(settings)
    assert capsys.readouterr().out.splitlines()[-1].endswith("ended")


def test_a_role_that_needs_a_scope_is_not_given_without_one() -> None:
    for role in (Role.DISTRICT_ADMIN, Role.PUBLISHER, Role.PARTNER):
        with pytest.raises(InvalidSetting, match=r"\* means all"):
            scope_of(role, None)
    with pytest.raises(InvalidSetting, match="schools"):
        scope_of(Role.SCHOOL_LEADER, ["255901"])
    assert scope_of(Role.DISTRICT_ADMIN, ["*"]) == Scope()
    assert scope_of(Role.PARTNER, None, organisations=["quillon"]) == Scope(organisations=frozenset({"quillon"}))


def test_ends_are_spans_days_or_none() -> None:
    assert end_of(None) is end_of("never") is None
    assert end_of("2027-06-30") == datetime(2027, 6, 30, tzinfo=UTC)
    ninety_days = end_of("90d")
    assert ninety_days is not None
    assert timedelta(days=89) < ninety_days - datetime.now(UTC) <= timedelta(days=90)
    for text in ("soon", "90", "d", "", "-1d"):
        with pytest.raises(InvalidSetting):
            end_of(text)
