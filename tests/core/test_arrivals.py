"""How late facts arrive: the first arrival counts, whatever is sent again, and in whatever order it is read."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts import facts
from services.core.arrivals import arrived_at, days_late
from services.core.facts import Fact, Version
from services.store.codec import decode_fact, encode_fact
from tests.consumers.world import LEARNERS, SCHOOLS

DAY = date(2010, 9, 6)


def at(text: str) -> int:
    return arrived_at(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        ("2010-09-06T15:00+00:00", 0),
        ("2010-09-06T22:30-05:00", 0),
        ("2010-09-07T06:59-05:00", 0),
        ("2010-09-07T07:00-05:00", 1),
        ("2010-09-08T11:59+00:00", 1),
        ("2010-09-13T12:00+00:00", 7),
        ("2010-09-01T00:00+00:00", 0),
        ("2011-09-06T00:00+00:00", 364),
    ],
)
def test_a_day_ends_at_noon_utc_of_the_next(moment: str, days: int) -> None:
    assert days_late(DAY, at(moment)) == days


def test_the_minute_of_an_arrival_is_never_that_of_not_known() -> None:
    assert arrived_at(datetime(1970, 1, 1, tzinfo=UTC)) == 1


VALUES = [
    facts.Attendance(school=SCHOOLS[0], learner=LEARNERS[0], date=DAY, category=category)
    for category in ("Tardy", "Excused Absence")
]
versions = st.builds(Version, st.integers(0, 3), st.just("s"), st.sampled_from("ab"))
live = st.builds(Fact, versions, st.sampled_from(VALUES), st.integers(1, 4))
dead = st.builds(Fact, versions, st.none())


def known_after(known_facts: list[Fact]) -> Fact | None:
    def merge(known: Fact | None, fact: Fact) -> Fact | None:
        return fact.merged(known) or known

    return reduce(merge, known_facts, None)


@given(st.data(), st.lists(live | dead, min_size=1, max_size=6))
def test_neither_the_order_nor_repeats_decide_what_is_known(data: st.DataObject, known_facts: list[Fact]) -> None:
    again = data.draw(st.permutations(known_facts + data.draw(st.lists(st.sampled_from(known_facts), max_size=4))))
    found = known_after(again)
    assert found == known_after(known_facts)
    assert found is not None
    assert found.version == max(fact.version for fact in known_facts)
    assert found.arrived == min((fact.arrived for fact in known_facts if fact.arrived), default=0)


def test_a_fact_that_was_stored_before_arrivals_were_kept_does_not_arrive_when_it_is_sent_again() -> None:
    old = Fact(Version(1, "s", "1"), VALUES[0])
    again = Fact(Version(2, "s", "2"), VALUES[0], 7)
    assert known_after([old, again]) == Fact(again.version, VALUES[0])


def test_stores_keep_arrivals_and_read_facts_without_one() -> None:
    old = Fact(Version(1, "s", "1"), VALUES[0])
    assert encode_fact(old) == msgspec.json.encode((old.version, old.value))
    for fact in (old, msgspec.structs.replace(old, arrived=7), Fact(old.version, None, 7), Fact(old.version, None)):
        assert decode_fact("attendance|S", encode_fact(fact)) == fact


def test_a_late_arrival_is_never_earlier_than_an_earlier_one() -> None:
    moments = [datetime(2010, 9, 1, tzinfo=UTC) + timedelta(hours=hours) for hours in range(0, 500, 5)]
    late = [days_late(DAY, arrived_at(moment)) for moment in moments]
    assert late == sorted(late)
