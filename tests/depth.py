"""How deep a run looks: HYPOTHESIS_PROFILE=deep looks for longer, and dies at every point.

HYPOTHESIS_TIMES says how many times as many examples as usual the slow properties have, for a run of one of them.
"""

import os
from collections.abc import Sequence

import pytest

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
TIMES = int(os.environ.get("HYPOTHESIS_TIMES", "20" if PROFILE == "deep" else "1"))


LONG = "it takes long: HYPOTHESIS_PROFILE=deep runs it"
deep_only = pytest.mark.skipif(PROFILE != "deep", reason=LONG)


def every(n: int) -> int:
    """The step from one point of death to the next: a deep run tries every one, others every n-th."""
    return 1 if PROFILE == "deep" else n


def share_of(cases: Sequence[str], number: int, shares: int) -> Sequence[str]:
    """The cases of one of several tests of one way: each case is tried by one of them, and by all in a deep run."""
    return cases if PROFILE == "deep" else cases[number::shares]


def examples(n: int) -> int:
    """How many examples a property has that is slow: so many, in a deep run twenty times as many."""
    return n * TIMES
