"""What a partnership makes of its events, in the order of the log."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership, encode
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.folding import fold
from services.core.partnerships.partnership import Partnership, missing_for_activation
from services.core.partnerships.refusing import check

NOW = datetime(2025, 9, 1, tzinfo=UTC)
DAY = date(2025, 9, 1)
KINDS = {kind.__annotations__["data"]: kind for kind in get_args(PartnershipEvent)}
LEARNERS = tuple(f"lk_{number:032x}" for number in range(3))
QUESTION = said.Question(metric="attendance_rate", where=(("school", ("255901001",)),))
PROPOSED = said.Proposed(
    name="Hospital and district",
    districts=("255901",),
    partners=(said.Partner(id="mercy", name="Mercy Hospital", kind="hospital"),),
    begin=DAY,
)


def lead(side: said.Side, day: date = DAY) -> said.LeadAssigned:
    return said.LeadAssigned(side=side, name=f"Lead of the {side}", role="Director", date=day)


def endorsed(side: said.Side, clause: str = "o1") -> said.VisionEndorsed:
    return said.VisionEndorsed(clause=clause, side=side, name="A. Name", role="Director", date=DAY)


def pledged(**more: Any) -> said.ContributionPledged:
    given = {"contribution": "p1", "side": "partner", "kind": "staff_fte", "begin": DAY, "end": DAY, "quantity": 2.0}
    return said.ContributionPledged(**(given | more))


def recorded(**more: Any) -> said.ContributionRecorded:
    given = {"contribution": "c1", "side": "partner", "kind": "staff_fte", "date": DAY, "quantity": 1.0}
    return said.ContributionRecorded(**(given | more))


OUTCOME = said.VisionDrafted(clause="o1", kind="outcome", text="Nine of ten learners are there every day.")
SIGNED = [PROPOSED, lead("district"), lead("partner"), OUTCOME, endorsed("district"), endorsed("partner")]
CHECK_IN = said.CheckInScheduled(check_in="q1", due=DAY)
HELD = said.CheckInHeld(check_in="q1", date=DAY, attendees=(said.Attendee("A. Name", "partner"),))
MISSED = said.CheckInMissed(check_in="q1", date=DAY + timedelta(days=1))
GOAL = said.GoalSet(goal="g1", title="Attendance", question=QUESTION, baseline=90.0, target=94.0, due=DAY)
PLACED = said.ParticipantPlaced(district="255901", learner=LEARNERS[0], date=DAY)
CHALLENGE = said.ChallengeRaised(challenge="h1", text="No bus on Fridays.", date=DAY)
ACTION = said.ActionAgreed(action="a1", text="Ask for a bus.", owner="A. Name", side="district", due=DAY)
STORY = said.StoryPublished(
    story="s1",
    title="It works",
    text="…",
    question=QUESTION,
    value=94.2,
    n=120,
    as_of=NOW,
    digest="0" * 64,
    consent=True,
)
CLOSED = said.Closed(date=DAY, reason="The programme ended.")


def event(data: Data, number: int) -> PartnershipEvent:
    envelope = {"specversion": "1.0", "id": f"{number}", "source": "test", "partitionkey": "hospital"}
    return KINDS[type(data)](time=NOW, data=data, **envelope)


def told(*payloads: Data) -> Partnership:
    """All of them, one after the other, each checked and through its bytes."""
    partnership: Partnership | None = None
    for number, data in enumerate(payloads):
        each = decode_partnership(encode(event(data, number)), NOW)
        check(partnership, each)
        partnership = fold(partnership, each)
    assert partnership is not None
    return partnership


def test_a_partnership_is_active_once_both_sides_have_a_lead_and_one_outcome_is_endorsed_by_both() -> None:
    assert told(*SIGNED, said.Activated(date=DAY)).status == "active"


def test_what_activation_lacks_is_said_in_words() -> None:
    assert missing_for_activation(told(PROPOSED, lead("partner"))) == [
        "a lead on the district's side",
        "one outcome endorsed by both sides",
    ]


def test_another_wording_takes_back_the_endorsements_of_that_clause_only() -> None:
    other = said.VisionDrafted(clause="o2", kind="outcome", text="Another.")
    partnership = told(
        *SIGNED, other, endorsed("partner", "o2"), msgspec.structs.replace(OUTCOME, text="Eight of ten.")
    )
    assert partnership.clauses["o1"].endorsed == {}
    assert set(partnership.clauses["o2"].endorsed) == {"partner"}


def test_a_lead_who_leaves_is_a_vacancy_until_somebody_follows() -> None:
    vacated = [*SIGNED, said.LeadVacated(side="partner", date=DAY)]
    assert set(told(*vacated).leads) == {"district"}
    assert set(told(*vacated, lead("partner")).leads) == {"district", "partner"}


def test_a_contribution_is_what_it_was_corrected_to_and_a_retracted_one_is_nothing() -> None:
    corrected = said.ContributionCorrected(**msgspec.structs.asdict(recorded(quantity=3.0)))
    partnership = told(PROPOSED, recorded(), corrected)
    assert partnership.contributions["c1"] == corrected
    assert told(PROPOSED, recorded(), said.ContributionRetracted(contribution="c1")).contributions == {"c1": None}


def test_a_check_in_held_after_it_was_told_missed_is_held_and_not_on_time() -> None:
    late = msgspec.structs.replace(HELD, date=DAY + timedelta(days=3))
    check_in = told(PROPOSED, CHECK_IN, MISSED, late).check_ins["q1"]
    assert (check_in.missed, check_in.held, check_in.on_time) == (True, late.date, False)
    assert told(PROPOSED, CHECK_IN, HELD).check_ins["q1"].on_time


def test_a_goal_that_was_met_is_open_again_when_it_is_revised() -> None:
    met = said.GoalMet(goal="g1", value=94.0, date=DAY)
    assert told(PROPOSED, GOAL, met).goals["g1"].outcome == met
    revised = said.GoalRevised(**(msgspec.structs.asdict(GOAL) | {"target": 96.0, "why": "We can do more."}))
    assert told(PROPOSED, GOAL, met, revised).goals["g1"].outcome is None


def test_a_place_takes_a_learner_off_the_waitlist() -> None:
    waiting = said.ParticipantWaitlisted(district="255901", learner=LEARNERS[0], date=DAY)
    assert told(PROPOSED, waiting).waiting == (("255901", LEARNERS[0]),)
    partnership = told(PROPOSED, waiting, PLACED)
    assert (partnership.waiting, partnership.placed) == ((), (("255901", LEARNERS[0]),))


def test_an_amendment_with_a_cadence_changes_it() -> None:
    amended = said.AgreementAmended(amendment="m1", what="Monthly", why="New schools", effective=DAY, cadence_days=30)
    assert told(PROPOSED, amended).cadence_days == 30


REFUSED = {
    "anything before the proposal": ([], lead("partner"), Code.UNKNOWN_REFERENCE, "/partitionkey"),
    "a second proposal": ([PROPOSED], PROPOSED, Code.INVALID_TRANSITION, "/partitionkey"),
    "activation without leads": ([PROPOSED], said.Activated(date=DAY), Code.INVALID_TRANSITION, ""),
    "a pause of a proposal": ([PROPOSED], said.Paused(date=DAY, reason="…"), Code.INVALID_TRANSITION, ""),
    "a lead leaving who is not there": (
        [PROPOSED],
        said.LeadVacated(side="partner", date=DAY),
        Code.INVALID_TRANSITION,
        "/data/side",
    ),
    "an endorsement of no clause": ([PROPOSED], endorsed("partner"), Code.UNKNOWN_REFERENCE, "/data/clause"),
    "a pledge twice": ([PROPOSED, pledged()], pledged(), Code.DUPLICATE_ITEM, "/data/contribution"),
    "a delivery of no pledge": ([PROPOSED], recorded(pledge="p1"), Code.UNKNOWN_REFERENCE, "/data/pledge"),
    "a delivery by the other side": (
        [PROPOSED, pledged()],
        recorded(pledge="p1", side="district"),
        Code.INVALID_VALUE,
        "/data/pledge",
    ),
    "a retraction of nothing": (
        [PROPOSED],
        said.ContributionRetracted(contribution="c1"),
        Code.UNKNOWN_REFERENCE,
        "/data/contribution",
    ),
    "a check-in held twice": ([PROPOSED, CHECK_IN, HELD], HELD, Code.INVALID_TRANSITION, "/data/checkIn"),
    "a check-in missed twice": ([PROPOSED, CHECK_IN, MISSED], MISSED, Code.INVALID_TRANSITION, "/data/checkIn"),
    "a check-in missed on its due date": (
        [PROPOSED, CHECK_IN],
        said.CheckInMissed(check_in="q1", date=DAY),
        Code.DATE_ORDER,
        "/data/date",
    ),
    "an action of no check-in": (
        [PROPOSED],
        msgspec.structs.replace(ACTION, check_in="q9"),
        Code.UNKNOWN_REFERENCE,
        "/data/checkIn",
    ),
    "an action done that nobody agreed on": (
        [PROPOSED],
        said.ActionDone(action="a1", date=DAY),
        Code.UNKNOWN_REFERENCE,
        "/data/action",
    ),
    "a challenge resolved that nobody raised": (
        [PROPOSED],
        said.ChallengeResolved(challenge="h1", text="…", date=DAY),
        Code.UNKNOWN_REFERENCE,
        "/data/challenge",
    ),
    "a goal met below its target": (
        [PROPOSED, GOAL],
        said.GoalMet(goal="g1", value=93.9, date=DAY),
        Code.INVALID_VALUE,
        "/data/value",
    ),
    "a goal missed above its target": (
        [PROPOSED, GOAL],
        said.GoalMissed(goal="g1", value=94.0, date=DAY),
        Code.INVALID_VALUE,
        "/data/value",
    ),
    "a learner of another district": (
        [PROPOSED],
        msgspec.structs.replace(PLACED, district="999"),
        Code.UNKNOWN_REFERENCE,
        "/data/district",
    ),
    "more learners than places": (
        [PROPOSED, said.CapacitySet(places=0, date=DAY)],
        PLACED,
        Code.INVALID_TRANSITION,
        "/data/learner",
    ),
    "a story without consent": (
        [PROPOSED],
        msgspec.structs.replace(STORY, consent=False),
        Code.INVALID_VALUE,
        "/data/consent",
    ),
    "a lead after closing": ([PROPOSED, CLOSED], lead("partner"), Code.INVALID_TRANSITION, ""),
}


@pytest.mark.parametrize(("before", "data", "code", "pointer"), REFUSED.values(), ids=REFUSED)
def test_what_may_not_follow_is_refused_with_code_and_pointer(
    before: list[Data], data: Data, code: Code, pointer: str
) -> None:
    partnership = told(*before) if before else None
    with pytest.raises(Rejected) as refused:
        check(partnership, event(data, 99))
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


ANYTHING = st.sampled_from(
    [
        *SIGNED,
        *(said.Activated(date=DAY), said.Paused(date=DAY, reason="…"), said.Renewed(until=DAY), CLOSED),
        *(pledged(), recorded(), recorded(contribution="c2", pledge="p1")),
        *(said.ContributionRetracted(contribution="c1"), CHECK_IN, HELD, MISSED, CHALLENGE, ACTION, STORY),
        *(GOAL, said.GoalMet(goal="g1", value=95.0, date=DAY), PLACED),
        *(said.LeadVacated(side="partner", date=DAY), said.ActionDone(action="a1", date=DAY)),
    ]
)


@given(st.lists(st.tuples(ANYTHING, st.integers(0, 30)), max_size=40))
def test_whatever_is_accepted_folds_and_duplicates_and_replays_change_nothing(some: list[tuple[Data, int]]) -> None:
    accepted: list[PartnershipEvent] = []
    partnership: Partnership | None = None
    for each in [event(PROPOSED, 99), *(event(data, number) for data, number in some)]:
        try:
            check(partnership, each)
        except Rejected:
            continue
        partnership = fold(partnership, each)
        assert fold(partnership, each) == partnership
        accepted.append(each)
    replayed: Partnership | None = None
    for each in accepted:
        replayed = fold(replayed, each)
    assert replayed == partnership
    assert partnership is not None
    assert partnership.version == len({(each.source, each.id) for each in accepted})
