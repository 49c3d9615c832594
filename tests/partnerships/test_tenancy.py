"""Who may see what: a partnership that is not theirs is to everybody as if it were not there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from schema.common import ids
from services.core.access import Principal
from tests.commands.mutations import EXAMPLES
from tests.partnerships.selections import ORDERS
from tests.partnerships.support import (
    D1,
    D2,
    MAIN,
    World,
    partnership_id,
    proposal,
    propose,
    running,
    schooling,
    students,
)

D3 = "district-three"
THERE = {MAIN: (D1,), "both": (D1, D2), "far": (D3,)}
SEES: dict[Principal, set[str]] = {
    Principal("one district", frozenset({D1})): {MAIN, "both"},
    Principal("another district", frozenset({D3})): {"far"},
    Principal("two districts", frozenset({D1, D2})): {MAIN, "both"},
    Principal("partner", frozenset(), frozenset({MAIN})): {MAIN},
    Principal("nobody"): set(),
}
PAIRS = [(principal, own) for principal in SEES for own in THERE]
FOREIGN = [(principal, own) for principal, own in PAIRS if own not in SEES[principal]]
PARTNER = next(principal for principal in SEES if principal.name == "partner")


def named(value: Any) -> str:
    return value.name if isinstance(value, Principal) else str(value)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Three partnerships, each with learners of its districts."""
    async with running(tmp_path) as made:
        for own, districts in THERE.items():
            await propose(made, own, *districts, name=f"The {own} partnership")
        for district in (D1, D2, D3):
            await made.tell(schooling(students(2), name=f"District {district}"), district)
        for own, districts in THERE.items():
            for district in districts:
                await made.place(students(2), district, own)
        await made.settled()
        yield made


async def test_by_id_and_as_a_node_everybody_finds_theirs_alone(world: World) -> None:
    document = "query($id: ID!) { node(id: $id) { id } partnership(id: $id) { partnershipId goals { goalId } } }"
    for principal, own in PAIRS:
        got = await world.get(document, principal, id=partnership_id(own))
        there = own in SEES[principal]
        assert (got["node"] is not None, got["partnership"] is not None) == (there, there), (principal.name, own)
    for arguments in (', asOf: "2026-01-01"', ', knownAt: "2030-01-01"'):
        for principal, own in FOREIGN:
            assert await world.partnership("name", principal, own, arguments) is None


@pytest.mark.parametrize("principal", SEES, ids=named)
async def test_lists_and_counts_are_of_theirs_alone(world: World, principal: Principal) -> None:
    page = "totalCount pageInfo { hasNextPage } nodes { partnershipId } edges { cursor }"
    theirs = sorted(SEES[principal])
    got = (await world.get(f"{{ partnerships {{ {page} }} }}", principal))["partnerships"]
    assert sorted(node["partnershipId"] for node in got["nodes"]) == theirs
    assert (got["totalCount"], got["pageInfo"]["hasNextPage"]) == (len(theirs), False)
    for search in ("far", "The both", "mercy", "zzz"):
        where = f'where: {{search: "{search}"}}'
        got = (await world.get(f"{{ partnerships({where}) {{ {page} }} }}", principal))["partnerships"]
        expected = [their for their in theirs if search.split()[-1] in (their, "mercy")]
        assert sorted(node["partnershipId"] for node in got["nodes"]) == expected
        assert got["totalCount"] == len(expected)
    for district, own in ((D3, "far"), (D2, "both")):
        got = await world.get(f'{{ partnerships(where: {{districts: ["{district}"]}}) {{ {page} }} }}', principal)
        assert got["partnerships"]["totalCount"] == (own in theirs)


async def test_a_cursor_of_somebody_else_leads_to_nothing_that_is_not_theirs(world: World) -> None:
    sees_all = Principal("all", frozenset({D1, D2, D3}))
    for field in ORDERS:
        arguments = f"orderBy: {{by: {field}}}"
        edges = (await world.get(f"{{ partnerships({arguments}) {{ edges {{ cursor }} }} }}", sees_all))["partnerships"]
        for principal, theirs in SEES.items():
            for edge in edges["edges"]:
                after = f'{arguments}, after: "{edge["cursor"]}"'
                got = await world.get(
                    f"{{ partnerships({after}) {{ totalCount nodes {{ partnershipId }} }} }}", principal
                )
                assert {node["partnershipId"] for node in got["partnerships"]["nodes"]} <= theirs
                assert got["partnerships"]["totalCount"] == len(theirs)


