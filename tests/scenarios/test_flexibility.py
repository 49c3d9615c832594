"""Flexibility: what was agreed changes, people leave, places run out, and any day can be looked at as it was."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.scenarios.asking import rows
from tests.scenarios.school import DISTRICT, SCHOOL_YEAR, STUDENTS
from tests.scenarios.told import Told
from tests.scenarios.world import World

BEGIN = date(2023, 8, 1)


async def _founded(world: World, **more: Any) -> Told:
    lab = await world.propose("lab", begin=BEGIN, **more)
    await lab.founded(BEGIN)
    await world.tick()
    return lab


async def test_an_amendment_holds_from_its_effective_date_on(world: World) -> None:
    lab = await _founded(world)
    world.now.set(date(2023, 11, 20))
    await lab.say("amendAgreement", amendment="monthly", what="We meet every month.", why="Much changes.",
                  effective=date(2023, 12, 1), cadenceDays=30)  # fmt: skip
    shown = "amendments { amendmentId what why effective cadenceDays } checkIns { cadenceDays }"
    assert (await lab.see(shown))["checkIns"] == {"cadenceDays": 90}
    amended = {
        "amendments": [{"amendmentId": "monthly", "what": "We meet every month.", "why": "Much changes.",
                        "effective": "2023-12-01", "cadenceDays": 30}],
        "checkIns": {"cadenceDays": 30},
    }  # fmt: skip
    assert await lab.see(shown, asOf=date(2023, 12, 1)) == amended
    assert (await lab.see(shown, asOf=date(2023, 12, 1), knownAt=date(2023, 11, 19)))["amendments"] == []
    await world.travel(date(2024, 2, 1))
    assert await lab.see(shown) == amended
    dues = [item["due"] for item in (await lab.see("checkIns { items { due } }"))["checkIns"]["items"]]
    assert dues == ["2023-10-30", "2023-12-01", "2023-12-31", "2024-01-30", "2024-02-29"], "not before it takes effect"
    before = await lab.refused("amendAgreement", what="Earlier.", why="Late.", effective=date(2023, 7, 31))
    assert (before.code, before.at) == ("DATE_ORDER", "input.effective")


async def test_a_partnership_is_seen_as_it_was_on_a_day_and_as_it_was_known_on_a_day(world: World) -> None:
    lab = await _founded(world)
    world.now.set(date(2023, 11, 10))
    await lab.say("vacateLead", side="DISTRICT", date=date(2023, 11, 1), reason="He left; told late.")
    world.now.set(date(2023, 11, 20))
    await lab.say("assignLead", side="DISTRICT", name="Eva Stone", role="Principal")
    await lab.say("recordNeed", need="van", side="DISTRICT", text="A van for twelve.")
    world.now.set(date(2023, 12, 20))

    async def lead(**when: Any) -> Any:
        shown = await lab.see("leads { side name }", **when)
        return next(lead["name"] for lead in shown["leads"] if lead["side"] == "DISTRICT")

    fifth, ninth, tenth = date(2023, 11, 5), date(2023, 11, 9), date(2023, 11, 10)
    assert await lead() == "Eva Stone"
    assert await lead(asOf=fifth) is None, "as is known today, nobody led on that day"
    assert await lead(asOf=fifth, knownAt=ninth) == "Ana Lopez", "as was known then, Ana still did"
    assert await lead(asOf=fifth, knownAt=tenth) is None, "known by the end of the day on which it was told"
    assert await lead(knownAt=ninth) == "Ana Lopez"
    assert await lead(asOf=date(2023, 10, 31)) == "Ana Lopez"
    assert await lab.see("name", asOf=date(2023, 7, 31)) is None
    assert await lab.see("name", knownAt=date(2023, 7, 31)) is None
    needs = "needs { needId side text date }"
    assert (await lab.see(needs))["needs"] == [
        {"needId": "van", "side": "DISTRICT", "text": "A van for twelve.", "date": "2023-11-20"}
    ]
    assert (await lab.see(needs, asOf=date(2023, 11, 19)))["needs"] == []
    versions = [(await lab.see("version", knownAt=day))["version"] for day in (BEGIN, ninth, tenth, date(2023, 12, 1))]
    assert versions == [8, 8, 9, 11]


async def test_leadership_continuity_and_adaptation_are_counted_in_days(world: World) -> None:
    lab = await _founded(world)
    world.now.set(date(2023, 11, 1))
    await lab.say("vacateLead", side="PARTNER")
    await lab.say("raiseChallenge", challenge="bus", text="No bus.", date=date(2023, 10, 31))
    shown = "leadershipContinuity adaptationDays"
    world.now.set(date(2023, 11, 10))
    led, days = 92, (date(2023, 11, 10) - BEGIN).days + 1
    assert await lab.see(shown) == {"leadershipContinuity": pytest.approx(100 * led / days), "adaptationDays": 9.5}
    world.now.set(date(2023, 11, 20))
    await lab.say("assignLead", side="PARTNER", name="Dana Kim", role="Nurse manager")
    await lab.say("resolveChallenge", challenge="bus", text="A bus.")
    world.now.set(date(2023, 12, 31))
    days = (date(2023, 12, 31) - BEGIN).days + 1
    assert await lab.see(shown) == {
        "leadershipContinuity": pytest.approx(100 * (days - 19) / days),
        "adaptationDays": 19.5,
    }
    health = (await lab.see("health { strategies { strategy score parts { name score reason } } }"))["health"]
    flexibility = {part["name"]: part for part in health["strategies"][4]["parts"]}
    assert flexibility["adaptation"]["score"] == 100
    assert flexibility["leadership_continuity"]["reason"].startswith(
        f"both sides had a lead on {days - 19} of {days} days, from "
    )


async def test_places_run_out_and_who_waits_gets_the_one_that_is_given_back(world: World) -> None:
    lab = await _founded(world)
    await world.travel(date(2023, 9, 1))
    await lab.say("setCapacity", places=10)
    done = await lab.place(STUDENTS[:12], date(2023, 9, 4))
    assert (done["changed"], done["waitlisted"], done["problems"]) == (10, 2, [])
    again = await lab.place(STUDENTS[:12], date(2023, 9, 4))
    assert (again["changed"], again["waitlisted"], again["partnership"]) == (10, 2, done["partnership"])
    world.now.set(date(2023, 9, 5))
    places = "places { capacity taken { value } waiting { value } }"
    full = {"places": {"capacity": 10, "taken": {"value": 10}, "waiting": {"value": 2}}}
    assert await lab.see(places) == full
    assert len(await rows(lab, "enrolled_learners", "partnership", asOf=date(2023, 9, 5))) == 1

    await world.travel(date(2023, 10, 2))
    freed = await lab.release(STUDENTS[:1], date(2023, 10, 2))
    assert (freed["changed"], freed["problems"]) == (1, [])
    assert await lab.see(places) == {"places": {"capacity": 10, "taken": {"value": 9}, "waiting": {"value": 2}}}
    done = await lab.place(STUDENTS[10:12], date(2023, 10, 2))
    assert (done["changed"], done["waitlisted"]) == (1, 1)
    assert await lab.see(places) == {"places": {"capacity": 10, "taken": {"value": 10}, "waiting": {"value": 1}}}
    assert await lab.see(places, asOf=date(2023, 9, 30)) == full

    await lab.say("setCapacity", places=11)
    done = await lab.place(["", STUDENTS[11], "lk_" + "0" * 32], date(2023, 10, 2))
    assert (done["changed"], [(problem["index"], problem["code"]) for problem in done["problems"]]) == (
        1, [(0, "RESERVED_LEARNER_ID"), (2, "RESERVED_LEARNER_ID")],
    )  # fmt: skip
    gone = await lab.release(STUDENTS[:2], date(2023, 10, 3))
    assert (gone["changed"], [(problem["index"], problem["code"]) for problem in gone["problems"]]) == (
        1, [(0, "INVALID_TRANSITION")],
    )  # fmt: skip

    await world.travel(date(2023, 10, 31))
    october: dict[str, Any] = {"time": {"between": {"from": date(2023, 10, 1), "to": date(2023, 10, 31)}}}
    by_phase = await rows(lab, "members", "phase", **october)
    assert {key[0]: value["value"] for key, value in by_phase.items()} == {"before": 0, "during": 10, "after": 2}
    foreign = await lab.refused("placeParticipants", lab.partner, district=DISTRICT, students=[])
    assert foreign.code == "FORBIDDEN"


async def test_pausing_renewing_and_closing_are_kept_apart_by_their_days(world: World) -> None:
    lab = await _founded(world, end=date(2024, 6, 30))
    await world.travel(date(2023, 9, 15))
    to_come = "checkIns { nextDue dueWithin(days: 60) { due } }"
    assert (await lab.see(to_come))["checkIns"] == {"nextDue": "2023-10-30", "dueWithin": [{"due": "2023-10-30"}]}
    await lab.say("pausePartnership", reason="The lab is rebuilt.")
    assert (await lab.see(to_come))["checkIns"] == {"nextDue": None, "dueWithin": []}
    await world.travel(date(2023, 12, 1))
    shown = await lab.see("status checkIns { due missed nextDue overdue { due } }")
    assert shown == {"status": "PAUSED", "checkIns": {"due": 0, "missed": 0, "nextDue": None, "overdue": []}}
    asleep = await lab.refused("pausePartnership", reason="Again.")
    assert (asleep.code, asleep.message) == (
        "INVALID_TRANSITION",
        "the partnership is paused; only an active one can be paused",
    )

    short = await lab.refused("renewPartnership", until=date(2024, 6, 30))
    assert (short.code, short.at) == ("DATE_ORDER", "input.until")
    await lab.say("renewPartnership", until=date(2025, 6, 30))
    await world.tick()
    shown = await lab.see("status end checkIns { nextDue }")
    assert shown == {"status": "ACTIVE", "end": "2025-06-30", "checkIns": {"nextDue": "2024-02-29"}}
    assert await lab.see("status end", asOf=date(2023, 11, 30)) == {"status": "PAUSED", "end": "2024-06-30"}

    await lab.place(STUDENTS[:12], date(2023, 12, 1))
    await world.travel(date(2024, 2, 15))
    await lab.say("closePartnership", date=date(2024, 2, 20), reason="The lab moves away.")
    assert (await lab.see("status"))["status"] == "ACTIVE"
    await world.travel(date(2024, 3, 15))
    shown = await lab.see("status end checkIns { missed nextDue overdue { due } }")
    assert shown == {
        "status": "CLOSED", "end": "2024-02-20", "checkIns": {"missed": 0, "nextDue": None, "overdue": []},
    }  # fmt: skip
    for what, said in (("raiseChallenge", {"text": "Late."}), ("renewPartnership", {"until": date(2026, 1, 1)}),
                       ("setCapacity", {"places": 3})):  # fmt: skip
        refused = await lab.refused(what, **said)
        assert refused.code == "INVALID_TRANSITION", what
        assert "closed" in refused.message
    late = await lab.place(["", STUDENTS[20]], date(2024, 3, 15))
    assert [(problem["index"], problem["code"]) for problem in late["problems"]] == [
        (0, "RESERVED_LEARNER_ID"), (1, "INVALID_TRANSITION"),
    ]  # fmt: skip
    question = {"metric": "attendance_rate", "schoolYear": SCHOOL_YEAR}
    await lab.say("publishStory", title="What remains", text="They came.", question=question, consent=True)
    assert (await lab.release(STUDENTS[:12], date(2024, 2, 20)))["changed"] == 12
    by_status = "{ partnerships(where: {statuses: [CLOSED]}) { nodes { partnershipId } } }"
    assert (await world.ask(by_status))["partnerships"]["nodes"] == [{"partnershipId": "lab"}]
    dated = [(await lab.see("status", asOf=BEGIN + timedelta(days=number)))["status"] for number in (0, 50, 130, 210)]
    assert dated == ["ACTIVE", "PAUSED", "ACTIVE", "CLOSED"]
