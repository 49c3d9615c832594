"""Records of the log to events; what is no event becomes a dead letter, what stands in the wrong place is forwarded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from services.contracts.decode import decode
from services.contracts.events import LearnerEvent
from services.contracts.rejection import Code, Rejected
from services.core.identity import Secrets, pseudonymise_raw
from services.log.partitioner import partition_of
from services.log.port import Headers, NewRecord, Record


def dead_letter_topic(topic: str) -> str:
    return f"{topic}-dlq"


@dataclass(slots=True)
class Decoded:
    """The records of one partition, sorted by what is to be done with them."""

    events: list[tuple[Record, LearnerEvent]] = field(default_factory=list)
    dead_letters: list[NewRecord] = field(default_factory=list)
    forwarded: list[NewRecord] = field(default_factory=list)


def decode_records(records: Iterable[Record], partitions: int, secrets: Secrets) -> Decoded:
    """Decode every record. The protocol needs all of a district in one partition, so strays are forwarded."""
    decoded = Decoded()
    for record in records:
        try:
            event = _event_of(record)
            if _strays(record, event, partitions):
                key = event.partitionkey.encode()
                decoded.forwarded.append(NewRecord(key, record.value or b"", record.headers))
                continue
            decoded.events.append((record, pseudonymise_raw(event, secrets)))
        except Rejected as rejected:
            decoded.dead_letters.append(dead_letter(record, rejected))
    return decoded


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


def _event_of(record: Record) -> LearnerEvent:
    if record.value is None:
        raise Rejected(Code.MALFORMED_JSON, "", "the record has no value; events are JSON objects")
    return decode(record.value, record.appended_at)


def _strays(record: Record, event: LearnerEvent, partitions: int) -> bool:
    key = event.partitionkey.encode()
    return record.key != key or partition_of(key, partitions) != record.partition
