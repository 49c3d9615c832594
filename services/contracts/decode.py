"""Bytes to a valid event, or a `Rejected` that says exactly why not."""

import re
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from services.contracts.depth_limit import check_nesting
from services.contracts.envelopes import PartnershipEventEnvelope
from services.contracts.events import Event, LearnerEvent
from services.contracts.normalization import normalized
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.contracts.rules import check, check_partnership
from services.contracts.text_check import check_printable

MAX_EVENT_BYTES = 1_000_000
"""Kafka's default `max.message.bytes` is 1 MiB; an event must fit with its headers."""
CLOCK_SKEW = timedelta(hours=24)

_LONGEST_REASON = 300  # msgspec quotes a wrong value whole, and reasons become headers of dead letters

E = TypeVar("E", bound=Event)
_decoder: msgspec.json.Decoder[LearnerEvent] = msgspec.json.Decoder(LearnerEvent)
_any_decoder: msgspec.json.Decoder[LearnerEvent | PartnershipEvent] = msgspec.json.Decoder(
    LearnerEvent | PartnershipEvent
)
_partnership_decoder: msgspec.json.Decoder[PartnershipEvent] = msgspec.json.Decoder(PartnershipEvent)
_encoder = msgspec.json.Encoder()
_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `([^`]+)`")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_CODES = (
    (re.compile(r"missing required field"), Code.MISSING_FIELD),
    (re.compile(r"^Invalid (enum )?value"), Code.INVALID_VALUE),
    (re.compile(r"^Invalid|matching regex|timezone component"), Code.INVALID_FORMAT),
    (re.compile(r"of length|least length|out of range|(>=|<=|>|<) "), Code.OUT_OF_RANGE),
    (re.compile(r"^Expected"), Code.WRONG_TYPE),
)


def decode(raw: bytes, received_at: datetime) -> LearnerEvent:
    """Decode and check one structured CloudEvent of the topic `learner-events`.

    Whether an event is valid depends on its bytes and `received_at` alone (for the log: the append time of the
    record), so that a replay decides as the first reading did.

    Raises:
        Rejected: with a code, a JSON pointer and a reason.
    """
    event = _decoded(_decoder, raw, received_at)
    check(event)
    return event


def decode_partnership(raw: bytes, received_at: datetime) -> PartnershipEvent:
    """The same of the topic `partnership-events`. Whether the event may follow what came before is another question.

    Raises:
        Rejected: with a code, a JSON pointer and a reason.
    """
    event = _decoded(_partnership_decoder, raw, received_at)
    check_partnership(event)
    return event


def decode_any(raw: bytes, received_at: datetime) -> LearnerEvent | PartnershipEvent:
    """The same where events of both topics come in; its type says which one an event belongs to.

    Raises:
        Rejected: with a code, a JSON pointer and a reason.
    """
    event = _decoded(_any_decoder, raw, received_at)
    if isinstance(event, PartnershipEventEnvelope):
        check_partnership(event)
    else:
        check(event)
    return event


def _decoded(decoder: msgspec.json.Decoder[E], raw: bytes, received_at: datetime) -> E:
    """What every event must be, whatever it says."""
    if len(raw) > MAX_EVENT_BYTES:
        raise Rejected(Code.TOO_LARGE, "", f"the event has {len(raw)} bytes; at most {MAX_EVENT_BYTES} are accepted")
    check_nesting(raw)
    try:
        event = decoder.decode(raw)
    except msgspec.ValidationError as error:
        problem = explain(str(error))
        other = normalized(raw, problem)
        if other is None:
            raise problem from None
        return _decoded(decoder, other, received_at)  # which has one such form less
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Rejected(Code.MALFORMED_JSON, "", f"not UTF-8 JSON: {error}") from None
    if event.time > received_at + CLOCK_SKEW:
        reason = f"{event.time.isoformat()} is more than 24 hours ahead; check the publisher's clock"
        raise Rejected(Code.TIME_IN_FUTURE, "/time", reason)
    check_printable(raw, event)
    return event


def encode(event: Event) -> bytes:
    """The event as a structured CloudEvent; `decode` or `decode_partnership` gives it back."""
    return _encoder.encode(event)


def explain(message: str) -> Rejected:
    """What a `msgspec.ValidationError` says, as a `Rejected` with a code and a pointer."""
    match = _AT.match(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    pointer = "".join(f"/{name or index}" for name, index in _STEP.findall(path))
    if missing := _MISSING.search(what):
        pointer += f"/{missing[1]}"
    code = next((code for pattern, code in _CODES if pattern.search(what)), Code.INVALID_VALUE)
    if pointer == "/type" and code in (Code.INVALID_VALUE, Code.WRONG_TYPE):
        code, what = Code.UNKNOWN_TYPE, f"{what}; the event types are listed at /schemas"
    if pointer == "/specversion" and code is Code.INVALID_VALUE:
        code, what = Code.UNSUPPORTED_SPECVERSION, f"{what}; send CloudEvents 1.0"
    return Rejected(code, pointer, what if len(what) <= _LONGEST_REASON else f"{what[:_LONGEST_REASON]}…")
