"""The event catalogue: what each event type says, what it is one fact of, and an example of it."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

import msgspec

from services.contracts.events import Event, LearnerEvent
from services.contracts.examples import DATA, DISTRICT, SOURCE, TIME
from services.contracts.examples_partnerships import STORY, WITHDRAWN_PROPOSAL
from services.contracts.partnership_events import PartnershipEvent

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ENVELOPE = {
    "id": "Names the event within its source. Stored as it is: it must not contain a student's id.",
    "source": "Who publishes, as a URI reference. Stored as it is: it must not contain a student's id.",
    "time": "When this became true in the source; it decides between two versions of one fact. RFC 3339, with an "
    "offset, at most 24 hours ahead.",
    "partitionkey": "The district's id.",
}
_PARTNERSHIP_ENVELOPE = {
    **_ENVELOPE,
    "id": "Names the event within its source; with the source of an earlier event it is a duplicate, and changes "
    "nothing. Stored as it is.",
    "time": "When this was said; from which day on it holds is the data's to say, and without a date of its own it is "
    "the day of this time in the offset written here. RFC 3339, with an offset, at most 24 hours ahead.",
    "partitionkey": "The partnership's id.",
    "expectedversion": "The event counts only if the partnership has just this version, the number of events in it, "
    "when the event is read; 0: it must be the first one.",
    "rulesversion": "The version of the rules by which the event is judged; the API, HTTP and files fill in the "
    "current one. Absent: 1, so that older events mean what they meant.",
    "requestdigest": "SHA-256 (hex) of the request behind the event, so that a request that is sent again is told from "
    "another one with the same id.",
    "requestkey": "SHA-256 (hex) of the sender and the idempotency key of a request that says several events, such as "
    "the places of several learners: sent again with the same key, each of them counts once.",
    "recordedat": "When another system recorded this, for a history that is imported: `knownAt` goes by it, or else by "
    "when Tandem took the event. RFC 3339, with an offset.",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of the catalogue.

    Attributes:
        name: the CloudEvents `type`.
        description: what the event says, in one sentence.
        natural_key: of a learner event, the members of `data` that name the fact within its district; an event with
            the same ones replaces what was said before, a retraction with the same ones removes it. None: the event is
            a partnership's, which is said after others and replaces nothing.
    """

    name: str
    struct: type[Event]
    description: str
    natural_key: tuple[str, ...] | None


# noun: what a recorded event says, what one retraction removes, the natural key
_NOUNS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "district": ("A district and its name.", "the district's description", ()),
    "school": ("A school of the district.", "the school's description", ("school",)),
    "course": ("A course of a school, with its subject.", "the course's description", ("school", "course")),
    "calendar": (
        "The whole calendar of a school and school year; with a name (`calendar`) one that only the learners follow "
        "whose enrolments name it.",
        "the calendar of a school and school year",
        ("school", "schoolYear", "calendar"),
    ),
    "policy": (
        "The thresholds by which a district's KPIs are computed. It takes effect by itself: every learner of the "
        "district is counted anew, some at a time, and answers show the policy before until all are.",
        "the policy; the defaults hold again as soon as every learner is counted anew",
        (),
    ),
    "sharing.agreement": (
        "The terms of a data-sharing agreement of the district. Nothing is shared until both sides have signed them.",
        "the terms of a data-sharing agreement, so that it is not in force; its signatures stay on record",
        ("agreement",),
    ),
    "sharing.signature": (
        "One side's signature under the terms of a data-sharing agreement.",
        "one side's signature, so that the agreement is not in force",
        ("agreement", "side"),
    ),
    "sharing.end": (
        "One side has ended a data-sharing agreement, for good.",
        "nothing: an end is for good",
        ("agreement", "side"),
    ),
    "learner": (
        "A learner's attributes for one school year.",
        "a learner's attributes for one school year",
        ("learner", "schoolYear"),
    ),
    "enrollment": (
        "A learner's membership of a school.",
        "an enrolment",
        ("school", "learner", "entryDate", "schoolYear"),
    ),
    "attendance": (
        "One mark of one learner on one date.",
        "one mark",
        ("school", "learner", "date", "section", "slot"),
    ),
    "attendance.roll": (
        "The marks of a whole section, homeroom or school on one date: as many marks with an empty slot. With "
        "`daily: true` those of a section are the daily attendance. A roll is a report of its school for that day, "
        "even with `marks: []`, which says that nobody was absent where absences alone are sent: a learner of several "
        "schools without a primary one is then there, unless this school marks the learner absent.",
        "the roll, as a report of its school for that day, and the marks of the learners it names. The marks of "
        "learners whom it does not name stay, and are reports themselves",
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


def _learner_type(struct: type[Event]) -> EventType:
    tag = str(struct.__struct_config__.tag)
    noun, verb = tag.removeprefix("tandem.").removesuffix(".v1").rsplit(".", 1)
    says, removes, key = _NOUNS[noun]
    return EventType(tag, struct, f"Takes back {removes}." if verb == "retracted" else says, key)


def _partnership_type(struct: type[Event]) -> EventType:
    says = get_type_hints(struct)["data"].__doc__
    return EventType(str(struct.__struct_config__.tag), struct, " ".join(says.split()), None)


LEARNER_TYPES = {event_type.name: event_type for event_type in map(_learner_type, get_args(LearnerEvent))}
"""Every type of the topic `learner-events`, by its CloudEvents `type`."""
PARTNERSHIP_TYPES = {event_type.name: event_type for event_type in map(_partnership_type, get_args(PartnershipEvent))}
"""Every type of the topic `partnership-events`, likewise."""
EVENT_TYPES = LEARNER_TYPES | PARTNERSHIP_TYPES


def schema_of(event_type: str) -> Json:
    """The JSON Schema (2020-12) of an event of this type, envelope and all. Raises KeyError for an unknown type.

    It says what the struct says. The rules between members (dates in order, marks distinct) are in `validity` alone,
    those between the events of a partnership in `services.core.partnerships.validation`.
    """
    struct = EVENT_TYPES[event_type].struct
    envelope, definitions = _parts(struct)
    members = envelope["properties"]
    for name, description in (_ENVELOPE if event_type in LEARNER_TYPES else _PARTNERSHIP_ENVELOPE).items():
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


def _parts(struct: type[Event]) -> tuple[Json, Json]:
    """The schema of the envelope, and those of everything in it by name."""
    whole = msgspec.json.schema(struct)
    envelope = whole["$defs"].pop(whole["$ref"].rpartition("/")[2])
    # Where payload and envelope have one name in Python, both are called by their modules: no name for the world.
    module = get_type_hints(struct)["data"].__module__
    short = msgspec.json.encode((envelope, whole["$defs"])).replace(f"{module}.".encode(), b"")
    return msgspec.json.decode(short, type=tuple[Json, Json])


def examples_of(event_type: str) -> list[Json]:
    """At least one valid event of this type, the caller's own to change. Raises KeyError for an unknown type."""
    if event_type in PARTNERSHIP_TYPES:
        return [deepcopy(event) for event in (*STORY, WITHDRAWN_PROPOSAL) if event["type"] == event_type]
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
