"""The mutations of the schema."""

from graphql import build_schema

from schema import SCHEMA
from schema.partnerships.mutations import SIMPLE

SPECIAL = {
    "proposePartnership",
    "holdCheckIn",
    "decideGoal",
    "publishStory",
    "placeParticipants",
    "releaseParticipants",
    "saveQuery",
    "deleteSavedQuery",
    "startExport",
}


def test_the_schema_has_every_mutation_of_partnerships() -> None:
    object_type = build_schema(SCHEMA.as_str()).mutation_type
    assert object_type is not None
    assert set(object_type.fields) >= {name for name, *_ in SIMPLE} | SPECIAL
