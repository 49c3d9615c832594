"""Random stories of partnerships."""

from datetime import timedelta

import msgspec
from hypothesis import strategies as st

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.partnerships.fold import fold
from services.core.partnerships.validation import check
from tests.core.partnerships.telling import (
    ACTION,
    ACTIVATED,
    ACTIVE,
    AMENDED,
    CHALLENGE,
    CHECK_IN,
    CLOSED,
    DAY,
    DONE,
    GOAL,
    HELD,
    MET,
    MISSED,
    NEED,
    NOW,
    PAUSED,
    RENEWED,
    RESOLVED,
    RETRACTED,
    REVISED,
    SIGNED,
    STORY,
    corrected,
    day,
    endorsed,
    event,
    lead,
    placed,
    pledged,
    recorded,
    released,
    vacated,
    waits,
)  # fmt: skip
from tests.support.folded import fold_all

replace = msgspec.structs.replace
PAYLOADS: list[Data] = [
    *SIGNED, ACTIVATED, PAUSED, RENEWED, CLOSED, vacated("partner"), lead("partner", name="B. Name"),
    endorsed("partner", name="B. Name"), pledged(), recorded(), recorded(contribution="c2", pledge="p1"), corrected(),
    RETRACTED, CHECK_IN, said.CheckInRescheduled(check_in="q1", due=day(9), date=DAY),
    said.CheckInCancelled(check_in="q1", date=DAY), HELD, MISSED,
    CHALLENGE, RESOLVED, ACTION, DONE, AMENDED, NEED, GOAL, REVISED, MET,
    said.GoalMissed(goal="g1", value=90.0, date=day(1)), STORY, said.CapacitySet(places=1, date=DAY),
    waits(), placed(), placed(1), released(), released(1),
]  # fmt: skip
offsets = st.integers(-3, 40)


@st.composite
def payloads(draw: st.DrawFn) -> Data:
    """Any payload, holding from any day."""
    data = draw(st.sampled_from(PAYLOADS))
    own = next((name for name in ("date", "effective") if hasattr(data, name)), None)
    return data if own is None else replace(data, **{own: day(draw(offsets))})


@st.composite
def stories(draw: st.DrawFn) -> list[PartnershipEvent]:
    """Events that may follow each other, of many that were tried; some of them twice."""
    said_at = st.integers(0, 40).map(lambda days: NOW + timedelta(days=days))
    tries = draw(st.lists(st.tuples(payloads(), st.integers(0, 200), said_at), min_size=20, max_size=30))
    # A signed partnership often enough, or hardly anything of what follows would ever be accepted.
    begin = draw(st.sampled_from([ACTIVE, SIGNED, SIGNED[:1]]))
    history = [event(data, -number) for number, data in enumerate(begin, 1)]
    partnership = fold_all(history)
    for event_tried in (event(data, number, at) for data, number, at in tries):
        try:
            check(partnership, event_tried)
        except Rejected:
            continue
        partnership = fold(partnership, event_tried)
        history.append(event_tried)
    return history
