"""What a success story rests on, and how anybody can tell that it was not changed since."""

import hashlib
from datetime import datetime

import msgspec

from services.contracts.partnerships import Question


def digest_of(question: Question, value: float, n: int, as_of: datetime) -> str:
    """The SHA-256 (hex) of the evidence as canonical JSON."""
    return hashlib.sha256(evidence_text(question, value, n, as_of).encode()).hexdigest()


def evidence_text(question: Question, value: float, n: int, as_of: datetime) -> str:
    """The evidence as canonical JSON: names in order, no spaces, `value` always a float."""
    evidence = {"question": question, "value": float(value), "n": n, "asOf": as_of}
    return msgspec.json.encode(evidence, order="sorted").decode()
