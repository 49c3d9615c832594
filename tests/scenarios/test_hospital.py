"""The hospital partnership has had its year (hospital.py): what the API shows of it at the end."""

from datetime import date
from typing import Any

import pytest

from tests.scenarios.asking import digest_of, live, phase, rows
from tests.scenarios.hospital import FIRST, FOURTH, SECOND, THIRD, absent, autumn, spring, summer, winter
from tests.scenarios.told import Told
from tests.scenarios.world import World

STRATEGIES = ("EQUAL_INVESTMENT", "SHARED_VISION", "CHECKINS", "DATA", "FLEXIBILITY")


async def test_a_year_of_the_hospital_partnership(world: World) -> None:
    world.absent = absent
    hospital = await summer(world)
    await autumn(world, hospital)
    await winter(world, hospital)
    await spring(world, hospital)
    await _what_was_put_in(hospital)
    await _what_the_check_ins_were(hospital)
    await _how_the_learners_did(hospital)
    await _how_healthy_the_year_was(world, hospital)
    await _what_was_known_when(hospital)


async def _what_was_put_in(hospital: Told) -> None:
    shown = await hospital.see("""investment { total { district partner balance inKindShare unvalued }
        byPeriod { period } months: byPeriod(period: MONTH) { period }
        pledges { pledgeId amount dueAmount deliveredAmount } }""")
    investment = shown["investment"]
    partner, district = 9 * (3_000 + 334.9) + 3_000, 9 * 0.07 * 48_060
    assert investment["total"]["partner"] == pytest.approx(partner, abs=0.05)
    assert investment["total"]["district"] == pytest.approx(district, abs=0.05)
    assert investment["total"]["balance"] == pytest.approx(100 * district / partner, abs=0.01)
    assert len(investment["months"]) == 9
    delivered = {pledge["pledgeId"]: pledge["deliveredAmount"] for pledge in investment["pledges"]}
    assert delivered["p-FUNDING"] == 9 * 2_400
    assert delivered["p-SOFTWARE"] == 3_000


async def _what_the_check_ins_were(hospital: Told) -> None:
    shown = await hospital.see("""end checkIns { due onTime missed adherence nextDue items { due state
        progress { goalId progress { value { value n } } } } } challenges { resolved } actions { done }""")
    meetings = shown["checkIns"]
    assert [(item["due"], item["state"]) for item in meetings["items"]] == [
        (str(FIRST), "HELD"), (str(SECOND), "MISSED"), (str(THIRD), "HELD"), (str(FOURTH), "HELD"),
        ("2024-08-25", "SCHEDULED"),
    ]  # fmt: skip
    assert (meetings["due"], meetings["onTime"], meetings["missed"], meetings["adherence"]) == (4, 3, 1, 75)
    frozen = [item["progress"][0]["progress"]["value"]["n"] for item in meetings["items"] if item["progress"]]
    assert frozen == [12, 13], "at the fourth no goal is open any more"
    assert (shown["end"], meetings["nextDue"]) == ("2025-07-31", "2024-08-25")


async def _how_the_learners_did(hospital: Told) -> None:
    by_phase = await rows(hospital, "attendance_rate", "partnership", "phase")
    by_cohort = await rows(hospital, "attendance_rate", "cohort")
    before, during = (by_phase[("hospital-lab", name)] for name in ("before", "during"))
    participants, peers = by_cohort[("participant",)], by_cohort[("peer",)]
    assert (before["n"], participants["n"], peers["n"]) == (13, 13, 17)
    assert before["value"] < peers["value"] < during["value"]
    assert (await live(hospital, "come"))["value"] == during["value"]
    chronic = await rows(hospital, "chronic_absence_rate", "cohort")
    assert {key[0] for key in chronic} == {"participant", "peer"}
    visits = await rows(hospital, "engaged_learners", "engagement_kind")
    assert visits[("lab_visit",)]["value"] == 12
    [story] = (await hospital.see("stories { digest evidence { value n asOf status } }", hospital.partner))["stories"]
    assert story["evidence"]["value"] == during["value"]
    assert story["digest"] == digest_of({"metric": "attendance_rate", "phase": "during"}, story["evidence"])
    assert (await rows(hospital, "attendance_rate", "partnership", where=phase("after")))[("hospital-lab",)]["n"] == 1


