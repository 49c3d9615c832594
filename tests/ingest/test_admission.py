"""What only the door can know: time zones of this machine, and the size with learner keys."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.contracts import facts
from services.contracts.decode import decode, encode
from services.contracts.events import AttendanceRecorded, AttendanceRollRecorded, DistrictDescribed, PolicyAdopted
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


def mark(**members: str) -> bytes:
    usual: dict[str, Any] = {"school": "S", "learner": "7", "date": NOW.date(), "category": "Tardy"}
    data = facts.Attendance(**(usual | members))
    return encode(AttendanceRecorded(specversion="1.0", id="1", source="s", time=NOW, partitionkey="d", data=data))


def roll(*learners: str) -> bytes:
    data = facts.Roll(school="S", date=NOW.date(), marks=tuple(facts.Mark(learner, "Tardy") for learner in learners))
    return encode(AttendanceRollRecorded(specversion="1.0", id="1", source="s", time=NOW, partitionkey="d", data=data))


def test_ids_out_of_a_spreadsheet_are_those_that_were_meant() -> None:
    assert admit(mark(school=" S", learner="7.0"), NOW, SECRETS) == admit(mark(), NOW, SECRETS)
    assert admit(roll("7.0", "8"), NOW, SECRETS) == admit(roll("7", "8"), NOW, SECRETS)


@pytest.mark.parametrize(
    ("event", "code", "pointer"),
    [
        (mark(learner="6.04822E+11"), Code.INVALID_FORMAT, "/data/learner"),
        (roll("8", "#N/A"), Code.INVALID_FORMAT, "/data/marks/1/0"),
        (roll("7", "7.0"), Code.DUPLICATE_ITEM, "/data/marks/1/0"),
        (mark(learner=" "), Code.OUT_OF_RANGE, "/data/learner"),
    ],
)
def test_ids_that_a_spreadsheet_destroyed_are_refused(event: bytes, code: Code, pointer: str) -> None:
    with pytest.raises(Rejected) as refused:
        admit(event, NOW, SECRETS)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


def test_an_event_that_learner_keys_make_too_large_is_refused() -> None:
    reason = "x" * 170
    marks = tuple(facts.Mark(f"{number}", "Tardy", 5, reason) for number in range(4_900))
    roll = facts.Roll(school="S", date=NOW.date(), marks=marks)
    event = AttendanceRollRecorded(specversion="1.0", id="1", source="s", time=NOW, partitionkey="d", data=roll)
    assert len(encode(event)) < 1_000_000
    with pytest.raises(Rejected) as refused:
        admit(encode(event), NOW, SECRETS)
    assert refused.value.code is Code.TOO_LARGE


def policy(*parts: tuple[str, float, int]) -> bytes:
    absent_parts = tuple(facts.AbsentPart(**{kind: least, "halves": halves}) for kind, least, halves in parts)  # type: ignore[arg-type]  # by name
    data = facts.Policy(version="ours", absent_parts=absent_parts)
    return encode(PolicyAdopted(specversion="1.0", id="1", source="s", time=NOW, partitionkey="d", data=data))


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ([("fraction", 0.5, 1), ("fraction", 0.5, 2)], "/data/absentParts/1/fraction"),
        ([("fraction", 0.5, 2), ("minutes", 90, 1), ("fraction", 0.9, 0)], "/data/absentParts/2/fraction"),
        ([("minutes", 240, 1), ("minutes", 90, 2)], "/data/absentParts/0/minutes"),
    ],
    ids=["one that says two things", "more missed, less absent", "in another order"],
)
def test_parts_of_a_day_that_contradict_each_other_are_refused(
    parts: list[tuple[str, float, int]], pointer: str
) -> None:
    with pytest.raises(Rejected) as refused:
        admit(policy(*parts), NOW, SECRETS)
    assert (refused.value.code, refused.value.pointer) == (Code.INVALID_VALUE, pointer)
    decode(policy(*parts), NOW)  # a log that has it already is read as before


def test_parts_of_a_day_in_any_order_are_admitted() -> None:
    parts = policy(("fraction", 0.9, 2), ("minutes", 20, 0), ("fraction", 0.5, 1), ("minutes", 90, 1))
    admitted = admit(parts, NOW, SECRETS).data
    assert isinstance(admitted, facts.Policy)
    assert len(admitted.absent_parts) == 4
