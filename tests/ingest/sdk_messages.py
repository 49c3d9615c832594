"""What the CloudEvents SDK for Python (cloudevents 2.2.0) makes of one event, byte for byte.

Its current API (`cloudevents.core`) and the one of version 1, which it still ships (`cloudevents.v1`), with and without
`datacontenttype`, with the data as a dictionary and as bytes.
"""

from typing import Any

EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "type": "tandem.school.described.v1",
    "id": "a b",
    "source": "/sdk",
    "time": "2025-07-01T12:00:00Z",
    "partitionkey": "910020",
    "data": {"school": "S1", "name": "École Nord"},
}
_DATA = b'{"school": "S1", "name": "\\u00c9cole Nord"}'
_HEAD = (
    b'"type": "tandem.school.described.v1", "source": "/sdk", "id": "a b", "time": "2025-07-01T12:00:00Z", '
    b'"partitionkey": "910020", "specversion": "1.0"'
)
_BASE64 = b'"data_base64": "eyJzY2hvb2wiOiAiUzEiLCAibmFtZSI6ICJcdTAwYzljb2xlIE5vcmQifQ=="'
_V1_HEAD = _HEAD.replace(b"12:00:00Z", b"12:00:00+00:00")
_STRUCTURED = "application/cloudevents+json"

_HTTP = {
    "ce-type": "tandem.school.described.v1",
    "ce-source": "/sdk",
    "ce-id": "a%20b",
    "ce-time": "2025-07-01T12:00:00Z",
    "ce-partitionkey": "910020",
    "ce-specversion": "1.0",
}
_HTTP_V1 = {**_HTTP, "ce-id": "a b", "ce-time": "2025-07-01T12:00:00+00:00"}
HTTP: dict[str, tuple[dict[str, str], bytes]] = {
    "to_binary": (_HTTP, _DATA),
    "to_binary of JSON": ({**_HTTP, "content-type": "application/json"}, _DATA),
    "to_structured": ({"content-type": _STRUCTURED}, b'{%s, "data": %s}' % (_HEAD, _DATA)),
    "to_structured of bytes": ({"content-type": _STRUCTURED}, b"{%s, %s}" % (_HEAD, _BASE64)),
    "to_structured of bytes of JSON": (
        {"content-type": _STRUCTURED},
        b'{%s, "datacontenttype": "application/json", %s}' % (_HEAD, _BASE64),
    ),
    "v1 to_binary": (_HTTP_V1, _DATA),
    "v1 to_binary of JSON": ({"content-type": "application/json", **_HTTP_V1}, _DATA),
    "v1 to_structured": ({"content-type": _STRUCTURED}, b'{%s, "data": %s}' % (_V1_HEAD, _DATA)),
    "v1 to_structured of bytes": ({"content-type": _STRUCTURED}, b"{%s, %s}" % (_V1_HEAD, _BASE64)),
}
"""Headers and body. SDKs leave the content type to the HTTP client, which sends none."""

_KAFKA = {
    "ce_type": b"tandem.school.described.v1",
    "ce_source": b"/sdk",
    "ce_id": b"a b",
    "ce_time": b"2025-07-01T12:00:00Z",
    "ce_partitionkey": b"910020",
    "ce_specversion": b"1.0",
}
_KAFKA_V1 = {
    "content-type": b"application/json",
    "ce_type": b"tandem.school.described.v1",
    "ce_source": b"/sdk",
    "ce_id": b"a b",
    "ce_time": b"2025-07-01T12:00:00+00:00",
    "ce_specversion": b"1.0",
}
KAFKA: dict[str, tuple[dict[str, bytes], bytes]] = {
    "to_binary": (_KAFKA, _DATA),
    "to_binary of JSON": ({**_KAFKA, "content-type": b"application/json"}, _DATA),
    "to_structured": ({"content-type": _STRUCTURED.encode()}, b'{%s, "data": %s}' % (_HEAD, _DATA)),
    "to_structured of bytes": ({"content-type": _STRUCTURED.encode()}, b"{%s, %s}" % (_HEAD, _BASE64)),
    "v1 to_binary of JSON": (_KAFKA_V1, _DATA),
    "v1 to_structured": ({}, b'{%s, "data": %s}' % (_V1_HEAD, _DATA)),
    "v1 to_structured of JSON": ({"content-type": b"application/json"}, b'{%s, "data": %s}' % (_V1_HEAD, _DATA)),
    "v1 to_structured of bytes": ({}, b"{%s, %s}" % (_V1_HEAD, _BASE64)),
}
"""Headers and value. The key is "910020" in all of them; version 1 keeps `partitionkey` there alone in binary mode."""
