"""What a success story rests on, and how anybody can tell that it was not changed since."""

import hashlib
from datetime import date, datetime

import msgspec

from services.contracts.partnerships import Question
from services.core.calendar import school_year_of


def school_year_of_evidence(question: Question, published: date) -> int:
    """A question that names no school year is answered for that of the day of publishing."""
    return question.school_year or school_year_of(published)


def digest_of(question: Question, value: float, n: int, as_of: datetime) -> str:
    """The SHA-256 (hex) of the evidence as canonical JSON."""
    return hashlib.sha256(evidence_text(question, value, n, as_of).encode()).hexdigest()


def evidence_text(question: Question, value: float, n: int, as_of: datetime) -> str:
    """The evidence as canonical JSON: names in order, no spaces, `value` always a float."""
    evidence = {"question": question, "value": float(value), "n": n, "asOf": as_of}
    return msgspec.json.encode(evidence, order="sorted").decode()
