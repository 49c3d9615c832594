"""Cells: additive integer measures under a key that queries group by. The data model between consumers and queries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from services.core.membership import CellPlace

ATTRIBUTES = (
    "sex",
    "race_ethnicity",
    "hispanic_latino",
    "economically_disadvantaged",
    "english_learner",
    "disability",
    "homeless",
    "foster_care",
    "military_connected",
)
PLACE = ("district", "school_year", "school", "grade_level")
PARTICIPATION = ("partnership", "phase")
ALL = "\x1fall"
"""In `subject`, `engagement_kind` and `phase`: the cells that count each learner once over all of them.

No event can name it: it is no printable text.
"""

COUNTING = 9
"""The number of the rules by which facts become cells.

Whoever changes what the same facts add to cells raises it, or how a store keeps the key of a cell. Cells change by what
a fact adds after minus before, so those that were counted by other rules would stay wrong, and become more so. A store
says by which rules its cells were counted, and only a rebuild goes on with one that was counted by others.

2: of enrolments entered on one day the one at the school with the greater id is the latest, whatever their versions; a
grade W has no score; a participant's grades of a school without an enrolment are kept apart, too; MongoDB's documents
hold a text that begins with `$` behind a mark.

3: facts that wait for an enrolment or a calendar are counted in cells of their own.

4: how late marks and engagements arrive is counted.

5: learners of several schools count at district level, too.

6: who is enrolled without a day there is a no-show; of several marks of a day one stands, by an order of precedence;
where presence is marked, who is eligible follows from the days enrolled.

7: days of which only marks of sections are known are counted among what waits; a grading period of the calendar is that
of a grade whatever the case and white space of its name; an engagement counts at the school of its date; marks of
learners who are not enrolled count among the reports of their school and day; a grade without a subject or core flag
has that of its course; a policy counts as soon as it is adopted, and not from the next rebuild on; an enrolment that
names a calendar counts by that.

8: who has left without a single day of enrolment is a no-show and waits for no calendar.

9: a school that reported nothing of anybody on a day keeps nobody from being absent in the district.
"""

Measures = dict[str, int]
UNENROLLED = "\x1funenrolled"
"""In `phase`: what participants add to the plain cells of schools at which they are not enrolled. It counts neither as
theirs nor as their peers'."""
KeyValue = str | int


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of cell: its key columns, in order, and its measures.

    Every family exists plain and, as `<name>_by_attribute`, with the learner attributes: those hardly aggregate and are
    as sensitive as learner records, so the planner takes the plain ones whenever no attribute is asked for.

    Every family of learners exists once more as `participant_<name>`: what the participants of each partnership add to
    it, in each phase alone, and in the phase `ALL` in the whole year.

    Some are rollups of others (`services.core.rollups`). `WAITING` exists plain alone: nobody asks for its learners.
    """

    name: str
    columns: tuple[str, ...]
    measures: tuple[str, ...]


class CellKey(NamedTuple):
    """`values` in the order of the family's columns; dates as ISO 8601, "not known" as the empty string."""

    family: str
    values: tuple[KeyValue, ...]


class Coordinate(NamedTuple):
    """A cell key before it is spelled out for both variants of its family."""

    family: str
    place: CellPlace
    where: tuple[str, ...]


Contributions = dict[Coordinate, Measures]


def add_measures(cell: Measures, added: Measures) -> None:
    """Add the measures to the cell, in place."""
    for name, by in added.items():
        cell[name] = cell.get(name, 0) + by


UNPLACED = "unplaced"
"""Marks that are of no member day of their learner, on their date: they say that the school reported."""
REPORT_MEASURES = ("reported", "rolls", UNPLACED)
"""The measures of a day that say that its school reported anything."""


