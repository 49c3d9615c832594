"""What everybody may read of a story, and how anybody can check its evidence."""

import hashlib
import json

import pytest

from services.core.access import Principal
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
    return {each["audience"]: each["id"] for each in shown}


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
