"""Records of the log to events; what is no event becomes a dead letter, what stands in the wrong place is forwarded."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from consumers.projection import Prepared
from services.contracts.events import Event
from services.contracts.rejection import Code, Rejected
from services.log.partitioner import partition_of
from services.log.port import Headers, NewRecord, Record

E = TypeVar("E", bound=Event)
Decode = Callable[[bytes, datetime], E]


def dead_letter_topic(topic: str) -> str:
    return f"{topic}-dlq"


def sorted_records(
    records: Iterable[Record], partitions: int, decode: Decode[E], admit: Callable[[E], E]
) -> Prepared[E]:
    """Decode every record. The protocol needs all of a key in one partition, so strays are forwarded.

    `admit` makes of an event in its right place what may be kept, or raises `Rejected`.
    """
    prepared: Prepared[E] = Prepared()
    for record in records:
        try:
            event = _event_of(record, decode)
            if _strays(record, event, partitions):
                key = event.partitionkey.encode()
                prepared.forwarded.append(NewRecord(key, record.value or b"", record.headers))
                continue
            prepared.events.append((record, admit(event)))
        except Rejected as rejected:
            prepared.dead_letters.append(dead_letter(record, rejected))
    return prepared


def dead_letter(record: Record, rejected: Rejected) -> NewRecord:
    """The original key, value and headers, and `dlq.*` headers that say where it stood and why it was refused."""
    about: Headers = (
        ("dlq.topic", record.topic.encode()),
        ("dlq.partition", str(record.partition).encode()),
        ("dlq.offset", str(record.offset).encode()),
        ("dlq.code", rejected.code.encode()),
        ("dlq.reason", f"{rejected.pointer or '/'}: {rejected.reason}".encode(errors="backslashreplace")),
        ("dlq.at", datetime.now(UTC).isoformat().encode()),
    )
    return NewRecord(record.key or b"", record.value or b"", (*record.headers, *about))


def _event_of(record: Record, decode: Decode[E]) -> E:
    if record.value is None:
        raise Rejected(Code.MALFORMED_JSON, "", "the record has no value; events are JSON objects")
    return decode(record.value, record.appended_at)


def _strays(record: Record, event: Event, partitions: int) -> bool:
    key = event.partitionkey.encode()
    return record.key != key or partition_of(key, partitions) != record.partition