async def test_a_partnership_is_proposed_for_districts_of_ones_own_alone(world: World) -> None:
    before = await world.log_size()
    for principal in SEES:
        for districts in ((D1, D3), (D3, D1), ("unheard-of",)):
            data = proposal("new", *districts)
            payload, errors = await world.try_mutation("proposePartnership", data, None, principal)
            assert (payload, [error["extensions"] for error in errors]) == (
                None, [{"code": "FORBIDDEN", "at": "input.districts"}],
            )  # fmt: skip
    assert await world.log_size() == before


async def test_proposals_with_the_same_key_of_two_principals_are_two_partnerships(world: World) -> None:
    one, another = [principal for principal in SEES if principal.districts in (frozenset({D1}), frozenset({D3}))]
    made = [
        await world.say(
            "proposePartnership", proposal(None, *principal.districts), None, principal=principal, idempotencyKey="1"
        )
        for principal in (one, another)
        if principal.districts
    ]
    assert made[0]["subject"] != made[1]["subject"]


@pytest.mark.parametrize("name", ["placeParticipants", "releaseParticipants"])
async def test_nobody_places_learners_of_a_district_that_is_not_theirs(world: World, name: str) -> None:
    data = {**EXAMPLES[name].given, "district": D2}
    one = next(principal for principal in SEES if principal.districts == frozenset({D1}))
    for principal, own, district in ((one, "both", D2), (PARTNER, MAIN, D1), (one, MAIN, D2)):
        expected = {"code": "FORBIDDEN", "at": "input.district"}
        assert await world.refusal(name, {**data, "district": district}, own, principal=principal) == expected


@pytest.mark.parametrize("principal", SEES, ids=named)
async def test_kpis_by_partnership_are_of_the_own_districts_alone(world: World, principal: Principal) -> None:
    shown = "{ rows { nodes { keys { value } values { value } } totalCount } totals { values { value } } }"

    async def rows(where: str = "") -> Any:
        question = (
            '{metrics: [{metric: {name: "enrolled_learners"}}], groupBy: ["partnership", "district"], '
            f"{where} time: {{schoolYear: 2026}}, totals: true}}"
        )
        return (await world.get(f"{{ metricQuery(query: {question}) {shown} }}", principal))["metricQuery"]

    values = [[key["value"] for key in node["keys"]] for node in (await rows())["rows"]["nodes"]]
    theirs = [
        (own, district) for own, districts in THERE.items() for district in districts if principal.may_see(district)
    ]
    assert sorted(map(tuple, values)) == sorted(theirs)
    for own, districts in THERE.items():
        if not any(map(principal.may_see, districts)):
            filters = [
                f'where: {{dimension: {{name: "partnership", is: {{eq: "{partnership}"}}}}}},'
                for partnership in (own, "zzz")
            ]
            assert await rows(filters[0]) == await rows(filters[1])


async def test_districts_of_a_partnership_show_as_far_as_they_are_theirs(world: World) -> None:
    one = next(principal for principal in SEES if principal.districts == frozenset({D1}))
    shown = await world.partnership("districtIds districts { districtId }", one, "both")
    assert shown == {"districtIds": [D1, D2], "districts": [{"districtId": D1}]}
    assert (await world.partnership("districts { districtId }", PARTNER))["districts"] == []
    got = await world.get("query($id: ID!) { node(id: $id) { id } }", PARTNER, id=ids.encode("District", D1))
    assert got["node"] is None


async def test_a_partner_writes_and_reads_what_is_theirs(world: World) -> None:
    payload = await world.say("recordNeed", {"side": "PARTNER", "text": "A key."}, principal=PARTNER)
    assert payload["partnership"]["partnershipId"] == MAIN
