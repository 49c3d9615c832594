"""Documents made ready for execution: parsed, within the limits, and valid; or the errors that say why they are not.

The work is bounded: limits of shape come first, the comparison of overlapping fields has a budget, the whole has a
limit of processor time, and few errors are reported, each of them short.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FloatValueNode,
    GraphQLError,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    OverlappingFieldsCanBeMergedRule,
    ValidationContext,
    ValidationRule,
    VariableNode,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from schema.errors import ProtocolCode
from schema.limits import MAX_CHARACTERS, MAX_TOKENS, is_large, root_fields, shape_error, too_complex

MAX_COMPARISONS = 25_000
"""Units of graphql-core's budget for the comparison of overlapping fields, of some microseconds each."""
MAX_SECONDS = 2.0
"""Of processor time for the validation of one document: far more than any takes that is within the limits."""
MAX_ERRORS = 5
"""Of one document: that of a literal repeats all of it, at some cost, before it is cut."""
INTROSPECTION = {"__schema", "__type"}


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


def prepare(schema: GraphQLSchema, text: str) -> PreparedDocument:
    """Parse and validate a document. It takes a bounded time, whatever the text."""
    if len(text) > MAX_CHARACTERS:
        message = f"The document has {len(text)} characters. At most {MAX_CHARACTERS} are allowed; "
        return PreparedDocument(None, (too_complex(message + "send long values in variables."),))
    try:
        document = parse(text, max_tokens=MAX_TOKENS)
    except GraphQLError as error:
        return PreparedDocument(None, (error,))
    _unlink_tokens(document)
    if too_large := shape_error(document):
        return PreparedDocument(document, (too_large,))
    if errors := _validation_errors(schema, document):
        return PreparedDocument(document, errors)
    return _sorted_out(document)


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
        return (too_complex("The document takes too long to validate. Ask for less in one document."),)
    finally:
        rules.forget()
    if errors and errors[-1].message == "Validation aborted.":
        errors[-1] = too_complex("The document selects the same fields too often. Ask for each field once.")
    return tuple(errors)


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
        OverlappingFieldsCanBeMergedRule: OverlappingFieldsRule
    }
    standard = [replaced.get(rule, rule) for rule in specified_rules]
    return (TimeLimitRule, *standard, FiniteRule, MaybeNullValidationRule, OneOfRule)


RULES = _rules()
"""Those of GraphQL and of Strawberry, and our own."""
