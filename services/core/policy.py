"""The policy of a district, and the defaults that hold without one."""

from msgspec.structs import replace

from services.contracts.facts import Policy

DEFAULT_POLICY = Policy(version="default-1")
"""Negative attendance; eligible from 10 member days; pass mark 70; minimum n 10."""

CHRONIC_SHARES = {"at_5": 20, "chronic": 10, "severe": 5}
"""Status → r, where the status holds while r × absences ≥ days (CEDS 002022: 10 %; Attendance Works: 5 and 20 %)."""

BANDS = ((90, "grade_a"), (80, "grade_b"), (70, "grade_c"), (60, "grade_d"), (0, "grade_f"))
"""Lower ends of the letter bands on a scale to 100, with the measures that count them."""
LETTER_SCORES = {"A": 90, "B": 80, "C": 70, "D": 60, "F": 0}
"""A grade that has only a letter passes when the lower end of its band does."""


def counts_alike(before: Policy, after: Policy) -> bool:
    """Whether facts count by both policies alike: they differ at most in what is read when somebody asks."""
    read_on_demand = {name: getattr(after, name) for name in _READ_WHEN_ASKED}
    return replace(before, **read_on_demand) == after


_READ_WHEN_ASKED = ("version", "minimum_n", "valuations", "health_weights")