_SHAPES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "day": (
        ("date",),
        (
            "excused", "unexcused", "tardy", "partial", "reported", "marked", "rolls",
            "member", "unpresumed", "enrolled", "absentee", "eligible", "at_5", "chronic", "severe",
            "on_track_assessed", "on_track", "arrivals", "late_arrivals", "days_late", "no_show",
            "excused_half", "unexcused_half", UNPLACED, "own_days", "own_presumed",
        ),
    ),
    "grade": (
        ("grading_period", "subject"),
        (
            "grades", "grade_a", "grade_b", "grade_c", "grade_d", "grade_f", "grade_w",
            "passed", "scored", "score_hundredths", "graded",
            "failed", "without_result",
        ),
    ),
    "engagement": (
        ("date", "engagement_kind"),
        (
            "engagements", "minutes", "engaged", "engaged_this_month", "engaged_this_year",
            "arrivals", "late_arrivals", "days_late",
        ),
    ),
}  # fmt: skip


_OF_PARTICIPANTS: Mapping[str, tuple[str, ...]] = {"engagement": ("own_minutes",)}
"""What only participants add besides: minutes of the partnership's own engagements."""


WAITING, WAITING_FACTS = "waiting", "facts"
"""The cells of facts that count in no other cell yet (`services.core.waiting_facts`), and their measure."""


MEMBERSHIP, MOVES = "membership", ("member", "unpresumed")
"""The rollup of days on which members come or go, and its measures."""


def by_month(family: str) -> str:
    return f"{family}_by_month"


def by_attribute(family: str) -> str:
    return f"{family}_by_attribute"


def of_participants(family: str) -> str:
    return f"participant_{family}"


def across(family: str) -> str:
    """What is added to a family for questions about districts (`services.core.district_level`)."""
    return f"across_{family}"


ACROSS = ("day", "grade", "engagement")
"""The families in which schools may count a learner more than once."""


def _families() -> Iterator[Family]:
    for name, (own, measures) in _SHAPES.items():
        more = (*measures, *_OF_PARTICIPANTS.get(name, ()))
        shapes = ((name, own, measures), (of_participants(name), (*PARTICIPATION, *own), more))
        for family, columns, counted in shapes:
            for level in (family, across(family)) if name in ACROSS else (family,):
                yield Family(level, (*PLACE, *columns), counted)
                yield Family(by_attribute(level), (*PLACE, *ATTRIBUTES, *columns), counted)


def _rollups() -> Iterator[Family]:
    """See `services.core.rollups`."""
    (own, measures), attributes = _SHAPES["day"], (*PLACE, *ATTRIBUTES)
    yield Family(by_month("day"), (*PLACE, *own), measures)
    yield Family(MEMBERSHIP, (*PLACE, *own), MOVES)
    yield Family(by_attribute(MEMBERSHIP), (*attributes, *own), MOVES)


_WAITING = Family(WAITING, (*PLACE, "kind", "reason"), (WAITING_FACTS,))
FAMILIES: Mapping[str, Family] = {family.name: family for family in (*_families(), *_rollups(), _WAITING)}
"""Those across schools have no rollups: they are few."""


@lru_cache(maxsize=65536)
def spelled_out(district: str, school_year: int, coordinate: Coordinate) -> tuple[CellKey, ...]:
    """The keys of all variants of the family."""
    family, place, where = coordinate
    plain = CellKey(family, (district, school_year, place.school, place.grade_level, *where))
    if family == WAITING:
        return (plain,)
    by_own = CellKey(
        by_attribute(family), (district, school_year, place.school, place.grade_level, *place.attributes, *where)
    )
    return plain, by_own


def difference(before: Contributions, after: Contributions) -> Contributions:
    """`after − before`, without zeros: what the cells change by."""
    changed: Contributions = {}
    for coordinate in before.keys() | after.keys():
        old, new = before.get(coordinate, {}), after.get(coordinate, {})
        if old == new:
            continue
        delta = {name: by for name in old.keys() | new.keys() if (by := new.get(name, 0) - old.get(name, 0))}
        if delta:
            changed[coordinate] = delta
    return changed
