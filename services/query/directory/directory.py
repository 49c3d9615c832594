"""The calendars and names of schools, kept in memory until the store's positions move."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.contracts import facts
from services.core.access import Principal
from services.core.calendar import SchoolCalendar, Span
from services.core.conditions import Condition, holds
from services.core.partnerships.partnership import Partnership
from services.core.policy import DEFAULT_POLICY
from services.query.directory.partnership_cache import PartnershipBook
from services.query.filters.conditions import projected
from services.store.port import Entity, EntityQuery, State, Store

PAGE = 1_000


class SchoolRef(NamedTuple):
    """School ids are unique within their district only."""

    district: str
    school: str


Place = tuple[str, ...]
"""A school (a `SchoolRef`), a district, or () for all schools: what rows are told apart by of these."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What queries need to know of districts besides cells.

    Attributes:
        calendars: the main ones by school, in the order of their years.
        named: by school and school year the names of its other calendars, which only the learners follow whose
            enrolments name them.
        names: of districts (by id) and schools (by reference).
        zones: time zone names by district.
        partnerships: by id.
        policies: those that districts adopted.
        made_of: what it was read from; cells say the same until this changes.
    """

    calendars: Mapping[SchoolRef, tuple[SchoolCalendar, ...]] = field(default_factory=dict)
    names: Mapping[str | SchoolRef, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, facts.Policy] = field(default_factory=dict)
    partnerships: Mapping[str, Partnership] = field(default_factory=dict)
    named: Mapping[tuple[SchoolRef, int], tuple[str, ...]] = field(default_factory=dict)
    made_of: State | None = None

    def policy(self, district: str) -> facts.Policy:
        return self.policies.get(district, DEFAULT_POLICY)

    def seen_by(self, principal: Principal) -> "Directory":
        """Without the partnerships that the principal may not see: anybody may name one in an event of their own."""
        seen = {
            key: each
            for key, each in self.partnerships.items()
            if principal.may_see_partnership(each.id, each.districts)
        }
        return replace(self, partnerships=seen)

    def scoped(self, condition: Condition) -> "Scope":
        """The schools that the condition, which reads only `district` and `school`, lets through."""
        found = {
            ref: calendars
            for ref, calendars in self.calendars.items()
            if holds(condition, {"district": ref.district, "school": ref.school})
        }
        return Scope(found)

    def today(self, now: datetime, condition: Condition) -> date:
        """Today in the time zone of the districts that the condition lets through; the latest where they differ."""
        wanted = projected(condition, frozenset({"district"}))
        zones = {zone for each, zone in self.zones.items() if holds(wanted, {"district": each})}
        return max(now.astimezone(_zone(zone)).date() for zone in zones or {"UTC"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The schools that a query is about."""

    calendars: Mapping[SchoolRef, tuple[SchoolCalendar, ...]]

    def everything(self) -> list[SchoolCalendar]:
        return [each for some in self.calendars.values() for each in some]

    def schools_at(self, place: Place) -> Iterable[SchoolRef]:
        """The schools of a place: all, those of a district, or one school (a `SchoolRef`)."""
        if len(place) == len(SchoolRef._fields):
            return {SchoolRef(*place)} & self.calendars.keys()
        return (ref for ref in self.calendars if ref[: len(place)] == place)

    def at(self, place: Place, span: Span) -> list[SchoolCalendar]:
        """The calendars of a place for the school years that the span touches."""
        return [each for ref in self.schools_at(place) for each in self.of(ref, span)]

    def of(self, ref: SchoolRef, span: Span) -> list[SchoolCalendar]:
        return [each for each in self.calendars.get(ref, ()) if _touches(each, span)]


class DirectoryCache:
    """The directory of a store, loaded again whenever a position has moved or the store was rebuilt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._directory = Directory()
        self._book = PartnershipBook(store)

    async def get(self, state: State | None = None, moment: Store | None = None) -> Directory:
        """The directory; `state`: of the store, if somebody has just looked; `moment`: as it was then."""
        store = moment or self._store
        made_of = state or await store.state()
        if made_of != self._directory.made_of:
            self._directory = await self._load(made_of, store)
        return self._directory

    async def _load(self, made_of: State, store: Store) -> Directory:
        ordered, named = _calendars(await all_documents(store, "calendar"), made_of.policies)
        districts, schools = await all_documents(store, "district"), await all_documents(store, "school")
        zones = {each.key.district: _name_of_zone(each.value) for each in districts}
        known = await self._book.all(store)
        names = dict(_names((*districts, *schools)))
        return Directory(ordered, names, zones, made_of.policies, known, named, made_of)


async def all_documents(store: Store, kind: str) -> list[Entity]:
    """The district documents of a kind, of all districts."""
    found: list[Entity] = []
    page = await store.entities(EntityQuery(kind, first=PAGE))
    found += page.items
    while page.has_next:
        last = page.items[-1]
        after = (last.name, last.key.district, last.key.id)
        page = await store.entities(EntityQuery(kind, after=after, first=PAGE))
        found += page.items
    return found


def _calendars(
    entities: Iterable[Entity], policies: Mapping[str, facts.Policy]
) -> tuple[dict[SchoolRef, tuple[SchoolCalendar, ...]], dict[tuple[SchoolRef, int], tuple[str, ...]]]:
    """The main calendars of schools, and the names of the others."""
    calendars: dict[SchoolRef, list[SchoolCalendar]] = {}
    named: dict[tuple[SchoolRef, int], tuple[str, ...]] = {}
    for entity in entities:
        if not isinstance(entity.value, facts.Calendar):
            continue
        ref, published = SchoolRef(entity.key.district, entity.value.school), entity.value
        if published.calendar is not None:
            key = ref, published.school_year
            named[key] = (*named.get(key, ()), published.calendar)
        else:
            kinds = policies.get(ref.district, DEFAULT_POLICY).instructional_kinds
            calendars.setdefault(ref, []).append(SchoolCalendar(published, kinds))
    return {ref: tuple(sorted(some, key=lambda each: each.school_year)) for ref, some in calendars.items()}, named


def _names(entities: Iterable[Entity]) -> Iterable[tuple[str | SchoolRef, str]]:
    for entity in entities:
        match entity.value:
            case facts.School(school=school, name=name):
                yield SchoolRef(entity.key.district, school), name
            case facts.District(name=name):
                yield entity.key.district, name


def zone_of(district: facts.Data | None) -> ZoneInfo:
    """The time zone of a district as it describes itself; UTC of one that does not."""
    return _zone(_name_of_zone(district))


def _name_of_zone(value: facts.Data | None) -> str:
    return value.time_zone if isinstance(value, facts.District) else "UTC"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # what the log holds cannot be refused any more
        return ZoneInfo("UTC")


def _touches(calendar: SchoolCalendar, span: Span) -> bool:
    first, last = span.begin, span.end
    return calendar.school_year >= first.year + (first.month >= 7) and calendar.school_year <= last.year + (
        last.month >= 7
    )
