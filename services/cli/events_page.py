"""`docs/events.md`: every event type, with what it says, its members and an example."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from services.cli.markdown import GENERATED, table
from services.contracts.catalogue import (
    EVENT_TYPES,
    LEARNER_TYPES,
    PARTNERSHIP_TYPES,
    EventType,
    examples_of,
    schema_of,
)
from services.contracts.rejection import PARTNERSHIP_CODES, Code


def events_page() -> str:
    return "\n".join(
        [
            "# Event catalogue",
            GENERATED,
            _INTRODUCTION,
            "## Learner events",
            _LEARNER_EVENTS,
            *table(
                ("type", "what it says", "natural key (district +)"),
                (
                    (_link(event_type.name), event_type.description, _key(event_type))
                    for event_type in LEARNER_TYPES.values()
                ),
            ),
            "",
            "## Partnership events",
            _PARTNERSHIP_EVENTS,
            *table(
                ("type", "what it says"),
                ((_link(event_type.name), event_type.description) for event_type in PARTNERSHIP_TYPES.values()),
            ),
            "",
            "## The envelope of a learner event",
            "",
            *_envelope(LEARNER_TYPES),
            "## The envelope of a partnership event",
            "",
            *_envelope(PARTNERSHIP_TYPES),
            *(line for event_type in EVENT_TYPES.values() for line in _section(event_type)),
            "## Why an event is refused",
            "",
            "Every refusal has a code that never changes its meaning, a JSON pointer into the event, and a reason.",
            "",
            *(f"- `{code}`" for code in Code if code not in PARTNERSHIP_CODES),
            _CODES_OF_PARTNERSHIPS,
            *(f"- `{code}`: {_MEANINGS[code]}" for code in Code if code in PARTNERSHIP_CODES),
            "",
        ]
    )


_INTRODUCTION = """
What Tandem is told: CloudEvents 1.0 on two topics, `learner-events` and `partnership-events`. Members that a schema
does not name are not read. The JSON Schemas are served at `/schemas/{type}.json` and lie, with the examples, in
`services/contracts`; the topics are in [asyncapi.json](asyncapi.json).

Send events of either kind with `POST /events`, in any of the three modes of the CloudEvents HTTP binding:

| mode | content type | body |
| --- | --- | --- |
| structured | `application/cloudevents+json` | one event |
| batch | `application/cloudevents-batch+json` | an array of up to 10,000 events |
| binary | `application/json`, or none | the event's `data`; its other members are `ce-…` headers |

The type of an event decides its topic, and `partitionkey` is its key there. The learner events of a batch are appended
before its partnership events, each in the order of the batch. `data_base64` may stand in place of `data`; what it holds
is JSON. A leap second (`23:59:60`) counts as the second after it.

The answer says for each event whether it was accepted: 202 if any was, 400 if none. `?dryRun=true` only validates: 200
if any event is valid, 400 if none. A request that cannot be served at all answers 400, 405, 408, 413, 415, 429 or 503
with `code`, `pointer` and `reason`; after 429 and 503 (see `Retry-After`) send all of it again.

A member that is not read may be a misspelt one, so the result of its event has `warnings`: a JSON pointer to it, a
reason, and in `near` the member that was probably meant. The event is accepted all the same, without that member:

```json
{"index": 0, "id": "a-1", "status": "accepted", "warnings": [
  {"pointer": "/data/minutsAbsent", "near": "minutesAbsent",
   "reason": "'minutsAbsent' is not read; did you mean 'minutesAbsent'?"}]}
```

The result of a calendar, a course or a policy has `effect`: whose numbers are counted anew because of it, and where one
sees that this goes on.

