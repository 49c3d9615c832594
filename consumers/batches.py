"""What was polled, parted into what is committed at once."""

from collections.abc import Iterable, Iterator, Sequence

from services.log.port import Record


def by_partition(records: Iterable[Record]) -> dict[int, list[Record]]:
    """The records of each partition, in order."""
    by_number: dict[int, list[Record]] = {}
    for record in records:
        by_number.setdefault(record.partition, []).append(record)
    return by_number


def portions(records: Sequence[Record], size: int) -> Iterator[Sequence[Record]]:
    """The records in order, in runs whose values have at most `size` bytes together, or are one."""
    begin = total = 0
    for index, record in enumerate(records):
        length = len(record.value or b"")
        if total + length > size and index > begin:
            yield records[begin:index]
            begin, total = index, 0
        total += length
    yield records[begin:]
