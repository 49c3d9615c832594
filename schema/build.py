"""The schema as a whole: types, limits, names and how errors look."""

from collections.abc import Iterator, Mapping
from copy import copy
from functools import lru_cache
from typing import Any

import strawberry
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.utils.str_converters import to_camel_case

from schema.columnar import ColumnarExecution
from schema.errors import ProtocolCode, present
from schema.limits import Limits
from schema.partnerships.mutations import Mutation
from schema.root import Query
from schema.scalars import SCALARS
from schema.subscriptions import Subscription
from schema.types.catalogue import Metric
from schema.types.entities import District, School
from schema.types.partnership import Partnership
from schema.types.saved import SavedQuery


class Schema(strawberry.Schema):
    """Strawberry's, with errors as clients should see them, and documents that are compiled before."""

    _compiled: Mapping[str, DocumentNode] | None = None

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Called once with all errors of a result, whatever the transport; changes the list in place."""
        executing = execution_context is not None and execution_context.result is not None
        errors[:] = [present(error, executing=executing) for error in errors]

    def compiled_for(self, documents: Mapping[str, DocumentNode]) -> "Schema":
        """This schema for these documents alone, by their texts, which are parsed and valid already.

        What is left of a request is less than half of it: extensions, which only look after documents, cost the most.
        """
        other = copy(self)
        other._compiled, other.extensions = documents, ()
        return other

    def _create_execution_context(self, query: str | None, *args: Any, **kwargs: Any) -> ExecutionContext:
        context = super()._create_execution_context(query, *args, **kwargs)
        if self._compiled is not None:
            context.graphql_document, context.pre_execution_errors = self._compiled[query or ""], []
        return context


class Names(NameConverter):
    """Strawberry's names, each made once and not for every member of every input."""

    def apply_naming_config(self, name: str) -> str:
        return _camel_case(name)


_camel_case = lru_cache(maxsize=4096)(to_camel_case)


class OneOperation(SchemaExtension):
    """Refuses several operations without a name to choose by; Strawberry would run the first of them."""

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        definitions = context.graphql_document.definitions if context.graphql_document else ()
        operations = sum(isinstance(each, OperationDefinitionNode) for each in definitions)
        if operations > 1 and context._provided_operation_name is None:
            message = "the document has several operations; say with `operationName` which one to run"
            raise GraphQLError(message, extensions={"code": ProtocolCode.OPERATION_RESOLUTION_FAILURE})
        yield


class Begun(SchemaExtension):
    """Marks a subscription as executing once it is, as Strawberry does for queries: `process_errors` looks there."""

    def on_execute(self) -> Iterator[None]:
        if self.execution_context.operation_type is OperationType.SUBSCRIPTION:
            self.execution_context.result = ExecutionResult(data=None, errors=None)
        yield


SCHEMA = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[District, School, Metric, Partnership, SavedQuery],
    config=StrawberryConfig(scalar_map=SCALARS, name_converter=Names()),
    execution_context_class=ColumnarExecution,
    extensions=[
        Limits,
        OneOperation,
        Begun,
    ],
)
