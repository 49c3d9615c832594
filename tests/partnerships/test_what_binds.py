"""What of a partnership binds, and on which day it counts, as GraphQL answers."""

from datetime import UTC, date, datetime
from typing import Any

from services.contracts import facts
from tests.partnerships.support import D1, World, activate, partnership_id, proposal, schooling

BY_YEAR = """query ($id: ID!, $of: String!) {
  partnership(id: $id) { investment { byPeriod(period: SCHOOL_YEAR) { period total } } }
  metricQuery(query: { metrics: [{ metric: { name: "investment_total" } }], granularity: SCHOOL_YEAR,
    time: { between: { from: "2024-07-01", to: "2027-06-30" } },
    where: { dimension: { name: "partnership", is: { eq: $of } } } }) {
    rows { nodes { bucket values { value } } }
  }
}"""
CHECK_INS = "checkIns { due onTime missed adherence items { checkInId state } overdue { checkInId } }"
PARTS = "health { strategies { strategy score parts { name score status reason } } }"


async def parts(world: World, of: str) -> dict[str, Any]:
    shown = await world.partnership(PARTS, of=of)
    return {part["name"]: part for strategy in shown["health"]["strategies"] for part in strategy["parts"]}


async def test_a_contribution_counts_in_the_year_of_its_date_in_both_answers(world: World) -> None:
    world.now = datetime(2026, 11, 10, 12, tzinfo=UTC)
    await world.say("proposePartnership", proposal("late", begin="2026-11-01"), None)
    for day, amount in (("2025-10-01", 100), ("2026-07-15", 200), ("2026-11-05", 400)):
        put = {"side": "PARTNER", "kind": "FUNDING", "amount": amount, "date": day}
        await world.say("recordContribution", put, "late")
    data = await world.get(BY_YEAR, id=partnership_id("late"), of="late")
    periods = data["partnership"]["investment"]["byPeriod"]
    assert {period["period"]: period["total"] for period in periods} == {"2025-07-01": 100, "2026-07-01": 600}
    rows = data["metricQuery"]["rows"]["nodes"]
    assert {row["bucket"]: row["values"][0]["value"] for row in rows} == {"2025-07-01": 100, "2026-07-01": 600}


async def test_a_pause_that_is_told_late_makes_a_missed_check_in_lapse_in_items_as_in_the_counts(world: World) -> None:
    await activate(world)
    world.now = datetime(2026, 5, 1, 12, tzinfo=UTC)
    for name, due in (("kept", "2026-03-10"), ("lapses", "2026-04-01"), ("held", "2026-04-02")):
        await world.say("scheduleCheckIn", {"checkIn": name, "due": due})
    await world.say("holdCheckIn", {"checkIn": "kept", "date": "2026-03-10"})
    await world.say("missCheckIn", {"checkIn": "lapses", "date": "2026-04-02"})
    await world.say("holdCheckIn", {"checkIn": "held", "date": "2026-04-03"})
    before = (await world.partnership(CHECK_INS))["checkIns"]
    assert (before["due"], before["onTime"], before["missed"]) == (3, 1, 1)
    await world.say("pausePartnership", {"date": "2026-03-20", "reason": "The lab is rebuilt."})
    after = (await world.partnership(CHECK_INS))["checkIns"]
    assert (after["due"], after["onTime"], after["missed"], after["adherence"]) == (1, 1, 0, 100)
    states = {item["checkInId"]: item["state"] for item in after["items"]}
    assert states == {"kept": "HELD", "lapses": "LAPSED", "held": "HELD_LATE"}
    assert after["overdue"] == []


