"""Quarterly check-ins: the cadence asks for them, they are held or missed, and what they saw stays as it was."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from services.app.clock import Clock
from services.contracts import facts
from services.log.port import Log, NewRecord, Offset
from tests.scenarios.school import SCHOOL, STUDENTS, every
from tests.scenarios.told import Told
from tests.scenarios.world import World

BEGIN = date(2023, 8, 1)
FIRST, SECOND, THIRD = date(2023, 10, 30), date(2024, 1, 28), date(2024, 4, 27)
FIGURES = "cadenceDays due onTime missed adherence nextDue"
OVERDUE = "{ partnerships(where: {overdueCheckIns: true}) { nodes { partnershipId } } }"


async def _founded(world: World) -> Told:
    lab = await world.propose("lab", begin=BEGIN)
    await lab.founded(BEGIN)
    await world.tick()
    return lab


async def _meetings(lab: Told, selection: str, **when: Any) -> dict[str, Any]:
    shown: dict[str, Any] = (await lab.see(f"checkIns {{ {selection} }}", **when))["checkIns"]
    return shown


class Together:
    """A log to which two append at the same moment, when both have decided what."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._both = asyncio.Barrier(2)

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        await self._both.wait()
        return await self._log.append(topic, records)


async def _two_clocks_at_once(world: World) -> list[int]:
    log: Any = Together(world.log)
    return await asyncio.gather(*(Clock(log, world.store, world.now).tick() for _ in range(2)))


async def test_the_cadence_makes_check_ins_due_and_reminds_of_them(world: World) -> None:
    lab = await world.propose("lab", begin=BEGIN)
    assert await world.tick() == 0
    await lab.founded(BEGIN)
    assert await world.tick() == 1
    assert await world.tick() == 0
    assert await _meetings(lab, f"{FIGURES} items {{ checkInId due state }}") == {
        "cadenceDays": 90, "due": 0, "onTime": 0, "missed": 0, "adherence": None, "nextDue": "2023-10-30",
        "items": [{"checkInId": "cadence-2023-10-30", "due": "2023-10-30", "state": "SCHEDULED"}],
    }  # fmt: skip
    await lab.say("scheduleCheckIn", checkIn="extra", due=date(2023, 9, 15))
    reminders = "month: dueWithin { checkInId } quarter: dueWithin(days: 90) { checkInId }"
    assert await _meetings(lab, reminders) == {"month": [], "quarter": [{"checkInId": "extra"}]}
    world.now.set(date(2023, 9, 1))
    assert (await _meetings(lab, reminders))["month"] == [{"checkInId": "extra"}]
    await world.travel(date(2023, 9, 16))
    assert (await _meetings(lab, "items { due state }"))["items"] == [
        {"due": "2023-09-15", "state": "MISSED"},
        {"due": "2023-10-30", "state": "CANCELLED"},
        {"due": "2023-12-14", "state": "SCHEDULED"},
    ]


