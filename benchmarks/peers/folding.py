"""What both peers do with a mark: our decoding and our fold, over the state that the peer keeps."""

import time
from datetime import UTC, datetime

from benchmarks.load import Base
from services.contracts.decode import decode
from services.core.fact_changes import changes_of
from services.core.facts import FactChange, LedgerId
from services.core.fold import fold
from services.core.ledger import Ledger


def change_of(raw: bytes) -> FactChange:
    [change] = changes_of(decode(raw, datetime.now(UTC)))
    return change


def name_of(ledger: LedgerId) -> str:
    return f"{ledger.district}/{ledger.school_year}/{ledger.owner}"


class Folding:
    """Folds one change at a time, and notes how long all of them took, from the first on."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._began = self._last = 0.0
        self._count = 0

    def fold(self, ledger: Ledger | None, change: FactChange) -> Ledger:
        """The ledger as it is then; what the cells change by is acknowledged, as in our own run."""
        if ledger is None:
            base = self._base.ledgers.get(change.ledger, Ledger())
            ledger = Ledger({part: dict(items) for part, items in base.items()})
        fold([change], {change.ledger: ledger}, self._base.rules.__getitem__)
        self._last = time.perf_counter()
        self._began = self._began or self._last
        self._count += 1
        return ledger

    def rate(self) -> float:
        return (self._count - 1) / (self._last - self._began)