async def test_an_action_that_is_due_after_the_closing_binds_nobody(world: World) -> None:
    await activate(world)
    for name, due in (("done", "2026-03-05"), ("open", "2026-04-01")):
        action = {"action": name, "text": "…", "owner": "A. Name", "side": "PARTNER", "due": due}
        await world.say("agreeAction", action)
    world.now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    await world.say("completeAction", {"action": "done"})
    await world.say("closePartnership", {"date": "2026-03-10", "reason": "It has done its work."})
    world.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert (await parts(world, "hospital"))["action_completion"]["score"] == 100
    shown = await world.partnership("actions { actionId overdue } attention { kind } conditions")
    assert [action["overdue"] for action in shown["actions"]] == [False, False]
    assert (shown["attention"], shown["conditions"]) == ([], [])


async def test_a_partnership_whose_last_day_has_passed_says_so_until_it_is_renewed(world: World) -> None:
    await world.say("proposePartnership", proposal("ends", end="2026-04-30"), None)
    await activate(world, "ends")
    await world.say("scheduleCheckIn", {"checkIn": "after", "due": "2026-05-10"}, "ends")
    selection = f"status conditions attention {{ kind since subject message }} {CHECK_INS}"
    assert (await world.partnership(selection, of="ends", arguments=', asOf: "2026-04-30"'))["conditions"] == []
    world.now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    shown = await world.partnership(selection, of="ends")
    assert (shown["status"], shown["conditions"], shown["checkIns"]["due"]) == ("ACTIVE", ["EXPIRED"], 0)
    assert shown["attention"] == [
        {
            "kind": "EXPIRED", "since": "2026-05-01", "subject": None,
            "message": "The agreement ended on 2026-04-30 and was neither renewed nor closed. Renew it or close it.",
        }
    ]  # fmt: skip
    await world.say("renewPartnership", {"date": "2026-05-01", "until": "2027-04-30"}, "ends")
    shown = await world.partnership(selection, of="ends")
    assert (shown["conditions"], shown["checkIns"]["due"]) == ([], 1)
    assert [(item["kind"], item["since"], item["subject"]) for item in shown["attention"]] == [
        ("OVERDUE_CHECK_IN", "2026-05-11", "after")
    ]


async def test_the_built_in_rate_holds_before_a_district_adopts_its_own(world: World) -> None:
    own = facts.Valuation(kind="volunteer_hours", begin=date(2025, 7, 1), cents=5_000, source="Board of D1")
    await world.tell([*schooling([]), facts.Policy(version="1", valuations=(own,))])
    for name, day in (("before", "2025-06-30"), ("after", "2025-07-01")):
        hours = {"contribution": name, "side": "PARTNER", "kind": "VOLUNTEER_HOURS", "quantity": 2, "date": day}
        await world.say("recordContribution", hours)
    shown = await world.partnership("investment { contributions { contributionId amount valuationSource } }")
    worth = {contribution["contributionId"]: contribution for contribution in shown["investment"]["contributions"]}
    assert {name: contribution["amount"] for name, contribution in worth.items()} == {"before": 66.98, "after": 100}
    assert worth["before"]["valuationSource"] == "Independent Sector, volunteer hour 2023 (a rate of 2023, not of 2025)"


async def test_a_contribution_tells_what_was_said_of_it_so_that_a_correction_can_keep_it(world: World) -> None:
    hours = {"side": "PARTNER", "kind": "STAFF_HOURS", "quantity": 2, "date": "2025-07-01"}
    await world.say("recordContribution", {**hours, "contribution": "rated", "role": "nurse"})
    await world.say("recordContribution", {**hours, "contribution": "stated", "amount": 90.5})
    shown = await world.partnership("investment { contributions { contributionId statedAmount role } }")
    assert {tuple(contribution.values()) for contribution in shown["investment"]["contributions"]} == {
        ("rated", None, "nurse"),
        ("stated", 90.5, None),
    }


async def test_parts_about_which_nothing_can_be_said_have_no_score(world: World) -> None:
    await world.say("proposePartnership", proposal("new", D1), None)
    parts_by_name = await parts(world, "new")
    for part in ("goals_measured", "coverage", "evidence"):
        assert (parts_by_name[part]["score"], parts_by_name[part]["status"]) == (None, "NO_DATA")
