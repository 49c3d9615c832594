"""How many learners take part in partnerships on a day, in all their districts, whoever asks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from services.core.calendar import Span, school_year_of
from services.core.cells import of_participants
from services.core.conditions import AllOf, In
from services.core.participation import DURING
from services.core.partnerships.partnership import Partnership
from services.query.planning.plan import years_of
from services.store.port import CellQuery, Reader


class ParticipantCounts:
    """Net changes of learners who are enrolled and take part, by partnership and school year."""

    def __init__(self) -> None:
        self._changes: dict[tuple[str, int], list[tuple[date, int]]] = defaultdict(list)

    def change(self, partnership: str, school_year: int, day: date, by: int) -> None:
        """What ends with a school year is dated on the first day of the next, and belongs to the one that ends."""
        self._changes[partnership, school_year].append((day, by))

    def on(self, partnership: str, day: date) -> int:
        """Each once for each school at which they are enrolled."""
        return sum(by for when, by in self._changes.get((partnership, school_year_of(day)), ()) if when <= day)


async def participants_of(store: Reader, partnerships: Iterable[Partnership], span: Span) -> ParticipantCounts:
    """From the cells. Anybody may name a partnership in an event of their own: only its own districts count."""
    participants, districts = (
        ParticipantCounts(),
        {partnership.id: partnership.districts for partnership in partnerships},
    )
    if span.begin > span.end:
        return participants
    where = AllOf(
        (
            In("district", tuple(sorted({one for of_partnership in districts.values() for one in of_partnership}))),
            In("partnership", tuple(sorted(districts))),
            In("phase", (DURING,)),
            In("school_year", years_of(span)),
        )
    )
    columns = ("partnership", "district", "school_year", "date")
    cells = await store.sum_cells(CellQuery(of_participants("day"), columns, ("member",), where))
    for (partnership, district, school_year, day), (by,) in cells:
        if district in districts[str(partnership)]:
            participants.change(str(partnership), int(school_year), date.fromisoformat(str(day)), by)
    return participants
