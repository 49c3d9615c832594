"""Random histories, told through the API, come out as slow arithmetic by hand says, for any day and any knowledge."""

import ast
import inspect
import os
import sys
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT
from services.log.embedded import EmbeddedLog
from services.log.kafka import KafkaLog
from services.store.embedded import EmbeddedStore
from services.store.mongo import MongoStore
from tests.depth import PROFILE
from tests.partnership_reference import arithmetic, cadence, questions, record, withdrawals
from tests.partnership_reference.arithmetic import Life
from tests.partnership_reference.questions import FLOWS, METRICS, STANDINGS, VIEW, expected, shown
from tests.partnership_reference.storyteller import Storyteller
from tests.scenarios.replaying import assert_replay_gives_the_same
from tests.scenarios.world import World

BEGIN = date(2023, 9, 1)
HOURS = (1, 12, 22)
"""In Chicago, so that it is another day in Los Angeles or Guam."""
ZONES = {"west": "America/Los_Angeles", "island": "Pacific/Guam", "south": "America/Chicago"}
RATES = {"west": [(date(2023, 3, 1), 2000), (date(2023, 10, 1), 2150)], "island": [(date(2021, 1, 1), 3025)]}
"""Volunteers give hours from two years before the first history on: in the west before the board has a rate, too."""
SOUTH = [(date(2020, 1, 1), 2999)]
SEEDS = range(200) if PROFILE == "deep" else range(3)
STEPS = 45
SEED_ON_SERVERS = 8
STEPS_ON_SERVERS = int(os.environ.get("STEPS_ON_SERVERS", "12"))
"""Every step waits for both servers: STEPS_ON_SERVERS=45 tells as long a history as on files."""


@pytest.mark.parametrize("module", [arithmetic, cadence, questions, record, withdrawals])
def test_what_is_counted_by_hand_uses_nothing_of_tandem(module: ModuleType) -> None:
    imports = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.ImportFrom)]
    packages = {str(node.module).partition(".")[0] for node in imports}
    assert packages <= {*sys.stdlib_module_names, "tests"}
    own = {str(node.module).rpartition(".")[0] for node in imports if str(node.module).startswith("tests")}
    assert own <= {"tests.partnership_reference"}


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_random_history_is_answered_as_counted_by_hand(seed: int, tmp_path: Path) -> None:
    log, store = await EmbeddedLog.open(tmp_path / "log.sqlite"), await EmbeddedStore.open(tmp_path / "store.sqlite")
    world = World(log, store, BEGIN)
    try:
        await world.open(1)
        await tell_and_compare(world, Random(seed))
        await assert_replay_gives_the_same(world)
    finally:
        await world.close()
        await store.close()
        await log.close()


async def test_a_random_history_on_the_servers_is_answered_as_counted_by_hand(
    kafka_url: str, database_url: str
) -> None:
    log, store = await KafkaLog.open(kafka_url), await MongoStore.open(database_url)
    world = World(log, store, BEGIN)
    try:
        await world.open(3)
        await tell_and_compare(world, Random(SEED_ON_SERVERS), STEPS_ON_SERVERS)
        await assert_replay_gives_the_same(world)
    finally:
        await world.close()
        await store.close()
        await log.close()


async def tell_and_compare(world: World, random: Random, steps: int = STEPS) -> None:
    tellers = await introduced(world, random)
    today = BEGIN
    moments = [BEGIN]
    for _ in range(steps):
        if random.random() < 0.4:
            today += timedelta(days=random.randint(3, 40))
            world.now.set(today, hour := random.choice(HOURS))
            moments.append(today)
            await world.tick()
            for teller in tellers:
                teller.move(today, hour)
                teller.tick()
        await random.choice(tellers).anything()
    for teller in tellers:
        for _ in range(6):
            await compare_view(world, teller, random, moments)
            await compare_metrics(world, teller, random, moments)
    await compare_money_by_month(world, tellers, today)


async def introduced(world: World, random: Random) -> list[Storyteller]:
    """Three districts in three zones, and two partnerships of some of them."""
    for district, zone in ZONES.items():
        rates = RATES.get(district, SOUTH)
        valuations = tuple(
            facts.Valuation(kind="volunteer_hours", begin=begin, cents=cents, source="The board")
            for begin, cents in rates
        )
        await world.report(
            [facts.District(name=district, time_zone=zone), facts.Policy(version="1", valuations=valuations)], district
        )
    await world.applied()
    tellers = []
    for name in ("lab", "clinic"):
        districts = random.sample(sorted(ZONES), random.randint(1, 3))
        teller = Storyteller(world, name, districts, ZONES[districts[0]], random)
        begin = BEGIN + timedelta(days=random.randint(-200, 60))
        await teller.propose(begin, end=str(begin + timedelta(days=400)), cadenceDays=random.choice((30, 90)))
        tellers.append(teller)
    return tellers


