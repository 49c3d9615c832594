"""Documents that are known when the server starts: parsed and validated once, and asked for by their ids."""

import hashlib
import re
from collections.abc import Mapping

from schema.build import SCHEMA, Schema
from schema.execution.document_cache import InvalidDocument

_ID = re.compile(r"[A-Za-z0-9._~-]+|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+")
_SHA256 = "sha256:"


class TrustedDocuments:
    """Documents by id, and by `sha256:` and the hash of their text."""

    def __init__(self, documents: Mapping[str, str], schema: Schema = SCHEMA) -> None:
        """Raises InvalidDocument, which names it, for an id or a document that clients could not send either."""
        self._schemas = {text: _prepared(schema, name, text) for name, text in documents.items()}
        self._texts = {_SHA256 + sha256(text): text for text in documents.values()} | {
            _checked(name, text): text for name, text in documents.items()
        }

    def text(self, document_id: str) -> str | None:
        return self._texts.get(document_id)

    def schema_for(self, text: str) -> Schema:
        """The schema for this one of the documents: it parses and validates nothing."""
        return self._schemas[text]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _prepared(schema: Schema, name: str, text: str) -> Schema:
    prepared = schema.prepare(text)
    if prepared.errors:
        raise InvalidDocument(f"document {name!r}: {prepared.errors[0]}")
    if len(prepared.operations) != 1:
        raise InvalidDocument(f"document {name!r} must have one operation, so that its id says what is done")
    return schema.prepared_for({text: prepared})


def _checked(name: str, text: str) -> str:
    """The id, which has one of the forms of GraphQL over HTTP, appendix A."""
    if name.startswith(_SHA256):
        if name != _SHA256 + sha256(text):
            raise InvalidDocument(f"document {name!r}: the hash of its text is {sha256(text)}")
    elif not _ID.fullmatch(name):
        message = "an id has letters, digits and -._~ only, or a prefix of its own: x-PREFIX:NAME"
        raise InvalidDocument(f"document {name!r}: {message}")
    return name
