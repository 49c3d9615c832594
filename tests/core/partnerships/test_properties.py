"""What is true of every partnership: replayed, told twice, stored and read again, and seen as of a day."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.fold import fold
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership
from tests.core.partnerships.telling import (
    LEARNERS,
    day,
)  # fmt: skip
from tests.support.folded import fold_all
from tests.support.partnership_stories import offsets, replace, stories

FAR = date(2199, 6, 30)


def _folded(history: list[PartnershipEvent]) -> Partnership:
    partnership = fold_all(history)
    assert partnership is not None
    return partnership


@given(stories())
def test_duplicates_change_nothing_and_every_other_event_is_a_version(history: list[PartnershipEvent]) -> None:
    partnership = _folded(history)
    assert fold_all([*history, *history]) == partnership
    assert partnership.version == len({(event.source, event.id) for event in history})


@given(stories())
def test_a_replay_gives_the_same_bytes_and_they_give_the_same_partnership(history: list[PartnershipEvent]) -> None:
    partnership = _folded(history)
    stored = msgspec.json.encode(partnership)
    assert msgspec.json.encode(_folded(history)) == stored
    read = msgspec.json.decode(stored, type=Partnership)
    assert read == partnership
    assert msgspec.json.encode(read) == stored


@given(stories(), st.integers(1, 20))
def test_a_partnership_that_was_stored_in_between_goes_on_as_one_that_was_not(
    history: list[PartnershipEvent], every: int
) -> None:
    partnership: Partnership | None = None
    for number, event in enumerate(history):
        if partnership is not None and number % every == 0:
            partnership = msgspec.json.decode(msgspec.json.encode(partnership), type=Partnership)
        partnership = fold(partnership, event)
    assert msgspec.json.encode(partnership) == msgspec.json.encode(_folded(history))


@given(stories())
def test_what_it_is_in_the_end_is_all_of_it_but_for_what_was_retracted(history: list[PartnershipEvent]) -> None:
    partnership = _folded(history)
    live = {key: contribution for key, contribution in partnership.contributions.items() if contribution is not None}
    assert as_of(partnership, FAR) == replace(partnership, contributions=live)


@given(stories(), offsets, st.integers(0, 10))
def test_what_it_was_on_a_day_does_not_depend_on_what_came_later(
    history: list[PartnershipEvent], offset: int, later: int
) -> None:
    partnership = _folded(history)
    then = as_of(partnership, day(offset))
    seen_later = as_of(partnership, day(offset + later))
    assert then is None or as_of(then, day(offset)) == then
    assert then is None or (seen_later is not None and as_of(seen_later, day(offset)) == then)
    assert (then is None) == (day(offset) < partnership.proposed)


@given(stories(), offsets)
def test_what_held_on_a_day_is_what_the_partnership_of_that_day_ends_with(
    history: list[PartnershipEvent], offset: int
) -> None:
    partnership = _folded(history)
    then = as_of(partnership, day(offset))
    if then is not None:
        assert then.status_on(FAR) == partnership.status_on(day(offset))
        assert then.lead_on("partner", FAR) == partnership.lead_on("partner", day(offset))


@given(stories())
def test_a_closed_partnership_is_closed_for_good(history: list[PartnershipEvent]) -> None:
    partnership = _folded(history)
    closed = [status.since for status in partnership.statuses if status.value == "closed"]
    assert len(closed) <= 1
    assert not closed or partnership.status_on(FAR) == "closed"


@given(stories(), st.integers(0, 1))
def test_the_stays_of_a_learner_follow_each_other(history: list[PartnershipEvent], learner: int) -> None:
    stays = [stay for stay in _folded(history).stays if stay.learner == LEARNERS[learner]]
    days = [one_day for stay in stays for one_day in (stay.waiting, stay.placed, stay.released) if one_day is not None]
    assert days == sorted(days)
    assert all(stay.released is not None for stay in stays[:-1])
