"""Forms of an event that CloudEvents allows beside the plain one: `data_base64`, and leap seconds."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.catalogue import EVENT_TYPES, examples_of
from services.contracts.decode import decode_any
from services.contracts.events import AttendanceRollRecorded
from services.contracts.normalization import after_leap_second
from services.contracts.rejection import Code, Rejected
from tests.contracts.bad_events import ROLL, good, written
from tests.support.base64_events import with_base64

NOW = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_data_in_base64_says_what_the_data_says(event_type: str) -> None:
    for event in examples_of(event_type):
        assert decode_any(with_base64(event), NOW) == decode_any(written(event), NOW)


@pytest.mark.parametrize(
    ("data", "code", "pointer"),
    [
        (b"\xff", Code.MALFORMED_JSON, "/data_base64"),
        (b"", Code.MALFORMED_JSON, "/data_base64"),
        (b'{"school": "S1"} {}', Code.MALFORMED_JSON, "/data_base64"),
        (b"[" * 500 + b"]" * 500, Code.MALFORMED_JSON, "/data_base64"),
        (b'{"school": 1}', Code.WRONG_TYPE, "/data/school"),
        (b'"eyJ9"', Code.WRONG_TYPE, "/data"),
    ],
)
def test_data_in_base64_that_is_no_data_is_refused(data: bytes, code: Code, pointer: str) -> None:
    with pytest.raises(Rejected) as refused:
        decode_any(with_base64(good(), data), NOW)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


@pytest.mark.parametrize("text", [1, None, ["e30="], "e30", "e3 0=", "é", "{}"])
def test_what_is_no_base64_is_refused(text: object) -> None:
    event = {name: value for name, value in good().items() if name != "data"}
    with pytest.raises(Rejected) as refused:
        decode_any(written({**event, "data_base64": text}), NOW)
    assert (refused.value.code, refused.value.pointer) == (Code.INVALID_FORMAT, "/data_base64")


def test_an_event_with_neither_lacks_its_data() -> None:
    event = {name: value for name, value in good().items() if name != "data"}
    with pytest.raises(Rejected) as refused:
        decode_any(written(event), NOW)
    assert (refused.value.code, refused.value.pointer) == (Code.MISSING_FIELD, "/data")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2016-12-31t23:59:60z", "2017-01-01T00:00:00+00:00"),
        ("2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250000+00:00"),
        ("2017-01-01T08:59:60+09:00", "2017-01-01T09:00:00+09:00"),
        ("2015-06-30T18:59:60.123456789-05:00", "2015-06-30T19:00:00.123456-05:00"),
        ("2016-12-31T23:58:60Z", None),
        ("2016-12-30T23:59:60Z", None),
        ("2016-12-31T23:59:60+09:00", None),
        ("2016-12-31T23:59:61Z", None),
        ("2016-12-31T23:59:60", None),
        ("9999-12-31T23:59:60Z", None),
        ("2016-02-30T23:59:60Z", None),
    ],
)
def test_a_leap_second_is_the_second_that_follows(text: str, moment: str | None) -> None:
    found = after_leap_second(text)
    assert (found and found.isoformat()) == moment
    event = {**good(), "time": text}
    if moment is None:
        with pytest.raises(Rejected) as refused:
            decode_any(written(event), NOW)
        assert (refused.value.code, refused.value.pointer) == (Code.INVALID_FORMAT, "/time")
    else:
        assert decode_any(written(event), NOW).time == datetime.fromisoformat(moment)


def test_every_moment_of_an_event_may_be_a_leap_second() -> None:
    event = good(ROLL)
    leap = "2016-12-31T23:59:60Z"
    decoded = decode_any(written({**event, "time": leap, "data": {**event["data"], "takenAt": leap}}), NOW)
    after = datetime(2017, 1, 1, tzinfo=UTC)
    assert isinstance(decoded, AttendanceRollRecorded)
    assert (decoded.time, decoded.data.taken_at) == (after, after)


@given(st.text(max_size=40) | st.from_regex(r"2016-12-31T23:59:60.{0,4}", fullmatch=True))
def test_whatever_stands_as_the_time_an_event_is_decoded_or_refused(text: str) -> None:
    try:
        decoded = decode_any(written({**good(), "time": text}), NOW)
    except Rejected as refused:
        assert refused.pointer in ("", "/time")
    else:
        assert decoded.time.tzinfo is not None
