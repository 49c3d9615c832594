"""What is said on a partnership's topic of its places: placed, waitlisted, released."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from services.commands.enrollment import Enrollee
from services.commands.envelopes import EVENTS
from services.commands.model import refusal
from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership, encode
from services.contracts.envelopes import CURRENT_RULES
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Rejected
from services.core.partnerships.fold import fold
from services.core.partnerships.partnership import Partnership, Stay, Withdrawn
from services.core.partnerships.validation import check

Places = said.ParticipantWaitlisted | said.ParticipantWithdrawn
SOURCE = "/partnerships/participants"


def stay_of(state: Partnership, district: str, learner: str) -> Stay | None:
    """The stay of a learner who waits or has a place."""
    last = last_stay_of(state, district, learner)
    return last if last is not None and last.released is None else None


def last_stay_of(state: Partnership, district: str, learner: str) -> Stay | None:
    """The same, or else the one that ended last."""
    stays = [stay for stay in state.stays if (stay.district, stay.learner) == (district, learner)]
    return next((stay for stay in stays if stay.released is None), stays[-1] if stays else None)


def withdrawn_stays(state: Partnership, district: str, learner: str) -> list[Withdrawn]:
    """The withdrawals of stays of this learner."""
    begin = f"{district} {learner} "
    return [
        withdrawal
        for withdrawal in state.withdrawals
        if withdrawal.what == "participant" and withdrawal.id.startswith(begin)
    ]


def waits(stay: Stay | None) -> bool:
    return stay is not None and stay.placed is None


def wanted_places(
    state: Partnership, district: str, joining: Mapping[str, Enrollee], now: datetime
) -> tuple[list[PartnershipEvent], dict[str, Rejected]]:
    """What is to be said so that everybody has a place or waits, as far as the state allows, and for whom it does not.

    Args:
        joining: by learner key.
    """
    wanted, refused = [], dict[str, Rejected]()
    for key, enrollee in joining.items():
        stay = stay_of(state, district, key)
        if stay is not None and stay.placed is not None:
            continue
        placed = said.ParticipantPlaced(district=district, learner=key, date=enrollee.start)
        waitlisted = said.ParticipantWaitlisted(district=district, learner=key, date=enrollee.start)
        for data in (placed, waitlisted) if stay is None else (placed,):
            event = place_event(state, data, now)
            try:
                check(state, event)
            except Rejected as rejected:
                refused[key] = rejected
                continue
            refused.pop(key, None)
            state = fold(state, event)
            wanted.append(event)
            break
    return wanted, refused


def place_event(state: Partnership, data: Places, now: datetime) -> PartnershipEvent:
    """With an id of what it says: which of the learner's stays begins, is placed or ends.

    Raises:
        CommandError: the contract refuses it.
    """
    stays = sum((stay.district, stay.learner) == (data.district, data.learner) for stay in state.stays)
    withdrawn = len(withdrawn_stays(state, data.district, data.learner))
    here = stay_of(state, data.district, data.learner)
    number = withdrawn + (stays if here is not None else stays + 1)
    verb = type(data).__name__.removeprefix("Participant").lower()
    event_id = hashlib.sha256(f"{verb}|{data.district}|{data.learner}|{number}".encode()).hexdigest()[:32]
    event: PartnershipEvent = EVENTS[type(data)](
        specversion="1.0",
        id=event_id,
        source=SOURCE,
        time=now,
        partitionkey=state.id,
        data=data,
        rulesversion=CURRENT_RULES,
    )
    try:
        return decode_partnership(encode(event), now)
    except Rejected as rejected:
        raise refusal(rejected) from None
