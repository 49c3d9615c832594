"""What an input becomes: what it is about, its worth in cents, and that it has happened."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schema.partnerships.convert import subject_of, whole_cents
from services.commands.command_handler import check_has_happened
from services.commands.envelopes import EVENTS
from services.commands.model import CommandError
from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent

TODAY = date(2026, 3, 2)
CHALLENGE = said.ChallengeRaised(challenge="bus", text="No bus.", date=TODAY, check_in="q1")


def event(data: Data) -> PartnershipEvent:
    now = datetime(2026, 3, 2, 15, tzinfo=UTC)
    made: PartnershipEvent = EVENTS[type(data)](
        specversion="1.0", id="1", source="test", time=now, partitionkey="lab", data=data
    )
    return made


def test_what_came_up_at_a_check_in_is_about_itself() -> None:
    assert subject_of(CHALLENGE) == "bus"
    assert subject_of(said.CheckInHeld(check_in="q1", date=TODAY)) == "q1"


@pytest.mark.parametrize(("amount", "cents"), [(0.29, 29), (0.0, 0), (12.3, 1230), (1e12, 10**14), (4.35, 435)])
def test_amounts_are_whole_cents_as_they_are_written(amount: float, cents: int) -> None:
    assert whole_cents(amount) == cents


def test_what_has_happened_is_of_today_or_before_and_what_is_planned_may_be_of_any_day() -> None:
    tomorrow = TODAY + timedelta(days=1)
    check_has_happened(event(CHALLENGE))
    check_has_happened(event(said.CapacitySet(places=3, date=tomorrow)))
    with pytest.raises(CommandError) as refused:
        check_has_happened(event(said.CheckInHeld(check_in="q1", date=tomorrow)))
    assert (refused.value.code, refused.value.path) == ("DATE_ORDER", "input.date")
