"""Rollups: fewer cells that say the same, for queries over many schools and days. Pure.

Of each of two million cells a query for a year's months would read every one. Two rollups spare it that
(docs/performance.md, `big_cells`):

- `day_by_month`: the plain cells of days, by month. Its `date` is the first day of the month, so whoever asks for whole
  months reads it as they would read the days.
- `membership` (and `membership_by_attribute`): what of `day` says that members come or go. That happens on few days, so
  adding members up over the days of a calendar, which no sum by month can give, reads few cells.
"""

from collections.abc import Iterator

from services.core.cells import MEMBERSHIP, MOVES, CellKey, Measures, add_measures, by_attribute, by_month

MONTHLY = {"day": by_month("day")}
"""Family → its rollup by month."""
MOVING = {"day": MEMBERSHIP, by_attribute("day"): by_attribute(MEMBERSHIP)}
"""Family → its rollup of the days on which members come or go."""


def add_rollups(cells: dict[CellKey, Measures]) -> dict[CellKey, Measures]:
    """Add what the cells add to rollups; gives the same mapping. It must hold no rollups yet."""
    for key, added in [rolled_up for cell in cells.items() for rolled_up in _rolled_up(*cell)]:
        add_measures(cells.setdefault(key, {}), added)
    return cells


def _rolled_up(key: CellKey, measures: Measures) -> Iterator[tuple[CellKey, Measures]]:
    family, values = key
    if family in MONTHLY:
        yield CellKey(MONTHLY[family], (*values[:-1], f"{str(values[-1])[:7]}-01")), measures
    if family in MOVING and not measures.keys().isdisjoint(MOVES):
        yield CellKey(MOVING[family], values), {name: measures[name] for name in MOVES if name in measures}
