"""Facts about districts, schools, learners and partnerships that nobody described are listed with counts."""

from datetime import date
from typing import Any

from services.contracts import facts
from services.core.access import Principal
from tests.partnerships.support import D1, D2, World, propose, schooling, students

QUALITY = "{ dataQuality { total orphans { district school partnership reason kind count } } }"


def orphan(district: str, reason: str, kind: str, count: int, **of: str) -> dict[str, Any]:
    named = {"school": None, "partnership": None, **of}
    return {"district": district, **named, "reason": f"UNKNOWN_{reason}", "kind": kind, "count": count}


async def quality(world: World, *districts: str) -> list[dict[str, Any]]:
    """What somebody of these districts sees; of none: somebody who sees everything."""
    reader = {"principal": Principal("reader", frozenset(districts), frozenset())} if districts else {}
    shown = (await world.get(QUALITY, **reader))["dataQuality"]
    assert shown["total"] == sum(each["count"] for each in shown["orphans"])
    return list(shown["orphans"])


async def test_what_nobody_described_is_listed_until_it_is_described(world: World) -> None:
    await propose(world, "both", D1, D2)
    await world.place(["nobody"], D1, "both")
    pupils = students(3)
    described = schooling(pupils)
    taking_part = facts.Participation(learner=pupils[0], partnership="ghost", start_date=date(2025, 10, 1))
    await world.tell([*described, taking_part])
    await world.tell(described[2:], D2)
    ghost = orphan(D1, "PARTNERSHIP", "PARTICIPANTS", 1, partnership="ghost")
    nobody = orphan(D1, "LEARNER", "PLACES", 1, partnership="both")
    second = [
        orphan(D2, "DISTRICT", "PARTNERSHIPS", 1), orphan(D2, "DISTRICT", "CALENDARS", 1, school="S1"),
        orphan(D2, "DISTRICT", "ENROLLED_LEARNERS", 3, school="S1"),
    ]  # fmt: skip
    assert await quality(world) == [nobody, ghost, *second]
    assert await quality(world, D2) == second
    assert await quality(world, "elsewhere") == []
    await world.tell([facts.Enrollment(school="S1", learner="nobody", entry_date=date(2025, 9, 1),
                                       grade_level="Ninth grade")])  # fmt: skip
    await world.tell(described[:1], D2)
    assert [each["reason"] for each in await quality(world, D2)] == ["UNKNOWN_SCHOOL"] * 2
    await world.tell(described[1:2], D2)
    assert await quality(world) == [ghost]
    await propose(world, "ghost", D1)
    assert await quality(world) == []
