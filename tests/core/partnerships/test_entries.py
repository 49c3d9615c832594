"""What is entered up to a day is what the partnership as of that day says."""

from collections import Counter
from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.partnership_events import PartnershipEvent
from services.core.partnerships.dated_amounts import entries
from services.core.partnerships.history import as_of
from services.core.partnerships.investment import balance_of, valued
from services.core.partnerships.meetings import action_counts, adherence
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.valuation import DEFAULT_RATES
from tests.core.partnerships.telling import ACTION, ACTIVE, DAY, DONE, day, recorded, told
from tests.support.folded import fold_all
from tests.support.partnership_stories import stories

replace = msgspec.structs.replace
days = st.integers(-5, 60).map(lambda offset: DAY + timedelta(days=offset))


def entered(partnership: Partnership, day: date) -> Counter[str]:
    counts: Counter[str] = Counter()
    for entry in entries(partnership, DEFAULT_RATES):
        if entry.day <= day:
            counts.update(entry.amounts)
    return counts


@given(stories(), days)
def test_entries_up_to_a_day_are_what_it_says_as_of_the_day(story: list[PartnershipEvent], day: date) -> None:
    partnership = fold_all(story)
    then = as_of(partnership, day) if partnership else None
    if partnership is None or then is None:
        return
    found, balance, meetings = entered(then, day), balance_of(valued(then, DEFAULT_RATES)), adherence(then, day)
    assert (found["cents"], found["in_kind_cents"]) == (balance.total, balance.in_kind)
    assert {side: found[f"cents_{side}"] for side in balance.cents} == balance.cents
    assert (found["check_ins_due"], found["check_ins_on_time"]) == (meetings.due, meetings.on_time)
    binding = [action for action in then.actions.values() if action_counts(then, action)]
    due = [action for action in binding if action.done or action.agreed.due < day]
    assert found["actions_due"] == len(due)


@given(stories(), days)
def test_contributions_of_a_day_are_entered_on_it_whatever_comes_later(
    story: list[PartnershipEvent], day: date
) -> None:
    partnership = fold_all(story)
    then = as_of(partnership, day) if partnership else None
    if partnership is not None and then is not None:
        assert entered(partnership, day)["cents"] == entered(then, day)["cents"]


def test_a_contribution_from_before_the_proposal_is_entered_on_its_own_day() -> None:
    early = [recorded(contribution=str(offset), date=day(offset), cents=100) for offset in (-335, -47, 3)]
    assert [entry.day for entry in entries(told(*ACTIVE, *early), DEFAULT_RATES)] == [day(-335), day(-47), day(3)]


def test_a_check_in_and_an_action_from_before_the_proposal_are_entered_on_their_own_days() -> None:
    done = replace(ACTION, date=day(-20), due=day(-10)), replace(DONE, date=day(-15))
    partnership = told(*ACTIVE, *done)
    assert [entry.day for entry in entries(partnership, DEFAULT_RATES)] == [day(-15)]


@given(stories(), days, days)
def test_what_it_was_once_is_the_same_seen_from_a_later_day(
    story: list[PartnershipEvent], one: date, other: date
) -> None:
    partnership = fold_all(story)
    later = as_of(partnership, max(one, other)) if partnership else None
    if partnership is not None and later is not None:
        assert as_of(later, min(one, other)) == as_of(partnership, min(one, other))
