"""The limits of shape: how large a document may be, in whatever way it is large.

They are checked first and alone, in one walk over the document, because the rules of GraphQL take more than linear
time on documents that are large in one of these ways.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
)
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from schema.common.errors import Excess, ProtocolCode
from schema.execution.document_shape import Shape, shapes_of

MAX_CHARACTERS = 100_000
"""Of a document; the caches keep hundreds of them."""
MAX_TOKENS = 4_000
MAX_DEPTH = 12
"""Fields with a selection within each other. Those of introspection are limited by a rule of GraphQL instead."""
MAX_ALIASES = 60
"""Each can repeat a costly field."""
MAX_FIELDS = 1_000
"""Of one operation, with those of a fragment counted wherever it is spread."""
MAX_REPEATS = 50
"""Of one response name in one selection; repeats are compared with each other, and add nothing to the answer."""
MAX_LITERAL_DEPTH = 60
"""Lists and objects within each other."""
MAX_TEXT = 20_000
"""Characters of one literal."""
MAX_NAME = 200
MAX_NUMBER = 400
"""Characters of a number: Python refuses to convert thousands of digits."""
MAX_NODES: Mapping[type[Node], tuple[int, str]] = {
    OperationDefinitionNode: (50, "operations"),
    FragmentDefinitionNode: (100, "fragments"),
    FragmentSpreadNode: (500, "spreads of fragments"),
    InlineFragmentNode: (200, "inline fragments"),
    DirectiveNode: (100, "directives"),
    VariableDefinitionNode: (200, "variables"),
    ObjectFieldNode: (600, "members of input objects"),
}
"""How many of a kind the whole document may have."""
MAX_VALUES = 10_000
"""In the variables of one request."""


class TooComplex(Exception):
    """The document is larger than a limit allows; the message says which.

    Attributes:
        excess: what is limited, the limit, and what the document has; of what was not counted to its end, just more
            than the limit.
    """

    def __init__(self, message: str, excess: Excess) -> None:
        super().__init__(message)
        self.excess = excess


LARGE_FIELDS, LARGE_ALIASES = 60, 10
"""Documents with more are executed one after the other: each field may become a task of its own, and whatever else the
server does waits until all tasks that are ready have had their turn."""


def is_large(document: DocumentNode) -> bool:
    """Whether some operation of a document may keep the server busy for long."""
    return any(shape.fields > LARGE_FIELDS or shape.aliases > LARGE_ALIASES for shape in shapes_of(document))


def shape_error(document: DocumentNode) -> GraphQLError | None:
    """The first limit that the document exceeds; None: it is within all of them."""
    try:
        _check_nodes(document)
        _check_operations(document)
    except TooComplex as error:
        return too_complex(str(error), error.excess)
    except RecursionError:
        return too_complex("The document nests too deeply through its fragments.", Excess("depth", MAX_DEPTH))
    return None


def too_complex(message: str, excess: Excess | None = None) -> GraphQLError:
    shown = {} if excess is None else excess.shown
    return GraphQLError(message, extensions={"code": ProtocolCode.QUERY_TOO_COMPLEX, **shown})


def values_in(variables: Mapping[str, Any] | None) -> int:
    """How many values the variables of a request hold, or just more than there may be."""
    pending: list[Any] = [variables]
    count = 0
    while pending and count <= MAX_VALUES:
        value = pending.pop()
        if isinstance(value, Mapping | list):
            pending += value.values() if isinstance(value, Mapping) else value
            count += len(value)
    return count


def variables_error(variables: Mapping[str, Any]) -> GraphQLError | None:
    """That the variables of a request are too large; None: they are not."""
    count = values_in(variables)
    if count <= MAX_VALUES:
        return None
    message = f"The variables hold more than {MAX_VALUES} values. Send fewer at once."
    return too_complex(message, Excess("values of variables", MAX_VALUES, count))


def root_fields(document: DocumentNode, operation: OperationDefinitionNode) -> set[str]:
    """The names of the fields that an operation of a valid document selects first."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    names, spread = set[str](), set[str]()
    pending = list(operation.selection_set.selections)
    while pending:
        match pending.pop():
            case FieldNode(name=name):
                names.add(name.value)
            case InlineFragmentNode(selection_set=inner):
                pending += inner.selections
            case FragmentSpreadNode(name=name) if name.value not in spread:
                spread.add(name.value)
                pending += fragments[name.value].selection_set.selections
    return names


