"""A hospital partnership for tests: what can be said of it, and the state once some of that was said."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership, encode
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.validation import check

NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
"""When everything is said, unless a test says otherwise."""
DAY = date(2025, 9, 1)
TYPES: dict[type[Data], Callable[..., PartnershipEvent]] = {
    struct.__annotations__["data"]: struct for struct in get_args(PartnershipEvent)
}
LEARNERS = tuple(f"lk_{number:032x}" for number in range(3))
QUESTION = said.Question(metric="attendance_rate", where=(("school", ("255901001",)),))


def day(offset: int) -> date:
    """So many days after the partnership begins."""
    return DAY + timedelta(days=offset)


PROPOSED = said.Proposed(
    name="Hospital and district",
    districts=("255901",),
    partners=(said.Partner(id="mercy", name="Mercy Hospital", kind="hospital"),),
    begin=DAY,
    end=day(365),
)
OUTCOME = said.VisionDrafted(clause="o1", kind="outcome", text="Nine of ten learners are there every day.")
CHECK_IN = said.CheckInScheduled(check_in="q1", due=DAY)
HELD = said.CheckInHeld(check_in="q1", date=DAY, attendees=(said.Attendee("A. Name", "partner"),))
MISSED = said.CheckInMissed(check_in="q1", date=day(1))
GOAL = said.GoalSet(goal="g1", title="Attendance", question=QUESTION, baseline=90.0, target=94.0, due=DAY)
REVISED = said.GoalRevised(
    goal="g1", title="Attendance", question=QUESTION, baseline=90.0, target=96.0, due=day(99), why="We can do more."
)
MET = said.GoalMet(goal="g1", value=94.0, date=day(1), n=120)
CHALLENGE = said.ChallengeRaised(challenge="h1", text="No bus on Fridays.", date=DAY)
RESOLVED = said.ChallengeResolved(challenge="h1", text="The hospital lends one.", date=day(3))
ACTION = said.ActionAgreed(action="a1", text="Ask for a bus.", owner="A. Name", side="district", due=day(9), date=DAY)
DONE = said.ActionDone(action="a1", date=day(2))
AMENDED = said.AgreementAmended(amendment="m1", what="Monthly", why="New schools", effective=day(5), cadence_days=30)
NEED = said.NeedRecorded(need="n1", side="district", text="A room with a sink.", date=DAY)
RETRACTED = said.ContributionRetracted(contribution="c1")
ACTIVATED = said.Activated(date=DAY)
PAUSED = said.Paused(date=day(10), reason="The lab is rebuilt.")
RENEWED = said.Renewed(date=day(20), until=day(800))
CLOSED = said.Closed(date=day(30), reason="The programme ended.")
STORY = said.StoryPublished(
    story="s1", title="It works", text="…", question=QUESTION, value=94.2, n=120, as_of=NOW, digest="0" * 64,
    consent=True,
)  # fmt: skip


def lead(side: said.Side, since: date = DAY, name: str = "A. Name", duty: said.Duty = "lead") -> said.LeadAssigned:
    return said.LeadAssigned(side=side, name=name, role="Director", date=since, duty=duty)


def vacated(side: said.Side, since: date = DAY) -> said.LeadVacated:
    return said.LeadVacated(side=side, date=since)


def endorsed(side: said.Side, clause: str = "o1", on: date = DAY, name: str = "A. Name") -> said.VisionEndorsed:
    return said.VisionEndorsed(clause=clause, side=side, name=name, role="Director", date=on)


def pledged(**more: Any) -> said.ContributionPledged:
    usual: dict[str, Any] = {
        "contribution": "p1",
        "side": "partner",
        "kind": "staff_fte",
        "begin": DAY,
        "end": DAY,
        "quantity": 2.0,
    }
    return said.ContributionPledged(**(usual | more))


def recorded(**more: Any) -> said.ContributionRecorded:
    usual: dict[str, Any] = {"contribution": "c1", "side": "partner", "kind": "staff_fte", "date": DAY, "quantity": 1.0}
    return said.ContributionRecorded(**(usual | more))


def corrected(**more: Any) -> said.ContributionCorrected:
    usual: dict[str, Any] = {"contribution": "c1", "side": "partner", "kind": "staff_fte", "date": DAY, "quantity": 3.0}
    return said.ContributionCorrected(**(usual | more))


def waits(learner: int = 0, on: date = DAY) -> said.ParticipantWaitlisted:
    return said.ParticipantWaitlisted(district="255901", learner=LEARNERS[learner], date=on)


def placed(learner: int = 0, on: date = DAY) -> said.ParticipantPlaced:
    return said.ParticipantPlaced(district="255901", learner=LEARNERS[learner], date=on)


def released(learner: int = 0, on: date = DAY) -> said.ParticipantReleased:
    return said.ParticipantReleased(district="255901", learner=LEARNERS[learner], date=on)


SIGNED: list[Data] = [
    PROPOSED, lead("district"), lead("partner"), OUTCOME, endorsed("district"), endorsed("partner"),
]  # fmt: skip
ACTIVE: list[Data] = [*SIGNED, ACTIVATED]


def event(data: Data, number: int, at: datetime = NOW, **envelope: Any) -> PartnershipEvent:
    usual: dict[str, Any] = {"specversion": "1.0", "id": f"{number}", "source": "test", "partitionkey": "hospital"}
    return TYPES[type(data)](time=at, data=data, **(usual | envelope))


Told = Data | tuple[datetime, Data]
"""A payload, said at `NOW` or at another time."""


def told(*payloads: Told) -> Partnership:
    """All of them, one after the other, each checked, and through its bytes."""
    partnership: Partnership | None = None
    for number, payload in enumerate(payloads):
        at, data = payload if isinstance(payload, tuple) else (NOW, payload)
        partnership = then(partnership, event(data, number, at))
    assert partnership is not None
    return partnership


def then(partnership: Partnership | None, said_: PartnershipEvent) -> Partnership:
    read = decode_partnership(encode(said_), said_.time)
    check(partnership, read)
    return fold(partnership, read)