def life_of(teller: Storyteller, day: date, known: date) -> Life:
    return Life(teller.record.known(known), day, RATES.get(teller.districts[0], SOUTH))


async def compare_view(world: World, teller: Storyteller, random: Random, moments: list[date]) -> None:
    """The partnership as of a day, as known at the end of a day after one on which anything was said."""
    known = random.choice(moments) + timedelta(days=1)
    day = min(random.choice(moments) - timedelta(days=random.randint(0, 30)), known)
    variables = {"id": teller.id, "asOf": str(day), "knownAt": str(known)}
    view = (await world.ask(VIEW, DEVELOPMENT, **variables))["partnership"]
    life = life_of(teller, day, known)
    if day < life.proposal.day:
        assert view is None, (teller.name, day, known)
        return
    agree(shown(view), expected(life), (teller.name, day, known))


async def compare_metrics(world: World, teller: Storyteller, random: Random, moments: list[date]) -> None:
    """Every district of a partnership has all of its numbers.

    After its closing a partnership has no standings, and a row only of what is dated after it all the same.
    """
    day = random.choice(moments) - timedelta(days=random.randint(0, 30))
    begin = day - timedelta(days=random.randint(0, 500))
    life = life_of(teller, day, date.max - timedelta(days=1))
    if day < life.proposal.day:
        return
    query = {
        "metrics": [{"metric": {"name": name}} for name in (*FLOWS, *STANDINGS)],
        "groupBy": ["partnership", "district"],
        "time": {"between": {"from": str(begin), "to": str(day)}},
        "where": {"dimension": {"name": "partnership", "is": {"eq": teller.name}}},
        "asOf": str(day),
    }
    rows = (await world.ask(METRICS, DEVELOPMENT, query=query))["metricQuery"]["rows"]["nodes"]
    is_over = life.closed is not None and life.closed < begin
    if not rows:
        assert is_over, (teller.name, begin, day)
        return
    assert [[key["value"] for key in row["keys"]] for row in rows] == [
        [teller.name, district] for district in sorted(teller.districts)
    ]
    flows = {name: rule(life, begin, day) for name, rule in FLOWS.items()}
    standings = {name: None if is_over else rule(life) for name, rule in STANDINGS.items()}
    for row in rows:
        numbers = {value["metric"]: value["value"] for value in row["values"]}
        agree(numbers, flows | standings, (row["keys"], begin, day))


async def compare_money_by_month(world: World, tellers: list[Storyteller], day: date) -> None:
    """Of both partnerships, months and school years ago too: each contribution is in the month of its own date."""
    query = {
        "metrics": [{"metric": {"name": "investment_total"}}],
        "groupBy": ["partnership", "side"],
        "time": {"between": {"from": str(day - timedelta(days=1500)), "to": str(day)}},
        "granularity": "MONTH",
        "asOf": str(day),
    }
    rows = (await world.ask(METRICS, DEVELOPMENT, query=query))["metricQuery"]["rows"]["nodes"]
    months: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        partnership, side = (key["value"] for key in row["keys"])
        months[partnership, side.upper(), row["bucket"][:7]] += round(100 * (row["values"][0]["value"] or 0))
    counted: Counter[tuple[str, ...]] = Counter()
    for teller in tellers:
        for data, cents in life_of(teller, day, day + timedelta(days=1)).entries():
            counted[teller.name, data["side"], str(data["day"])[:7]] += cents
    assert +months == +counted


def agree(answer: Any, counted: Any, where: tuple[object, ...]) -> None:
    differing = {name: (answer[name], counted[name]) for name in counted if not same(answer[name], counted[name])}
    assert not differing, (where, differing)


def same(answer: Any, counted: Any) -> bool:
    """Equal, numbers to a billionth: the answer has been through floating point."""
    if isinstance(answer, dict):
        return answer.keys() == counted.keys() and all(same(answer[key], counted[key]) for key in answer)
    if isinstance(answer, (tuple, list)):
        return len(answer) == len(counted) and all(map(same, answer, counted))
    if isinstance(counted, (int, Fraction)) and not isinstance(counted, bool) and answer is not None:
        return abs(float(answer) - float(counted)) <= 1e-9 * max(1.0, abs(float(counted)))
    return bool(answer == counted)
