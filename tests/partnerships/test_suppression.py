"""What few learners are behind is hidden outside their district, and nothing that is shown depends on it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.contracts import facts
from services.core.access import Principal, Scope
from services.core.suppression import NOT_SHARED, WITHHELD
from tests.partnerships.selections import EVERYTHING, ORDERS, STRATEGIES
from tests.partnerships.support import (
    D1,
    D2,
    DAY,
    MAIN,
    World,
    activate,
    goal,
    partnership_id,
    propose,
    question,
    running,
    schooling,
    students,
)

ALONE = Principal("partner", frozenset(), frozenset({MAIN, "plain", "rival"}))
PARTNER = ALONE.with_agreements((Scope(),))
HALF = Principal("half", frozenset({D2})).with_agreements((Scope(),))
INSIDE = Principal("inside", frozenset({D1, D2}))
GOALS = {
    "decided": goal("decided", due="2026-02-27"),
    "open": goal("open", due="2026-06-30"),
    "rate": goal("rate", question=question("attendance_rate"), baseline=90.0, target=98.0, due="2026-02-20"),
    "none": goal("none", question=question("average_score"), baseline=60.0, target=80.0, due="2026-02-20"),
    "early": goal("early", question=question("chronic_absence_rate", phase="AFTER")),
}


async def told(world: World, pupils: Sequence[str], absences: int, district: str = D1) -> None:
    """The same story, whatever the learners do: goals, a check-in, stories, places, and two partnerships beside it."""
    for other in {D1, D2} - {district}:
        await world.tell([facts.District(name=other)], other)
    await world.tell(schooling(pupils, absences), district)
    for own in (MAIN, "plain", "rival"):
        await propose(world, own, D1, D2, name=own)
        await activate(world, own)
    for to in (MAIN, "rival"):
        await world.say("setCapacity", {"places": 40, "date": "2025-09-01"}, to)
        await world.place(pupils, district, to)
        await world.settled()
        for shown_goal in GOALS.values():
            await world.say("setGoal", shown_goal, to)
        await world.say("scheduleCheckIn", {"checkIn": "q1", "due": "2026-03-30"}, to)
        await world.say("holdCheckIn", {"checkIn": "q1", "date": str(DAY)}, to)
        for key in ("decided", "rate"):
            await world.say("decideGoal", {"goal": key}, to)
        story = {"title": "More", "text": "They come.", "question": question(), "consent": True}
        await world.say("publishStory", {**story, "story": "own", "audience": "DISTRICT"}, to)
    await world.settled()


async def all_answers(world: World, principal: Principal) -> dict[str, Any]:
    """Everything that the principal can be told of partnerships: whole, at other times, ordered, filtered and paged."""
    answers: dict[str, Any] = {"whole": await world.partnership(EVERYTHING, principal)}
    for arguments in (', asOf: "2026-02-28"', ', asOf: "2026-08-01"', ', knownAt: "2030-01-01"'):
        answers[arguments] = await world.partnership(EVERYTHING, principal, arguments=arguments)
    page = "totalCount edges { cursor } nodes { partnershipId } pageInfo { hasNextPage endCursor }"
    for field in ORDERS:
        for direction in ("ASC", "DESC"):
            ordered = f"orderBy: {{by: {field}, direction: {direction}}}"
            answers[ordered] = await world.get(f"{{ partnerships(first: 2, {ordered}) {{ {page} }} }}", principal)
    for strategy in ("", *(f"strategy: {strategy}, " for strategy in STRATEGIES)):
        for bound in ("gte: 50", "lt: 50", "gte: 75", "lt: 75"):
            where = f"where: {{scores: {{{strategy}{bound}}}}}"
            answers[where] = await world.get(f"{{ partnerships({where}) {{ {page} }} }}", principal)
    query = '{metrics: [{metric: {name: "absences"}}], groupBy: ["partnership"], time: {schoolYear: 2026}}'
    answers["metrics"] = await world.get(
        f"{{ metricQuery(query: {query}) {{ rows {{ nodes {{ values {{ value n }} }} }} }} }}", principal
    )
    return answers


COUNTS = {"a few more"}
"""Worlds with another number of learners; the partnership's version, which counts its events, still tells that."""
WORLDS = {"few": (students(3), 2), "few who miss more": (students(3), 12), "a few more": (students(7), 5)}


