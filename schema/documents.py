"""Documents that are parsed and validated once: most clients send the same few again and again."""

from collections import OrderedDict

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType, parse, specified_rules
from strawberry.schema import BaseSchema
from strawberry.schema.schema import validate_document

from schema.build import Schema
from schema.limits import MAX_CHARACTERS, MAX_TOKENS, RULES

KEPT, LONGEST = 256, 20_000
"""How many documents are kept, and how many characters the longest of them may have."""


class InvalidDocument(Exception):
    """The document cannot be executed; the message says why."""


def compiled(schema: Schema, text: str) -> DocumentNode:
    """The document, if clients could send it. Raises InvalidDocument."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidDocument(f"it has {len(text)} characters; at most {MAX_CHARACTERS}")
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        raise InvalidDocument(str(error)) from None
    if errors := validate_document(schema._schema, document, (*specified_rules, *RULES)):
        raise InvalidDocument(str(errors[0]))
    return document


def operations_of(document: DocumentNode) -> list[OperationDefinitionNode]:
    return [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]


class KnownDocuments:
    """The documents that were sent last, each with a schema that executes just it."""

    def __init__(self, schema: BaseSchema, size: int = KEPT) -> None:
        self._schema = schema
        self._size = size
        self._known: OrderedDict[str, BaseSchema] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def schema_for(self, text: str) -> BaseSchema:
        """What executes the document: the whole schema, which says what is wrong, if it is not valid.

        So, too, if it is long, or if there are several operations in it, or one that is followed.
        """
        if len(text) > LONGEST or not isinstance(self._schema, Schema):
            return self._schema
        if text not in self._known:
            found = _alone(self._schema, text)
            if found is None:
                return self._schema
            self._known[text] = found
            if len(self._known) > self._size:
                self._known.popitem(last=False)
        self._known.move_to_end(text)
        return self._known[text]


def _alone(schema: Schema, text: str) -> Schema | None:
    try:
        document = compiled(schema, text)
    except InvalidDocument:
        return None
    kinds = [each.operation for each in operations_of(document)]
    return None if len(kinds) != 1 or kinds == [OperationType.SUBSCRIPTION] else schema.compiled_for({text: document})
