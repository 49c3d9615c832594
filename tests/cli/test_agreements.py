"""`tandem agreement`, over the embedded store, while nobody else uses it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.cli.agreements import end_agreement, list_agreements, sign_agreement
from services.contracts.data_agreements import Recipient, SharingAgreement
from services.core.access import DEVELOPMENT
from services.core.data_agreements import digest_of_terms
from tests.partnerships.support import D1, running


def terms(name: str, recipient: Recipient) -> SharingAgreement:
    this_year = datetime.now(UTC).year
    return SharingAgreement(
        agreement=name,
        title="Attendance",
        recipient=recipient,
        purpose="To report.",
        families=("attendance",),
        begin=date(this_year, 1, 1),
        end=date(this_year + 1, 12, 31),
        destruction=date(this_year + 2, 1, 1),
    )


async def test_whoever_runs_the_server_signs_and_ends_for_the_consortium_and_for_nobody_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = terms("ours", Recipient(kind="consortium")), terms("theirs", Recipient(kind="partner", id="mercy"))
    settings = Settings(data=tmp_path)
    async with running(tmp_path) as world:
        world.now = datetime.now(UTC)
        for agreement in (ours, theirs):
            await world.context().commands.draft_agreement(DEVELOPMENT, D1, agreement, None, None)
        digest = digest_of_terms(D1, ours)
        await sign_agreement(settings, D1, "ours", "Ana Cruz, director", digest)
        await list_agreements(settings)
        out = capsys.readouterr().out
        assert "signed at" in out
        assert f"{D1}  ours  awaits signatures  with the consortium: attendance" in out
        with pytest.raises(InvalidSetting, match="no agreement theirs with the consortium"):
            await sign_agreement(settings, D1, "theirs", "Ana Cruz, director", digest_of_terms(D1, theirs))
        with pytest.raises(InvalidSetting, match="others by now"):
            await sign_agreement(settings, D1, "ours", "Ana Cruz, director", "0" * 64)
        await end_agreement(settings, D1, "ours", "The report is written.")
        await list_agreements(settings)
        assert f"{D1}  ours  ended  with the consortium" in capsys.readouterr().out
