"""Members that nobody reads, and the names that were probably meant."""

from typing import Any

import pytest

from services.contracts.catalogue import EVENT_TYPES, examples_of
from services.contracts.unread_members import MAX_UNREAD, unread_members
from tests.contracts.bad_events import ATTENDANCE, CALENDAR, ENROLLMENT, ROLL, good, written
from tests.contracts.bad_partnership_events import said
from tests.support.base64_events import with_base64


def with_data(noun: str, **members: object) -> dict[str, Any]:
    event = good(noun)
    return {**event, "data": {**event["data"], **members}}


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_example_is_read_whole(event_type: str) -> None:
    for event in examples_of(event_type):
        assert unread_members(written(event)) == []
        assert unread_members(with_base64(event)) == []


@pytest.mark.parametrize(
    ("event", "unread"),
    [
        (with_data(ATTENDANCE, minutsAbsent=4), [("/data/minutsAbsent", "minutesAbsent")]),
        (with_data(ATTENDANCE, minutes_absent=4), [("/data/minutes_absent", "minutesAbsent")]),
        (with_data(ENROLLMENT, exitdate="2026-01-01"), [("/data/exitdate", "exitDate")]),
        (with_data(ENROLLMENT, shoeSize=41), [("/data/shoeSize", None)]),
        (with_data(ROLL, sectoin="1"), [("/data/sectoin", "section")]),
        (with_data(ROLL, **{"a/b~": 1}), [("/data/a~1b~0", None)]),
        (with_data(ROLL, **{"x" * 5_000: 1}), [(f"/data/{'x' * 60}", None)]),
        ({**good(), "datta": {}}, [("/datta", "data")]),
        ({**good(), "data_base64": "e30="}, [("/data_base64", "data")]),
        ({**good(), "expectedversion": 1}, []),
        ({**said(), "expectedVersion": 1}, [("/expectedVersion", "expectedversion")]),
        ({**good(), "subject": "s", "dataref": "r", "traceparent": "t", "sequence": "1", "ourextension": "x"}, []),
    ],
)
def test_a_member_that_nobody_reads_is_named_with_the_one_that_was_meant(
    event: dict[str, Any], unread: list[tuple[str, str | None]]
) -> None:
    assert unread_members(written(event)) == unread


def test_members_of_lists_are_looked_at_and_at_most_so_many_named() -> None:
    event = good(CALENDAR)
    days = [{**day, "kindd": "x"} for day in event["data"]["days"]] * 30
    unread = unread_members(written({**event, "data": {**event["data"], "days": days}}))
    assert len(unread) == MAX_UNREAD
    assert unread[1] == ("/data/days/1/kindd", "kind")


def test_an_event_that_says_two_types_has_no_members_to_name() -> None:
    raw = written(good())
    assert unread_members(raw[:-1] + b', "type": "no such type"}') == []


def test_no_more_names_are_looked_at_than_may_be_named() -> None:
    event = {**good(), **{f"extension{number}": "" for number in range(100)}, "datta": {}}
    assert unread_members(written(event)) == []
    assert unread_members(written({**good(), "datta": {}}), 0) == []
