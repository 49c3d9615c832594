"""The AsyncAPI 3 document of the learner topics."""

from typing import Any

from services.contracts.catalogue import EVENT_TYPES, EventType, examples_of

Json = dict[str, Any]
_SCHEMAS = "../services/contracts/schemas"  # seen from docs/
_DEAD_LETTER = "deadLetter"


def asyncapi(topic: str, dead_letters: str) -> Json:
    """The document, as JSON; the schemas of the payloads are those of `services/contracts/schemas`."""
    events = {_name(each): _message(each) for each in EVENT_TYPES.values()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tandem learner events",
            "version": "1.0.0",
            "description": "Facts about learners, schools and districts, as CloudEvents 1.0 in structured mode.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {
            "learnerEvents": _channel(
                topic,
                "Every record has the district's id as its key; its partition is murmur2(key) mod partitions, so that "
                "all of a district is in one partition, in order.",
                events,
            ),
            "deadLetters": _channel(
                dead_letters, "Records that could not be applied, with their original key.", [_DEAD_LETTER]
            ),
        },
        "operations": {
            "applyEvents": {
                "action": "receive",
                "channel": {"$ref": "#/channels/learnerEvents"},
                "summary": "Tandem applies each event to its ledgers and cells.",
            },
            "setAside": {
                "action": "send",
                "channel": {"$ref": "#/channels/deadLetters"},
                "summary": "Tandem sets a record aside that the contract refuses, and goes on.",
            },
        },
        "components": {"messages": {**events, _DEAD_LETTER: _dead_letter()}},
    }


def _channel(address: str, description: str, messages: Any) -> Json:
    return {
        "address": address,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def _name(each: EventType) -> str:
    return each.struct.__name__


def _message(each: EventType) -> Json:
    return {
        "name": each.name,
        "title": each.name,
        "summary": each.description,
        "headers": _headers({"traceparent": "W3C Trace Context of the event, if it has one."}),
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"{_SCHEMAS}/{each.name}.json"},
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": "The district's id."}}},
        "examples": [{"payload": example} for example in examples_of(each.name)],
    }


def _dead_letter() -> Json:
    return {
        "name": _DEAD_LETTER,
        "summary": "The original value and headers, and where and why the record was refused.",
        "headers": _headers(
            {
                "dlq.topic": "Where the record stood: its topic,",
                "dlq.partition": "its partition",
                "dlq.offset": "and its offset.",
                "dlq.code": "The stable code of the refusal.",
                "dlq.reason": "JSON pointer and reason.",
                "dlq.at": "When it was set aside, ISO 8601.",
            }
        ),
        "payload": {"description": "The original bytes; possibly no JSON."},
    }


def _headers(described: dict[str, str]) -> Json:
    properties = {name: {"type": "string", "description": text} for name, text in described.items()}
    return {"type": "object", "properties": properties}
