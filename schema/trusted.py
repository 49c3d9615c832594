"""Documents that are known when the server starts: parsed and validated once, and asked for by their ids."""

import hashlib
import re
from collections.abc import Mapping

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    parse,
    specified_rules,
    validate,
)

from schema.build import SCHEMA, Schema
from schema.limits import MAX_CHARACTERS, MAX_TOKENS, ShapeRule

_ID = re.compile(r"[A-Za-z0-9._~-]+|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+")
_SHA256 = "sha256:"


class InvalidDocument(Exception):
    """A document that cannot be trusted; the message names it and says why."""


class TrustedDocuments:
    """Documents by id, and by `sha256:` and the hash of their text.

    Attributes:
        schema: the given one, for these documents alone: it parses and validates nothing.
    """

    def __init__(self, documents: Mapping[str, str], schema: Schema = SCHEMA) -> None:
        """Raises InvalidDocument for an id or a document that clients could not send by itself either."""
        compiled = {text: _compiled(schema, name, text) for name, text in documents.items()}
        self._texts = {_SHA256 + sha256(text): text for text in documents.values()} | {
            _checked(name, text): text for name, text in documents.items()
        }
        self.schema = schema.compiled_for(compiled)

    def text(self, document_id: str) -> str | None:
        return self._texts.get(document_id)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _compiled(schema: Schema, name: str, text: str) -> DocumentNode:
    if len(text) > MAX_CHARACTERS:
        raise InvalidDocument(f"document {name!r} has {len(text)} characters; at most {MAX_CHARACTERS}")
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        raise InvalidDocument(f"document {name!r}: {error}") from None
    if errors := validate(schema._schema, document, (*specified_rules, ShapeRule)):
        raise InvalidDocument(f"document {name!r}: {errors[0]}")
    if sum(isinstance(each, OperationDefinitionNode) for each in document.definitions) != 1:
        raise InvalidDocument(f"document {name!r} must have one operation, so that its id says what is done")
    return document


def _checked(name: str, text: str) -> str:
    """The id, which has one of the forms of GraphQL over HTTP, appendix A."""
    if name.startswith(_SHA256):
        if name != _SHA256 + sha256(text):
            raise InvalidDocument(f"document {name!r}: the hash of its text is {sha256(text)}")
    elif not _ID.fullmatch(name):
        message = "an id has letters, digits and -._~ only, or a prefix of its own: x-PREFIX:NAME"
        raise InvalidDocument(f"document {name!r}: {message}")
    return name
