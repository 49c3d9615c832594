"""Which logs are not the one that was applied, by bounds and bookmarks alone."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from consumers.bookmarks import Bookmarks, bookmark_of
from consumers.disagreement import Disagreement, compare, foreign, is_proven
from services.log.port import CORRUPT, Bounds, Record, Topic
from services.store.port import Bookmark, Checkpoint, Position, Source
from tests.consumers.world import EPOCH


def record(offset: int, value: bytes | None = b"{}", later: int = 0) -> Record:
    return Record("t", 0, offset, b"k", value, (("h", b"1"),), EPOCH + timedelta(microseconds=later))


APPLIED = Checkpoint(Position(9), bookmark_of(record(8)))
UNREADABLE = Record("t", 0, 8, None, None, ((CORRUPT, b"why"),), EPOCH)


@pytest.mark.parametrize(
    ("checkpoint", "bounds", "found", "reason", "proven"),
    [
        (APPLIED, Bounds(0, 9), record(8), None, True),
        (APPLIED, Bounds(0, 20), record(8), None, True),
        (APPLIED, Bounds(8, 20), record(8), None, True),
        (APPLIED, Bounds(0, 8), None, "ends at offset 8", False),
        (APPLIED, Bounds(0, 0), None, "ends at offset 0", False),
        (APPLIED, Bounds(10, 20), None, "begins at offset 10", False),
        (APPLIED, Bounds(0, 20), record(8, b"other"), "another record at offset 8", False),
        (APPLIED, Bounds(0, 20), record(8, None), "another record at offset 8", False),
        (APPLIED, Bounds(0, 20), record(8, later=1), "another record at offset 8", False),
        (APPLIED, Bounds(9, 20), None, None, False),  # it expired after it was applied
        (APPLIED, Bounds(0, 20), None, None, False),  # it was compacted away
        (APPLIED, Bounds(0, 20), UNREADABLE, None, False),  # it was damaged since
        (Checkpoint(Position(9)), Bounds(0, 20), None, None, False),  # a store of an older version
        (Checkpoint(Position(0)), Bounds(0, 0), None, None, False),
    ],
)
def test_what_is_no_log_of_the_checkpoint(
    checkpoint: Checkpoint, bounds: Bounds, found: Record | None, reason: str | None, proven: bool
) -> None:
    said = compare(checkpoint, bounds, found)
    assert (said is None) == (reason is None)
    assert (reason or "") in (said or "")
    assert is_proven(checkpoint, bounds, found) is proven


@pytest.mark.parametrize(
    ("checkpoints", "names"),
    [
        ({}, []),
        ({Source("a", 0): Checkpoint(Position(3)), Source("b", 0): Checkpoint(Position(0))}, []),
        ({Source("a", 0): Checkpoint(Position(3))}, []),  # a topic that came with a later version
        ({Source("x", 0): Checkpoint(Position(0))}, []),
        ({Source("x", 0): Checkpoint(Position(3))}, ["A", "B"]),
        ({Source("x", 0): Checkpoint(Position(3)), Source("a", 0): Checkpoint(Position(0))}, ["B"]),
    ],
)
def test_topics_of_another_log(checkpoints: dict[Source, Checkpoint], names: list[str]) -> None:
    disagreements = foreign([Topic("A", "a", 1), Topic("B", "b", 1)], checkpoints)
    assert [disagreement.topic for disagreement in disagreements] == names
    assert all("was never read by this store" in str(disagreement) for disagreement in disagreements)


def test_a_bookmark_is_of_the_last_record_before_the_offset() -> None:
    held = [record(3), record(4), record(7)]
    at = Bookmarks(held)
    assert [at(offset) for offset in (3, 4, 5, 7, 8, 99)] == [
        None,
        *(bookmark_of(held[index]) for index in (0, 1, 1, 2, 2)),
    ]
    assert Bookmarks([])(5) is None


def test_a_bookmark_tells_every_record_from_every_other() -> None:
    base = record(8)
    others = [
        msgspec.structs.replace(base, **change)
        for change in (
            {},
            {"offset": 9},
            {"key": None},
            {"key": b""},
            {"value": None},
            {"value": b""},
            {"headers": ()},
            {"headers": (("h", b""),)},
            {"appended_at": EPOCH + timedelta(microseconds=1)},
        )
    ]
    values = [bookmark_of(log_record) for log_record in others]
    assert len(set(values)) == len(values)
    assert values[0] == Bookmark(8, values[0].digest) if values[0] else False
    assert bookmark_of(UNREADABLE) is None


def test_a_disagreement_says_where() -> None:
    one = Disagreement("learner-events", 3, "ends at offset 5")
    assert str(one) == "log and store disagree: partition 3 of learner-events ends at offset 5"
    assert str(replace(one, partition=None)) == "log and store disagree: learner-events ends at offset 5"
