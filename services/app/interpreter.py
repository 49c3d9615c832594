"""How the interpreter of our processes looks for garbage, and how its threads take turns."""

import gc
import sys

SWITCH_SECONDS = 0.000_5
"""How long a busy thread may keep Python's lock from the others. The event loop takes the lock anew after every system
call, a handful of times for each request: with Python's default of five milliseconds ten requests at once wait a third
of a second while a thread validates a document."""
NEW_OBJECTS, YOUNG_PASSES, MIDDLE_PASSES = 10_000, 1, 2_500
"""How many objects may come before the collector looks through them; passes over new objects before one over those that
stayed, and of these before one over all. Everybody waits for a pass: for one over a hundred thousand objects a tenth of
a second, for one over all while large answers are made a whole one."""


def tune_interpreter() -> None:
    """Look for cycles among old objects rarely, and let threads take turns often.

    Ledgers, cells, events and rows have no cycles, and there are many of them: looking through them took a fifth of the
    consumer's time, and a third of that of a large answer.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, YOUNG_PASSES, MIDDLE_PASSES)
    sys.setswitchinterval(SWITCH_SECONDS)
