"""The time zones of districts."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.contracts import facts


def zone_of(district: facts.Data | None) -> ZoneInfo:
    """The time zone of a district as it describes itself; UTC of one that does not."""
    return zone_named(_name_of_zone(district))


def _name_of_zone(value: facts.Data | None) -> str:
    return value.time_zone if isinstance(value, facts.District) else "UTC"


def zone_named(name: str) -> ZoneInfo:
    """The time zone of an IANA name; UTC of a name that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # what the log holds cannot be refused any more
        return ZoneInfo("UTC")
