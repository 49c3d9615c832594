"""The values that a dimension has."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from typing import get_args

from services.contracts.partnerships import PartnerKind, PartnershipKind, Side
from services.contracts.primitives import ContributionKind
from services.core.cells import ALL, ATTRIBUTES, FAMILIES, UNENROLLED, by_attribute, of_participants
from services.core.conditions import AllOf, Condition, In, Not
from services.core.kpis import METRICS, PARTICIPANT, PARTICIPANT_DIMENSIONS, PEER, STATE_DIMENSIONS, WEEKDAY, WEEKDAYS
from services.core.participation import PHASES
from services.core.rollups import MONTHLY, MOVING
from services.core.search import is_found
from services.query.directory.directory import SchoolRef
from services.query.directory.viewer import Viewer
from services.query.model.answers import Key
from services.query.model.pages import Backwards, Page
from services.query.planning.cohorts import STARRED
from services.query.results.dimension_order import PERIOD, first_days, order_text
from services.query.results.ordering import cut, decode_cursor, encode_cursor, invalid_cursor
from services.query.results.row_builder import in_order_of_periods, key_of, label_of
from services.store.port import CellQuery, Reader

_VOCABULARIES: Mapping[str, Collection[str]] = {
    **{name: ("true", "false") for name in ATTRIBUTES if name not in ("sex", "race_ethnicity")},
    "phase": PHASES,
    "cohort": (PARTICIPANT, PEER),
    WEEKDAY: WEEKDAYS,
    "side": get_args(Side),
    "contribution_kind": get_args(ContributionKind),
    "partnership_kind": get_args(PartnershipKind),
    "partner_kind": get_args(PartnerKind),
}
"""The dimensions that have the same values everywhere."""


async def values_of(dimension: str, viewer: Viewer, store: Reader) -> set[Key]:
    """Those in the data that the viewer may see."""
    directory = viewer.directory
    if dimension == "cohort":  # no column has it: where there are participants there are peers
        there = await values_of("partnership", viewer, store)
        return {
            Key(dimension, cohort, label_of(dimension, cohort, directory)) for cohort in (PARTICIPANT, PEER) if there
        }
    if dimension == WEEKDAY:  # no column has it: dates have them all
        return {key_of(dimension, day, directory, None) for day in WEEKDAYS}
    if dimension in STATE_DIMENSIONS:
        return {Key(dimension, value, value) for value in viewer.values(dimension)}
    columns = ("district", "school") if dimension == "school" else (dimension,)
    apart = Not(In(dimension, (ALL, UNENROLLED))) if dimension in STARRED else AllOf()
    query = CellQuery(_table_with(dimension), columns, (), AllOf((_cells_seen(dimension, viewer), apart)))
    values = [(str(keys[-1]), str(keys[0]) if len(columns) > 1 else None) for keys, _ in await store.sum_cells(query)]
    if dimension == "partnership":
        values += [(value, None) for value in viewer.values(dimension)]
    keys = {key_of(dimension, value, directory, district) for value, district in values}
    if dimension != PERIOD:
        return keys
    begins = first_days(directory.scoped(viewer.principal.sight.places()).everything())
    return {in_order_of_periods(key, begins) for key in keys}


def _cells_seen(dimension: str, viewer: Viewer) -> Condition:
    """The cells in sight; more of them where only cells of participants have the dimension."""
    of_participants_alone = dimension in PARTICIPANT_DIMENSIONS
    return viewer.principal.sight.cells_of_participants() if of_participants_alone else viewer.principal.sight.cells()


async def known_values(dimension: str, viewer: Viewer, store: Reader) -> set[Key]:
    """Those that the dimension has everywhere; or else those in the data that the viewer may see, and the districts and
    schools that are only described as yet."""
    directory = viewer.directory
    if dimension in _VOCABULARIES:
        return {key_of(dimension, value, directory, None) for value in _VOCABULARIES[dimension]}
    keys = await values_of(dimension, viewer, store)
    if dimension == "district":
        shown = viewer.values("district")
        described = (name for name in directory.names if isinstance(name, str) and viewer.principal.may_see(name))
        keys |= {key_of(dimension, district, directory, district) for district in (*shown, *described)}
    if dimension == "school":
        refs = {ref for ref in (*directory.names, *directory.calendars) if isinstance(ref, SchoolRef)}
        mine = (ref for ref in refs if viewer.principal.sight.sees_school(*ref))
        keys |= {key_of(dimension, ref.school, directory, ref.district) for ref in mine}
    return keys


def matches(key: Key, search: str | None) -> bool:
    return is_found(search, (key.value or "", key.label or ""))


def key_order(key: Key) -> tuple[tuple[int, str], ...]:
    """By label, or in the dimension's own order; "not known" last; value and district make the order total."""
    district = (0, key.district or "")
    if key.value is None:
        return (1, ""), (1, ""), district
    return (0, key.order or order_text(key.dimension, key.label or "")), (0, key.value), district


def page_of_keys(keys: Iterable[Key], first: int, after: str | None, end: Backwards) -> Page[Key]:
    """A page of the values, in order. Raises QueryError for a cursor of another list."""
    ordered = sorted(keys, key=key_order)
    start = 0 if after is None else bisect_right(ordered, _place(after, "after"), key=key_order)
    stop = len(ordered) if end.before is None else bisect_left(ordered, _place(end.before, "before"), key=key_order)
    return cut(ordered, start, stop, first, end, lambda key: encode_cursor(key_order(key)))


def _place(cursor: str, at: str) -> tuple[tuple[int, str], ...]:
    parts = decode_cursor(cursor, at)
    place = tuple((missing, value) for missing, value in parts if isinstance(value, str))
    if not len(place) == len(parts) == 3:
        raise invalid_cursor(cursor, at)
    return place


def _table_with(dimension: str) -> str:
    """The smallest cells that have the dimension."""
    family = next(metric.family for metric in METRICS.values() if dimension in metric.dimensions)
    tables = (family, by_attribute(family), of_participants(family))
    table = next(table for table in tables if dimension in FAMILIES[table].columns)
    return MONTHLY.get(table) or MOVING.get(table, table)
