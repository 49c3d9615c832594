"""Who waits for a place in a partnership and who has one, on which days."""

from datetime import date

from services.contracts import partnerships as said
from services.core.partnerships.partnership import Partnership, Stay


def open_stay(partnership: Partnership, data: said.ParticipantWaitlisted) -> Stay | None:
    """The stay of this learner that nobody has ended yet."""
    return next((stay for stay in _of(partnership, data) if stay.released is None), None)


def stay_after(partnership: Partnership, data: said.ParticipantWaitlisted, day: date) -> Stay | None:
    """The stay of this learner that goes on on the day or begins later: stays of a learner are told in their order."""
    return next((stay for stay in _of(partnership, data) if day < ended(stay)), None)


def stay_from(partnership: Partnership, district: str, learner: str, since: date) -> Stay | None:
    """The stay of this learner that began on the day, by waiting or with the place."""
    return next(
        (
            stay
            for stay in partnership.stays
            if (stay.district, stay.learner) == (district, learner) and (stay.waiting or stay.placed) == since
        ),
        None,
    )


def places_taken(partnership: Partnership, day: date) -> int:
    """Places that are not free on the day: given, maybe from a later day on, and not given back by then."""
    return sum(stay.placed is not None and day < ended(stay) for stay in partnership.stays)


def ended(stay: Stay) -> date:
    """The first day without the learner."""
    return stay.released or date.max


def _of(partnership: Partnership, data: said.ParticipantWaitlisted) -> list[Stay]:
    return [stay for stay in partnership.stays if (stay.district, stay.learner) == (data.district, data.learner)]
