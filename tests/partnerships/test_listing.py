"""The list of partnerships: filters, orders and pages over a dozen that differ."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.partnerships.selections import ORDERS, STRATEGIES
from tests.partnerships.support import D1, D2, DAY, NOW, World, activate, opened, propose, running

KINDS = ("HEALTH_CAREERS", "MENTORING", "OTHER")
PARTNERS = ("HOSPITAL", "COLLEGE")
COUNT = 8
NAMES = [f"p{number}" for number in range(COUNT)]


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listed")
    asyncio.run(write(folder))
    return folder


async def write(folder: Path) -> None:
    """Partnerships: by number of another kind, partner, district, status and state of check-ins."""
    async with running(folder) as world:
        for number, own in enumerate(NAMES):
            kind, partner = KINDS[number % 3], PARTNERS[number % 2]
            partners = [{"id": "x", "name": f"Partner Ünïque {number}", "kind": partner}]
            more = {"name": f"Name {number % 4}", "kind": kind, "partners": partners}
            await propose(world, own, D1 if number < 5 else D2, begin=f"2025-09-0{1 + number % 5}", **more)
            if number % 2:
                await activate(world, own)
                await world.say("scheduleCheckIn", {"checkIn": "q", "due": f"2026-03-{3 + number:02}"}, own)
            if number in (1, 3):
                await world.say(
                    "recordContribution",
                    {"side": "PARTNER", "kind": "FUNDING", "amount": 100.0 * number, "date": str(DAY)},
                    own,
                )
                await world.say(
                    "recordContribution",
                    {"side": "DISTRICT", "kind": "FUNDING", "amount": 100.0, "date": str(DAY)},
                    own,
                )
        await world.say("vacateLead", {"side": "PARTNER", "date": str(DAY)}, "p5")
        await world.say("pausePartnership", {"reason": "Summer.", "date": str(DAY)}, "p7")


@pytest.fixture
async def world(listed: Path) -> AsyncIterator[World]:
    async with opened(listed) as made:
        made.now = NOW + timedelta(days=7)
        yield made


async def found(world: World, arguments: str) -> list[str]:
    got = (await world.get(f"{{ partnerships{arguments} {{ totalCount nodes {{ partnershipId }} }} }}"))["partnerships"]
    assert got["totalCount"] == len(got["nodes"])
    return sorted(node["partnershipId"] for node in got["nodes"])


FILTERS: dict[str, list[int]] = {
    "": [0, 1, 2, 3, 4, 5, 6, 7],
    "where: {}": [0, 1, 2, 3, 4, 5, 6, 7],
    f'where: {{districts: ["{D1}"]}}': [0, 1, 2, 3, 4],
    f'where: {{districts: ["{D1}", "{D2}"]}}': [0, 1, 2, 3, 4, 5, 6, 7],
    "where: {districts: []}": [],
    "where: {kinds: [MENTORING]}": [1, 4, 7],
    "where: {kinds: [MENTORING, OTHER]}": [1, 2, 4, 5, 7],
    "where: {statuses: [ACTIVE]}": [1, 3, 5],
    "where: {statuses: [PROPOSED, PAUSED]}": [0, 2, 4, 6, 7],
    "where: {statuses: [CLOSED]}": [],
    "where: {partnerKinds: [COLLEGE]}": [1, 3, 5, 7],
    'where: {search: "name 1"}': [1, 5],
    'where: {search: "P3"}': [3],
    'where: {search: "üNÏQUE 6"}': [6],
    'where: {search: ""}': [0, 1, 2, 3, 4, 5, 6, 7],
    'where: {search: "nothing like it"}': [],
    "where: {overdueCheckIns: true}": [1, 3, 5],
    "where: {overdueCheckIns: false}": [0, 2, 4, 6, 7],
    "where: {leadVacancy: true}": [0, 2, 4, 5, 6],
    "where: {leadVacancy: false}": [1, 3, 7],
    "where: {scores: {strategy: SHARED_VISION, gte: 60}}": [1, 3, 5, 7],
    "where: {scores: {strategy: SHARED_VISION, lt: 60}}": [],  # without a clause there is no score
    "where: {scores: {strategy: EQUAL_INVESTMENT, gte: 100}}": [1, 7],
    "where: {scores: [{strategy: EQUAL_INVESTMENT, gte: 50}, {strategy: EQUAL_INVESTMENT, lt: 100}]}": [3, 5],
    "where: {scores: {gte: 0}}": [1, 3, 5, 7],  # proposals have no health
    "where: {scores: {lt: 0}}": [],
    f'where: {{districts: ["{D1}"], statuses: [ACTIVE], overdueCheckIns: true, search: "name 3"}}': [3],
}


async def test_filters_find_what_meets_them_all(world: World) -> None:
    for arguments, expected in FILTERS.items():
        shown = await found(world, f"({arguments})" if arguments else "")
        assert shown == [f"p{number}" for number in expected], arguments


SCORES = "strategies { strategy score }"


def key_of(node: dict[str, Any], field: str) -> Any:
    if field in ("HEALTH", *STRATEGIES):
        health = node["health"]
        values = {strategy["strategy"]: strategy["score"] for strategy in health["strategies"]} | {
            "HEALTH": health["score"]
        }
        return values[field]
    if field == "NEXT_CHECK_IN":
        return min((check_in["due"] for check_in in node["checkIns"]["dueWithin"]), default=None)
    if field == "OVERDUE_CHECK_INS":
        return len(node["checkIns"]["overdue"])
    return node[field.lower()].casefold()


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("field", ORDERS)
async def test_every_order_is_total_and_what_is_not_known_comes_last(world: World, field: str, direction: str) -> None:
    meetings = "checkIns { overdue { due } dueWithin(days: 999) { due } }"
    shown = f"partnershipId name begin health {{ score {SCORES} }} {meetings}"
    arguments = f"orderBy: {{by: {field}, direction: {direction}}}"
    nodes = (await world.get(f"{{ partnerships({arguments}) {{ nodes {{ {shown} }} }} }}"))["partnerships"]["nodes"]
    keys = [(key_of(node, field), node["partnershipId"]) for node in nodes]
    known = sorted((key for key in keys if key[0] is not None), key=lambda key: key[1])
    known.sort(key=lambda key: key[0], reverse=direction == "DESC")
    missing = [key for key in keys if key[0] is None]
    assert keys == known + sorted(missing, key=lambda key: key[1])


async def pages(world: World, arguments: str, first: int) -> list[str]:
    """The ids page by page; totals and flags are asserted on the way."""
    shown = "totalCount nodes { partnershipId } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }"
    after, seen = "", list[str]()
    for _ in range(COUNT + 1):
        got = (await world.get(f"{{ partnerships(first: {first}, {arguments} {after}) {{ {shown} }} }}"))[
            "partnerships"
        ]
        info = got["pageInfo"]
        assert (got["totalCount"], info["hasPreviousPage"]) == (COUNT, bool(seen))
        seen += [node["partnershipId"] for node in got["nodes"]]
        assert info["hasNextPage"] is (len(seen) < COUNT)
        assert info["endCursor"] == got["edges"][-1]["cursor"]
        if not info["hasNextPage"]:
            return seen
        after = f'after: "{info["endCursor"]}"'
    raise AssertionError("pages without end")


@pytest.mark.parametrize("field", ORDERS)
async def test_pages_cover_all_without_repeats(world: World, field: str) -> None:
    for direction in ("ASC", "DESC"):
        arguments = f"orderBy: [{{by: {field}, direction: {direction}}}]"
        whole = await pages(world, arguments, COUNT)
        assert sorted(whole) == NAMES
        for first in (1, 3):
            assert await pages(world, arguments, first) == whole


async def test_pages_go_on_where_they_were_when_partnerships_change(world: World) -> None:
    shown = "nodes { partnershipId } pageInfo { endCursor }"
    arguments = "orderBy: {by: NAME, direction: DESC}"
    first = (await world.get(f"{{ partnerships(first: 4, {arguments}) {{ {shown} }} }}"))["partnerships"]
    after = f'after: "{first["pageInfo"]["endCursor"]}"'
    rest = (await world.get(f"{{ partnerships({arguments}, {after}) {{ {shown} }} }}"))["partnerships"]
    ids = [node["partnershipId"] for node in (*first["nodes"], *rest["nodes"])]
    assert sorted(ids) == NAMES


def cursor(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


BAD = [
    "nonsense", "!", "=", cursor("[]"), cursor("{}"), cursor('[[0,"a"]]'), cursor('[[0,"a"],[0,"b"],[0,"c"]]'),
    cursor("[[0,1.5],[0,1.5]]"), cursor('[["a",0],["b",0]]'), cursor("[[0,null],[0,null]]"), cursor("[[0,true],[0,1]]"),
    "é", "\U0001f68c",
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
async def test_a_cursor_that_is_none_is_refused(world: World, bad: str) -> None:
    for direction in ("ASC", "DESC"):
        _, errors = await world.ask(
            f"query($after: String) {{ partnerships(after: $after, orderBy: {{by: NAME, direction: {direction}}}) "
            "{ totalCount } }", after=bad,
        )  # fmt: skip
        assert [error["extensions"] for error in errors] == [{"code": "INVALID_CURSOR", "at": "after"}]


@pytest.mark.parametrize(
    ("arguments", "extensions"),
    [
        ("first: -1", {"code": "PAGE_TOO_LARGE", "at": "first", "limit": 500, "value": -1}),
        ("first: 501", {"code": "PAGE_TOO_LARGE", "at": "first", "limit": 500, "value": 501}),
        ("orderBy: [" + "{by: NAME}, " * 11 + "]", {"code": "INVALID_ORDER", "at": "orderBy"}),
    ],
)
async def test_a_page_or_an_order_that_is_too_much_is_refused(
    world: World, arguments: str, extensions: dict[str, Any]
) -> None:
    _, errors = await world.ask(f"{{ partnerships({arguments}) {{ totalCount }} }}")
    assert [error["extensions"] for error in errors] == [extensions]


async def test_a_page_of_none_and_null_arguments_are_fine(world: World) -> None:
    got = await world.get("{ partnerships(first: 0) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } }")
    assert got["partnerships"] == {
        "totalCount": COUNT, "nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": None},
    }  # fmt: skip
    nulls = "where: null, orderBy: null, first: null, after: null"
    assert await found(world, f"({nulls})") == NAMES
    inner = "districts: null, kinds: null, statuses: null, partnerKinds: null, search: null, scores: null"
    assert await found(world, f"(where: {{{inner}, overdueCheckIns: null, leadVacancy: null}})") == NAMES
