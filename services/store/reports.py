"""On which days schools have reported anything, as the cells say."""

from collections.abc import Collection
from datetime import date

from services.core.cells import REPORT_MEASURES
from services.core.conditions import AllOf, In
from services.store.port import CellQuery, Ledgers


async def reports_of(
    store: Ledgers, district: str, school_year: int, schools: Collection[str]
) -> dict[str, dict[date, int]]:
    """By school how many reports there are of each day; days without any are left out."""
    of_year = In("district", (district,)), In("school_year", (school_year,))
    where = AllOf((*of_year, In("school", tuple(sorted(schools)))))
    counts: dict[str, dict[date, int]] = {school: {} for school in schools}
    for keys, sums in await store.sum_cells(CellQuery("day", ("school", "date"), REPORT_MEASURES, where)):
        if sum(sums):
            counts[str(keys[0])][date.fromisoformat(str(keys[1]))] = sum(sums)
    return counts
