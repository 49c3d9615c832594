"""Places that are sent with a key count once for each student, and with a version only if nobody was faster."""

from typing import Any

import pytest

from services.core.identity import learner_key
from tests.partnerships.support import D1, SECRETS, World

RELEASE = {"district": D1, "date": "2026-02-01"}
CONFLICT = {"code": "IDEMPOTENCY_CONFLICT", "at": "idempotencyKey"}
MOVED = {"code": "VERSION_CONFLICT", "at": "expectedVersion"}


def rows(*students: str, start: str = "2025-10-01") -> dict[str, Any]:
    return {"district": D1, "students": [{"studentId": student, "start": start} for student in students]}


async def version(world: World) -> int:
    return int((await world.partnership("version"))["version"])


async def test_who_was_released_since_is_not_placed_again_by_the_same_key(world: World) -> None:
    first = await world.say("placeParticipants", rows("a", "b"), idempotencyKey="k")
    await world.settled()
    await world.say("releaseParticipants", {**RELEASE, "studentIds": ["a"]})
    before = await version(world)
    again = await world.say("placeParticipants", rows("a", "b"), idempotencyKey="k")
    assert (again["changed"], again["waitlisted"], again["problems"]) == (2, 0, []) == (first["changed"], 0, [])
    assert await version(world) == before
    await world.say("placeParticipants", rows("a", start="2026-02-01"), idempotencyKey="another")
    assert await version(world) == before + 1


async def test_who_was_placed_since_is_not_released_or_withdrawn_again_by_the_same_key(world: World) -> None:
    await world.place(["a"])
    await world.settled()
    requests: list[tuple[str, dict[str, Any]]] = [
        ("releaseParticipants", {"district": D1, "studentIds": ["a"]}),
        ("withdrawParticipants", {"district": D1, "studentIds": ["a"], "reason": "Another one."}),
    ]
    for mutation, data in requests:
        await world.say(mutation, data, idempotencyKey=mutation)
        await world.settled()
        placed = await world.say("placeParticipants", rows("a", start=str(world.now.date())))
        assert (placed["changed"], placed["problems"]) == (1, [])
        await world.settled()
        before, world.now = await version(world), world.now.replace(day=world.now.day + 1)
        assert (await world.say(mutation, data, idempotencyKey=mutation))["changed"] == 1
        assert await version(world) == before, mutation


async def test_a_key_is_of_one_request(world: World) -> None:
    await world.say("placeParticipants", rows("a"), idempotencyKey="k")
    _, errors = await world.try_mutation("placeParticipants", rows("b"), idempotencyKey="k")
    assert errors[0]["extensions"] == CONFLICT


@pytest.mark.parametrize("mutation", ["placeParticipants", "releaseParticipants", "withdrawParticipants"])
async def test_places_count_only_on_the_version_that_was_seen(world: World, mutation: str) -> None:
    if mutation != "placeParticipants":
        await world.place(["a", "b"])
        await world.settled()
    seen = await version(world)
    data = {
        "placeParticipants": rows("a", "b"),
        "releaseParticipants": {**RELEASE, "studentIds": ["a", "b"]},
        "withdrawParticipants": {"district": D1, "studentIds": ["a", "b"], "reason": "Others."},
    }[mutation]
    await world.say("recordNeed", {"side": "DISTRICT", "text": "A bus."})
    _, errors = await world.try_mutation(mutation, data, expectedVersion=seen, idempotencyKey="k")
    assert errors[0]["extensions"] == MOVED
    assert await version(world) == seen + 1
    done = await world.say(mutation, data, expectedVersion=seen + 1, idempotencyKey="k")
    assert (done["changed"], await version(world)) == (2, seen + 3)
    assert (await world.say(mutation, data, expectedVersion=seen + 1, idempotencyKey="k"))["changed"] == 2


async def test_with_a_key_no_student_id_is_kept(world: World) -> None:
    await world.say("placeParticipants", rows("S-7734-raw"), idempotencyKey="k")
    raw = b"".join(record.value or b"" for record in await world.records())
    assert b"requestkey" in raw
    assert b"7734" not in raw
    assert learner_key(SECRETS.of(D1), "S-7734-raw").encode() in raw
