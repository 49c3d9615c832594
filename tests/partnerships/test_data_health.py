"""What operators and districts are told of how data arrive, each of their own."""

from datetime import date
from pathlib import Path
from typing import Any

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, NewRecord
from services.store.port import Position, Source, Writes
from tests.partnerships.support import D1, D2, MAIN, World, opened, propose, schooling, students

HEALTH = """{ dataHealth { freshAt waiting rebuilding refusedComplete
  districts { districtId freshAt waiting recomputing policyPending lastReported district { name } }
  refused { topic code districtId partnershipId count } } }"""
FAR = Principal("far", frozenset({D2}))
PARTNER = Principal("partner", frozenset(), frozenset({MAIN}))


async def health(world: World, principal: Principal = DEVELOPMENT) -> dict[str, Any]:
    return dict((await world.get(HEALTH, principal))["dataHealth"])


async def test_refused_records_are_counted_by_reason_for_whose_they_are(world: World) -> None:
    await propose(world, "second", D2)
    bad = [NewRecord(key.encode(), b"no event") for key in (D1, D1, D2, "")]
    await world.log.append(LEARNER_EVENTS, bad)
    await world.log.append(PARTNERSHIP_EVENTS, [NewRecord(MAIN.encode(), b"{}"), NewRecord(b"ghost", b"no event")])
    await world.settled()

    async def counted(principal: Principal) -> dict[tuple[str | None, str | None], int]:
        shown = await health(world, principal)
        assert shown["refusedComplete"] is True
        return {(refusal["districtId"], refusal["partnershipId"]): refusal["count"] for refusal in shown["refused"]}

    assert await counted(FAR) == {(D2, None): 1}
    assert await counted(PARTNER) == {}, "data health is for districts and operators"
    everything = {(D1, None): 2, (D2, None): 1, (None, None): 1, (None, MAIN): 1, (None, "ghost"): 1}
    assert await counted(DEVELOPMENT) == everything
    codes = {refusal["code"] for refusal in (await health(world))["refused"]}
    assert codes <= {"MALFORMED_JSON", "MISSING_FIELD"}
    await world.log.append(LEARNER_EVENTS, bad[:1])
    await world.settled()
    assert await counted(DEVELOPMENT) == {**everything, (D1, None): 3}


async def test_what_waits_is_told_until_it_is_applied(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        async with world.consumed():
            await world.tell([facts.District(name="One")])
        await world.log.append(LEARNER_EVENTS, [NewRecord(D1.encode(), b"no event")] * 3)
        before = await health(world)
        assert (before["waiting"], before["districts"][0]["waiting"], before["rebuilding"]) == (3, 3, False)
        assert (await health(world, FAR))["waiting"] == 0, "no district of theirs is there yet"
        building = await world.store.begin_generation(keep_ledgers=True)
        assert (await health(world))["rebuilding"] is True
        await building.activate()
        await building.close()
        assert (await health(world))["rebuilding"] is False
        async with world.consumed():
            await world.settled()
            after = await health(world)
        assert (after["waiting"], after["districts"][0]["waiting"]) == (0, 0)
        assert after["freshAt"] >= before["freshAt"]
        assert after["districts"][0]["freshAt"] >= before["districts"][0]["freshAt"]


async def test_a_district_is_told_when_it_reported_last_and_no_other_one(world: World) -> None:
    await world.tell(schooling(students(2)))
    await world.tell([facts.District(name="Two")], D2)
    missed = facts.Attendance(school="S1", learner=students(1)[0], date=date(2026, 2, 20), category="Excused Absence")
    await world.tell([missed])
    one, two = [dict(district) for district in (await health(world))["districts"]]
    moments = one.pop("freshAt"), two.pop("freshAt")
    assert moments[0] == moments[1] is not None, "they share the partition"
    usual = {"waiting": 0, "recomputing": False, "policyPending": False}
    assert one == {"districtId": D1, "lastReported": "2026-02-20", "district": {"name": "One District"}, **usual}
    assert two == {"districtId": D2, "lastReported": None, "district": {"name": "Two"}, **usual}
    far = (await health(world, FAR))["districts"]
    assert [{**district, "freshAt": None} for district in far] == [{**two, "freshAt": None}]
    assert (await health(world, PARTNER))["districts"] == []


POLICY = "policy { version passMark exitDate absentParts { halves minutes } } policyInForceSince recomputing"


async def test_a_district_shows_its_policy_since_when_and_whether_it_is_being_applied(world: World) -> None:
    async def shown() -> dict[str, Any]:
        return dict((await world.partnership(f"districts {{ {POLICY} }}"))["districts"][0])

    await world.tell([facts.District(name="One")])
    default = {"version": "default-1", "passMark": 70, "exitDate": "lastDay", "absentParts": []}
    assert await shown() == {"policy": default, "policyInForceSince": None, "recomputing": False}
    parts = (facts.AbsentPart(halves=1, minutes=120),)
    await world.tell([facts.Policy(version="ours", pass_mark=60, absent_parts=parts)])
    ours = {**default, "version": "ours", "passMark": 60, "absentParts": [{"halves": 1, "minutes": 120}]}
    assert await shown() == {"policy": ours, "policyInForceSince": "2026-03-01T15:00:00+00:00", "recomputing": False}
    topic = await world.log.topic(LEARNER_EVENTS)
    owner = await world.store.recover(Source(topic.id, 0))
    await world.store.commit(owner, Position(owner.position.offset, 500), Writes(), world.now)
    assert (await shown())["recomputing"] is True
