"""The event catalogue: what each event type says, what it is one fact of, and an example of it."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, get_args

import msgspec

from services.contracts.events import Event, LearnerEvent
from services.contracts.examples import DATA, DISTRICT, SOURCE, TIME

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ENVELOPE = {
    "id": "Names the event within its source. Stored as it is: it must not contain a student's id.",
    "source": "Who publishes, as a URI reference. Stored as it is: it must not contain a student's id.",
    "time": "When this became true in the source; it decides between two versions of one fact. RFC 3339, with an "
    "offset, at most 24 hours ahead.",
    "partitionkey": "The district's id.",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of the catalogue.

    Attributes:
        name: the CloudEvents `type`.
        description: what the event says, in one sentence.
        natural_key: the members of `data` that name the fact within its district; an event with the same ones
            replaces what was said before, a retraction with the same ones removes it.
    """

    name: str
    struct: type[Event]
    description: str
    natural_key: tuple[str, ...]


# noun: what a recorded event says, what one retraction removes, the natural key
_NOUNS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "district": ("A district and its name.", "the district's description", ()),
    "school": ("A school of the district.", "the school's description", ("school",)),
    "course": ("A course of a school, with its subject.", "the course's description", ("school", "course")),
    "calendar": (
        "The whole calendar of a school and school year.",
        "the calendar of a school and school year",
        ("school", "schoolYear"),
    ),
    "policy": ("The thresholds by which a district's KPIs are computed.", "the policy; the defaults hold again", ()),
    "learner": (
        "A learner's attributes for one school year.",
        "a learner's attributes for one school year",
        ("learner", "schoolYear"),
    ),
    "enrollment": ("A learner's membership of a school.", "an enrolment", ("school", "learner", "entryDate")),
    "attendance": (
        "One mark of one learner on one date.",
        "one mark",
        ("school", "learner", "date", "section", "slot"),
    ),
    "attendance.roll": (
        "The marks of a whole section, homeroom or school on one date: as many marks with an empty slot.",
        "the marks of the learners it names",
        ("school", "date", "section", "the learner of each mark"),
    ),
    "grade": (
        "One grade of one learner in a grading period.",
        "one grade",
        ("school", "section or course", "learner", "schoolYear", "gradingPeriod", "kind"),
    ),
    "engagement": (
        "Something a learner did: a lab visit, an internship, mentoring, a course activity.",
        "one engagement",
        ("learner", "engagement", "the school year of date"),
    ),
    "participation": (
        "A learner's time in a partnership's programme.",
        "one participation",
        ("learner", "partnership", "startDate"),
    ),
}


def _event_type(struct: type[Event]) -> EventType:
    tag = str(struct.__struct_config__.tag)
    noun, verb = tag.removeprefix("tandem.").removesuffix(".v1").rsplit(".", 1)
    says, removes, key = _NOUNS[noun]
    return EventType(tag, struct, f"Takes back {removes}." if verb == "retracted" else says, key)


EVENT_TYPES = {each.name: each for each in map(_event_type, get_args(LearnerEvent))}
"""Every type of the topic `learner-events`, by its CloudEvents `type`."""


def schema_of(event_type: str) -> Json:
    """The JSON Schema (2020-12) of an event of this type, envelope and all. Raises KeyError for an unknown type.

    It says what the struct says. The rules between members (dates in order, marks distinct) are in `validity` alone.
    """
    struct = EVENT_TYPES[event_type].struct
    definitions: Json = msgspec.json.schema(struct)["$defs"]
    envelope = definitions.pop(struct.__name__)
    members = envelope["properties"]
    for name, description in _ENVELOPE.items():
        members[name] = {**members[name], "description": description}
    return {
        "$schema": SCHEMA_DIALECT,
        "$id": f"/schemas/{event_type}.json",
        "title": event_type,
        "description": EVENT_TYPES[event_type].description,
        "type": "object",
        "properties": members,
        "required": envelope["required"],
        "$defs": definitions,
    }


def examples_of(event_type: str) -> list[Json]:
    """At least one valid event of this type, the caller's own to change. Raises KeyError for an unknown type."""
    return [
        {
            "specversion": "1.0",
            "type": event_type,
            "id": f"example-{index}",
            "source": SOURCE,
            "time": TIME,
            "partitionkey": DISTRICT,
            "data": deepcopy(data),
        }
        for index, data in enumerate(DATA[event_type], 1)
    ]