@pytest.mark.parametrize("principal", [PARTNER, HALF], ids=lambda principal: principal.name)
async def test_worlds_that_differ_only_in_what_is_hidden_look_the_same(tmp_path: Path, principal: Principal) -> None:
    seen = {}
    for name, (pupils, absences) in WORLDS.items():
        async with running(tmp_path / name.replace(" ", "-")) as world:
            await told(world, pupils, absences)
            seen[name] = await all_answers(world, principal)
    first = seen.pop("few")
    for name, answers in seen.items():
        for what, answer in answers.items():
            if name in COUNTS and "version" in answer:
                answer["version"] = first[what]["version"]
            assert answer == first[what], f"{name}: {what}"


async def test_inside_the_districts_everything_shows_and_outside_it_does_not(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await told(world, students(3), 2)
        inside, outside = [await world.partnership(EVERYTHING, principal) for principal in (INSIDE, PARTNER)]
    goals = {shown_goal["goalId"]: shown_goal for shown_goal in inside["goals"]}
    assert goals["decided"]["outcome"] == {
        "met": False, "date": "2026-02-28", "value": {"value": 6.0, "n": 3, "status": "OK"},
    }  # fmt: skip
    assert goals["open"]["progress"]["value"] == {"value": 6.0, "n": 3, "status": "OK"}
    assert inside["places"]["taken"] == {"value": 3.0, "n": 3, "status": "OK"}
    assert inside["stories"][0]["evidence"] == {"value": 6.0, "n": 3, "status": "OK"}
    hidden = {"value": None, "n": None, "status": "SUPPRESSED"}
    goals = {shown_goal["goalId"]: shown_goal for shown_goal in outside["goals"]}
    assert {name: (shown_goal["state"], shown_goal["outcome"]) for name, shown_goal in goals.items()} == {
        "decided": ("SUPPRESSED", None), "rate": ("SUPPRESSED", None), "open": ("OPEN", None), "none": ("OPEN", None),
        "early": ("OPEN", None),
    }  # fmt: skip
    assert [goals[goal_id]["progress"] for goal_id in ("decided", "open")] == [{"value": hidden, "percent": None}] * 2
    frozen = {value["goalId"]: value["progress"]["value"] for value in outside["checkIns"]["items"][0]["progress"]}
    assert {frozen[goal_id]["n"] for goal_id in frozen} == {None}
    assert outside["places"]["taken"] == hidden
    assert outside["stories"] == []
    parts = {part["name"]: part for strategy in outside["health"]["strategies"] for part in strategy["parts"]}
    assert (parts["goal_attainment"]["status"], parts["goal_attainment"]["score"]) == ("SUPPRESSED", None)


def none_hidden(shown: Any) -> Any:
    """What is shown, with values of nobody told as hidden: outside nobody learns whether there are none or few."""
    if isinstance(shown, list):
        return [none_hidden(item) for item in shown]
    if not isinstance(shown, dict):
        return shown
    if shown.get("status") == "NO_DATA":
        return {**shown, "status": "SUPPRESSED", "n": None}
    return {name: none_hidden(member) for name, member in shown.items()}


async def test_what_enough_learners_are_behind_shows_outside(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await told(world, students(10), 2)
        story = {"story": "public", "title": "M", "text": "T", "question": question(), "consent": True}
        await world.say("publishStory", {**story, "audience": "PUBLIC"})
        inside, outside = [await world.partnership(EVERYTHING, principal) for principal in (INSIDE, PARTNER)]
    assert outside["goals"] == none_hidden(inside["goals"])
    assert outside["places"]["taken"]["value"] == 10.0
    assert [story["storyId"] for story in outside["stories"]] == ["public"]
    assert outside["stories"][0] == next(story for story in inside["stories"] if story["storyId"] == "public")
    assert outside["health"] == inside["health"]


async def test_without_an_agreement_only_what_everybody_may_read_shows_outside(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await told(world, students(10), 2)
        story = {"title": "M", "text": "T", "question": question(), "consent": True}
        await world.say("publishStory", {**story, "story": "public", "audience": "PUBLIC"})
        outside = await world.partnership(f"{EVERYTHING} hiddenBelow", ALONE)
        refused = await world.refusal("publishStory", {**story, "audience": "PARTNERS"}, principal=ALONE)
    hidden = {"value": None, "n": None, "status": "SUPPRESSED"}
    goals = {goal["goalId"]: goal["progress"]["value"] for goal in outside["goals"]}
    assert [goals[name] for name in ("decided", "open", "rate")] == [hidden] * 3
    assert (outside["places"]["taken"], outside["hiddenBelow"]) == (hidden, NOT_SHARED)
    assert [story["evidence"]["n"] for story in outside["stories"]] == [10], "published for everybody"
    parts = [part for strategy in outside["health"]["strategies"] for part in strategy["parts"]]
    assert {part["reason"] for part in parts if part["status"] == "SUPPRESSED"} == {"hidden: " + WITHHELD}
    assert refused == {"code": "EVIDENCE_SUPPRESSED", "at": "input.question"}


@pytest.mark.parametrize("audience", ["PARTNERS", "PUBLIC"])
async def test_a_story_whose_evidence_its_audience_would_not_see_is_refused(tmp_path: Path, audience: str) -> None:
    async with running(tmp_path) as world:
        await told(world, students(9), 2)
        story = {"title": "More", "text": "They come.", "question": question(), "consent": True, "audience": audience}
        suppressed = {"code": "EVIDENCE_SUPPRESSED", "at": "input.question"}
        forbidden = {"code": "FORBIDDEN", "at": "partnership"}
        assert await world.refusal("publishStory", story, principal=INSIDE) == suppressed
        by_partner = await world.refusal("publishStory", story, principal=PARTNER)
        assert by_partner == (forbidden if audience == "PUBLIC" else suppressed)


async def test_the_largest_minimum_of_the_districts_holds(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await told(world, students(12), 2)
        assert (await world.partnership("places { taken { n } }", PARTNER))["places"]["taken"]["n"] == 12
        await world.tell([facts.Policy(version="strict", minimum_n=13)], D2)
        assert (await world.partnership("places { taken { n } }", PARTNER))["places"]["taken"]["n"] is None
        assert (await world.partnership("places { taken { n } }", INSIDE))["places"]["taken"]["n"] == 12


async def test_a_partner_cannot_find_a_hidden_value_by_setting_goals_around_it(tmp_path: Path) -> None:
    async with running(tmp_path) as world:
        await told(world, students(3), 2)  # 6 absences
        answers = []
        for target in (5.0, 7.0):
            data = goal(f"probe-{target}", due="2026-02-20", baseline=1.0, target=target)
            await world.say("setGoal", data, principal=PARTNER)
            decided = await world.refusal("decideGoal", {"goal": f"probe-{target}"}, principal=PARTNER)
            assert decided["code"] == "EVIDENCE_SUPPRESSED"
            shown = await world.partnership(EVERYTHING, PARTNER)
            found = next(shown_goal for shown_goal in shown["goals"] if shown_goal["goalId"] == f"probe-{target}")
            answers.append(json.dumps([decided, found]).replace(str(target), "T"))
        assert answers[0] == answers[1]


async def test_outside_nobody_looks_like_few(tmp_path: Path) -> None:
    """Or else narrowing a question until it has no data would tell, one by one, what the few are."""
    preview = """query($id: ID!, $of: String!) { partnership(id: $id) { preview(question: {
      metric: "absences", where: [{dimension: "grade_level", values: [$of]}]}) { value { value n status } } } }"""
    async with running(tmp_path) as world:
        await told(world, students(3), 2)
        shown = [
            await world.get(preview, PARTNER, id=partnership_id(MAIN), of=grade)
            for grade in ("Ninth grade", "Tenth grade")
        ]
    assert shown[0] == shown[1]
    assert shown[0]["partnership"]["preview"]["value"]["status"] == "SUPPRESSED"