async def _how_healthy_the_year_was(world: World, hospital: Told) -> None:
    selection = "date score strategies { strategy score weight parts { name score weight reason status n } }"
    health = (await hospital.see(f"health {{ {selection} history(months: 12) {{ {selection} }} }}"))["health"]
    assert [strategy["strategy"] for strategy in health["strategies"]] == list(STRATEGIES)
    assert all(part["reason"] for strategy in health["strategies"] for part in strategy["parts"])
    assert health["score"] == pytest.approx(sum(strategy["score"] for strategy in health["strategies"]) / 5)
    points = {point["date"][:7]: point for point in health["history"]}
    assert list(points) == [f"2023-{month:02}" for month in range(8, 13)] + [
        f"2024-{month:02}" for month in range(1, 7)
    ]
    assert points["2024-06"] == {key: health[key] for key in ("date", "score", "strategies")}

    def part(name: str, strategies: list[dict[str, Any]]) -> dict[str, Any]:
        return next(part for strategy in strategies for part in strategy["parts"] if part["name"] == name)

    def score(month: str, strategy: str) -> float:
        return next(scored["score"] for scored in points[month]["strategies"] if scored["strategy"] == strategy)  # type: ignore[no-any-return]

    assert score("2023-12", "CHECKINS") == 100 > score("2024-01", "CHECKINS"), "one is missed"
    assert score("2024-06", "CHECKINS") > score("2024-01", "CHECKINS"), "then they meet again"
    assert score("2023-12", "EQUAL_INVESTMENT") > score("2024-01", "EQUAL_INVESTMENT"), "a lead is missing"
    assert score("2023-12", "FLEXIBILITY") > score("2024-01", "FLEXIBILITY") > score("2024-02", "FLEXIBILITY")
    assert score("2024-06", "FLEXIBILITY") > score("2024-02", "FLEXIBILITY"), "somebody leads again"
    assert score("2024-01", "SHARED_VISION") == 100 > score("2024-02", "SHARED_VISION"), "a clause has a new wording"
    assert score("2024-03", "SHARED_VISION") == 100
    assert score("2023-09", "DATA") < score("2023-10", "DATA"), "values are known"
    evidence = {month: part("evidence", point["strategies"])["score"] for month, point in points.items()}
    assert (evidence["2023-10"], evidence["2024-06"]) == (None, 100), "no score before the first story"
    assert points["2024-01"]["score"] < points["2023-12"]["score"]
    assert points["2024-06"]["score"] > points["2024-02"]["score"]
    document = """{ partnerships(where: {kinds: [HEALTH_CAREERS], partnerKinds: [HOSPITAL], scores: [{gte: 50}]},
        orderBy: [{by: HEALTH, direction: DESC}]) { nodes { name health { score } } } }"""
    [listed] = (await world.ask(document))["partnerships"]["nodes"]
    assert listed == {"name": "hospital-lab", "health": {"score": health["score"]}}


async def _what_was_known_when(hospital: Told) -> None:
    shown, eighth = "leads { name duty side } amendments { amendmentId }", date(2024, 1, 8)
    was = await hospital.see(shown, asOf=eighth)
    known = await hospital.see(shown, asOf=eighth, knownAt=eighth)
    assert [lead["name"] for lead in was["leads"]] == [None, None, "Ben Okafor", "Gil Moss"]
    assert [lead["name"] for lead in known["leads"]] == ["Ana Lopez", None, "Ben Okafor", "Gil Moss"]
    assert was["amendments"] == []
    assert (await hospital.see(shown, asOf=THIRD))["amendments"] == [{"amendmentId": "often"}]
    assert (await hospital.see("leads { name }"))["leads"][0] == {"name": "Eva Stone"}
