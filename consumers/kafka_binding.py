"""The CloudEvents 1.0 Kafka protocol binding: a record of the log → the event in it, as JSON that is not decoded yet.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from services.contracts.binary_mode import is_json, media_type, structured_event
from services.contracts.rejection import Code, Rejected
from services.log.port import Record

_PREFIX = "ce_"
_CONTENT_TYPE = "content-type"
_CLOUDEVENTS = "application/cloudevents"
_JSON = f"{_CLOUDEVENTS}+json"


def structured_value(record: Record) -> bytes:
    """The event in structured mode, whichever mode the record is in.

    In structured mode that is the record's value. In binary mode attributes are `ce_…` headers and the value is the
    data; the key is the `partitionkey` where no header holds it.

    Raises:
        Rejected: the record has no value, or holds no single event in JSON.
    """
    value = record.value
    if value is None:
        raise Rejected(Code.MALFORMED_JSON, "", "the record has no value; events are JSON objects")
    if not record.headers:
        return value
    content_type = _content_type(record)
    if content_type.startswith(_CLOUDEVENTS):
        return _checked(value, content_type)
    attributes = {
        name[len(_PREFIX) :].lower(): _text(name, header)
        for name, header in record.headers
        if name[: len(_PREFIX)].lower() == _PREFIX
    }
    return _of_binary(record, attributes, value, content_type) if attributes else value


def _checked(value: bytes, content_type: str) -> bytes:
    if content_type == _JSON:
        return value
    reason = f"a record of {content_type} is not read; send one event as {_JSON}, or its data with ce_… headers"
    raise Rejected(Code.INVALID_FORMAT, "", reason)


def _of_binary(record: Record, attributes: dict[str, str], value: bytes, content_type: str) -> bytes:
    if not is_json(content_type):
        raise Rejected(Code.INVALID_VALUE, "/datacontenttype", f"data of {content_type} is not read; send JSON")
    if record.key and "partitionkey" not in attributes:
        attributes["partitionkey"] = _text("the key", record.key)
    return structured_event(attributes, value)


def _content_type(record: Record) -> str:
    for name, header in record.headers:
        if name.lower() == _CONTENT_TYPE:
            return media_type(header.decode("utf-8", "replace"))
    return ""


def _text(name: str, header: bytes) -> str:
    try:
        return header.decode()
    except UnicodeDecodeError:
        raise Rejected(Code.INVALID_FORMAT, "", f"{name} of the record is not UTF-8") from None