async def test_a_check_in_that_was_held_keeps_the_values_of_that_day_and_what_came_of_it(world: World) -> None:
    lab = await _founded(world)
    world.absent = lambda student, day: every(10, student, day)
    await lab.place(STUDENTS[:12], date(2023, 9, 1))
    await lab.say("setGoal", goal="come", title="They come", question={"metric": "attendance_rate"}, baseline=80,
                  target=95, due=date(2024, 5, 31))  # fmt: skip
    await world.travel(FIRST)
    await lab.say("holdCheckIn", checkIn="cadence-2023-10-30", notes="All went well.",
                  attendees=[{"name": "Ana Lopez", "side": "DISTRICT"}, {"name": "Ben Okafor", "side": "PARTNER"}],
                  )  # fmt: skip
    at: dict[str, Any] = {"checkIn": "cadence-2023-10-30"}
    await lab.say("raiseChallenge", challenge="bus", text="No bus on Fridays.", **at)
    await lab.say("agreeAction", action="ask", text="Ask for a bus.", owner="Ana Lopez", side="DISTRICT",
                  due=date(2023, 11, 15), **at)  # fmt: skip
    await lab.say("amendAgreement", amendment="friday", what="Visits on Thursdays.", why="The bus.", effective=FIRST,
                  **at)  # fmt: skip
    selection = """items { state held notes attendees { name side } challenges { challengeId } actions { actionId }
        adjustments { amendmentId } progress { goalId progress { percent value { value n status asOf } } } }"""
    [held] = (await _meetings(lab, selection))["items"]
    [frozen] = held.pop("progress")
    assert held == {
        "state": "HELD",
        "held": "2023-10-30",
        "notes": "All went well.",
        "attendees": [{"name": "Ana Lopez", "side": "DISTRICT"}, {"name": "Ben Okafor", "side": "PARTNER"}],
        "challenges": [{"challengeId": "bus"}],
        "actions": [{"actionId": "ask"}],
        "adjustments": [{"amendmentId": "friday"}],
    }
    value = frozen["progress"]["value"]
    assert (frozen["goalId"], value["n"], value["status"]) == ("come", 12, "OK")
    assert value["value"] == pytest.approx(90, abs=1)
    assert frozen["progress"]["percent"] == pytest.approx(100 * (value["value"] - 80) / 15)

    wrong = [facts.Attendance(school=SCHOOL, learner=student, date=date(2023, 10, 5), category="Unexcused Absence")
             for student in STUDENTS[:12]]  # fmt: skip
    await world.report(wrong)
    await world.applied()
    live = (await lab.see("goals { progress { value { value } } }"))["goals"][0]["progress"]["value"]["value"]
    assert live < value["value"]
    assert (await _meetings(lab, selection))["items"][0]["progress"] == [frozen]

    await world.travel(date(2023, 11, 16))
    assert (await lab.see("actions { overdue done }"))["actions"] == [{"overdue": True, "done": None}]
    await lab.say("completeAction", action="ask")
    await lab.say("resolveChallenge", challenge="bus", text="Thursdays work.")
    shown = await lab.see("actions { overdue done } challenges { resolved resolution }")
    assert shown["actions"] == [{"overdue": False, "done": "2023-11-16"}]
    assert shown["challenges"] == [{"resolved": "2023-11-16", "resolution": "Thursdays work."}]
    twice = await lab.refused("holdCheckIn", **at)
    assert (twice.code, twice.at) == ("INVALID_TRANSITION", "input.checkIn")
    never = await lab.refused("holdCheckIn", checkIn="never")
    assert (never.code, never.at) == ("UNKNOWN_REFERENCE", "input.checkIn")


async def test_a_missed_check_in_is_told_once_however_many_clocks_tick(world: World) -> None:
    lab = await _founded(world)
    world.now.set(FIRST)
    await lab.say("holdCheckIn", checkIn="cadence-2023-10-30")
    await world.tick()
    assert (await _meetings(lab, FIGURES))["nextDue"] == "2024-01-28"

    world.now.set(date(2024, 2, 2))
    states = "items { state } overdue { checkInId }"
    late = {"items": [{"state": "HELD"}, {"state": "OVERDUE"}], "overdue": [{"checkInId": "cadence-2024-01-28"}]}
    assert await _meetings(lab, states) == late
    assert (await world.ask(OVERDUE))["partnerships"]["nodes"] == [{"partnershipId": "lab"}]
    version = (await lab.see("version"))["version"]
    told = await _two_clocks_at_once(world)
    assert told == [2, 2], "both say that one was missed and the next is due"
    await world.applied()
    assert (await lab.see("version"))["version"] == version + 2
    assert [await world.tick() for _ in range(3)] == [0, 0, 0]
    assert await world.new_clock().tick() == 0
    shown = await _meetings(lab, f"{FIGURES} {states}")
    assert shown["items"] == [{"state": "HELD"}, {"state": "MISSED"}, {"state": "SCHEDULED"}]
    assert (shown["due"], shown["onTime"], shown["missed"], shown["adherence"]) == (2, 1, 1, 50)

    by_hand = await lab.refused("missCheckIn", checkIn="cadence-2024-01-28")
    assert (by_hand.code, by_hand.at) == ("INVALID_TRANSITION", "input.checkIn")
    too_early = await lab.refused("missCheckIn", checkIn="cadence-2024-04-27")
    assert (too_early.code, too_early.at) == ("DATE_ORDER", "input.date")

    world.now.set(date(2024, 2, 12))
    await lab.say("holdCheckIn", checkIn="cadence-2024-01-28")
    shown = await _meetings(lab, f"{FIGURES} {states}")
    assert shown["items"][1] == {"state": "HELD_LATE"}
    assert (shown["due"], shown["onTime"], shown["missed"], shown["overdue"]) == (2, 1, 0, [])
    assert (await _meetings(lab, states, asOf=date(2024, 2, 11)))["items"][1] == {"state": "MISSED"}
    assert (await world.ask(OVERDUE))["partnerships"]["nodes"] == []


