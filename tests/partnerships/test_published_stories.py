"""What everybody may read of a story, and how anybody can check its evidence."""

import hashlib
import json
from datetime import UTC, datetime

import msgspec
import pytest

from services.contracts import facts
from services.core.access import DEVELOPMENT, Principal
from services.log.port import PARTNERSHIP_EVENTS, NewRecord
from tests.partnerships.support import MAIN, World, activate, question, schooling, students

STORY = {"title": "More days", "text": "They come.", "question": question(), "consent": True}
PUBLIC = """query($id: ID!) { story(id: $id) {
  partnershipName partnershipKind districtNames partners { name } investment { district partner }
  investmentOfSchoolYear { period district partner }
  story { id title audience evidence { value n status } evidenceText digest } } }"""
NOBODY = Principal("nobody")


@pytest.fixture
async def ids(world: World) -> dict[str, str]:
    """The ids of a story for each audience, whose evidence twelve learners are behind."""
    await world.tell(schooling(students(12)))
    await activate(world)
    await world.place(students(12))
    await world.settled()
    for amount, day in ((100.5, "2026-02-01"), (50, "2025-06-30")):
        put = {"side": "PARTNER", "kind": "FUNDING", "amount": amount, "date": day}
        await world.say("recordContribution", put)
    for audience in ("DISTRICT", "PARTNERS", "PUBLIC"):
        await world.say("publishStory", {**STORY, "story": audience.lower(), "audience": audience})
    shown = (await world.partnership("stories { id audience }"))["stories"]
    return {story["audience"]: story["id"] for story in shown}


async def test_a_public_story_is_told_to_anybody_and_its_digest_is_that_of_its_text(
    world: World, ids: dict[str, str]
) -> None:
    shown = (await world.get(PUBLIC, NOBODY, id=ids["PUBLIC"]))["story"]
    story = shown.pop("story")
    assert shown == {
        "partnershipName": "Hospital lab", "partnershipKind": "OTHER", "districtNames": ["One District"],
        "partners": [{"name": "Mercy Hospital"}], "investment": {"district": 0.0, "partner": 150.5},
        "investmentOfSchoolYear": {"period": "2025-07-01", "district": 0.0, "partner": 100.5},
    }  # fmt: skip
    assert story["evidence"] == {"value": 24.0, "n": 12, "status": "OK"}
    assert hashlib.sha256(story["evidenceText"].encode()).hexdigest() == story["digest"]
    evidence = json.loads(story["evidenceText"])
    assert {"value": evidence["value"], "n": evidence["n"]} == {"value": 24.0, "n": 12}


async def test_no_other_story_is_told_to_anybody(world: World, ids: dict[str, str]) -> None:
    for audience in ("DISTRICT", "PARTNERS"):
        for reader in (NOBODY, Principal("partner", frozenset(), frozenset({MAIN}))):
            assert (await world.get(PUBLIC, reader, id=ids[audience]))["story"] is None
    await world.say("withdrawStory", {"story": "public", "reason": "It was about others."})
    assert (await world.get(PUBLIC, NOBODY, id=ids["PUBLIC"]))["story"] is None
    _, errors = await world.ask(PUBLIC, id="nonsense")
    assert errors[0]["extensions"]["code"] == "INVALID_ID"


CONTEXT = """{ minimumN investmentAsOf story { storyId schoolYear } investmentOfEvidence { period district partner }
  contributionsOfEvidence { side kinds } investmentOfSchoolYear { period } partnership { partnershipId } }"""


async def test_what_both_sides_put_in_is_frozen_with_the_story_for_the_school_year_of_the_evidence(
    world: World, ids: dict[str, str]
) -> None:
    world.now = datetime(2026, 9, 1, 12, tzinfo=UTC)  # the school year after
    put = {"side": "DISTRICT", "kind": "FACILITIES", "quantity": 3, "date": "2026-03-01"}
    await world.say("recordContribution", put)
    await world.say(
        "publishStory", {**STORY, "story": "late", "audience": "PUBLIC", "question": question(schoolYear=2026)}
    )
    more = {"side": "PARTNER", "kind": "SOFTWARE", "amount": 70, "date": "2026-03-02"}
    await world.say("recordContribution", more)
    shown = (await world.get("{ stories { totalCount nodes " + CONTEXT + " } }", NOBODY))["stories"]
    assert shown["totalCount"] == 2
    late, early = shown["nodes"]
    partner = {"side": "PARTNER", "kinds": ["FUNDING"]}
    for told, name, day, kinds in ((late, "late", "2026-09-01", ["FACILITIES"]), (early, "public", "2026-03-02", [])):
        assert told["investmentAsOf"] == day, "what came after it was published is not in it"
        assert told["story"] == {"storyId": name, "schoolYear": 2026}
        assert told["investmentOfEvidence"] == {"period": "2025-07-01", "district": 0.0, "partner": 100.5}
        assert told["contributionsOfEvidence"] == [{"side": "DISTRICT", "kinds": kinds}, partner]
        assert told["minimumN"] == 10
        assert told["partnership"] is None, "the public sees the partnership by its story alone"
    assert late["investmentOfSchoolYear"] == {"period": "2026-07-01"}