Whoever publishes to Kafka directly may use structured mode, or binary mode with `ce_…` headers, `content-type` for
`datacontenttype`, and the record's key for a `partitionkey` that no header holds
([cluster.md](cluster.md#publishing-to-kafka)). There is nobody to answer there: what is refused becomes a dead letter.
"""
_LEARNER_EVENTS = """
Facts about districts, schools and learners. Each is an upsert of a fact with a natural key, so a duplicate is harmless
and a correction replaces; `….retracted.v1` with the same key removes the fact. A learner event is valid by itself,
whatever came before it.

Student ids in `learner`, `learners` and `marks` become learner keys (HMAC-SHA-256 with the district's secret) before
anything is stored. No other member may contain a student's id.

Ids of students and schools are read by one rule, since many of them come out of spreadsheets, wherever they come in: by
`POST /events`, from files, and as participants. (Nobody reads what is published to Kafka directly before it is stored,
so there ids must be right.)

| an id is written | it is |
| --- | --- |
| `604822.0`, `604822,0`, `604822.`, `604,822`, `'604822`, `="604822"`, or with white space around it | `604822` |
| with characters that nobody sees (such as U+200B), or in full-width or other scripts' digits | `604822` |
| `604822.5`, `604822,5`, `604.822` | refused with `INVALID_FORMAT`: a number with a fraction is no id |
| `6.04822E+11`, `#N/A`, `#REF!` and such | refused with `INVALID_FORMAT`: which id was meant is lost |
| `0604822` | itself, and another id than `604822` |
| `092001001`, of a district or school in Ed-Fi, where these ids are numbers | `92001001` |

What is in the log already is never read anew by this rule. The summary of an Ed-Fi import says how many ids it read so,
and how many students' ids differ in leading zeros alone. The name of a grading period is the same whatever its case and
superfluous white space, in the natural key of a grade, too, and so is the name of a session in Ed-Fi. A grade is dated
by the grading period of the calendar whose name is the same in this sense.

A school may have several calendars. `calendar.published` without `calendar` is its main one: its days are the school's
instructional days, its terms and grading periods the school's, and every enrolment follows it that names no other. With
`calendar`, a name such as `KG`, it is one that those learners follow whose enrolments have the same name in `calendar`:
their member days, absences and whether they are chronically absent go by it, at the school and in the district. It has
neither terms nor grading periods. Calendars and enrolments may come in any order; until its calendar is there, an
enrolment that names one has no member day, and `dataQuality` counts its learner and marks with the reason
`UNKNOWN_CALENDAR`.
"""
_PARTNERSHIP_EVENTS = """
What both sides of a partnership put in, agree on, meet about, aim at and change. They are no upserts: the events of a
partnership are read in the order of the log, and what an event means depends on those before it. A correction is an
event of its own, such as `tandem.contribution.corrected.v1`.

- The first one is `tandem.partnership.proposed.v1`; its `partitionkey` is the new partnership's id.
- An event with the `source` and `id` of an earlier one is a duplicate and changes nothing.
- `time` says when something was said, `date` (of an amendment `effective`) from which day on it holds: the past may be
  told late, the future in advance. An event without a date gets one from `POST /events` before it is appended: the day
  of its `time` in the time zone of the district that the partnership names first, if that is known by then. What
  reaches the log without a date, such as what is published to Kafka directly, holds from the day of its `time` in the
  offset that its sender wrote: 2025-07-01T03:00:00Z is July 1, and 2025-06-30T22:00:00-05:00 is June 30.
- Ids of goals, pledges, check-ins and so on are the publisher's own, unique within the partnership. Money is in cents.
- A learner is named by a learner key: whoever publishes here knows no student's id.

Whether an event may follow is decided when it is read from the log, by the event and the events before it alone:
`POST /events` refuses what is no valid event, and accepts (202) what is one. An event that may not follow, such as the
activation of a partnership without leads, is dead-lettered: it goes to `partnership-events-dlq` with the code, pointer
and reason, and changes nothing. A mutation of the GraphQL API asks before it appends, and tells its caller.
`expectedversion` makes an event count only after the events that its sender knew.
"""
_CODES_OF_PARTNERSHIPS = """
These come of partnership events only, and say how an event stands to those before it. `DATE_ORDER`, `DUPLICATE_ITEM`,
`INVALID_VALUE` and `OUT_OF_RANGE` may do so, too.
"""
_MEANINGS = {
    Code.UNKNOWN_REFERENCE: "what it is about was never said: a partnership, a clause, a goal.",
    Code.INVALID_TRANSITION: "it cannot happen as things stand: the partnership is closed, all places are taken.",
    Code.VERSION_CONFLICT: "the partnership has another version than `expectedversion`; read it again, decide anew.",
}


def _envelope(types: Mapping[str, EventType]) -> list[str]:
    return [*_members(schema_of(next(iter(types))), leave_out=("type", "data")), ""]


def _section(event_type: EventType) -> list[str]:
    schema = schema_of(event_type.name)
    definitions = dict(schema["$defs"])
    data = definitions.pop(schema["properties"]["data"]["$ref"].rpartition("/")[2])
    members = _members(data) if data["properties"] else ["No members: `data` is `{}`."]
    key = (
        ["No natural key: it is said after others, and replaces nothing.", ""] if event_type.natural_key is None else []
    )
    parts = (line for name in sorted(definitions) for line in _part(name, definitions[name]))
    example = json.dumps(examples_of(event_type.name)[0], indent=2, ensure_ascii=False)
    heading = [f"## {event_type.name}", "", event_type.description, ""]
    return [*heading, *key, *members, "", *parts, "```json", example, "```", ""]


def _part(name: str, schema: Mapping[str, Any]) -> list[str]:
    """What a member of the data is made of."""
    says = " ".join(schema.get("description", "").split())
    title = f"`{name}`: {says}" if says else f"`{name}`:"
    if "properties" in schema:
        return [title, "", *_members(schema), ""]
    return [f"{title} As {_kind(schema)}.", ""]


def _members(schema: Mapping[str, Any], leave_out: tuple[str, ...] = ()) -> list[str]:
    rows = (
        (f"`{name}`", _kind(member), "yes" if name in schema.get("required", ()) else "", _described(member))
        for name, member in schema["properties"].items()
        if name not in leave_out
    )
    return table(("member", "type", "required", "meaning"), rows)


def _kind(member: Mapping[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "anyOf" in member:
        return " or ".join(map(_kind, member["anyOf"]))
    if "enum" in member:
        return _listed(member["enum"])
    if "$ref" in member:
        return str(member["$ref"].rpartition("/")[2])
    if member["type"] == "array":
        most = f"up to {member['maxItems']:,} " if member.get("maxItems") and "items" in member else ""
        return f"array of {most}{' and '.join(map(_kind, member.get('prefixItems') or [member['items']]))}"
    if "propertyNames" in member:
        return f"object of {_kind(member['additionalProperties'])} by {_listed(member['propertyNames']['enum'])}"
    bounds = [f"{sign} {member[name]}" for name, sign in (("minimum", "≥"), ("maximum", "≤")) if name in member]
    return " ".join([member.get("format", member["type"]), *bounds])


def _listed(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _described(member: Mapping[str, Any]) -> str:
    inner = next((variant["description"] for variant in member.get("anyOf", ()) if "description" in variant), "")
    text = member.get("description", inner)
    default = member.get("default")
    return f"{text} Default: `{json.dumps(default, ensure_ascii=False)}`.".strip() if default else text


def _key(event_type: EventType) -> str:
    return ", ".join(event_type.natural_key or ()) or "–"


def _link(name: str) -> str:
    return f"[{name}](#{name.replace('.', '')})"
