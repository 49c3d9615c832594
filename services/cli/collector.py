"""How Python's garbage collector treats our processes."""

import gc


def relax_collector() -> None:
    """Look for cycles rarely.

    Ledgers, cells, events and rows have none, and there are many of them: looking took a fifth of the consumer's time,
    a third of that of a large answer, and a quarter of a second at once, in which everybody waited.
    """
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)
