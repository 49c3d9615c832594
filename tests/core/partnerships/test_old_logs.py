"""A log that an older Tandem wrote folds to the same bytes: what is new since is additive."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from services.contracts.decode import decode_partnership
from services.core.partnerships.acceptance import accepted
from services.core.partnerships.partnership import Partnership
from services.store.codec import encode_partnership

LOG = Path(__file__).parents[2] / "data" / "partnership-log"
"""The sample partnerships and the examples of all events, written on 2026-11-28, before anything could be withdrawn.

`states.json` has the SHA-256 of each partnership as that Tandem stored it.
"""
APPENDED = datetime(2026, 11, 28, tzinfo=UTC)


def test_a_log_of_an_older_tandem_gives_the_same_bytes() -> None:
    states: dict[str, Partnership] = {}
    for line in (LOG / "events.jsonl").read_bytes().splitlines():
        event = decode_partnership(line, APPENDED)
        states[event.partitionkey] = accepted(states.get(event.partitionkey), event)
    digests = {name: hashlib.sha256(encode_partnership(state)).hexdigest() for name, state in states.items()}
    assert digests == json.loads((LOG / "states.json").read_text())
