"""The date of a partnership event that brings none: the day of its `time` where the partnership is."""

from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from services.contracts import facts, partnerships
from services.contracts.events import DistrictDescribed, LearnerEvent
from services.contracts.partnership_events import PartnershipEvent, PartnershipProposed
from services.core.facts import EntityKey, encoded
from services.core.recently_used import RecentlyUsed
from services.core.time_zones import zone_of
from services.store.port import Store

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

    async def districts_of(self, partnership: str) -> tuple[str, ...]:
        """The districts of a partnership that is known; of others none."""
        ...


class OwnOffsets(LocalDates):
    """Fills nothing in: an event without a date has the day of its `time` in the offset that its sender wrote."""

    async def dated(self, event: PartnershipEvent) -> PartnershipEvent:
        return event

    def note(self, event: LearnerEvent | PartnershipEvent) -> None:
        del event

    async def districts_of(self, partnership: str) -> tuple[str, ...]:
        del partnership
        return ()


class DistrictZones(LocalDates):
    """By the time zone of the district that the partnership names first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first_districts = RecentlyUsed[str, str](MAX_REMEMBERED)
        self._proposed = RecentlyUsed[str, str](MAX_REMEMBERED)
        self._described = RecentlyUsed[str, facts.District](MAX_REMEMBERED)

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
                    self._proposed.put(event.partitionkey, event.data.districts[0])
            case DistrictDescribed(data=facts.District() as described):
                self._described.put(event.partitionkey, described)

    async def districts_of(self, partnership: str) -> tuple[str, ...]:
        known = (await self._store.partnerships([partnership])).get(partnership)
        return () if known is None else known.districts

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
        first = self._first_districts.get(partnership)
        if first is None:
            state = (await self._store.partnerships([partnership])).get(partnership)
            if state is None:
                return self._proposed.get(partnership)
            first = state.districts[0]
            self._first_districts.put(partnership, first)
        return first


def _proposed(event: PartnershipEvent, day: date) -> date:
    """A proposal holds from the first day of the agreement, if that is earlier."""
    return min(event.data.begin, day) if isinstance(event.data, partnerships.Proposed) else day
