"""Bookmarks: which record of the log was the last that a position stands behind."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import msgspec

from services.log.port import CORRUPT, Record
from services.store.port import Bookmark

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_encode = msgspec.msgpack.Encoder().encode


def bookmark_of(record: Record) -> Bookmark | None:
    """A digest of all that the record holds, and of when the log took it; None for one that could not be read.

    The time tells records apart that say the same: a log that was cut and filled again holds them at other times.
    """
    if is_unreadable(record):
        return None
    appended_at = (record.appended_at - _EPOCH) // _MICROSECOND
    content = _encode((record.offset, appended_at, record.key, record.value, record.headers))
    return Bookmark(record.offset, blake2b(content, digest_size=16).hexdigest())


def is_unreadable(record: Record) -> bool:
    return any(name == CORRUPT for name, _ in record.headers)


class Bookmarks:
    """Gives the bookmark of any position within some records of one partition, which are in order."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records

    def __call__(self, offset: int) -> Bookmark | None:
        """Of the last record before the offset; None if these records do not say."""
        index = bisect_left(self._records, offset, key=lambda record: record.offset)
        return bookmark_of(self._records[index - 1]) if index else None
