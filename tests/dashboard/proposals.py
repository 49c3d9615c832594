"""A proposal of a test's own, which no figure of other views counts."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

PROPOSE = """mutation ($input: ProposalInput!) { proposePartnership(input: $input) { partnership { id } } }"""
PREPARE = """mutation ($id: ID!, $lead: LeadInput!, $checkIn: CheckInInput!, $action: ActionInput!,
  $challenge: ChallengeInput!) {
  assignLead(partnership: $id, input: $lead) { status }
  scheduleCheckIn(partnership: $id, input: $checkIn) { status }
  agreeAction(partnership: $id, input: $action) { status }
  raiseChallenge(partnership: $id, input: $challenge) { status }
}"""


def proposed(ask: Callable[..., Any], district: str) -> str:
    """The id of a proposal with a lead, an open action, an open challenge and a check-in `first`."""
    today = datetime.now(UTC).date()
    partner = {"id": "depot", "name": "Bus Depot", "kind": "EMPLOYER"}
    begin = str(today - timedelta(days=30))
    proposal = {"name": f"Bus drivers {uuid4()}", "districts": [district], "partners": [partner], "begin": begin}
    created: str = ask(PROPOSE, input=proposal)["proposePartnership"]["partnership"]["id"]
    soon = str(today + timedelta(days=7))
    ask(
        PREPARE,
        id=created,
        lead={"side": "PARTNER", "name": "Nora Quill", "role": "Foreman", "date": begin},
        checkIn={"checkIn": "first", "due": soon},
        action={"action": "key", "text": "Order a key.", "owner": "Nora Quill", "side": "PARTNER", "due": soon},
        challenge={"challenge": "rooms", "text": "There is no room."},
    )
    return created
