"""The schema as a whole: types, limits, names and how errors look."""

from collections.abc import Iterator, Mapping
from copy import copy
from functools import lru_cache
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType
from strawberry.utils.str_converters import to_camel_case

from schema.common.errors import present_all
from schema.common.scalars import SCALARS
from schema.context import Context
from schema.districts.entities import District, School
from schema.execution.fast_execution import ColumnarExecution
from schema.execution.limits import variables_error
from schema.execution.prepared_document import PreparedDocument
from schema.execution.validation import prepare
from schema.metrics.catalogue import Metric
from schema.partnerships.mutations import Mutation
from schema.partnerships.objects.partnership import Partnership
from schema.permissions import sign_in_error
from schema.root import Query
from schema.saved_queries.saved_query import SavedQuery
from schema.subscriptions import Subscription


class Schema(strawberry.Schema):
    """Strawberry's, with errors as clients should see them, and documents that were prepared before."""

    _prepared: Mapping[str, PreparedDocument] | None = None

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Called once with all errors of a result, whatever the transport; changes the list in place."""
        executing = execution_context is not None and execution_context.result is not None
        errors[:] = present_all(errors, executing=executing)

    def prepare(self, text: str) -> PreparedDocument:
        """Parse and validate a document, within the limits."""
        return prepare(self._schema, text)

    def prepared_for(self, documents: Mapping[str, PreparedDocument]) -> "Schema":
        """This schema for these documents alone, by their texts: it parses and validates nothing.

        What is left of a request is less than half of it: extensions, which only look after documents, cost the most.
        """
        other = copy(self)
        followed = any(document.follows for document in documents.values())
        other._prepared, other.extensions = documents, (Begun,) if followed else ()
        return other

    def is_valid(self, text: str) -> bool:
        """Whether a prepared document may be executed."""
        return self._prepared is None or not self._prepared[text].errors

    def is_large(self, text: str) -> bool:
        """Whether a prepared document is a query that is to be executed while no other large one is."""
        return self._prepared is not None and self._prepared[text].large and not self._prepared[text].follows

    def introspects(self, text: str, operation_name: str | None) -> bool:
        """Whether this operation of a prepared document asks about the schema alone."""
        return self._prepared is not None and self._prepared[text].introspects(operation_name)

    def _create_execution_context(self, query: str | None, *args: Any, **kwargs: Any) -> ExecutionContext:
        context = super()._create_execution_context(query, *args, **kwargs)
        if self._prepared is not None:
            _put(context, self._prepared[query or ""])
        return context


def _put(context: ExecutionContext, prepared: PreparedDocument) -> None:
    """Strawberry neither parses nor validates what a context holds already."""
    context.graphql_document = prepared.document
    context.pre_execution_errors = prepared.errors_for(context._provided_operation_name)
    if context.variables and (too_large := variables_error(context.variables)):
        context.pre_execution_errors.append(too_large)
    if isinstance(context.context, Context) and context.context.principal.kind == "anonymous" and prepared.document:
        selected = prepared.fields_of(context._provided_operation_name)
        if not context.pre_execution_errors and (stranger := sign_in_error(context.context.principal, selected)):
            context.pre_execution_errors.append(stranger)


class Names(NameConverter):
    """Strawberry's names, each made once and not for every member of every input."""

    def apply_naming_config(self, name: str) -> str:
        return _camel_case(name)


_camel_case = lru_cache(maxsize=4096)(to_camel_case)


class Preparation(SchemaExtension):
    """Prepares documents that were not prepared before, with all limits, instead of Strawberry's own steps."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        prepared = prepare(context.schema._schema, context.query or "")
        if prepared.document is None:
            raise prepared.errors[0]
        _put(context, prepared)
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
        Preparation,
        Begun,
    ],
)
