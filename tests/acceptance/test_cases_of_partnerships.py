"""Cases of what sides put in: each gives the value that people of this job said is right, on both stores."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from consumers.consumer import Consumer
from consumers.partnerships import encode_event, partnership_projection
from schema import SCHEMA, Context
from schema.common import ids as global_ids
from services.contracts import facts
from services.contracts import partnerships as said
from services.core.access import DEVELOPMENT
from services.log.embedded import EmbeddedLog
from services.log.port import PARTNERSHIP_EVENTS, NewRecord
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService
from services.store.port import Store
from tests.consumers.agreements import HOSPITAL, PROPOSED, told
from tests.graphql.fakes import Untouched

ENTERED = datetime(2026, 7, 1, 12, tzinfo=UTC)
PARTNERSHIP = """query ($id: ID!, $asOf: Date) { partnership(id: $id, asOf: $asOf) {
  investment { pledges { amount deliveredAmount } contributions { amount valuationSource } }
  health { strategies { parts { name score reason } } } } }"""


async def shown(log: EmbeddedLog, store: Store, data: list[facts.Data], as_of: str) -> dict[str, Any]:
    """The partnership as of a day, and the parts of its health by name; all of it was entered later."""
    events = [msgspec.structs.replace(told(payload, number), time=ENTERED) for number, payload in enumerate(data)]
    await log.append(PARTNERSHIP_EVENTS, [NewRecord(HOSPITAL.encode(), encode_event(event)) for event in events])
    await Consumer(log, store, partnership_projection()).run(asyncio.Event(), until_idle=True)
    queries = QueryEngine(store)
    context = Context(DEVELOPMENT, queries, PartnershipService(store, queries), Untouched(), Untouched(), Untouched())
    variables = {"id": global_ids.encode("Partnership", HOSPITAL), "asOf": as_of}
    result = await SCHEMA.execute(PARTNERSHIP, variables, context_value=context)
    assert result.data is not None and not result.errors, result.errors
    partnership = result.data["partnership"]
    parts = {part["name"]: part for strategy in partnership["health"]["strategies"] for part in strategy["parts"]}
    return {**partnership["investment"], "parts": parts}


async def test_pledge_entered_late(log: EmbeddedLog, store: Store) -> None:
    data: list[facts.Data] = [
        msgspec.structs.replace(PROPOSED, begin=date(2024, 1, 1)),
        said.ContributionPledged(
            contribution="p1",
            side="partner",
            kind="funding",
            cents=300_000,
            begin=date(2024, 1, 1),
            end=date(2026, 12, 31),
        ),
        said.ContributionRecorded(
            contribution="c1", side="partner", kind="funding", cents=50_000, date=date(2025, 6, 1), pledge="p1"
        ),
    ]
    then = await shown(log, store, data, "2025-12-31")
    assert then["pledges"] == [{"amount": 3000, "deliveredAmount": 500}]
    assert then["parts"]["delivery"]["score"] is not None


async def test_volunteer_hours_of_2026(log: EmbeddedLog, store: Store) -> None:
    hour = said.ContributionRecorded(
        contribution="c1", side="partner", kind="volunteer_hours", quantity=1, date=date(2026, 5, 1)
    )
    then = await shown(log, store, [PROPOSED, hour], "2026-06-30")
    (contribution,) = then["contributions"]
    assert contribution["amount"] is not None
    assert "a rate of 2023, not of 2026" in contribution["valuationSource"]
    assert "2023" in then["parts"]["balance"]["reason"]
