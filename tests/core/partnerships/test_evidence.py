"""The digest of a story's evidence: the same for the same evidence, another for any other."""

import hashlib
from datetime import UTC, datetime, timedelta

import msgspec

from services.contracts.partnerships import Question
from services.core.partnerships.evidence import digest_of

QUESTION = Question(metric="pass_rate", where=(("subject", ("Science",)),), phase="during", school_year=2026)
AS_OF = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_it_is_the_sha256_of_canonical_json_that_anybody_can_write() -> None:
    written = (
        b'{"asOf":"2026-06-01T12:00:00Z","n":40,"question":{"metric":"pass_rate","phase":"during","schoolYear":2026,'
        b'"where":[["subject",["Science"]]]},"value":88.0}'
    )
    assert digest_of(QUESTION, 88.0, 40, AS_OF) == hashlib.sha256(written).hexdigest()


def test_it_does_not_depend_on_how_the_evidence_was_read() -> None:
    question = msgspec.json.decode(msgspec.json.encode(QUESTION), type=Question)
    assert digest_of(question, 88, 40, AS_OF) == digest_of(QUESTION, 88.0, 40, AS_OF)


def test_it_changes_with_every_part_of_the_evidence() -> None:
    others = {
        digest_of(Question(metric="pass_rate"), 88.0, 40, AS_OF),
        digest_of(QUESTION, 88.1, 40, AS_OF),
        digest_of(QUESTION, 88.0, 41, AS_OF),
        digest_of(QUESTION, 88.0, 40, AS_OF + timedelta(seconds=1)),
        digest_of(QUESTION, 88.0, 40, AS_OF),
    }
    assert len(others) == 5
