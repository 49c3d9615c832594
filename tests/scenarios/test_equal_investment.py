"""Equal investment: both sides promise, put in and see what it is worth, by rates that everybody can look up."""

from datetime import date
from typing import Any

import pytest

from services.contracts import facts
from tests.scenarios.told import Told
from tests.scenarios.world import World

TOTAL = "district partner total balance inKindShare unvalued"
YEAR: dict[str, Any] = {"begin": date(2023, 8, 1), "end": date(2024, 7, 31)}
RATE_CARD = tuple(
    facts.Valuation(kind="lab_visits", begin=begin, cents=cents, source=f"Rate card of {begin.year}")
    for begin, cents in ((date(2023, 8, 1), 120_00), (date(2024, 1, 1), 150_00))
)


async def _founded(world: World) -> Told:
    lab = await world.propose("lab", begin=date(2023, 8, 1))
    await lab.founded(date(2023, 8, 1))
    await lab.say("pledgeContribution", contribution="money", side="PARTNER", kind="FUNDING", amount=60_000, **YEAR)
    await lab.say("pledgeContribution", contribution="staff", side="DISTRICT", kind="STAFF_FTE", quantity=1, **YEAR)
    return lab


async def _investment(lab: Told, selection: str) -> dict[str, Any]:
    shown: dict[str, Any] = (await lab.see(f"investment {{ {selection} }}"))["investment"]
    return shown


async def test_both_sides_put_in_alike_and_the_worth_of_everything_has_a_source(world: World) -> None:
    lab = await _founded(world)
    world.now.set(date(2023, 12, 1))
    put_in: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("PARTNER", "FUNDING", {"amount": 30_000, "date": date(2023, 9, 15), "pledge": "money"}),
        ("DISTRICT", "STAFF_FTE", {"quantity": 0.5, "role": "educator", "date": date(2023, 10, 1), "pledge": "staff"}),
        ("DISTRICT", "STAFF_FTE", {"quantity": 0.1, "role": "driver", "date": date(2023, 10, 2)}),
        ("DISTRICT", "FACILITIES", {"amount": 2_500, "date": date(2023, 10, 3)}),
        ("DISTRICT", "STAFF_HOURS", {"quantity": 10, "date": date(2023, 10, 4)}),
        ("PARTNER", "VOLUNTEER_HOURS", {"quantity": 40, "date": date(2023, 10, 10)}),
        ("PARTNER", "VOLUNTEER_HOURS", {"quantity": 10, "date": date(2022, 11, 1)}),
        ("PARTNER", "TRAINING_HOURS", {"quantity": 6, "date": date(2023, 10, 11)}),
        ("PARTNER", "SOFTWARE", {"quantity": 30, "amount": 3_600, "date": date(2023, 10, 12)}),
        ("PARTNER", "EQUIPMENT", {"amount": 1_200.5, "date": date(2023, 10, 13)}),
        ("PARTNER", "PROFESSIONAL_DEVELOPMENT", {"amount": 800, "date": date(2023, 10, 16)}),
        ("PARTNER", "LAB_VISITS", {"quantity": 12, "date": date(2023, 11, 2), "source": "badge reader"}),
        ("PARTNER", "SITE_VISITS", {"quantity": 2, "amount": 100, "date": date(2023, 11, 3)}),
    )
    for number, (side, kind, more) in enumerate(put_in):
        await lab.say("recordContribution", contribution=f"c{number:02}", side=side, kind=kind, **more)

    answered = await _investment(lab, "contributions { contributionId amount valuationSource inKind source }")
    shown = {
        contribution["contributionId"]: (contribution["amount"], contribution["valuationSource"])
        for contribution in answered["contributions"]
    }
    assert shown["c00"] == (30_000, "amount as recorded")
    assert shown["c01"] == (29_970, "BLS OEWS, median May 2023")
    assert shown["c02"] == (4_806, "BLS OEWS, median May 2023")
    assert shown["c04"] == (334.9, "Independent Sector, volunteer hour 2023")
    assert shown["c05"] == (1_339.6, "Independent Sector, volunteer hour 2023")
    assert shown["c06"] == (318, "Independent Sector, volunteer hour 2022")
    assert shown["c07"] == (200.94, "Independent Sector, volunteer hour 2023")
    assert shown["c11"][0] is None
    assert shown["c11"][1].startswith("no rate for lab visits on 2023-11-02")
    assert [
        contribution["source"] for contribution in answered["contributions"] if contribution["contributionId"] == "c11"
    ] == ["badge reader"]
    assert answered["contributions"][0]["contributionId"] == "c06"
    assert sum(contribution["inKind"] for contribution in answered["contributions"]) == len(put_in) - 1

    district, partner = 29_970 + 4_806 + 2_500 + 334.9, 30_000 + 1_339.6 + 318 + 200.94 + 3_600 + 1_200.5 + 800 + 100
    total = (await _investment(lab, f"total {{ {TOTAL} }}"))["total"]
    assert total == {
        "district": pytest.approx(district),
        "partner": pytest.approx(partner),
        "total": pytest.approx(district + partner),
        "balance": pytest.approx(100 * partner / district if partner < district else 100 * district / partner),
        "inKindShare": pytest.approx(100 * (district + partner - 30_000) / (district + partner)),
        "unvalued": 1,
    }

    await world.report([facts.Policy(version="grand-bend-2", valuations=RATE_CARD)])
    await world.applied()
    world.now.set(date(2024, 1, 9))
    await lab.say(
        "recordContribution", contribution="c13", side="PARTNER", kind="LAB_VISITS", quantity=2, date=date(2024, 1, 9)
    )
    answered = await _investment(lab, f"contributions {{ contributionId amount valuationSource }} total {{ {TOTAL} }}")
    assert answered["total"]["unvalued"] == 0
    assert answered["total"]["partner"] == pytest.approx(partner + 1_440 + 300)
    last_three = answered["contributions"][-3:]
    assert [(contribution["amount"], contribution["valuationSource"]) for contribution in last_three] == [
        (1_440, "Rate card of 2023"), (100, "amount as recorded"), (300, "Rate card of 2024"),
    ]  # fmt: skip
    periods = await _investment(lab, "byPeriod(period: QUARTER) { period district partner } years: byPeriod { period }")
    assert [period["period"] for period in periods["byPeriod"]] == [
        "2022-10-01",
        "2023-07-01",
        "2023-10-01",
        "2024-01-01",
    ]
    assert periods["byPeriod"][1] == {"period": "2023-07-01", "district": 0, "partner": 30_000}
    assert sum(period["partner"] for period in periods["byPeriod"]) == pytest.approx(partner + 1_740)
    assert [year["period"] for year in periods["years"]] == ["2022-07-01", "2023-07-01"]


