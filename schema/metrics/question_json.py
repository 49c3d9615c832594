"""Questions as JSON: what a client sends as the variable of a `MetricQuery!`, and what a saved query keeps."""

from datetime import date
from enum import Enum
from typing import Any, cast

import strawberry
from graphql import GraphQLError, GraphQLInputObjectType, GraphQLNonNull
from graphql.utilities import coerce_input_value, validate_input_value
from strawberry import UNSET
from strawberry.schema.name_converter import NameConverter
from strawberry.types import get_object_definition
from strawberry.types.arguments import convert_argument

from schema.metrics import inputs
from services.query.model.query_error import ErrorCode, QueryError

NAMES = NameConverter()


def to_json(value: Any) -> Any:
    """An input as JSON, in the names of the API; what was left out is left out."""
    match value:
        case Enum():
            return value.name
        case date():
            return value.isoformat()
        case list():
            return [to_json(item) for item in value]
    definition = get_object_definition(value)
    if definition is None:
        return value
    members = ((field, getattr(value, field.python_name)) for field in definition.fields)
    return {NAMES.from_field(field): to_json(member) for field, member in members if member is not UNSET}


def from_json(schema: strawberry.Schema, value: object) -> inputs.MetricQuery:
    """The input that a client who sends this would give. Raises QueryError INVALID_QUERY."""
    kind = GraphQLNonNull(cast(GraphQLInputObjectType, schema._schema.type_map["MetricQuery"]))
    errors: list[str] = []

    def note(error: GraphQLError, path: list[str | int]) -> None:
        errors.append(f"{'.'.join(map(str, path)) or 'query'}: {error.message}")

    validate_input_value(value, kind, note)
    if errors:
        raise QueryError(ErrorCode.INVALID_QUERY, "query", "; ".join(errors))
    coerced = coerce_input_value(value, kind)
    registry = schema.schema_converter.scalar_registry
    return cast(inputs.MetricQuery, convert_argument(coerced, inputs.MetricQuery, registry, schema.config))
