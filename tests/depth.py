"""How deep a run looks: HYPOTHESIS_PROFILE=deep looks for longer, and dies at every point."""

import os

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")


def every(n: int) -> int:
    """The step from one point of death to the next: a deep run tries every one, others every n-th."""
    return 1 if PROFILE == "deep" else n


def examples(n: int) -> int:
    """How many examples a property has that is slow: so many, in a deep run twenty times as many."""
    return 20 * n if PROFILE == "deep" else n
