"""Rules of validation that cost no more time than a request may take."""

import time
from collections.abc import Sequence
from functools import partial
from math import isfinite
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FloatValueNode,
    GraphQLError,
    GraphQLNamedType,
    IntValueNode,
    MaxIntrospectionDepthRule,
    ObjectValueNode,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValidationRule,
    VariableNode,
    specified_rules,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.common.errors import Excess, ProtocolCode
from schema.execution.prepared_document import PreparedDocument

MAX_COMPARISONS = 25_000
"""Units of graphql-core's budget for the comparison of overlapping fields, of some microseconds each."""
MAX_INTROSPECTION_DEPTH = 2
"""Lists of the schema's parts within each other, as graphql-core has it."""
MAX_SECONDS = 2.0
"""Of processor time for the validation of one document: far more than any takes that is within the limits."""


class _Rules:
    """The rules of one validation, so that what they know of the document can be forgotten when it is over.

    A rule knows its own methods, which know it: without this the collector would have to find all that the comparison
    of a document's fields has made, tens of thousands of objects, and would hold everybody up meanwhile.
    """

    def __init__(self) -> None:
        self._visitors: list[ASTValidationRule] = []

    @property
    def made(self) -> Any:
        """What graphql-core takes for the classes of the rules: it calls them."""
        return [partial(self._make, rule) for rule in RULES]

    def _make(self, rule: type[ASTValidationRule], context: Any) -> ASTValidationRule:
        self._visitors.append(rule(context))
        return self._visitors[-1]

    def forget(self) -> None:
        for visitor in self._visitors:
            vars(visitor).clear()


class _OutOfTime(Exception):
    """Validation has used up its processor time."""


class TimeLimitRule(ValidationRule):
    """Ends a validation that takes too long. It looks at the time of its own thread, whatever else the machine does."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._until = time.thread_time() + MAX_SECONDS

    def enter(self, *_: Any) -> None:
        if time.thread_time() > self._until:
            raise _OutOfTime


class OverlappingFieldsRule(OverlappingFieldsCanBeMergedRule):
    """GraphQL's rule, whose work grows with the square of the fields that share a name, with a smaller budget."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MAX_COMPARISONS


class IntrospectionDepthRule(MaxIntrospectionDepthRule):
    """GraphQL's rule against introspection in circles, with the limit in its error."""

    def report_error(self, error: GraphQLError) -> None:
        shown = Excess(
            "lists within lists of introspection", MAX_INTROSPECTION_DEPTH, MAX_INTROSPECTION_DEPTH + 1
        ).shown
        extensions = {"code": ProtocolCode.GRAPHQL_VALIDATION_FAILED, **shown}
        super().report_error(GraphQLError(error.message, error.nodes, extensions=extensions))


class OneOfRule(OneOfInputValidationRule):
    """Strawberry's, which fails on variables that are not defined, and on those of fragments before the operation."""

    def enter_document(self, node: DocumentNode, *_: object) -> None:
        operations = PreparedDocument(node).operations
        self.variable_definitions = {
            variable.variable.name.value: variable
            for operation in operations
            for variable in operation.variable_definitions or ()
        }

    def enter_operation_definition(self, *_: object) -> None:
        pass

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:  # noqa: A002 - as it is called
        names = {variable.value.name.value for variable in node.fields if isinstance(variable.value, VariableNode)}
        if names <= self.variable_definitions.keys():
            super().validate_one_of(node, type)


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


def _rules() -> Sequence[type[ASTValidationRule]]:
    replaced: dict[type[ASTValidationRule], type[ASTValidationRule]] = {
        OverlappingFieldsCanBeMergedRule: OverlappingFieldsRule,
        MaxIntrospectionDepthRule: IntrospectionDepthRule,
    }
    standard = [replaced.get(rule, rule) for rule in specified_rules]
    return (TimeLimitRule, *standard, FiniteRule, MaybeNullValidationRule, OneOfRule)


RULES = _rules()
"""Those of GraphQL and of Strawberry, and our own."""
