"""Events of districts as changes of their documents."""

from services.contracts import data_agreements, events, facts
from services.core.calendar import plain_name
from services.core.fact_changes import version_of
from services.core.facts import (
    EntityChange,
    EntityKey,
    Fact,
    encoded,
)


def entity_change_of(event: events.DistrictEvent) -> EntityChange:
    """The district document that the event sets."""
    data = event.data
    value = None if type(data) in _ENTITY_KEYS else data
    return EntityChange(entity_key(event.partitionkey, data), Fact(version_of(event), value))


DISTRICT_DOCUMENTS = (
    facts.DistrictKey,
    facts.SchoolKey,
    facts.CourseKey,
    facts.CalendarKey,
    facts.PolicyKey,
    data_agreements.SharingAgreementKey,
)
"""What the data of an event is when it describes a district rather than a learner; the bases of all such facts."""
_ENTITY_KEYS = {*DISTRICT_DOCUMENTS, data_agreements.SharingSignatureKey}
"""The types that retract, since they say the natural key alone."""


def entity_key(district: str, data: facts.Data) -> EntityKey:
    """Which of the district's documents the data of an event is of."""
    match data:
        case facts.DistrictKey():
            return EntityKey(district, "district", encoded(district))
        case facts.SchoolKey():
            return EntityKey(district, "school", encoded(data.school))
        case facts.CourseKey():
            return EntityKey(district, "course", f"{encoded(data.school)}|{encoded(data.course)}")
        case facts.CalendarKey():
            named = "" if data.calendar is None else f"|{encoded(plain_name(data.calendar))}"
            return EntityKey(district, "calendar", f"{encoded(data.school)}|{data.school_year}{named}")
        case facts.PolicyKey():
            return EntityKey(district, "policy", "policy")
        case data_agreements.SharingAgreementKey():
            return _sharing_key(district, data)
    raise TypeError(f"{type(data).__name__} is no district document")


def _sharing_key(district: str, data: data_agreements.SharingAgreementKey) -> EntityKey:
    if not isinstance(data, data_agreements.SharingSignatureKey):
        return EntityKey(district, "sharing_agreement", encoded(data.agreement))
    kind = "sharing_end" if isinstance(data, data_agreements.SharingEnd) else "sharing_signature"
    return EntityKey(district, kind, f"{encoded(data.agreement)}|{data.side}")
