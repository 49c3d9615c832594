"""A GraphQL document that was parsed and validated, or what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from schema.common.errors import ProtocolCode


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document as clients sent it, with its errors. It may be executed if there are none.

    Attributes:
        document: None if the text is no document at all.
        introspecting: the names of its operations that ask about the schema, and about nothing else.
        large: it is to be executed while no other large one is.
    """

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...] = ()
    introspecting: frozenset[str | None] = frozenset()
    large: bool = False

    @property
    def operations(self) -> list[OperationDefinitionNode]:
        definitions = self.document.definitions if self.document else ()
        return [node for node in definitions if isinstance(node, OperationDefinitionNode)]

    @property
    def follows(self) -> bool:
        """Whether there is a subscription in it."""
        return any(node.operation is OperationType.SUBSCRIPTION for node in self.operations)

    def fields_of(self, operation_name: str | None) -> frozenset[tuple[str, str]]:
        """What the chosen operation asks the root for: the kind of operation and the name of each field."""
        chosen = [node for node in self.operations if operation_name in (None, node.name and node.name.value)]
        fragments = {
            node.name.value: node
            for node in (self.document.definitions if self.document else ())
            if isinstance(node, FragmentDefinitionNode)
        }
        return frozenset(
            (node.operation.value, name) for node in chosen for name in _names(node.selection_set, fragments)
        )

    def introspects(self, operation_name: str | None) -> bool:
        """Whether the chosen operation asks about the schema alone; without a name the only one is chosen."""
        if not self.introspecting or operation_name is not None:
            return operation_name in self.introspecting
        return len(self.operations) == 1

    def errors_for(self, operation_name: str | None) -> list[GraphQLError]:
        """The errors, or that of several operations without a name to choose by."""
        if not self.errors and operation_name is None and len(self.operations) > 1:
            message = "The document has several operations. Say with `operationName` which one to run."
            return [GraphQLError(message, extensions={"code": ProtocolCode.OPERATION_RESOLUTION_FAILURE})]
        return list(self.errors)


def _names(selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[str]:
    """Of a valid document, whose fragments lead in no circle."""
    for node in selected.selections:
        if isinstance(node, FieldNode):
            yield node.name.value
        elif isinstance(node, FragmentSpreadNode):
            yield from _names(fragments[node.name.value].selection_set, fragments)
        elif isinstance(node, InlineFragmentNode):
            yield from _names(node.selection_set, fragments)
