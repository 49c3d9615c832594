"""Which fields an event changed, from which value to which."""

from datetime import date
from typing import Any

import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.query.partnerships.event_changes import EventChanges

DAY, LATER = date(2026, 3, 2), date(2026, 4, 1)
QUESTION = said.Question(metric="attendance_rate")
GOAL = said.GoalSet(goal="g1", title="Come", question=QUESTION, baseline=90, target=95, due=DAY)
RECORDED = said.ContributionRecorded(contribution="c1", side="partner", kind="funding", date=DAY, cents=120_050)
ACTION = said.ActionAgreed(action="a1", text="Hire a bus.", owner="Ann", side="partner", due=DAY, date=DAY)
CHALLENGE = said.ChallengeRaised(challenge="h1", text="No bus.", date=DAY)
LEARNER: dict[str, Any] = {"district": "d1", "learner": "lk_" + "0" * 32, "date": DAY}
Changes = set[tuple[str | None, str, str | None, str | None]]


def last(*events: Data) -> Changes:
    changes = EventChanges()
    for event in events[:-1]:
        changes.of(event)
    return {(change.subject, change.field, change.before, change.after) for change in changes.of(events[-1])}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [GOAL, said.GoalRevised(goal="g1", title="Come", question=QUESTION, baseline=90, target=97.5, due=LATER,
                                    why="Better than we thought.")],
            {("g1", "target", "95", "97.5"), ("g1", "due", "2026-03-02", "2026-04-01")}, id="a goal"),
        pytest.param(
            [RECORDED, said.ContributionCorrected(contribution="c1", side="district", kind="funding", date=DAY,
                                                  cents=5, source="Ledger")],
            {("c1", "side", "PARTNER", "DISTRICT"), ("c1", "amount", "1200.50", "0.05"),
             ("c1", "source", None, "Ledger")}, id="a contribution"),
        pytest.param(
            [said.VisionDrafted(clause="k", kind="outcome", text="One."),
             said.VisionDrafted(clause="k", kind="outcome", text="Two.")],
            {("k", "text", "One.", "Two.")}, id="a clause"),
        pytest.param(
            [said.LeadAssigned(side="partner", name="Ann", role="Nurse", date=DAY),
             said.LeadAssigned(side="partner", name="Eve", role="Nurse", date=DAY, duty="oversight"),
             said.LeadVacated(side="partner", date=DAY)],
            {("partner", "name", "Ann", None), ("partner", "role", "Nurse", None)}, id="a lead, whoever oversees"),
        pytest.param(
            [CHALLENGE, said.ChallengeResolved(challenge="h1", text="A new line.", date=LATER)],
            {("h1", "resolution", None, "A new line."), ("h1", "resolved", None, "2026-04-01")}, id="a challenge"),
        pytest.param(
            [said.CapacitySet(places=10, date=DAY), said.CapacitySet(places=12, date=DAY)],
            {(None, "places", "10", "12")}, id="places"),
        pytest.param(
            [ACTION, CHALLENGE,
             said.CheckInRecorded(check_in="m1", date=LATER, done=("a1",),
                                  resolutions=(said.ResolutionAtCheckIn(challenge="h1", text="A new line."),))],
            {("m1", "held", None, "2026-04-01"), ("a1", "done", None, "2026-04-01"),
             ("h1", "resolution", None, "A new line."), ("h1", "resolved", None, "2026-04-01")},
            id="all that came of a check-in"),
        pytest.param(
            [GOAL, said.GoalRevised(goal="g1", title="Come", question=QUESTION, baseline=90, target=97, due=DAY,
                                    why="So."),
             said.ChangeWithdrawn(by="Ann", reason="Wrong one.", change="goal_revised", subject="g1")],
            {("g1", "target", "97", "95")}, id="what is taken back"),
        pytest.param([said.ParticipantPlaced(**LEARNER)], set(), id="nothing of learners"),
        pytest.param([GOAL, said.GoalMet(goal="g1", value=96.0, date=DAY)], set(), id="nothing that was measured"),
    ],
)  # fmt: skip
def test_an_event_says_which_fields_it_changed(events: list[Data], expected: Changes) -> None:
    assert last(*events) == expected
