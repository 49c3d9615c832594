"""What questions need to know of districts besides cells: their schools, calendars, policies and partnerships."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from services.contracts import facts
from services.core.access import Principal, Sight
from services.core.calendar import SchoolCalendar, Span
from services.core.conditions import Condition, holds
from services.core.data_agreements import Agreement
from services.core.partnerships.partnership import Partnership
from services.core.policy import DEFAULT_POLICY
from services.core.time_zones import zone_named
from services.query.filters.conditions import projected
from services.store.port import StoreState


class SchoolRef(NamedTuple):
    """School ids are unique within their district only."""

    district: str
    school: str


PlaceKey = tuple[str, ...]
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
        agreements: the data-sharing agreements by district, whatever has become of them.
        schools: ids of the schools of each partnership's participants, for a principal whose scope names schools.
        seen_with: of whose sight the partnerships are; None: they are all there.
        made_of: what it was read from; cells say the same until this changes.
    """

    calendars: Mapping[SchoolRef, tuple[SchoolCalendar, ...]] = field(default_factory=dict)
    names: Mapping[str | SchoolRef, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    policies: Mapping[str, facts.Policy] = field(default_factory=dict)
    partnerships: Mapping[str, Partnership] = field(default_factory=dict)
    named: Mapping[tuple[SchoolRef, int], tuple[str, ...]] = field(default_factory=dict)
    agreements: Mapping[str, Sequence[Agreement]] = field(default_factory=dict)
    made_of: StoreState | None = None
    schools: Mapping[str, frozenset[str]] = field(default_factory=dict)
    seen_with: Sight | None = None

    def policy(self, district: str) -> facts.Policy:
        return self.policies.get(district, DEFAULT_POLICY)

    def seen_by(self, principal: Principal) -> "Directory":
        """Without the partnerships that the principal may not see: anybody may name one in an event of their own."""
        if self.seen_with is principal.sight:
            return self
        seen = {key: seen for key, seen in self.partnerships.items() if self.shows(principal, seen)}
        return replace(self, partnerships=seen, seen_with=principal.sight)

    def shows(self, principal: Principal, partnership: Partnership) -> bool:
        """Whether the principal may see a partnership; whoever sees schools, one with participants there."""
        return principal.sight.sees_partnership(partnership, self.schools.get(partnership.id, frozenset()))

    def scoped(self, condition: Condition) -> "SchoolsInScope":
        """The schools that the condition, which reads only `district` and `school`, lets through."""
        by_district = {
            ref: calendars
            for ref, calendars in self.calendars.items()
            if holds(condition, {"district": ref.district, "school": ref.school})
        }
        return SchoolsInScope(by_district)

    def today(self, now: datetime, condition: Condition) -> date:
        """Today in the time zone of the districts that the condition lets through; the latest where they differ."""
        wanted = projected(condition, frozenset({"district"}))
        zones = {zone for district, zone in self.zones.items() if holds(wanted, {"district": district})}
        return max(now.astimezone(zone_named(zone)).date() for zone in zones or {"UTC"})


@dataclass(frozen=True, slots=True)
class SchoolsInScope:
    """The schools that a query is about."""

    calendars: Mapping[SchoolRef, tuple[SchoolCalendar, ...]]

    def everything(self) -> list[SchoolCalendar]:
        return [calendar for calendars in self.calendars.values() for calendar in calendars]

    def schools_at(self, place: PlaceKey) -> Iterable[SchoolRef]:
        """The schools of a place: all, those of a district, or one school (a `SchoolRef`)."""
        if len(place) == len(SchoolRef._fields):
            return {SchoolRef(*place)} & self.calendars.keys()
        return (ref for ref in self.calendars if ref[: len(place)] == place)

    def at(self, place: PlaceKey, span: Span) -> list[SchoolCalendar]:
        """The calendars of a place for the school years that the span touches."""
        return [calendar for ref in self.schools_at(place) for calendar in self.of(ref, span)]

    def of(self, ref: SchoolRef, span: Span) -> list[SchoolCalendar]:
        return [calendar for calendar in self.calendars.get(ref, ()) if _touches(calendar, span)]


def _touches(calendar: SchoolCalendar, span: Span) -> bool:
    first, last = span.begin, span.end
    return calendar.school_year >= first.year + (first.month >= 7) and calendar.school_year <= last.year + (
        last.month >= 7
    )
