"""Bytes to events: what is refused, with which code and where, and that nothing else can happen."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.catalogue import EVENT_TYPES, PARTNERSHIP_TYPES, examples_of, schema_of
from services.contracts.decode import CLOCK_SKEW, decode, decode_any, decode_partnership, encode
from services.contracts.depth_limit import MAX_NESTING
from services.contracts.events import Event
from services.contracts.rejection import PARTNERSHIP_CODES, Code, Rejected
from services.contracts.text_check import PROSE
from services.core.identity import DerivedSecrets, pseudonymise
from tests.contracts.bad_events import BAD_EVENTS, NOW, Bad, Raw, good, written
from tests.contracts.bad_partnership_events import BAD_PARTNERSHIP_EVENTS, said

SECRETS = DerivedSecrets(b"a master secret for tests only, 32+")


@pytest.mark.parametrize("bad", BAD_EVENTS, ids=lambda bad: bad.name)
def test_a_bad_event_is_refused_with_its_code_and_pointer(bad: Bad) -> None:
    with pytest.raises(Rejected) as refused:
        pseudonymise(decode(bad.raw, NOW), SECRETS)
    assert (refused.value.code, refused.value.pointer) == (bad.code, bad.pointer)
    assert 0 < len(refused.value.reason) < 500


@pytest.mark.parametrize("bad", BAD_PARTNERSHIP_EVENTS, ids=lambda bad: bad.name)
def test_a_bad_partnership_event_is_refused_with_its_code_and_pointer(bad: Bad) -> None:
    for decoder in (decode_partnership, decode_any):
        with pytest.raises(Rejected) as refused:
            decoder(bad.raw, NOW)
        assert (refused.value.code, refused.value.pointer) == (bad.code, bad.pointer)
        assert 0 < len(refused.value.reason) < 500


@pytest.mark.parametrize("bad", BAD_EVENTS, ids=lambda bad: bad.name)
def test_where_events_of_both_topics_come_in_a_bad_one_is_told_the_same(bad: Bad) -> None:
    assert _refusal(decode_any, bad.raw) == _refusal(decode, bad.raw)


def test_an_event_of_the_other_topic_is_of_an_unknown_type_and_one_of_neither_is_told_so_once() -> None:
    assert _refusal(decode, written(said())) == _refusal(decode_partnership, written(good()))
    assert _refusal(decode, written(said())) == (Code.UNKNOWN_TYPE, "/type")
    with pytest.raises(Rejected) as refused:
        decode_any(written({**good(), "type": "tandem.nothing.said.v1"}), NOW)
    assert (refused.value.code, refused.value.pointer) == (Code.UNKNOWN_TYPE, "/type")
    assert refused.value.reason.count("tandem.nothing.said.v1") == refused.value.reason.count("/schemas") == 1


def _refusal(decoder: Callable[[bytes, datetime], Event], raw: bytes) -> tuple[Code, str] | None:
    try:
        decoder(raw, NOW)
    except Rejected as why:
        return why.code, why.pointer
    return None


def test_every_code_is_in_the_table() -> None:
    of_who_sends = {Code.FORBIDDEN}  # what is said of whoever sends an event, not of the event
    assert {bad.code for bad in BAD_EVENTS} == set(Code) - PARTNERSHIP_CODES - of_who_sends


def test_a_time_just_within_the_skew_is_accepted() -> None:
    event = {**good(), "time": (NOW + CLOCK_SKEW).isoformat()}
    assert decode(written(event), NOW).time == NOW + CLOCK_SKEW


@pytest.mark.parametrize("name", ["Zoë", "李", "👩‍🔬", "a b", '"', "\\", "<raw", "\ufeff"])
def test_any_printable_text_is_an_id(name: str) -> None:
    assert decode(written({**good(), "id": name}), NOW).id == name


def test_prose_of_a_partnership_has_line_breaks_and_nothing_else_has() -> None:
    event = said("goal.revised")
    prose = {**event["data"], "why": "The lab opened late:\r\n\t- in March\n\t- on one floor"}
    revised = decode_partnership(written({**event, "data": prose}), NOW)
    assert msgspec.to_builtins(revised)["data"]["why"] == prose["why"]
    for member in ("title", "goal"):
        raw = written({**event, "data": {**event["data"], member: "a\nb"}})
        assert _refusal(decode_partnership, raw) == (Code.INVALID_FORMAT, f"/data/{member}")
    absence = {**good(), "data": {**good()["data"], "reason": "a\nb"}}
    assert _refusal(decode, written(absence)) == (Code.INVALID_FORMAT, "/data/reason")


def test_prose_is_what_the_schemas_say_it_is() -> None:
    names = {
        f"/data/{name}"
        for event_type in PARTNERSHIP_TYPES
        for name, member in schema_of(event_type)["$defs"][_payload(event_type)]["properties"].items()
        if "Prose" in json.dumps(member)
    }
    assert names == PROSE


def _payload(event_type: str) -> str:
    return str(schema_of(event_type)["properties"]["data"]["$ref"].rpartition("/")[2])


@given(st.sampled_from(sorted(EVENT_TYPES)))
def test_what_was_encoded_decodes_to_the_same(event_type: str) -> None:
    for example in examples_of(event_type):
        event = decode_any(written(example), NOW)
        assert decode_any(encode(event), NOW) == event


def _in_depth(frames: int, raw: bytes) -> Code | None:
    """What `decode` says when it is called that many frames down."""
    if frames:
        return _in_depth(frames - 1, raw)
    try:
        decode(raw, NOW)
    except Rejected as why:
        return why.code
    return None


@pytest.mark.parametrize(("depth", "code"), [(MAX_NESTING - 1, None), (MAX_NESTING, Code.MALFORMED_JSON)])
def test_how_deep_an_event_may_be_nested_does_not_depend_on_the_caller(depth: int, code: Code | None) -> None:
    raw = written({**good(), "extension": Raw("[" * depth + "]" * depth)})
    assert [_in_depth(frames, raw) for frames in (0, 300, 600)] == [code] * 3


def test_brackets_in_strings_are_no_nesting() -> None:
    brackets = "[" * 100 + '\\"' + "{" * 100
    assert decode(written({**good(), "extension": brackets, "id": "[" * 100}), NOW).id == "[" * 100


def test_long_rolls_are_not_nested() -> None:
    event = good("attendance.roll.recorded")
    event["data"] = {**event["data"], "marks": [[str(learner), "Tardy"] for learner in range(5000)]}
    decode(written(event), NOW)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def _or_refused(raw: bytes, received_at: datetime = NOW) -> None:
    try:
        decode_any(raw, received_at)
    except Rejected as why:
        assert why.pointer == "" or why.pointer.startswith("/")


@given(st.binary() | st.text().map(str.encode))
def test_arbitrary_bytes_are_decoded_or_refused(raw: bytes) -> None:
    _or_refused(raw)


@given(json_values)
def test_arbitrary_json_is_decoded_or_refused(value: object) -> None:
    _or_refused(json.dumps(value).encode())


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """An example with some of its members replaced by anything."""
    event = draw(st.sampled_from([example for name in sorted(EVENT_TYPES) for example in examples_of(name)]))
    envelope = draw(st.dictionaries(st.sampled_from(sorted(event)), json_values, max_size=1))
    members = st.sampled_from(sorted(event["data"]) or ["data"])
    data = {**event["data"], **draw(st.dictionaries(members, json_values, max_size=2))}
    return {**event, "data": data, **envelope}


@given(spoilt())
def test_an_event_with_arbitrary_members_is_decoded_or_refused(event: dict[str, Any]) -> None:
    _or_refused(json.dumps(event).encode())


offsets = st.integers(-1439, 1439).map(lambda minutes: f"{'-' if minutes < 0 else '+'}{_clock(abs(minutes))}")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@given(st.datetimes(), offsets)
def test_no_time_is_beyond_arithmetic(moment: datetime, offset: str) -> None:
    _or_refused(written({**good(), "time": f"{moment.isoformat()}{offset}"}))


@given(st.binary(), st.integers(0, 5))
def test_whether_an_event_is_valid_does_not_depend_on_the_day_it_is_replayed(junk: bytes, years: int) -> None:
    """Later readings of the same bytes accept what an earlier one accepted."""
    raw = written({**good(), "id": junk.hex() or "0"})
    assert decode(raw, NOW) == decode(raw, NOW + timedelta(days=365 * years))


def test_the_table_has_at_least_forty_events() -> None:
    assert len({bad.raw for bad in BAD_EVENTS}) >= 40
    assert len({bad.name for bad in BAD_EVENTS}) == len(BAD_EVENTS)
