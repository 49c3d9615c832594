"""Distinct names for distinct things of check-ins, and ranges that are refused rather than cut."""

import pytest

from tests.partnerships.support import BEGIN, World, activate, partnership_id

LATE = {"checkIn": "q1", "due": "2026-02-20"}
LATER = {"checkIn": "q2", "due": "2026-02-27"}
NAMES = "checkIns { notHeld { checkInId } items { checkInId state } known: items(states: [MISSED]) { checkInId } }"


async def test_what_is_not_held_is_overdue_or_missed_and_each_state_can_be_asked_for(world: World) -> None:
    await activate(world, day=BEGIN)
    for check_in in (LATE, LATER):
        await world.say("scheduleCheckIn", check_in)
    await world.say("missCheckIn", {"checkIn": "q1"})
    shown = (await world.partnership(NAMES))["checkIns"]
    assert shown["known"] == [{"checkInId": "q1"}]
    for key in ("checkInsNotHeld", "overdueCheckIns"):
        for wanted in (True, False):
            document = f"{{ partnerships(where: {{{key}: {str(wanted).lower()}}}) {{ totalCount }} }}"
            there = (await world.get(document))["partnerships"]["totalCount"]
            assert there == (1 if bool(shown["notHeld"]) is wanted else 0)
    for key in ("CHECK_INS_NOT_HELD", "OVERDUE_CHECK_INS"):
        ordered = await world.get(f"{{ partnerships(orderBy: [{{by: {key}}}]) {{ totalCount }} }}")
        assert ordered["partnerships"]["totalCount"] == 1


async def test_no_state_keeps_no_check_in_and_a_list_that_is_absent_keeps_all(world: World) -> None:
    await activate(world, day=BEGIN)
    await world.say("scheduleCheckIn", LATE)
    lists = "none: items(states: []) { checkInId } all: items(states: null) { checkInId }"
    shown = (await world.partnership(f"checkIns {{ {lists} }}"))["checkIns"]
    assert (shown["none"], {"checkInId": "q1"} in shown["all"]) == ([], True)


@pytest.mark.parametrize(
    ("selection", "at"),
    [
        ("health { history(months: 0) { date } }", "months"),
        ("health { history(months: 61) { date } }", "months"),
        ("checkIns { dueWithin(days: -1) { due } }", "days"),
    ],
)
async def test_a_range_that_cannot_be_given_is_refused_and_not_cut(world: World, selection: str, at: str) -> None:
    document = f"query($id: ID!) {{ partnership(id: $id) {{ {selection} }} }}"
    _, errors = await world.ask(document, id=partnership_id("hospital"))
    assert [error["extensions"] for error in errors] == [{"code": "INVALID_RANGE", "at": at}]
