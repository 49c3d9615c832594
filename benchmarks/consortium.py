"""A consortium of two million plain cells in the embedded store: written as cells, as a fold would have left them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.load import AT, DAYS, envelope
from services.contracts import events, facts
from services.core.cells import CellKey, Measures
from services.core.entity_changes import entity_change_of
from services.core.facts import EntityChange
from services.core.rollups import add_rollups
from services.store.embedded import EmbeddedStore
from services.store.port import Position, Source, Writes

DISTRICTS, SCHOOLS, YEAR = 100, 10, 2011
GRADES = tuple(
    f"{name} grade" for name in ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth"]
) + tuple(f"{name} grade" for name in ["Ninth", "Tenth", "Eleventh", "Twelfth"])
CELLS = DISTRICTS * SCHOOLS * len(GRADES) * len(DAYS)
MEMBERS, ABSENT, MOVED = 60, 0.06, 0.03
"""Learners of a grade at a school, the share of them absent on a day, and how likely it is that one comes or goes."""
SAID = (
    f"{CELLS:,} cells: {DISTRICTS} districts of {SCHOOLS} schools, {len(GRADES)} grades of {MEMBERS} learners, "
    f"{len(DAYS)} days"
)


async def load(path: Path) -> None:
    """Raises StoreError if there is something there already."""
    store = await EmbeddedStore.open(path)
    owner = await store.recover(Source("benchmark", 0))
    changes = [change for number in range(DISTRICTS) for change in _documents(f"d{number:03}")]
    await store.commit(owner, Position(1), Writes(entities={change.key: change for change in changes}), AT)
    building = await store.begin_generation(keep_ledgers=True)
    random = Random(1)
    for number in range(DISTRICTS):
        await building.add_cells(add_rollups(dict(_cells(f"d{number:03}", random))))
    await building.activate()
    await store.close()


def _documents(district: str) -> Iterator[EntityChange]:
    named = facts.District(name=f"District {district}", time_zone="America/Chicago")
    yield entity_change_of(events.DistrictDescribed(**envelope(district, "district"), data=named))
    days = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in DAYS)
    for school_id in map(str, range(SCHOOLS)):
        school = facts.School(school=school_id, name=f"School {school_id}")
        yield entity_change_of(events.SchoolDescribed(**envelope(district, f"school-{school_id}"), data=school))
        calendar = facts.Calendar(school=school_id, school_year=YEAR, days=days)
        yield entity_change_of(events.CalendarPublished(**envelope(district, f"calendar-{school_id}"), data=calendar))


def _cells(district: str, random: Random) -> Iterator[tuple[CellKey, Measures]]:
    for school in map(str, range(SCHOOLS)):
        for grade in GRADES:
            for day in DAYS:
                yield CellKey("day", (district, YEAR, school, grade, day.isoformat())), _measures(day, random)


def _measures(day: date, random: Random) -> Measures:
    absent = sum(random.random() < ABSENT for _ in range(MEMBERS))
    excused = random.randint(0, absent)
    measures = {"excused": excused, "unexcused": absent - excused, "chronic": random.randint(-1, 1)}
    if day == DAYS[0]:
        measures |= {"member": MEMBERS, "enrolled": MEMBERS}
    elif random.random() < MOVED:
        measures["member"] = random.choice((-1, 1))
    if day == DAYS[9]:
        measures["eligible"] = MEMBERS
    return measures
