"""The clock says what time says, once, however many clocks there are; and what would be refused it leaves out."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from services.app.clock import Clock
from services.query.engine import QueryEngine
from services.query.model.query_error import ErrorCode, QueryError
from tests.partnerships.support import (
    INPUTS,
    MAIN,
    World,
    activate,
    goal,
    opened,
    partnership_id,
    propose,
    question,
    running,
    schooling,
    students,
)
from tests.support.commands import run

AUTUMN = date(2026, 9, 20)
STATES = "checkIns { items { checkInId due state } } goals { goalId state outcome { date value { value } } }"


def clock(world: World) -> Clock:
    return Clock(world.log, world.store, world.clock)


async def tick(world: World, day: date) -> int:
    done = await clock(world).tick(day)
    await world.settled()
    return done


async def test_missed_check_ins_and_those_that_are_next_are_said_once(world: World) -> None:
    await activate(world)  # on March 2: the cadence makes the first due on May 31
    assert await tick(world, date(2026, 3, 3)) == 1
    assert await tick(world, date(2026, 5, 31)) == 0
    assert await tick(world, date(2026, 6, 1)) == 2
    assert await tick(world, date(2026, 6, 1)) == 0
    world.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    shown = await world.partnership(STATES)
    assert [(item["due"], item["state"]) for item in shown["checkIns"]["items"]] == [
        ("2026-05-31", "MISSED"), ("2026-08-29", "SCHEDULED"),
    ]  # fmt: skip
    assert await world.dead_letters() == []


async def test_a_new_cadence_moves_the_next_check_in_before_any_clock_looks(world: World) -> None:
    """In the answer to the mutation, and back again in the one to its withdrawal."""
    await activate(world)  # on March 2: the cadence makes the first due on May 31
    await tick(world, date(2026, 3, 2))
    world.now = datetime(2026, 3, 20, 15, tzinfo=UTC)
    amendment = {"amendment": "m1", "what": "…", "why": "…", "effective": "2026-03-10", "cadenceDays": 60}
    document = """mutation ($id: ID!, $input: %s!) { %s(partnership: $id, input: $input) {
        partnership { checkIns { nextDue items { due state } } } } }"""
    seen = []
    for name, data in (
        ("amendAgreement", amendment), ("withdrawAmendment", {"amendment": "m1", "reason": "Entered twice."}),
    ):  # fmt: skip
        query = document % (INPUTS[name], name)
        done = await world.get(query, id=partnership_id(MAIN), input=data)
        seen.append(done[name]["partnership"]["checkIns"])
    assert seen == [
        {"nextDue": due, "items": [{"due": due, "state": "SCHEDULED"}]} for due in ("2026-05-01", "2026-05-31")
    ]
    assert await tick(world, date(2026, 3, 20)) == 0
    assert await world.dead_letters() == []


async def test_several_clocks_at_once_count_as_one(world: World) -> None:
    await activate(world)
    before = (await world.partnership("version"))["version"]
    done = await asyncio.gather(*(clock(world).tick(AUTUMN) for _ in range(4)))
    await world.settled()
    assert len(set(done)) == 1
    assert (await world.partnership("version"))["version"] == before + done[0]
    ids = [event["id"] for event in await world.events()]
    assert len(ids) == before + 4 * done[0]
    assert await tick(world, AUTUMN) == 0
    assert await world.dead_letters() == []


async def test_a_clock_that_slept_says_what_one_that_looked_every_day_did(tmp_path: Path) -> None:
    told = []
    for days in ([AUTUMN], [date(2026, 3, 3), date(2026, 6, 1), date(2026, 6, 2), AUTUMN]):
        async with running(tmp_path / str(len(days))) as world:
            await propose(world)
            await activate(world)
            for day in days:
                await tick(world, day)
            told.append([(event["id"], event["data"]) for event in await world.events() if "clock" in event["source"]])
    assert told[0] == told[1]
    assert told[0]


async def test_goals_are_decided_by_their_values_and_stay_open_without_one(world: World) -> None:
    await world.tell(schooling(students(3), 2))  # 6 absences
    await world.place(students(3))
    await world.settled()
    goals = {
        "met": goal("met", target=6.0, due="2026-02-27"),
        "missed": goal("missed", target=5.0, due="2026-02-27"),
        "none": goal("none", due="2026-02-27", question=question("average_score")),
        "later": goal("later", due="2026-03-02"),
    }
    for shown_goal in goals.values():
        await world.say("setGoal", shown_goal)
    assert await tick(world, date(2026, 3, 2)) == 2
    assert await tick(world, date(2026, 3, 2)) == 0
    shown = {shown_goal["goalId"]: shown_goal for shown_goal in (await world.partnership(STATES))["goals"]}
    assert {name: shown_goal["state"] for name, shown_goal in shown.items()} == {
        "met": "MET", "missed": "MISSED", "none": "OPEN", "later": "OPEN",
    }  # fmt: skip
    assert shown["met"]["outcome"] == {"date": "2026-02-28", "value": {"value": 6.0}}
    await world.say("reviseGoal", {**goals["missed"], "due": "2026-02-28", "target": 7.0, "why": "It was too much."})
    assert await tick(world, date(2026, 3, 2)) == 1
    assert await world.dead_letters() == []


async def test_what_would_be_refused_is_left_out_at_every_tick(world: World) -> None:
    """Its goal was due before it, but the partnership had closed by then."""
    await world.tell(schooling(students(3)))
    await activate(world)
    await world.place(students(3))
    await world.settled()
    await world.say("setGoal", goal(due="2026-06-30"))
    await world.say("closePartnership", {"reason": "Done.", "date": "2026-04-01"})
    size = await world.log_size()
    for day in (date(2026, 7, 1), AUTUMN):
        assert await tick(world, day) == 0
    assert await world.log_size() == size
    assert await world.dead_letters() == []


async def test_one_goal_that_cannot_be_asked_holds_nothing_else_up(world: World) -> None:
    await world.tell(schooling(students(3)))
    await world.place(students(3))
    await world.settled()
    await world.say("setGoal", goal("odd", due="2026-02-27", question=question(schoolYear=1901)))
    await world.say("setGoal", goal("plain", target=6.0, due="2026-02-27"))
    assert await tick(world, date(2026, 3, 2)) >= 1
    shown = {shown_goal["goalId"]: shown_goal["state"] for shown_goal in (await world.partnership(STATES))["goals"]}
    assert shown["plain"] != "OPEN"


async def test_a_goal_that_was_due_on_the_first_day_there_is_holds_nothing_up(world: World) -> None:
    await activate(world)
    await world.say("setGoal", goal("old", due="1900-07-01", question=question(schoolYear=1901)))
    assert await tick(world, date(2026, 6, 1)) == 3
    shown = {shown_goal["goalId"]: shown_goal["state"] for shown_goal in (await world.partnership(STATES))["goals"]}
    assert shown.keys() == {"old"}


async def test_a_question_that_fails_leaves_what_needs_none_to_be_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object) -> None:
        raise QueryError(ErrorCode.TIME_BUDGET_EXCEEDED, "query", "it takes longer than 10 seconds")

    await activate(world)
    await world.say("setGoal", goal("late", due="2026-03-02"))
    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(QueryEngine, "answer", failing)
        assert await tick(world, date(2026, 6, 1)) == 3
    assert [log["event"] for log in logs if "clock" in log["event"]] == ["clock.undecided"]


async def test_the_same_of_the_same_state_is_said_once_by_one_clock(tmp_path: Path) -> None:
    """What is refused for good would otherwise be appended at every tick, as dead letters for ever."""
    async with opened(tmp_path) as world:
        async with world.consumed():
            await propose(world)
            await activate(world)
        one = clock(world)
        assert await one.tick(date(2026, 6, 1)) == 3  # nobody applies it
        size = await world.log_size()
        assert [await one.tick(date(2026, 6, 1)) for _ in range(3)] == [0] * 3
        assert await world.log_size() == size
        assert await one.tick(AUTUMN) > 0


async def test_the_command_ticks_on_the_day_that_it_is_given(tmp_path: Path) -> None:
    async with opened(tmp_path) as world, world.consumed():
        await propose(world)
        await activate(world)
    assert run(tmp_path, "tick", "--today", "2026-03-01") == (0, "0 events appended\n")
    code, output = run(tmp_path, "tick", "--today", "2026-06-01")
    assert (code, output) == (0, "3 events appended\n")
    assert run(tmp_path, "consume", "--until-idle")[0] == 0
    assert run(tmp_path, "tick", "--today", "2026-06-01") == (0, "0 events appended\n")
    assert run(tmp_path, "tick", "--today", "tomorrow")[0] == 2


async def test_what_consumers_would_refuse_of_the_future_is_not_said(tmp_path: Path) -> None:
    async with opened(tmp_path) as world, world.consumed():
        await propose(world)
        await activate(world)
    code, output = run(tmp_path, "tick", "--today", "2126-06-01")
    assert (code, "24 hours ahead" in output) == (0, True)
    code, output = run(tmp_path, "consume", "--until-idle")
    assert (code, " 0 dead letters" in output) == (0, True)
