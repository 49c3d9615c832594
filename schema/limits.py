"""What one document may ask of the server, before anything is resolved.

Strawberry's own limiters are not used: they make new validation rules for every request, which the validation cache
then never finds again; they fail on a fragment that is not defined; and they follow every spread of a fragment, which
takes exponential time on fragments that spread each other twice.
"""

from collections.abc import Iterator
from math import isfinite

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationRule,
)
from strawberry.extensions import AddValidationRules

from schema.errors import ProtocolCode

MAX_CHARACTERS = 100_000
"""Of a document; the caches keep hundreds of them."""
MAX_TOKENS = 4_000
MAX_DEPTH = 12
"""Fields with a selection within each other; graphql-core limits introspection."""
MAX_ALIASES = 60
"""Each can repeat a costly field."""


class ShapeRule(ValidationRule):
    """Refuses operations that nest too deeply or repeat too much. Each fragment is measured once."""

    def enter_document(self, document: DocumentNode, *_: object) -> None:
        self.shapes: dict[str, tuple[int, int]] = {}
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

    def enter_operation_definition(self, operation: OperationDefinitionNode, *_: object) -> None:
        depth, aliases = self._shape(operation.selection_set)
        if depth > MAX_DEPTH:
            self._refuse(operation, f"fields nest {depth} deep; at most {MAX_DEPTH}")
        if aliases > MAX_ALIASES:
            self._refuse(operation, f"the operation has more than {MAX_ALIASES} aliases")

    def _refuse(self, operation: OperationDefinitionNode, message: str) -> None:
        self.report_error(GraphQLError(message, operation, extensions={"code": ProtocolCode.QUERY_TOO_COMPLEX}))

    def _shape(self, selections: SelectionSetNode | None) -> tuple[int, int]:
        """How deep the fields of a selection nest, and how many aliases it has."""
        shapes = [self._shape_of(each) for each in selections.selections] if selections else []
        return max((depth for depth, _ in shapes), default=0), sum(aliases for _, aliases in shapes)

    def _shape_of(self, selection: SelectionNode) -> tuple[int, int]:
        match selection:
            case FieldNode(name=name) if name.value.startswith("__"):
                return 0, 0
            case FieldNode(selection_set=inner, alias=alias):
                depth, aliases = self._shape(inner)
                return depth + (inner is not None), aliases + (alias is not None)
            case InlineFragmentNode(selection_set=inner):
                return self._shape(inner)
            case FragmentSpreadNode(name=name):
                return self._shape_of_fragment(name.value)
        raise AssertionError(f"GraphQL has no selection of kind {selection.kind}")

    def _shape_of_fragment(self, name: str) -> tuple[int, int]:
        if name not in self.shapes:
            self.shapes[name] = 0, 0  # a cycle ends here; another rule refuses it, and unknown fragments too
            if name in self.fragments:
                self.shapes[name] = self._shape(self.fragments[name].selection_set)
        return self.shapes[name]


class FiniteRule(ValidationRule):
    """Refuses numbers that are infinite as a Float: of variables graphql-core does, but not of literals."""

    def enter_float_value(self, node: FloatValueNode, *_: object) -> None:
        self._check(node)

    def enter_int_value(self, node: IntValueNode, *_: object) -> None:
        self._check(node)

    def _check(self, node: FloatValueNode | IntValueNode) -> None:
        if not isfinite(float(node.value)):
            message = f"Float cannot represent {node.value[:20]}: it is too large"
            self.report_error(GraphQLError(message, node, extensions={"code": ProtocolCode.GRAPHQL_VALIDATION_FAILED}))


RULES = (ShapeRule, FiniteRule)
"""Beside those of GraphQL."""


class Limits(AddValidationRules):
    """Puts all limits on a document to work."""

    def __init__(self) -> None:
        super().__init__(list(RULES))

    def on_operation(self) -> Iterator[None]:
        length = len(self.execution_context.query or "")
        if length > MAX_CHARACTERS:
            message = f"the document has {length} characters; at most {MAX_CHARACTERS}. Put long values into variables"
            raise GraphQLError(message, extensions={"code": ProtocolCode.QUERY_TOO_COMPLEX})
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        yield from super().on_operation()
