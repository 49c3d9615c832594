"""Who joins or leaves a partnership counts otherwise everywhere, whatever is in the batch and in memory."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from consumers import learner_cache
from consumers.verify import verify
from services.contracts import facts
from services.store.embedded import EmbeddedStore
from tests.consumers.world import DATES, DISTRICT, LEARNERS, SCHOOLS, apply, calendar, cells_of, event, memory_store
from tests.support.small_portions import Small

SCHOOL, LEARNER = SCHOOLS[0], LEARNERS[0]
ENROLLED = [
    facts.Enrollment(school=SCHOOL, learner=LEARNER, entry_date=day, exit_date=day)
    for day in (date(2009, 9, 1), DATES[0], date(2011, 9, 1))
]
JOINED = facts.Participation(learner=LEARNER, partnership="hospital", start_date=DATES[10])
LEFT = facts.ParticipationKey(learner=LEARNER, partnership="hospital", start_date=DATES[10])
MARK = facts.Attendance(school=SCHOOL, learner=LEARNER, date=DATES[0], category="Excused Absence")


@pytest.fixture
async def store() -> AsyncIterator[EmbeddedStore]:
    store = await memory_store()
    yield store
    await store.close()


async def tell(store: EmbeddedStore, said: Sequence[facts.Data], sizes: Sequence[int] = ()) -> None:
    payloads = [calendar(SCHOOL, set()), *said]
    await apply(store, [event(payload, index, index) for index, payload in enumerate(payloads)], sizes)
    assert await verify(store, DISTRICT) == []


async def years_in(store: EmbeddedStore, phase: str) -> list[int]:
    """The school years in which a participant enters in the phase."""
    cells = await cells_of(store)
    names = {int(key.values[1]) for key, cell in cells.items() if phase in key.values and cell.get("member", 0) > 0}
    return sorted(names)


@pytest.mark.parametrize("sizes", [(), (4,), (4, 1), (1, 1, 1, 1, 1), (2, 2)])
async def test_who_joins_counts_in_every_school_year_whatever_was_in_the_same_batch(
    store: EmbeddedStore, sizes: tuple[int, ...]
) -> None:
    await tell(store, [*ENROLLED, JOINED], sizes)
    assert await years_in(store, "before") == [2010, 2011]
    assert await years_in(store, "after") == []
    assert await years_in(store, "during") == [2012]


@pytest.mark.parametrize("sizes", [(), (5,), (5, 1), (5, 1, 1), (6, 1)])
async def test_who_leaves_counts_in_none_and_marks_go_on(store: EmbeddedStore, sizes: tuple[int, ...]) -> None:
    await tell(store, [*ENROLLED, JOINED, LEFT, MARK], sizes)
    cells = await cells_of(store)
    assert not [key for key in cells if key.family.startswith("participant")]
    assert sum(cell.get("excused", 0) for key, cell in cells.items() if key.family == "day") == 1


async def test_what_was_folded_but_not_committed_is_forgotten_in_all_years() -> None:
    small = await Small.open(Path(":memory:"))
    museum = facts.Participation(learner=LEARNER, partnership="museum", start_date=DATES[3])
    await tell(small, [ENROLLED[1], JOINED, museum], [2])
    await small.close()


async def test_a_year_that_stays_in_memory_when_others_leave_it_still_hears_of_participations(
    store: EmbeddedStore,
) -> None:
    other = facts.Enrollment(school=SCHOOL, learner=LEARNERS[1], entry_date=DATES[0])
    with patch.object(learner_cache, "MAX_LEDGERS", 2):
        await tell(store, [ENROLLED[1], MARK, other, JOINED], [2, 2])
    assert await years_in(store, "before") == [2011]


async def test_a_new_calendar_moves_the_grades_of_participants_to_another_phase(store: EmbeddedStore) -> None:
    grade = facts.Grade(school=SCHOOL, learner=LEARNER, school_year=2011, grading_period="P1", course="c", numeric=80)
    await tell(store, [*ENROLLED, JOINED, grade, calendar(SCHOOL, set(), 5)], [6])
    graded = {key.values[5] for key, measures in (await cells_of(store)).items() if key.family == "participant_grade"}
    assert graded == {"before", "\x1fall"}
