"""How Python's garbage collector treats a process that consumes."""

import gc


def relax_collector() -> None:
    """Look for cycles rarely: ledgers, cells and events have none, and looking took a fifth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
