"""A publisher appends events of its districts and types, and is refused all others alike, whether they exist or not."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from services.contracts.rejection import Code
from services.core.access import DEVELOPMENT, Principal, Role, Scope
from services.core.identity import DerivedSecrets
from services.ingest.gateway import Gateway
from services.log.port import NewRecord, Offset
from tests.access.people import FOREIGN, MISSING, OWN, PEOPLE, person

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
SCHOOL, DISTRICT = "tandem.school.described.v1", "tandem.district.described.v1"
PUBLISHER = person(Role.PUBLISHER, Scope(districts=frozenset({OWN}), event_types=frozenset({SCHOOL})))


class Appended:
    """A log that keeps in memory what is appended."""

    def __init__(self) -> None:
        self.records: list[NewRecord] = []

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        self.records += records
        return []


def event(district: str, kind: str = SCHOOL) -> bytes:
    data = {"name": "A"} if kind == DISTRICT else {"school": "1", "name": "A", "gradeLevels": ["Ninth grade"]}
    envelope = {"specversion": "1.0", "type": kind, "id": "e", "source": "sis", "time": "2026-03-01T00:00:00Z"}
    return json.dumps({**envelope, "partitionkey": district, "data": data}).encode()


def proposal(*districts: str) -> bytes:
    partners = [{"id": "mercy", "name": "Mercy", "kind": "hospital"}]
    data = {"name": "Lab", "kind": "other", "districts": districts, "partners": partners, "begin": "2026-01-01"}
    envelope = {"specversion": "1.0", "type": "tandem.partnership.proposed.v1", "id": "e", "source": "sis"}
    return json.dumps(
        {**envelope, "time": "2026-03-01T00:00:00Z", "partitionkey": "lab", "data": {**data, "date": "2026-01-01"}}
    ).encode()


async def refusals(principal: Principal, *events: bytes) -> list[tuple[str, str, str] | None]:
    """Why each event was refused; None of one that was appended."""
    log = Appended()
    gateway = Gateway(log, DerivedSecrets(b"a master secret for tests only, 32+"), lambda: NOW)
    outcomes = await gateway.accept(events, principal=principal)
    assert len(log.records) == sum(outcome.rejected is None for outcome in outcomes)
    whys = [outcome.rejected for outcome in outcomes]
    return [None if why is None else (why.code, why.pointer, why.reason) for why in whys]


async def test_events_are_taken_or_refused_one_by_one() -> None:
    own, foreign, missing, other = await refusals(
        PUBLISHER, event(OWN), event(FOREIGN), event(MISSING), event(OWN, DISTRICT)
    )
    assert own is None
    assert foreign == missing == (Code.FORBIDDEN, "/partitionkey", "you may not send events of this district")
    assert other == (Code.FORBIDDEN, "/type", f"you may not send events of type {DISTRICT}")


async def test_a_proposal_of_a_publisher_is_of_its_districts_alone() -> None:
    own, both = await refusals(PEOPLE[Role.PUBLISHER], proposal(OWN), proposal(OWN, FOREIGN))
    assert (own, both and both[:2]) == (None, (Code.FORBIDDEN, "/partitionkey"))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PUBLISHER}))
async def test_nobody_else_sends_events(role: Role) -> None:
    [refused] = await refusals(PEOPLE[role], event(OWN))
    assert refused and refused[0] == Code.FORBIDDEN
    assert await refusals(DEVELOPMENT, event(OWN), event(FOREIGN)) == [None, None]
