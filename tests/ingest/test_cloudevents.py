"""The CloudEvents HTTP binding: which events a request carries."""

import json
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.decode import decode
from services.contracts.rejection import Code, Rejected
from services.ingest.cloudevents import BATCH, STRUCTURED, RefusedBody, RequestCode, carried
from tests.contracts.bad_events import NOW, good, written
from tests.contracts.bad_partnership_events import said
from tests.ingest.sdk_messages import EVENT, HTTP
from tests.support.cloudevents import JSON, binary


def only(headers: dict[str, str], body: bytes) -> bytes:
    (event,) = carried(headers, body)
    assert isinstance(event, bytes)
    return event


@pytest.mark.parametrize("suffix", ["", "; charset=utf-8", ';charset="UTF-8"', " ; x=y; charset=utf-8"])
def test_a_structured_event_is_the_body(suffix: str) -> None:
    assert carried({"content-type": f"Application/CloudEvents+JSON{suffix}"}, b"anything") == [b"anything"]


def test_a_batch_is_its_events_in_order_whatever_they_are() -> None:
    body = b' [ {"id":"1"} , 7,"x", [] ,null]\n'
    assert carried({"content-type": BATCH}, body) == [b'{"id":"1"}', b"7", b'"x"', b"[]", b"null"]


@pytest.mark.parametrize("message", HTTP)
def test_what_the_sdk_sends_says_what_the_plain_event_says(message: str) -> None:
    assert decode(only(*HTTP[message]), NOW) == decode(written(EVENT), NOW)


@pytest.mark.parametrize("content_type", ["", "text/json", "application/vnd.school+json; charset=utf-8"])
def test_data_in_binary_mode_may_have_no_content_type_or_any_of_json(content_type: str) -> None:
    headers, body = binary(good())
    assert decode(only({**headers, "content-type": content_type}, body), NOW) == decode(written(good()), NOW)


@pytest.mark.parametrize(
    ("header", "value"), [("3", 3), (" 0 ", 0), ("-1", -1), ("3.0", "3.0"), ("", ""), ("٣", "٣"), ("9" * 20, "9" * 20)]
)
def test_an_integer_in_a_header_is_one_in_the_event_and_anything_else_is_left_for_decoding_to_refuse(
    header: str, value: int | str
) -> None:
    headers, body = binary(said(), expectedversion=quote(header, safe=" "))
    assert json.loads(only(headers, body))["expectedversion"] == value


def test_digits_in_an_attribute_that_is_text_are_text() -> None:
    assert json.loads(only(*binary(good(), id="7")))["id"] == "7"


@given(st.text(min_size=1, max_size=50))
def test_a_binary_event_says_what_the_structured_one_says(name: str) -> None:
    event = {**good(), "id": name}
    assert json.loads(only(*binary(event))) == event


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("plain", "plain"),
        ("a%20b", "a b"),
        ("%E2%82%AC", "€"),
        ("%e2%82%ac", "€"),
        ("100%25", "100%"),
        ("%2525", "%25"),
        ("%41", "A"),
        ("50% off", "50% off"),
        ('"quoted"', "quoted"),
        (r'"with \" and \\"', r'with " and \\'[:-1]),
        ('"percent%20too"', "percent too"),
        ("  blanks around ", "blanks around"),
        ('{"id":"x"}', "{id:x}"),
    ],
)
def test_a_header_is_unquoted_and_then_percent_decoded_once(header: str, value: str) -> None:
    headers, body = binary(good(), id=header)
    assert json.loads(only(headers, body))["id"] == value


@pytest.mark.parametrize("header", ["%C0%A0", "%FF", "%ED%A0%80", "é", "€"])
def test_a_header_that_is_not_utf8_is_refused(header: str) -> None:
    headers, body = binary(good(), source=header)
    (refused,) = carried(headers, body)
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.pointer) == (Code.INVALID_FORMAT, "/source")


@pytest.mark.parametrize("body", [b'{},"id":"stolen"', b"{} {}", b"{", b"\xff", b"[" * 5000])
def test_a_binary_body_is_one_json_value_and_cannot_add_attributes(body: bytes) -> None:
    headers, _ = binary(good())
    (refused,) = carried(headers, body)
    assert isinstance(refused, Rejected)
    assert (refused.code, refused.pointer) == (Code.MALFORMED_JSON, "/data")


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "time", "partitionkey"])
def test_a_missing_header_is_a_missing_attribute(name: str) -> None:
    headers, body = binary(good())
    del headers[f"ce-{name}"]
    with pytest.raises(Rejected) as refused:
        decode(only(headers, body), NOW)
    assert (refused.value.code, refused.value.pointer) == (Code.MISSING_FIELD, f"/{name}")


@pytest.mark.parametrize("headers", [{}, {"ce-data": "{}"}, {"ce-data_base64": "e30="}])
def test_a_binary_event_without_a_body_has_no_data(headers: dict[str, str]) -> None:
    complete, _ = binary(good())
    with pytest.raises(Rejected) as refused:
        decode(only({**complete, **headers}, b""), NOW)
    assert refused.value.pointer == "/data"


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, written(good()), RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": ""}, written(good()), RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": "text/plain"}, written(good()), RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": JSON}, written(good()), RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": "application/xml", "ce-id": "1"}, b"<x/>", RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": "application/cloudevents+avro"}, b"", RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": "application/cloudevents.v2+json", "ce-id": "1"}, b"{}", RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": f"{STRUCTURED}; charset=utf-16"}, b"{}", RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": f"{STRUCTURED}; charset=latin1"}, b"{}", RequestCode.UNSUPPORTED_MEDIA_TYPE),
        ({"content-type": BATCH}, b"[]", RequestCode.EMPTY_BATCH),
        ({"content-type": BATCH}, b"", RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, b"[{}", RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, b"[{},]", RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, b"\xff\xfe", RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, b"[" * 100_000, RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, b"[]" * 2, RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, written(good()), RequestCode.MALFORMED_JSON),
        ({"content-type": BATCH}, b"[{},{},{},{}]", RequestCode.TOO_MANY_EVENTS),
    ],
)
def test_a_bad_request_is_refused_as_a_whole(headers: dict[str, str], body: bytes, code: RequestCode) -> None:
    with pytest.raises(RefusedBody) as refused:
        carried(headers, body, max_events=3)
    assert refused.value.code == code
    assert refused.value.reason


media = st.sampled_from([STRUCTURED, BATCH, JSON]) | st.text(st.characters(max_codepoint=255))
names = st.sampled_from(["ce-id", "ce-type", "ce-", "ce-data", "ce-time", "content-encoding"])
values = st.text(st.characters(max_codepoint=255))


@given(media, values, st.dictionaries(names, values), st.binary() | st.lists(st.integers()).map(msgspec.json.encode))
def test_arbitrary_requests_carry_events_or_are_refused(
    content_type: str, parameters: str, headers: dict[str, str], body: bytes
) -> None:
    try:
        events = carried({**headers, "content-type": f"{content_type};{parameters}"}, body)
    except RefusedBody as why:
        assert why.code in RequestCode
        return
    assert events
    for event in events:
        if isinstance(event, bytes):
            with pytest.raises(Rejected):
                decode(event, NOW)
