"""The date of a partnership event that brings none: the day of its `time` where the partnership is."""

from collections import OrderedDict
from datetime import date
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from services.contracts import facts, partnerships
from services.contracts.events import DistrictDescribed, LearnerEvent
from services.contracts.partnership_events import PartnershipEvent, PartnershipProposed
from services.core.facts import EntityKey, encoded
from services.query.directory.directory import zone_of
from services.store.port import Store

T = TypeVar("T")
MAX_REMEMBERED = 10_000
"""Partnerships whose first district is remembered, and districts that were just described."""


class LocalDates(Protocol):
    """Fills in dates before events are appended, so that every replay decides by the same day."""

    async def dated(self, event: PartnershipEvent) -> PartnershipEvent:
        """The event with its date; as it is if it has one, or if nobody knows where the partnership is.

        Raises:
            StoreError: it cannot be looked up now.
        """
        ...

    def note(self, event: LearnerEvent | PartnershipEvent) -> None:
        """Remember an event that was taken: what it says may be needed before a consumer has applied it."""
        ...


class OwnOffsets(LocalDates):
    """Fills nothing in: an event without a date has the day of its `time` in the offset that its sender wrote."""

    async def dated(self, event: PartnershipEvent) -> PartnershipEvent:
        return event

    def note(self, event: LearnerEvent | PartnershipEvent) -> None:
        del event


class DistrictZones(LocalDates):
    """By the time zone of the district that the partnership names first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first_districts: OrderedDict[str, str] = OrderedDict()
        self._proposed: OrderedDict[str, str] = OrderedDict()
        self._described: OrderedDict[str, facts.District] = OrderedDict()

    async def dated(self, event: PartnershipEvent) -> PartnershipEvent:
        if getattr(event.data, "date", event) is not None:
            return event
        zone = await self._zone(event)
        if zone is None:
            return event
        day = event.time.astimezone(zone).date()
        return replace(event, data=replace(event.data, date=_proposed(event, day)))

    def note(self, event: LearnerEvent | PartnershipEvent) -> None:
        match event:
            case PartnershipProposed():
                if event.partitionkey not in self._proposed:  # of two proposals the first one counts
                    _remember(self._proposed, event.partitionkey, event.data.districts[0])
            case DistrictDescribed(data=facts.District() as described):
                _remember(self._described, event.partitionkey, described)

    async def _zone(self, event: PartnershipEvent) -> ZoneInfo | None:
        if isinstance(event, PartnershipProposed):
            district: str | None = event.data.districts[0]
        else:
            district = await self._first_district(event.partitionkey)
        if district is None:
            return None
        entity = await self._store.entity(EntityKey(district, "district", encoded(district)))
        described = self._described.get(district)
        return None if entity is None and described is None else zone_of(entity.value if entity else described)

    async def _first_district(self, partnership: str) -> str | None:
        if partnership not in self._first_districts:
            state = (await self._store.partnerships([partnership])).get(partnership)
            if state is None:
                return self._proposed.get(partnership)
            _remember(self._first_districts, partnership, state.districts[0])
        return self._first_districts[partnership]


def _proposed(event: PartnershipEvent, day: date) -> date:
    """A proposal holds from the first day of the agreement, if that is earlier."""
    return min(event.data.begin, day) if isinstance(event.data, partnerships.Proposed) else day


def _remember(known: OrderedDict[str, T], key: str, value: T) -> None:
    known[key] = value
    if len(known) > MAX_REMEMBERED:
        known.popitem(last=False)