def _check_nodes(document: DocumentNode) -> None:
    counts = Counter[type[Node]]()
    pending: list[tuple[Node, int]] = [(document, 0)]
    while pending:
        node, depth = pending.pop()
        counts[type(node)] += 1
        depth += isinstance(node, ListValueNode | ObjectValueNode)
        if depth > MAX_LITERAL_DEPTH:
            message = f"A literal nests more than {MAX_LITERAL_DEPTH} lists and objects."
            raise TooComplex(message, Excess("depth of a literal", MAX_LITERAL_DEPTH, depth))
        _check_text(node)
        if isinstance(node, SelectionSetNode):
            _check_repeats(node)
        pending += ((child, depth) for child in _children(node))
    for kind, (maximum, plural) in MAX_NODES.items():
        if counts[kind] > maximum:
            message = f"The document has {counts[kind]} {plural}. At most {maximum} are allowed."
            raise TooComplex(message, Excess(plural, maximum, counts[kind]))


def _check_repeats(selections: SelectionSetNode) -> None:
    if len(selections.selections) <= MAX_REPEATS:
        return
    fields = [node for node in selections.selections if isinstance(node, FieldNode)]
    names = Counter((node.alias or node.name).value for node in fields)
    (name, count), *_ = names.most_common(1) or [("", 0)]
    if count > MAX_REPEATS:
        message = (
            f"The field {name[:60]!r} is selected {count} times. At most {MAX_REPEATS} are allowed; once is enough."
        )
        raise TooComplex(message, Excess("repeats of a field", MAX_REPEATS, count))


def _check_text(node: Node) -> None:
    text = getattr(node, "value", None)
    if not isinstance(text, str):
        return
    if node.kind == "name":
        if len(text) > MAX_NAME:
            message = f"A name has {len(text)} characters. At most {MAX_NAME} are allowed."
            raise TooComplex(message, Excess("characters of a name", MAX_NAME, len(text)))
    elif isinstance(node, IntValueNode | FloatValueNode):
        if len(text) > MAX_NUMBER:
            message = f"A number has {len(text)} characters. At most {MAX_NUMBER} are allowed."
            raise TooComplex(message, Excess("characters of a number", MAX_NUMBER, len(text)))
    elif len(text) > MAX_TEXT:
        message = f"A literal has {len(text)} characters. At most {MAX_TEXT} are allowed; send it in a variable."
        raise TooComplex(message, Excess("characters of a literal", MAX_TEXT, len(text)))


def _children(node: Node) -> Iterator[Node]:
    for key in QUERY_DOCUMENT_KEYS.get(node.kind, ()):
        child = getattr(node, key, None)
        if isinstance(child, Node):
            yield child
        elif child:
            yield from child


def _check_operations(document: DocumentNode) -> None:
    for shape in shapes_of(document):
        _check_shape(shape)


def _check_shape(shape: Shape) -> None:
    if shape.depth > MAX_DEPTH:
        message = f"Fields nest {shape.depth} deep. At most {MAX_DEPTH} levels are allowed."
        raise TooComplex(message, Excess("depth", MAX_DEPTH, shape.depth))
    if shape.aliases > MAX_ALIASES:
        message = f"The operation has {shape.aliases} aliases. At most {MAX_ALIASES} are allowed."
        raise TooComplex(message, Excess("aliases", MAX_ALIASES, shape.aliases))
    if shape.fields > MAX_FIELDS:
        message = f"The operation selects {shape.fields} fields, counting those of fragments wherever they are spread."
        raise TooComplex(f"{message} At most {MAX_FIELDS} are allowed.", Excess("fields", MAX_FIELDS, shape.fields))