async def test_what_was_pledged_stands_beside_what_was_delivered_of_it(world: World) -> None:
    lab = await _founded(world)
    pledges = "pledges { pledgeId amount valuationSource dueAmount deliveredAmount deliveredQuantity }"
    assert (await _investment(lab, pledges))["pledges"][1] == {
        "pledgeId": "staff", "amount": 48_060, "valuationSource": "BLS OEWS, median May 2023",
        "dueAmount": 131.31, "deliveredAmount": 0, "deliveredQuantity": 0,
    }  # fmt: skip

    world.now.set(date(2023, 12, 1))
    await lab.say("recordContribution", side="PARTNER", kind="FUNDING", amount=10_000, pledge="money")
    await lab.say("recordContribution", side="PARTNER", kind="FUNDING", amount=7_000)
    await lab.say("recordContribution", side="DISTRICT", kind="STAFF_FTE", quantity=0.25, pledge="staff")
    money, staff = (await _investment(lab, pledges))["pledges"]
    assert (money["dueAmount"], money["deliveredAmount"]) == (20_163.93, 10_000)
    assert (staff["deliveredAmount"], staff["deliveredQuantity"]) == (12_015, 0.25)
    health = (await lab.see("health { strategies { strategy parts { name score reason } } }"))["health"]
    parts = {part["name"]: part for strategy in health["strategies"] for part in strategy["parts"]}
    assert parts["delivery"]["reason"] == "22,015.00 of 36,315.24 pledged for now was delivered"

    assert (await lab.see("investment { pledges { dueAmount deliveredAmount } }", asOf=date(2023, 8, 1)))["investment"][
        "pledges"
    ][0] == {"dueAmount": 163.93, "deliveredAmount": 0}


