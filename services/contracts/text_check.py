"""No control characters in the texts of an event: ids become parts of keys, logs and CSV files. Prose has its lines."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.primitives import MAX_ID
from services.contracts.rejection import Code, Rejected

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_PROSE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
PROSE = frozenset({"/data/text", "/data/reason", "/data/what", "/data/why", "/data/notes"})
"""What people of a partnership write at length: the members of type `Text`."""


def check_printable(raw: bytes, event: msgspec.Struct) -> None:
    """Raise `Rejected` where a text of the event, which was decoded from `raw`, has a control character.

    JSON has them as escapes only, but for DEL and some outside ASCII: nearly every event is cleared by its bytes.
    """
    if b"\\" not in raw and raw.isascii() and b"\x7f" not in raw:
        return
    prose = PROSE if isinstance(event, PartnershipEventEnvelope) else frozenset()
    for pointer, text in _texts(msgspec.to_builtins(event), ""):
        if match := (_CONTROL_IN_PROSE if pointer in prose else _CONTROL).search(text):
            raise Rejected(Code.INVALID_FORMAT, pointer, _said_of(match))


def no_id(text: str) -> str | None:
    """Why the text cannot be an id of a source system, as `Id` has it; None: it can."""
    if not 1 <= len(text) <= MAX_ID:
        return f"an id has 1 to {MAX_ID} characters, not {len(text)}"
    match = _CONTROL.search(text)
    return _said_of(match) if match else None


def _said_of(control: re.Match[str]) -> str:
    return f"control characters are not accepted; there is U+{ord(control[0]):04X} at {control.start()}"


def _texts(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield pointer, value
        case dict():
            for name, member in value.items():
                yield from _texts(member, f"{pointer}/{name}")
        case list() | tuple():
            for index, member in enumerate(value):
                yield from _texts(member, f"{pointer}/{index}")
