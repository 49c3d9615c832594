"""Documents made ready for execution: parsed, within the limits, and valid; or the errors that say why they are not.

The work is bounded: limits of shape come first, the comparison of overlapping fields has a budget, the whole has a
limit of processor time, and few errors are reported, each of them short.
"""

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    parse,
    validate,
)

from schema.common.errors import Excess, ProtocolCode
from schema.execution.limits import MAX_CHARACTERS, MAX_TOKENS, is_large, root_fields, shape_error, too_complex
from schema.execution.prepared_document import PreparedDocument
from schema.execution.validation_rules import MAX_COMPARISONS, MAX_SECONDS, _OutOfTime, _Rules

MAX_ERRORS = 5
"""Of one document: that of a literal repeats all of it, at some cost, before it is cut."""
INTROSPECTION = {"__schema", "__type"}


def prepare(schema: GraphQLSchema, text: str) -> PreparedDocument:
    """Parse and validate a document. It takes a bounded time, whatever the text."""
    if len(text) > MAX_CHARACTERS:
        message = f"The document has {len(text)} characters. At most {MAX_CHARACTERS} are allowed; "
        excess = Excess("characters", MAX_CHARACTERS, len(text))
        return PreparedDocument(None, (too_complex(message + "send long values in variables.", excess),))
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        return PreparedDocument(None, (_of_tokens(error),))
    _unlink_tokens(document)
    if too_large := shape_error(document):
        return PreparedDocument(document, (too_large,))
    if errors := _validation_errors(schema, document):
        return PreparedDocument(document, errors)
    return _sorted_out(document)


def _of_tokens(error: GraphQLError) -> GraphQLError:
    """The error of a document that cannot be read; of one with too many tokens, with the limit."""
    if not error.message.removeprefix("Syntax Error: ").startswith(f"Document contains more than {MAX_TOKENS} "):
        return error
    shown = Excess("tokens", MAX_TOKENS, MAX_TOKENS + 1).shown
    extensions = {"code": ProtocolCode.GRAPHQL_PARSE_FAILED, **shown}
    return GraphQLError(error.message, source=error.source, positions=error.positions, extensions=extensions)


def _unlink_tokens(document: DocumentNode) -> None:
    """Tokens know the next and the one before: without the latter a document has no cycles, so that it leaves memory
    with whoever forgets it last, and not when the collector comes to it. Nothing reads backwards."""
    token = document.loc.start_token if document.loc else None
    while token is not None:
        token.prev, token = None, token.next


def _sorted_out(document: DocumentNode) -> PreparedDocument:
    """A valid document, with the names of the operations that ask about the schema.

    Those may ask for nothing else, since their answers are made apart from others.
    """
    introspecting: set[str | None] = set()
    for node in PreparedDocument(document).operations:
        names = root_fields(document, node)
        if names & INTROSPECTION:
            if names - INTROSPECTION - {"__typename"}:
                message = "Ask for `__schema` and `__type` in an operation of their own, without other fields."
                return PreparedDocument(document, (too_complex(message),))
            introspecting.add(node.name.value if node.name else None)
    return PreparedDocument(document, (), frozenset(introspecting), is_large(document))


def _validation_errors(schema: GraphQLSchema, document: DocumentNode) -> tuple[GraphQLError, ...]:
    rules = _Rules()
    try:
        errors = validate(schema, document, rules.made, max_errors=MAX_ERRORS)
    except _OutOfTime:
        excess = Excess("seconds of validation", MAX_SECONDS)
        return (too_complex("The document takes too long to validate. Ask for less in one document.", excess),)
    finally:
        rules.forget()
    if errors and errors[-1].message == "Validation aborted.":
        message = "The document selects the same fields too often. Ask for each field once."
        errors[-1] = too_complex(message, Excess("comparisons of fields", MAX_COMPARISONS, MAX_COMPARISONS + 1))
    return tuple(errors)