async def test_a_wrong_record_is_corrected_or_retracted_and_what_cannot_be_is_refused(world: World) -> None:
    lab = await _founded(world)
    world.now.set(date(2023, 10, 2))
    hours: dict[str, Any] = {"side": "PARTNER", "kind": "VOLUNTEER_HOURS"}
    await lab.say("recordContribution", contribution="hours", quantity=40, **hours)
    await lab.say("recordContribution", contribution="twice", quantity=40, **hours)
    total = f"total {{ {TOTAL} }}"
    assert (await _investment(lab, total))["total"]["partner"] == 2_679.2
    await lab.say("retractContribution", contribution="twice")
    assert (await _investment(lab, total))["total"]["partner"] == 1_339.6
    await lab.say("correctContribution", contribution="hours", quantity=44, date=date(2023, 10, 1), **hours)
    shown = await _investment(lab, f"{total} contributions {{ contributionId quantity date }}")
    assert shown["total"]["partner"] == 1_473.56
    assert shown["contributions"] == [{"contributionId": "hours", "quantity": 44, "date": "2023-10-01"}]

    again = await lab.refused("recordContribution", contribution="hours", quantity=1, **hours)
    assert (again.code, again.at) == ("DUPLICATE_ITEM", "input.contribution")
    unknown = await lab.refused(
        "correctContribution", contribution="never", quantity=1, date=date(2023, 10, 1), **hours
    )
    assert (unknown.code, unknown.at) == ("UNKNOWN_REFERENCE", "input.contribution")
    retracted = await lab.refused(
        "correctContribution", contribution="twice", quantity=1, date=date(2023, 10, 1), **hours
    )
    assert (retracted.code, retracted.at) == ("INVALID_TRANSITION", "input.contribution")
    other = await lab.refused("recordContribution", quantity=1, pledge="money", **hours)
    assert (other.code, other.at) == ("INVALID_VALUE", "input.pledge")
    negative = await lab.refused("recordContribution", amount=-1, **hours)
    assert (negative.code, negative.at) == ("OUT_OF_RANGE", "input.amount")
    nothing = await lab.refused("recordContribution", **hours)
    assert nothing.code in ("MISSING_FIELD", "INVALID_VALUE")


async def test_a_vacant_lead_is_visible_until_somebody_has_the_duty_again(world: World) -> None:
    lab = await _founded(world)
    other = await world.propose("mentors", begin=date(2023, 8, 1))
    await other.founded(date(2023, 8, 1))
    await lab.say("assignLead", side="DISTRICT", duty="OVERSIGHT", name="Cleo Park", role="Finance")
    world.now.set(date(2023, 9, 1))
    await lab.say("vacateLead", side="PARTNER", reason="She moved.")

    shown = await lab.see("vacancies { side since } leads { side duty name role } leadHistory { name since }")
    assert shown["vacancies"] == [{"side": "PARTNER", "since": "2023-09-01"}]
    assert shown["leads"] == [
        {"side": "DISTRICT", "duty": "LEAD", "name": "Ana Lopez", "role": "Director"},
        {"side": "DISTRICT", "duty": "OVERSIGHT", "name": "Cleo Park", "role": "Finance"},
        {"side": "PARTNER", "duty": "LEAD", "name": None, "role": None},
        {"side": "PARTNER", "duty": "OVERSIGHT", "name": None, "role": None},
    ]
    vacant = "query ($vacant: Boolean) { partnerships(where: {leadVacancy: $vacant}) { nodes { name } } }"
    assert (await world.ask(vacant, vacant=True))["partnerships"]["nodes"] == [{"name": "lab"}]
    assert (await world.ask(vacant, vacant=False))["partnerships"]["nodes"] == [{"name": "mentors"}]

    nobody = await lab.refused("vacateLead", side="PARTNER")
    assert (nobody.code, nobody.at) == ("INVALID_TRANSITION", "input.side")
    world.now.set(date(2023, 9, 20))
    await lab.say("assignLead", side="PARTNER", name="Dana Kim", role="Nurse manager")
    assert (await lab.see("vacancies { side }"))["vacancies"] == []
    assert (await lab.see("vacancies { side }", asOf=date(2023, 9, 10)))["vacancies"] == [{"side": "PARTNER"}]
