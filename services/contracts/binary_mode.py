"""The binary mode of CloudEvents: attributes beside the data, in headers of HTTP or of Kafka → one event in JSON."""

import re
from collections.abc import Mapping
from email.message import Message

import msgspec

from services.contracts.depth_limit import check_nesting
from services.contracts.rejection import Code, Rejected

_INTEGERS = frozenset({"expectedversion", "rulesversion"})
"""Attributes of the CloudEvents type Integer. A header is text; all other attributes are text in JSON, too."""
_INTEGER = re.compile("-?[0-9]{1,10}")
_JSON = re.compile(r"(application|text)/([a-z0-9.-]+\+)?json")
_DATA = frozenset({"data", "data_base64"})
_value = msgspec.json.Decoder(msgspec.Raw)


def structured_event(attributes: Mapping[str, str], data: bytes) -> bytes:
    """The event in JSON, which decoding checks. Attributes that would pass for its data are left out.

    Raises:
        Rejected: the data is not one JSON value, or it could add attributes of its own.
    """
    members: dict[str, str | int | msgspec.Raw] = {
        name: _attribute(name, value) for name, value in attributes.items() if name not in _DATA
    }
    if data:
        members["data"] = json_value(data, "/data")
    return msgspec.json.encode(members)


def json_value(text: bytes, pointer: str) -> msgspec.Raw:
    """The text, if it is one JSON value and nothing else. Raises Rejected, at the pointer."""
    try:
        check_nesting(text)
        return _value.decode(text)
    except Rejected as why:
        raise Rejected(why.code, pointer, why.reason) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Rejected(Code.MALFORMED_JSON, pointer, f"the data is not JSON in UTF-8: {error}") from None


def media_type(content_type: str) -> str:
    """The name in a content type, in lower case and without parameters; empty where there is none."""
    return content_type.partition(";")[0].strip().lower()


def charset(content_type: str) -> str:
    """The charset in a content type; `utf-8` where it names none."""
    message = Message()
    message["content-type"] = content_type
    return message.get_content_charset("utf-8")


def is_json(media: str) -> bool:
    """Whether data of this media type is JSON, as the CloudEvents specification decides it. Empty: it is not said."""
    return not media or _JSON.fullmatch(media) is not None


def _attribute(name: str, value: str) -> str | int:
    return int(value) if name in _INTEGERS and _INTEGER.fullmatch(value.strip()) else value
