"""The shape of a GraphQL document: what it asks for, counted without executing it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep the fields of a selection nest, and how many fields and aliases it has."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0


NOTHING = Shape()


@dataclass(slots=True)
class _Shapes:
    """The shapes of selections. Each fragment is measured once."""

    fragments: Mapping[str, FragmentDefinitionNode]
    measured: dict[str, Shape] = field(default_factory=dict)

    def of_selections(self, selections: SelectionSetNode | None) -> Shape:
        if selections is None:
            return NOTHING
        spread: set[str] = set()
        depth = fields = aliases = 0
        for selection in selections.selections:
            if isinstance(selection, FragmentSpreadNode):
                if selection.name.value in spread:
                    continue  # execution, too, goes into a fragment once for a selection
                spread.add(selection.name.value)
            shape = self._of_selection(selection)
            depth, fields, aliases = max(depth, shape.depth), fields + shape.fields, aliases + shape.aliases
        return Shape(depth, fields, aliases)

    def _of_selection(self, selection: SelectionNode) -> Shape:
        match selection:
            case FieldNode(name=name, selection_set=inner, alias=alias):
                shape = self.of_selections(inner)
                introspects = name.value.startswith("__")
                depth = 0 if introspects else shape.depth + (inner is not None)
                return Shape(depth, shape.fields + 1, shape.aliases + (alias is not None))
            case InlineFragmentNode(selection_set=inner):
                return self.of_selections(inner)
            case FragmentSpreadNode(name=name):
                return self._of_fragment(name.value)
        raise AssertionError(f"GraphQL has no selection of kind {selection.kind}")

    def _of_fragment(self, name: str) -> Shape:
        if name not in self.measured:
            self.measured[name] = NOTHING  # a cycle ends here; another rule refuses it, and unknown fragments too
            if name in self.fragments:
                self.measured[name] = self.of_selections(self.fragments[name].selection_set)
        return self.measured[name]


def shapes_of(document: DocumentNode) -> Iterator[Shape]:
    """Of each operation."""
    definitions = document.definitions
    shapes = _Shapes({node.name.value: node for node in definitions if isinstance(node, FragmentDefinitionNode)})
    for operation in definitions:
        if isinstance(operation, OperationDefinitionNode):
            yield shapes.of_selections(operation.selection_set)
