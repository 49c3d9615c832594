"""Students get places or wait, release them, and take part; whatever was cut off is finished by sending it again."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.core.identity import learner_key
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS
from tests.partnerships.support import D1, D2, DAY, SECRETS, World, propose, schooling, students

PLACES = "places { capacity taken { value } waiting { value } }"
RAW = "S-7734-raw-student-id"


async def places(world: World) -> tuple[int | None, float, float]:
    shown = (await world.partnership(PLACES))["places"]
    return shown["capacity"], shown["taken"]["value"], shown["waiting"]["value"]


async def release(world: World, *students_: str, day: str = "2026-02-01") -> Any:
    return await world.say("releaseParticipants", {"district": D1, "studentIds": list(students_), "date": day})


async def participations(world: World) -> list[tuple[str, str, str | None]]:
    """Type, start and end of what was said of those who take part."""
    events = await world.events(LEARNER_EVENTS)
    return [(event["type"].split(".")[2], event["data"]["startDate"], event["data"].get("endDate")) for event in events]


async def test_the_first_get_places_and_the_others_wait(world: World) -> None:
    await world.say("setCapacity", {"places": 2, "date": "2025-09-01"})
    done = await world.place(["a", "b", "c"])
    assert (done["changed"], done["waitlisted"], done["problems"]) == (2, 1, [])
    assert await places(world) == (2, 2.0, 1.0)
    assert await world.types(LEARNER_EVENTS) == ["participation.recorded"] * 2


async def test_sending_it_again_says_nothing_new_of_the_places(world: World) -> None:
    await world.say("setCapacity", {"places": 1, "date": "2025-09-01"})
    first = await world.place(["a", "b"])
    assert await world.place(["a", "b"]) == first
    assert await world.types() == [
        "partnership.proposed", "capacity.set", "participant.placed", "participant.waitlisted",
    ]  # fmt: skip
    first, again = await world.events(LEARNER_EVENTS)
    assert (first["id"], first["data"]) == (again["id"], again["data"])


async def test_who_waits_gets_a_place_that_is_given_back(world: World) -> None:
    await world.say("setCapacity", {"places": 1, "date": "2025-09-01"})
    await world.place(["a", "b"])
    await world.settled()
    done = await release(world, "a")
    assert (done["changed"], done["problems"]) == (1, [])
    rows = {"district": D1, "students": [{"studentId": "b", "start": "2026-02-01"}]}
    again = await world.say("placeParticipants", rows)
    assert (again["changed"], again["waitlisted"]) == (1, 0)
    assert await places(world) == (1, 1.0, 0.0)
    assert await participations(world) == [
        ("recorded", "2025-10-01", None),
        ("recorded", "2025-10-01", "2026-01-31"),
        ("recorded", "2026-02-01", None),
    ]


async def test_who_only_waited_never_took_part(world: World) -> None:
    await world.say("setCapacity", {"places": 0, "date": "2025-09-01"})
    await world.place(["a"])
    done = await release(world, "a")
    assert (done["changed"], done["problems"]) == (1, [])
    assert await world.types(LEARNER_EVENTS) == []


async def test_a_place_given_back_on_its_first_day_was_none(world: World) -> None:
    await world.place(["a"])
    await world.settled()
    await release(world, "a", day="2025-10-01")
    assert await participations(world) == [("recorded", "2025-10-01", None), ("retracted", "2025-10-01", None)]


async def test_what_a_participation_says_beside_its_days_stays_when_it_ends(world: World) -> None:
    rows = [{"studentId": "a", "start": "2025-10-01", "end": "2026-05-01", "program": "Lab", "plannedHours": 12.5}]
    await world.say("placeParticipants", {"district": D1, "students": rows})
    await world.settled()
    await release(world, "a")
    data = (await world.events(LEARNER_EVENTS))[-1]["data"]
    assert (data["program"], data["plannedHours"], data["endDate"]) == ("Lab", 12.5, "2026-01-31")


async def test_release_can_be_sent_again_and_says_who_was_not_there(world: World) -> None:
    await world.place(["a"])
    await world.settled()
    first = await release(world, "a", "nobody", "", "a")
    assert (first["changed"], [(problem["index"], problem["code"]) for problem in first["problems"]]) == (
        1, [(2, "RESERVED_LEARNER_ID"), (3, "DUPLICATE_ITEM"), (1, "INVALID_TRANSITION")],
    )  # fmt: skip
    again = await release(world, "a")
    assert (again["changed"], again["problems"]) == (1, [])
    other = await release(world, "a", day="2026-02-09")
    assert (other["changed"], [problem["code"] for problem in other["problems"]]) == (0, ["INVALID_TRANSITION"])
    assert (await world.types()).count("participant.released") == 1


async def test_a_release_before_the_place_began_leaves_out_that_student_alone(world: World) -> None:
    await world.place(["a"])
    late = {"district": D1, "students": [{"studentId": "b", "start": "2026-02-20"}]}
    await world.say("placeParticipants", late)
    done = await release(world, "b", "a")
    assert (done["changed"], [(problem["index"], problem["code"]) for problem in done["problems"]]) == (
        1,
        [(0, "DATE_ORDER")],
    )


BAD: list[tuple[dict[str, Any], str]] = [
    ({"studentId": ""}, "RESERVED_LEARNER_ID"),
    ({"studentId": "lk_" + "0" * 32}, "RESERVED_LEARNER_ID"),
    ({"studentId": learner_key(SECRETS.of(D1), "good-1")}, "RESERVED_LEARNER_ID"),
    ({"studentId": "a\nb"}, "INVALID_FORMAT"),
    ({"studentId": "s" * 201}, "INVALID_FORMAT"),
    ({"studentId": "good-1"}, "DUPLICATE_ITEM"),
    ({"studentId": "x", "start": "1800-01-01"}, "OUT_OF_RANGE"),
    ({"studentId": "x", "start": "2200-01-01"}, "OUT_OF_RANGE"),
    ({"studentId": "x", "end": "2025-09-30"}, "DATE_ORDER"),
    ({"studentId": "x", "program": ""}, "OUT_OF_RANGE"),
    ({"studentId": "x", "program": "a\x00"}, "INVALID_FORMAT"),
    ({"studentId": "x", "program": "p" * 301}, "OUT_OF_RANGE"),
    ({"studentId": "x", "plannedHours": -1}, "OUT_OF_RANGE"),
    ({"studentId": "x", "plannedHours": 1e300}, "OUT_OF_RANGE"),
]


@pytest.mark.parametrize(("row", "code"), BAD, ids=[str(number) for number in range(len(BAD))])
async def test_one_bad_student_is_named_by_index_and_keeps_nobody_out(
    world: World, row: dict[str, Any], code: str
) -> None:
    good = [{"studentId": f"good-{number}", "start": "2025-10-01"} for number in (1, 2)]
    rows = [good[0], {"start": "2025-10-01", **row}, good[1]]
    done = await world.say("placeParticipants", {"district": D1, "students": rows})
    assert done["changed"] == 2
    assert [(problem["index"], problem["code"]) for problem in done["problems"]] == [(1, code)]
    assert "lk_" not in done["problems"][0]["message"] or code == "RESERVED_LEARNER_ID"
    assert await world.types() == ["partnership.proposed", *["participant.placed"] * 2]
    assert await world.dead_letters() == []
    assert len(await world.types(LEARNER_EVENTS)) == 2


async def test_places_of_a_closed_partnership_are_not_to_be_had(world: World) -> None:
    await world.place(["a"])
    await world.say("closePartnership", {"reason": "Done.", "date": "2026-02-01"})
    rows = [{"studentId": student, "start": str(DAY)} for student in ("", "a", "b")]
    done = await world.say("placeParticipants", {"district": D1, "students": rows})
    values = [(problem["index"], problem["code"]) for problem in done["problems"]]
    assert (done["changed"], values) == (1, [(0, "RESERVED_LEARNER_ID"), (2, "INVALID_TRANSITION")])
    assert (await release(world, "a", day=str(DAY)))["changed"] == 1


async def test_more_students_than_at_once_are_refused(world: World) -> None:
    many = students(1_001)
    rows = [{"studentId": student, "start": "2025-10-01"} for student in many]
    assert await world.refusal("placeParticipants", {"district": D1, "students": rows}) == {
        "code": "TOO_MANY", "at": "input.students",
    }  # fmt: skip
    assert await world.refusal("releaseParticipants", {"district": D1, "studentIds": many}) == {
        "code": "TOO_MANY", "at": "input.studentIds",
    }  # fmt: skip


async def test_students_of_a_district_that_is_not_the_partnerships_are_refused(world: World) -> None:
    expected = {"code": "FORBIDDEN", "at": "input.district"}
    assert await world.refusal("placeParticipants", {"district": D2, "students": []}) == expected
    assert await world.refusal("releaseParticipants", {"district": "", "studentIds": []}) == expected
    assert (await world.say("placeParticipants", {"district": D1, "students": []}))["status"] == "APPLIED"


async def test_a_release_on_a_day_that_cannot_be_is_refused(world: World) -> None:
    await world.place(["a"])
    data = {"district": D1, "studentIds": ["a"], "date": "2500-01-01"}
    assert await world.refusal("releaseParticipants", data) == {"code": "OUT_OF_RANGE", "at": "input.date"}


async def test_two_commands_at_once_never_give_more_places_than_there_are(world: World) -> None:
    await world.say("setCapacity", {"places": 5, "date": "2025-09-01"})
    done = await asyncio.gather(world.place(students(4, "left")), world.place(students(4, "right")))
    assert sum(result["changed"] for result in done) == 5
    assert sum(result["waitlisted"] for result in done) == 3
    assert [result["problems"] for result in done] == [[], []]
    assert await places(world) == (5, 5.0, 3.0)
    assert len(set(map(str, await participations(world)))) == 1
    assert len(await world.types(LEARNER_EVENTS)) == 5


async def test_the_same_students_sent_twice_at_once_have_one_place_each(world: World) -> None:
    done = await asyncio.gather(*(world.place(students(3)) for _ in range(3)))
    assert [(result["changed"], result["problems"]) for result in done] == [(3, [])] * 3
    assert await places(world) == (None, 3.0, 0.0)


async def test_one_student_id_in_two_districts_is_two_learners(world: World) -> None:
    await propose(world, "both", D1, D2)
    await world.place(["a"], D1, "both")
    await world.place(["a"], D2, "both")
    shown = await world.partnership(PLACES, of="both")
    assert shown["places"]["taken"]["value"] == 2
    events = {event["data"]["learner"] for event in await world.events(LEARNER_EVENTS)}
    assert events == {learner_key(SECRETS.of(district), "a") for district in (D1, D2)}


async def test_no_student_id_is_in_the_log_or_the_store(world: World, tmp_path: Path) -> None:
    await world.tell([facts.District(name="One District")])
    await world.place([RAW, "other"])
    await world.settled()
    await release(world, RAW)
    await world.place([RAW])
    _, errors = await world.try_mutation("placeParticipants", {"district": D2, "students": [
        {"studentId": RAW, "start": str(DAY)}]})  # fmt: skip
    await world.settled()
    assert RAW not in str(errors)
    learners = [event["data"]["learner"] for event in await world.events(LEARNER_EVENTS) if "learner" in event["data"]]
    placed = [
        event["data"]["learner"] for event in await world.events(PARTNERSHIP_EVENTS) if "learner" in event["data"]
    ]
    assert {*learners, *placed} == {learner_key(SECRETS.of(D1), student) for student in (RAW, "other")}
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"log.sqlite", "store.sqlite"} <= {path.name for path in written}
    assert [path.name for path in written if RAW.encode() in path.read_bytes()] == []


async def test_learners_with_places_count_as_participants_in_kpis(world: World) -> None:
    pupils = students(3)
    await world.tell(schooling(pupils))
    await world.place(pupils[:2])
    await world.settled()
    question = '{metrics: [{metric: {name: "enrolled_learners"}}], groupBy: ["partnership"], time: {schoolYear: 2026}}'
    got = await world.get(
        f"{{ metricQuery(query: {question}) {{ rows {{ nodes {{ keys {{ value }} values {{ value }} }} }} }} }}"
    )
    assert got["metricQuery"]["rows"]["nodes"] == [{"keys": [{"value": "hospital"}], "values": [{"value": 2.0}]}]
