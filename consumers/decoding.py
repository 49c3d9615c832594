"""Records of the log to events; what is no event becomes a dead letter, what stands in the wrong place is forwarded."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from consumers.kafka_binding import structured_value
from consumers.projection import Prepared
from services.contracts.events import Event
from services.contracts.rejection import Code, Rejected
from services.log.partitioner import partition_of
from services.log.port import Headers, NewRecord, Record, dead_letter_topic

__all__ = ["LEFT_OUT", "classify_records", "dead_letter", "dead_letter_topic"]
E = TypeVar("E", bound=Event)
Decode = Callable[[bytes, datetime], E]
LEFT_OUT = "dlq.left_out"
"""The header of a dead letter that is too large to be more than a pointer to the original."""
MAX_RECORD_BYTES = 1_040_000
"""Of a record that is written again. What a broker took once it need not take with more headers, or less compressed."""
MAX_REASON = 1_000


def classify_records(
    records: Iterable[Record], partitions: int, decode: Decode[E], admit: Callable[[E], E]
) -> Prepared[E]:
    """Decode every record. The protocol needs all of a key in one partition, so strays are forwarded.

    `admit` makes of an event in its right place what may be kept, or raises `Rejected`.
    """
    prepared: Prepared[E] = Prepared()
    for record in records:
        try:
            event = decode(structured_value(record), record.appended_at)
            if _strays(record, event, partitions):
                prepared.forwarded.append(_forwarded(record, event))
                continue
            prepared.events.append((record, admit(event)))
        except Rejected as rejected:
            prepared.dead_letters.append(dead_letter(record, rejected))
    return prepared


def dead_letter(record: Record, rejected: Rejected) -> NewRecord:
    """The original key, value and headers, and `dlq.*` headers that say where it stood and why it was refused.

    One that would be too large holds the `dlq.*` headers alone: a record that no dead letter can hold must not stop its
    partition, and nothing is lost as long as the log keeps the original.
    """
    reason = f"{rejected.pointer or '/'}: {rejected.reason}"[:MAX_REASON]
    about: Headers = (
        ("dlq.topic", record.topic.encode()),
        ("dlq.partition", str(record.partition).encode()),
        ("dlq.offset", str(record.offset).encode()),
        ("dlq.code", rejected.code.encode()),
        ("dlq.reason", reason.encode(errors="backslashreplace")),
        ("dlq.at", datetime.now(UTC).isoformat().encode()),
    )
    whole = NewRecord(record.key or b"", record.value or b"", (*record.headers, *about))
    if _fits(whole):
        return whole
    return NewRecord(b"", b"", (*about, (LEFT_OUT, b"key, value, headers")))


def _forwarded(record: Record, event: Event) -> NewRecord:
    """Under its own key, which puts it in the right partition. Raises Rejected."""
    forwarded = NewRecord(event.partitionkey.encode(), record.value or b"", record.headers)
    if not _fits(forwarded):
        reason = "the record is not where its key belongs, and with its headers too large to be appended again"
        raise Rejected(Code.TOO_LARGE, "", reason)
    return forwarded


def _fits(record: NewRecord) -> bool:
    headers = sum(len(name.encode()) + len(value) + 10 for name, value in record.headers)  # 10: their own lengths
    return len(record.key) + len(record.value) + headers <= MAX_RECORD_BYTES


def _strays(record: Record, event: Event, partitions: int) -> bool:
    key = event.partitionkey.encode()
    return record.key != key or partition_of(key, partitions) != record.partition
