"""The AsyncAPI 3 document of the topics."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consumers.decoding import dead_letter_topic
from services.contracts.catalogue import LEARNER_TYPES, PARTNERSHIP_TYPES, EventType, examples_of
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS

Json = dict[str, Any]
_SCHEMAS = "../services/contracts/schemas"  # seen from docs/
_DEAD_LETTER = "deadLetter"


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic of events and its dead letters. `noun` is the first part of its names in the document."""

    noun: str
    name: str
    types: Mapping[str, EventType]
    key: str
    together: str
    applied: str
    refused: str


_TOPICS = (
    _Topic(
        "learner",
        LEARNER_EVENTS,
        LEARNER_TYPES,
        key="The district's id.",
        together="all of a district is in one partition, in order.",
        applied="Tandem applies each event to its ledgers and cells.",
        refused="Tandem sets a record aside that the contract refuses, and goes on.",
    ),
    _Topic(
        "partnership",
        PARTNERSHIP_EVENTS,
        PARTNERSHIP_TYPES,
        key="The partnership's id.",
        together="all of a partnership is in one partition; its events are read in that order.",
        applied="Tandem folds each event into its partnership.",
        refused="Tandem sets a record aside that the contract refuses or that may not follow those before it, and goes "
        "on.",
    ),
)


def asyncapi() -> Json:
    """The document, as JSON; the schemas of the payloads are those of `services/contracts/schemas`."""
    messages = {
        _name(event_type): _message(event_type, topic.key) for topic in _TOPICS for event_type in topic.types.values()
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tandem events",
            "version": "1.0.0",
            "description": "Facts about learners, schools and districts, and what happens in partnerships, as "
            "CloudEvents 1.0, in structured or in binary mode (`ce_…` headers).",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/cloudevents+json",
        "channels": {name: channel for topic in _TOPICS for name, channel in _channels(topic).items()},
        "operations": {name: operation for topic in _TOPICS for name, operation in _operations(topic).items()},
        "components": {"messages": {**messages, _DEAD_LETTER: _dead_letter()}},
    }


def _channels(topic: _Topic) -> Json:
    partitions = "its partition is murmur2(key) mod partitions, so that"
    return {
        f"{topic.noun}Events": _channel(
            topic.name,
            f"The key of every record: {topic.key.rstrip('.')}; {partitions} {topic.together}",
            map(_name, topic.types.values()),
        ),
        f"{topic.noun}DeadLetters": _channel(
            dead_letter_topic(topic.name),
            "Records that could not be applied, with their original key.",
            [_DEAD_LETTER],
        ),
    }


def _operations(topic: _Topic) -> Json:
    noun = topic.noun.capitalize()
    return {
        f"apply{noun}Events": {
            "action": "receive",
            "channel": {"$ref": f"#/channels/{topic.noun}Events"},
            "summary": topic.applied,
        },
        f"setAside{noun}Events": {
            "action": "send",
            "channel": {"$ref": f"#/channels/{topic.noun}DeadLetters"},
            "summary": topic.refused,
        },
    }


def _channel(address: str, description: str, messages: Iterable[str]) -> Json:
    return {
        "address": address,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
    }


def _name(event_type: EventType) -> str:
    return event_type.struct.__name__


def _message(event_type: EventType, key: str) -> Json:
    return {
        "name": event_type.name,
        "title": event_type.name,
        "summary": event_type.description,
        "headers": _headers(
            {
                "traceparent": "W3C Trace Context of the event, if it has one.",
                "content-type": "In structured mode application/cloudevents+json, which is also what no content type "
                "means. In binary mode the type of the data, which is JSON.",
            }
        ),
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"{_SCHEMAS}/{event_type.name}.json"},
        },
        "bindings": {"kafka": {"key": {"type": "string", "description": key}}},
        "examples": [{"payload": example} for example in examples_of(event_type.name)],
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
                "dlq.left_out": "What of the original is not in it, since it would be too large.",
            }
        ),
        "payload": {"description": "The original bytes; possibly no JSON."},
    }


def _headers(described: dict[str, str]) -> Json:
    properties = {name: {"type": "string", "description": text} for name, text in described.items()}
    return {"type": "object", "properties": properties}
