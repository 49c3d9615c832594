"""Verify: recompute every cell from the ledgers, and report what differs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from consumers.learner_cache import load_rules
from consumers.ledger_scan import scanned
from services.core.cells import CellKey, Measures
from services.core.fold import add_to
from services.core.rollups import add_rollups
from services.store.port import Maintenance

ATTEMPTS = 5


class StillMoving(Exception):
    """The store kept changing while it was compared; verify again when less is written."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A measure of a cell that is not what the ledgers say."""

    cell: CellKey
    measure: str
    stored: int
    expected: int


async def verify(store: Maintenance, district: str) -> list[Drift]:
    """Every drift in the cells of a district; cells of zeros are none.

    Works beside a running consumer: a comparison during which a position moved is made again.

    Raises:
        StillMoving: after several attempts, or in the middle of a change that a consumer must finish.
    """
    for _ in range(ATTEMPTS):
        before = await store.positions()
        if any(position.step for position in before.values()):
            raise StillMoving(
                "a calendar, course or policy is half applied; let a consumer finish it, then verify again"
            )
        drifts = [drift async for drift in _drifts(store, district)]
        if not drifts or await store.positions() == before:
            return drifts
    raise StillMoving(
        f"district {district} changed during each of {ATTEMPTS} comparisons; try again when it is quieter"
    )


async def expected_cells(store: Maintenance, district: str) -> dict[CellKey, Measures]:
    """The district's cells as a clean fold over its ledgers gives them, without zeros."""
    rules = await load_rules(store, district, await store.policies())
    cells: dict[CellKey, Measures] = {}
    async for ledger in scanned(store, district, rules):
        add_to(cells, ledger.id, ledger.added)
    add_rollups(cells)
    return {key: measures for key, sums in cells.items() if (measures := {k: v for k, v in sums.items() if v})}


async def _drifts(store: Maintenance, district: str) -> AsyncIterator[Drift]:
    expected = await expected_cells(store, district)
    async for key, stored in store.scan_cells(district):
        due = expected.pop(key, {})
        for name in sorted(stored.keys() | due.keys()):
            if stored.get(name, 0) != due.get(name, 0):
                yield Drift(key, name, stored.get(name, 0), due.get(name, 0))
    for key, due in expected.items():
        for name, value in due.items():
            yield Drift(key, name, 0, value)