async def test_time_that_no_clock_saw_is_made_up_for(world: World) -> None:
    lab = await _founded(world)
    await world.travel(date(2024, 5, 1))
    shown = await _meetings(lab, f"{FIGURES} items {{ due state }}")
    assert shown["items"] == [
        {"due": str(FIRST), "state": "MISSED"},
        {"due": str(SECOND), "state": "MISSED"},
        {"due": str(THIRD), "state": "MISSED"},
        {"due": "2024-07-26", "state": "SCHEDULED"},
    ]
    assert (shown["due"], shown["onTime"], shown["missed"], shown["adherence"]) == (3, 0, 3, 0)
    assert (await _meetings(lab, "items { state }", asOf=SECOND))["items"][-1] == {"state": "SCHEDULED"}


async def test_a_new_cadence_moves_the_next_check_in_and_both_sides_move_and_cancel_others(world: World) -> None:
    lab = await _founded(world)
    world.now.set(FIRST)
    await lab.say("holdCheckIn", checkIn="cadence-2023-10-30")
    await world.tick()
    await lab.say("amendAgreement", what="Every 60 days.", why="Problems were seen late.", cadenceDays=60,
                  effective=date(2023, 11, 15))  # fmt: skip
    await world.travel(date(2023, 11, 20))
    moved = {"checkInId": "cadence-2024-01-28", "due": "2023-12-29", "planned": "2024-01-28", "state": "SCHEDULED"}
    selection = "nextDue items { checkInId due planned state }"
    shown = await _meetings(lab, selection)
    assert (shown["nextDue"], shown["items"][1]) == ("2023-12-29", moved)
    before = await _meetings(lab, selection, asOf=date(2023, 11, 14))
    assert (before["nextDue"], before["items"][1]["due"]) == ("2024-01-28", "2024-01-28")

    at: dict[str, Any] = {"checkIn": "cadence-2024-01-28"}
    await lab.say("rescheduleCheckIn", due=date(2024, 1, 9), why="After the holidays.", **at)
    await world.travel(date(2024, 1, 9))
    await lab.say("holdCheckIn", **at)
    await world.tick()
    await lab.say("cancelCheckIn", checkIn="cadence-2024-03-09", why="Settled by mail.")
    await world.travel(date(2024, 3, 20))
    late = await lab.refused("rescheduleCheckIn", checkIn="cadence-2024-05-08", due=date(2024, 3, 1))
    assert (late.code, late.at) == ("DATE_ORDER", "input.due")
    shown = await _meetings(lab, f"{FIGURES} items {{ due state }}")
    assert shown["items"] == [
        {"due": str(FIRST), "state": "HELD"},
        {"due": "2024-01-09", "state": "HELD"},
        {"due": "2024-03-09", "state": "CANCELLED"},
        {"due": "2024-05-08", "state": "SCHEDULED"},
    ]
    assert (shown["due"], shown["onTime"], shown["missed"], shown["adherence"]) == (2, 2, 0, 100)
