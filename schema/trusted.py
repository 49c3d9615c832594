"""Documents that are known when the server starts: parsed and validated once, and asked for by their ids."""

import hashlib
import re
from collections.abc import Mapping

from graphql import DocumentNode

from schema.build import SCHEMA, Schema
from schema.documents import InvalidDocument, compiled, operations_of

_ID = re.compile(r"[A-Za-z0-9._~-]+|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+")
_SHA256 = "sha256:"


class TrustedDocuments:
    """Documents by id, and by `sha256:` and the hash of their text.

    Attributes:
        schema: the given one, for these documents alone: it parses and validates nothing.
    """

    def __init__(self, documents: Mapping[str, str], schema: Schema = SCHEMA) -> None:
        """Raises InvalidDocument, which names it, for an id or a document that clients could not send either."""
        documents_by_text = {text: _compiled(schema, name, text) for name, text in documents.items()}
        self._texts = {_SHA256 + sha256(text): text for text in documents.values()} | {
            _checked(name, text): text for name, text in documents.items()
        }
        self.schema = schema.compiled_for(documents_by_text)

    def text(self, document_id: str) -> str | None:
        return self._texts.get(document_id)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _compiled(schema: Schema, name: str, text: str) -> DocumentNode:
    try:
        document = compiled(schema, text)
    except InvalidDocument as error:
        raise InvalidDocument(f"document {name!r}: {error}") from None
    if len(operations_of(document)) != 1:
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
