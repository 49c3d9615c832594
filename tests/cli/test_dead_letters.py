"""`tandem dlq` and `tandem topics create` on the embedded log, as its user runs them."""

import os
import re
from pathlib import Path

import pytest

from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, NewRecord
from tests.support.commands import run

EVENT_TOPICS = (LEARNER_EVENTS, PARTNERSHIP_EVENTS)
ORIGIN = re.compile(r" ([\w-]+/\d/\d) ")


async def refused(data: Path, *records: NewRecord) -> None:
    """Append to both topics what is no event, and consume it."""
    log = await EmbeddedLog.open(data / "log.sqlite")
    for topic in EVENT_TOPICS:
        await log.append(topic, records)
    await log.close()
    assert run(data, "consume", "--until-idle")[0] == 0


@pytest.mark.parametrize("limit", [1, 3, 4, 5, 8, 100])
async def test_the_limit_of_a_list_counts_over_partitions_and_topics(tmp_path: Path, limit: int) -> None:
    assert run(tmp_path, "topics", "create", "--partitions", "3")[0] == 0
    await refused(tmp_path, *(NewRecord(b"%d" % number, b"{") for number in range(4)))
    code, output = run(tmp_path, "dlq", "list", "--limit", str(limit))
    origins = ORIGIN.findall(output)
    assert (code, len(origins), len(set(origins))) == (0, min(limit, 8), min(limit, 8))


async def test_a_line_of_the_list_begins_with_what_show_and_replay_take(tmp_path: Path) -> None:
    assert run(tmp_path, "topics", "create", "--partitions", "3")[0] == 0
    await refused(tmp_path, *(NewRecord(b"%d" % number, b"{%d" % number) for number in range(4)))
    lines = run(tmp_path, "dlq", "list")[1].splitlines()
    assert len(lines) == 8
    for line in lines[1::3]:
        arguments, _, rest = line.partition("  ")
        origin = ORIGIN.findall(f"{rest} ")[0].split("/")
        code, shown = run(tmp_path, "dlq", "show", *arguments.split())
        assert code == 0
        for name, value in zip(("topic", "partition", "offset"), origin, strict=True):
            assert f"dlq.{name}: {value}" in shown
        assert run(tmp_path, "dlq", "replay", *arguments.split())[0] == 0


async def test_a_dead_letter_that_is_only_a_pointer_is_not_replayed_and_the_original_is_named(tmp_path: Path) -> None:
    assert run(tmp_path, "topics", "create")[0] == 0
    await refused(tmp_path, NewRecord(b"255901", b"{"), NewRecord(b"255901", os.urandom(1_048_400)))
    for topic in EVENT_TOPICS:
        code, output = run(tmp_path, "dlq", "replay", "1", "--topic", topic)
        assert (code, f"{topic}/0/1" in output, "key, value, headers" in output) == (2, True, True)
        assert run(tmp_path, "dlq", "replay", "0", "--topic", topic) == (0, f"appended to {topic} as 0/2\n")


def test_topics_that_are_there_stay_as_they_are_unless_another_number_is_asked_for(tmp_path: Path) -> None:
    for arguments in (["--partitions", "3"], [], ["--partitions", "3"]):
        code, output = run(tmp_path, "topics", "create", *arguments)
        assert (code, output.count(": 3 partitions")) == (0, 4)
    code, output = run(tmp_path, "topics", "create", "--partitions", "1")
    assert (code, "fixed" in output) == (2, True)
    code, output = run(tmp_path, "topics", "create", "--replication", "2")
    assert (code, "one copy" in output) == (2, True)
