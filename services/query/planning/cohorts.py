"""Which cells the numbers of a metric are made of: those of all learners, of participants, or of their peers. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from services.core.cells import ALL, FAMILIES, UNENROLLED, KeyValue, across, of_participants
from services.core.conditions import NOTHING, AllOf, AnyOf, Condition, In, Not, assuming, columns_of
from services.core.kpis import PARTICIPANT, PARTICIPANT_DIMENSIONS, PEER, WEEKDAY, WEEKDAYS
from services.core.stated_rules import states_rule
from services.query.model.query_error import ErrorCode, QueryError
from services.query.model.question import Level

STARRED = frozenset({"subject", "engagement_kind", "phase"})
"""The columns in which `ALL` stands for "counted once over all"."""
PEERING = ("district", "school_year", "grade_level", "school")
"""Learners who share these are peers. Schools come last, since of them there are most (see `within`)."""


@dataclass(frozen=True, slots=True)
class CohortPart:
    """Cells of a family that a metric adds up.

    Attributes:
        constants: what these cells are about besides their columns: dimension and value.
        weight: 1, or −1 for learners who are taken away again.
        among: only cells of places where this partnership has participants; None: of all places.
        corrects: it holds what schools count more than once, of learners of several schools: few cells.
    """

    family: str
    condition: Condition
    constants: tuple[tuple[str, KeyValue], ...] = ()
    weight: int = 1
    among: KeyValue | None = None
    corrects: bool = False

    @property
    def weekday(self) -> KeyValue | None:
        """The day of the week that alone counts; None: all days do."""
        return dict(self.constants).get(WEEKDAY)


def asked_of_participants(group: Iterable[str], condition: Condition) -> frozenset[str]:
    """The dimensions of participants that a question is about."""
    return frozenset({*group, *columns_of(condition)}) & frozenset(PARTICIPANT_DIMENSIONS)


def parts_of(
    family: str, condition: Condition, dimensions: frozenset[str], partnerships: Sequence[str] = ()
) -> tuple[CohortPart, ...]:
    """What to add up for a metric of this family; `check_participants` must have passed.

    Args:
        partnerships: of a question by partnership and cohort, those that have rows: each has peers of its own.
    """
    if not dimensions:
        return (CohortPart(family, condition),)
    if "cohort" not in dimensions:
        return (CohortPart(of_participants(family), condition),)
    if pinned(condition, "partnership") is not None:
        parts = [_participants(family, condition, PARTICIPANT, 1), *_peers(family, condition)]
    else:
        conditions = [AllOf((condition, In("partnership", (partnership,)))) for partnership in partnerships]
        parts = [_participants(family, AllOf((condition, In("partnership", tuple(partnerships)))), PARTICIPANT, 1)]
        parts += [part for own in conditions for part in _peers(family, own)]
    return tuple(part for part in parts if part.condition != NOTHING)


def at_level(parts: Iterable[CohortPart], level: Level) -> tuple[CohortPart, ...]:
    """At district level the cells of schools are added up with what they count more than once."""
    all_parts = tuple(parts)
    if level is Level.SCHOOL:
        return all_parts
    names = ((part, across(part.family)) for part in all_parts)
    return (*all_parts, *(replace(part, family=name, corrects=True) for part, name in names if name in FAMILIES))


def weekdays_of(condition: Condition) -> tuple[tuple[str, Condition], ...]:
    """The days of the week that the condition leaves, each with what the condition demands besides."""
    by_day = ((day, assuming(condition, {WEEKDAY: day})) for day in WEEKDAYS)
    return tuple((day, rest) for day, rest in by_day if rest != NOTHING)


def by_weekday(parts: Iterable[CohortPart]) -> tuple[CohortPart, ...]:
    """Each part once for each day of the week. No cell has the weekday of its date, so it is a constant of the part."""
    return tuple(
        replace(part, condition=rest, constants=(*part.constants, (WEEKDAY, day)))
        for part in parts
        for day, rest in weekdays_of(part.condition)
    )


def _participants(family: str, condition: Condition, cohort: str, weight: int) -> CohortPart:
    return CohortPart(of_participants(family), assuming(condition, {"cohort": cohort}), (("cohort", cohort),), weight)


@states_rule(
    "Peers",
    "Of a partnership, in a school year: all learners of the schools and grade levels at which a participant was "
    "enrolled in that school year, less the participants. What counts at these places is theirs: at level DISTRICT "
    "days and engagements at the school where they count, what counts once a year at that of the last enrolment.",
)
def _peers(family: str, condition: Condition) -> tuple[CohortPart, CohortPart]:
    """All learners of the schools and grade levels that have participants, less these.

    Both are only of these places: a participant's grade from a school without an enrolment has no grade level, and
    where nobody is a peer there is nothing to take it away from.
    """
    partnership = pinned(condition, "partnership")
    known = {"cohort": PEER} if partnership is None else {"cohort": PEER, "partnership": partnership}
    everybody = CohortPart(family, assuming(condition, known), tuple(known.items()), among=partnership)
    return everybody, replace(_participants(family, condition, PEER, -1), among=partnership)


def check_participants(group: Collection[str], condition: Condition, dimensions: frozenset[str], path: str) -> None:
    """Raises QueryError if a learner would count more than once, or if it is not clear who the peers are."""
    partnership, named = pinned(condition, "partnership"), {*group, *columns_of(condition)}
    if "cohort" in dimensions and partnership is None and "partnership" not in group:
        message = (
            "a cohort is one of a partnership: group by partnership, or filter partnership to one value, with `eq`"
        )
        raise _unavailable(path, message)
    if "cohort" in dimensions and "phase" in named:
        raise _unavailable(path, "peers have no phases: ask by cohort or by phase, not by both")
    if dimensions and "partnership" not in group and partnership is None:
        message = "learners count in each partnership that they take part in: group by partnership, or filter it to one"
        raise _unavailable(path, message)
    if "phase" in named and "phase" not in group and pinned(condition, "phase") is None:
        raise _unavailable(path, "learners count in each of their phases: group by phase, or filter it to one")


def _unavailable(path: str, message: str) -> QueryError:
    return QueryError(ErrorCode.DIMENSION_NOT_AVAILABLE, path, message)


def pinned(condition: Condition, column: str) -> KeyValue | None:
    """The one value that the condition demands of the column; None: it leaves several."""
    match condition:
        case In(column=name, values=values) if name == column and len(set(values)) == 1:
            return values[0]
        case AllOf(items=items):
            return next((value for item in items if (value := pinned(item, column)) is not None), None)
    return None


def starred_columns(family: str) -> tuple[str, ...]:
    return tuple(column for column in FAMILIES[family].columns if column in STARRED)


def starred(family: str, dimensions: Collection[str]) -> AllOf:
    """Keeps the `ALL` cells apart: they are read when nothing asks for the starred column, and only then."""
    tests = (
        Not(In(column, (ALL, UNENROLLED))) if column in dimensions else In(column, (ALL,))
        for column in starred_columns(family)
    )
    return AllOf(tuple(tests))


def counted_once(part: CohortPart, dimensions: Collection[str]) -> Condition:
    """As `starred`; of participants who are taken away from their peers also what is not counted as theirs."""
    if part.weight > 0 or "phase" in dimensions:
        return starred(part.family, dimensions)
    apart = starred(part.family, {*dimensions, "phase"})
    return AllOf((*(item for item in apart.items if "phase" not in columns_of(item)), In("phase", (ALL, UNENROLLED))))


def within(places: Iterable[tuple[KeyValue, ...]], columns: tuple[str, ...] = PEERING) -> Condition:
    """Only cells of these places, which are values of the columns."""
    column, rest = columns[0], columns[1:]
    if not rest:
        return In(column, tuple(place[0] for place in places))
    by_value: dict[KeyValue, list[tuple[KeyValue, ...]]] = {}
    for value, *others in places:
        by_value.setdefault(value, []).append(tuple(others))
    return AnyOf(tuple(AllOf((In(column, (value,)), within(tails, rest))) for value, tails in by_value.items()))