async def test_a_story_of_before_amounts_were_frozen_shows_those_known_now(world: World, ids: dict[str, str]) -> None:
    event = next(event for event in await world.events() if event["data"].get("story") == "public")
    del event["data"]["investment"]
    old = {**event, "id": "old", "data": {**event["data"], "story": "old"}}
    await world.log.append(PARTNERSHIP_EVENTS, [NewRecord(MAIN.encode(), msgspec.json.encode(old))])
    await world.settled()
    more = {"side": "PARTNER", "kind": "SOFTWARE", "amount": 70, "date": "2026-03-02"}
    await world.say("recordContribution", more)
    shown = (await world.get("{ stories { nodes " + CONTEXT + " } }", NOBODY))["stories"]["nodes"]
    known_now, frozen = (
        (told["investmentAsOf"], told["investmentOfEvidence"]["partner"], told["contributionsOfEvidence"][1]["kinds"])
        for told in shown
    )
    assert (known_now, frozen) == ((None, 170.5, ["FUNDING", "SOFTWARE"]), ("2026-03-02", 100.5, ["FUNDING"]))


async def test_the_stories_of_a_partnership_come_newest_first_and_of_one_day_by_their_ids(
    world: World, ids: dict[str, str]
) -> None:
    world.now = datetime(2026, 3, 5, 12, tzinfo=UTC)
    for name in ("zebra", "new"):
        await world.say("publishStory", {**STORY, "story": name, "audience": "DISTRICT"})
    stories = (await world.partnership("stories { storyId }"))["stories"]
    assert [story["storyId"] for story in stories] == ["new", "zebra", "district", "partners", "public"]


async def test_the_list_for_everybody_has_public_stories_alone_and_is_paged(world: World, ids: dict[str, str]) -> None:
    for name in ("a", "b"):
        await world.say("publishStory", {**STORY, "story": name, "audience": "PUBLIC"})
    page = (
        "{ stories(first: 2%s) { totalCount pageInfo { hasNextPage endCursor } nodes { story { storyId audience } } } }"
    )
    first = (await world.get(page % "", NOBODY))["stories"]
    after = first["pageInfo"]["endCursor"]
    second = (await world.get(page % f', after: "{after}"', NOBODY))["stories"]
    assert [node["story"]["storyId"] for node in first["nodes"] + second["nodes"]] == ["a", "b", "public"]
    assert {node["story"]["audience"] for node in first["nodes"] + second["nodes"]} == {"PUBLIC"}
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (
        3,
        True,
        False,
    )
    await world.say("withdrawStory", {"story": "a", "reason": "It was about others."})
    assert (await world.get(page % "", NOBODY))["stories"]["totalCount"] == 2


async def test_the_list_for_everybody_hides_a_number_as_the_story_does(world: World, ids: dict[str, str]) -> None:
    await world.tell([facts.Policy(version="1", minimum_n=13)])
    number = "story { evidence { value n status } evidenceText digest }"
    [shown] = (await world.get(f"{{ stories {{ nodes {{ {number} }} }} }}", NOBODY))["stories"]["nodes"]
    hidden = {"value": None, "n": None, "status": "SUPPRESSED"}
    assert shown == {"story": {"evidence": hidden, "evidenceText": None, "digest": None}}


async def test_a_member_reads_the_stories_of_a_partnership_that_they_may_see(world: World, ids: dict[str, str]) -> None:
    query = "query($id: ID!) { memberStory(id: $id) { story { audience } partnership { partnershipId } } }"
    partner = Principal("partner", frozenset(), frozenset({MAIN}))
    own = {"partnershipId": MAIN}
    for reader, audience, is_told in (
        (DEVELOPMENT, "DISTRICT", True), (partner, "PARTNERS", True), (partner, "PUBLIC", True),
        (partner, "DISTRICT", False), (NOBODY, "PARTNERS", False), (NOBODY, "PUBLIC", False),
    ):  # fmt: skip
        told = (await world.get(query, reader, id=ids[audience]))["memberStory"]
        expected = {"story": {"audience": audience}, "partnership": own} if is_told else None
        assert told == expected, (reader.name, audience)
