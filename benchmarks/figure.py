"""What a benchmark says."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """Two rates of one unit: what Tandem does, and what the limit named in the benchmark's docstring does.

    Attributes:
        notes: how it was done, such as the plan of a query.
    """

    ours: float
    limit: float
    unit: str
    notes: tuple[str, ...] = ()

    def line(self, name: str) -> str:
        rates = f"ours={_shown(self.ours)} limit={_shown(self.limit)}"
        return f"{name} ratio={self.ours / self.limit:.3f} {rates} unit={self.unit}"


def _shown(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.3g}"


def beside(
    ours: Callable[[], float], limit: Callable[[], float], unit: str, runs: int = 3, notes: tuple[str, ...] = ()
) -> Figure:
    """The best of some runs of each, turn by turn: the processors of shared machines change their speed."""
    pairs = [(ours(), limit()) for _ in range(runs)]
    return Figure(max(value for value, _ in pairs), max(value for _, value in pairs), unit, notes)


def rate(count: int, work: Callable[[], object], runs: int = 3) -> float:
    """Things a second: the best of some runs."""
    return count / min(_seconds(work) for _ in range(runs))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
