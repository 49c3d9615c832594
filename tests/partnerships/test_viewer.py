"""Who asks, and what they may change: a table of principals, held to what mutations let them do."""

import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal, Target, permissions_in
from tests.partnerships.support import D1, D2, MAIN, World, proposal, students

ALL = ["PROPOSE_PARTNERSHIP", "PLACE_PARTICIPANTS", "EDIT_PARTNERSHIP", "PUBLISH_STORY", "SAVE_QUERY", "START_EXPORT"]
MORE = ["DECIDE_PARTNERSHIP", "ACT_FOR_DISTRICT"]
DATA = ["IMPORT_RECORDS", "IMPORT_PARTICIPATIONS", "IMPORT_ENGAGEMENTS", "READ_DATA_HEALTH"]
EVERY = [*ALL, *MORE, "ACT_FOR_PARTNER", "SHARE_QUERY", "SEND_EVENTS", *DATA, "OPERATE"]
OFFICE = [*ALL, *MORE, "SHARE_QUERY", *DATA]
VIEWER = "{ viewer { name side development seesEveryDistrict permissions districts { districtId } } }"


@pytest.mark.parametrize(
    ("principal", "side", "districts", "permissions", "in_main"),
    [
        (DEVELOPMENT, None, [D1, D2], EVERY, [*ALL[1:4], *MORE, "ACT_FOR_PARTNER"]),
        (Principal("one", frozenset({D1})), "DISTRICT", [D1], OFFICE, [*ALL[1:4], *MORE]),
        (
            Principal("partner", frozenset(), frozenset({MAIN})),
            "PARTNER",
            [],
            [*ALL[2:], "ACT_FOR_PARTNER", "IMPORT_ENGAGEMENTS"],
            [*ALL[2:4], "ACT_FOR_PARTNER"],
        ),
        (Principal("other", frozenset({D2})), "DISTRICT", [D2], OFFICE, None),
        (Principal("nobody"), None, [], [], None),
    ],
    ids=lambda value: value.name if isinstance(value, Principal) else "",
)
async def test_the_viewer_is_told_what_they_may_see_and_change(
    world: World,
    principal: Principal,
    side: str | None,
    districts: list[str],
    permissions: list[str],
    in_main: list[str] | None,
) -> None:
    for name in (D1, D2):
        await world.tell([facts.District(name=name)], name)
    shown = (await world.get(VIEWER, principal))["viewer"]
    assert sorted(district["districtId"] for district in shown.pop("districts")) == sorted(districts)
    is_development = principal is DEVELOPMENT
    assert shown == {
        "name": principal.name, "side": side, "development": is_development, "seesEveryDistrict": is_development,
        "permissions": permissions,
    }  # fmt: skip
    partnership = await world.partnership("permissions", principal)
    assert (partnership and partnership["permissions"]) == in_main
    assert permissions_in(principal, Target((D1,), partnership=MAIN)) == [name.lower() for name in in_main or []]
    refused = []
    rows = {"district": D1, "students": [{"studentId": students(1)[0], "start": "2025-10-01"}]}
    for permission, mutation, data, to in (
        ("PLACE_PARTICIPANTS", "placeParticipants", rows, MAIN),
        ("EDIT_PARTNERSHIP", "draftClause", {"clause": "c", "kind": "OUTCOME", "text": "More."}, MAIN),
        ("PROPOSE_PARTNERSHIP", "proposePartnership", proposal("new", *(districts or [D1])), None),
    ):
        _, errors = await world.try_mutation(mutation, data, to, principal)
        refused += [permission] if errors and errors[0]["extensions"]["code"] in ("FORBIDDEN", "NOT_FOUND") else []
    told = {*(in_main or []), *(permissions if ALL[0] in permissions else [])} & {*ALL[:3]}
    told -= set() if in_main else {"PLACE_PARTICIPANTS", "EDIT_PARTNERSHIP"}
    assert told == {*ALL[:3]} - set(refused)


@pytest.mark.parametrize(
    ("second", "expected"), [("America/Chicago", "America/Chicago"), ("America/Denver", None)], ids=["one", "several"]
)
async def test_days_are_those_of_the_districts(world: World, second: str, expected: str | None) -> None:
    await world.tell([facts.District(name=D1, time_zone="America/Chicago")], D1)
    await world.tell([facts.District(name=D2, time_zone=second)], D2)
    assert (await world.get("{ viewer { timeZone } }"))["viewer"]["timeZone"] == expected
    own = Principal("one", frozenset({D2}))
    assert (await world.get("{ viewer { timeZone } }", own))["viewer"]["timeZone"] == second
    assert (await world.get("{ viewer { timeZone } }", Principal("nobody")))["viewer"]["timeZone"] is None


async def test_the_days_of_a_partnership_are_those_of_its_first_district(world: World) -> None:
    await world.tell([facts.District(name=D1, time_zone="Pacific/Auckland")], D1)
    world.now = world.now.replace(hour=15)
    assert await world.partnership("asOf timeZone") == {"asOf": "2026-03-03", "timeZone": "Pacific/Auckland"}
