"""What only the door can know: time zones of this machine, and the size with learner keys."""

from datetime import UTC, datetime

import pytest

from services.contracts import facts
from services.contracts.decode import encode
from services.contracts.events import AttendanceRollRecorded, DistrictDescribed
from services.contracts.rejection import Code, Rejected
from services.core.identity import DerivedSecrets
from services.ingest.admission import admit

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECRETS = DerivedSecrets(b"s" * 32)


def district(zone: str) -> bytes:
    data = facts.District(name="Grand Bend ISD", time_zone=zone)
    return encode(DistrictDescribed(specversion="1.0", id="1", source="s", time=NOW, partitionkey="d", data=data))


@pytest.mark.parametrize("zone", ["America/Chicago", "UTC", "America/Phoenix"])
def test_a_time_zone_is_admitted(zone: str) -> None:
    assert admit(district(zone), NOW, SECRETS).data == facts.District(name="Grand Bend ISD", time_zone=zone)


@pytest.mark.parametrize("zone", ["America", "Nope/Nowhere", "x" * 299, "../../etc/passwd"])
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(Rejected) as refused:
        admit(district(zone), NOW, SECRETS)
    assert (refused.value.code, refused.value.pointer) == (Code.INVALID_VALUE, "/data/timeZone")


def test_an_event_that_learner_keys_make_too_large_is_refused() -> None:
    reason = "x" * 170
    marks = tuple(facts.Mark(f"{number}", "Tardy", 5, reason) for number in range(4_900))
    roll = facts.Roll(school="S", date=NOW.date(), marks=marks)
    event = AttendanceRollRecorded(specversion="1.0", id="1", source="s", time=NOW, partitionkey="d", data=roll)
    assert len(encode(event)) < 1_000_000
    with pytest.raises(Rejected) as refused:
        admit(encode(event), NOW, SECRETS)
    assert refused.value.code is Code.TOO_LARGE
