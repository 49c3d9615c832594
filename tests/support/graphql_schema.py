"""The GraphQL schema as clients have it, built from the SDL."""

from graphql import GraphQLField, build_schema

from schema import SCHEMA

GRAPHQL_SCHEMA = build_schema(SCHEMA.as_str())


def mutation_fields() -> dict[str, GraphQLField]:
    """Each mutation by its name."""
    assert GRAPHQL_SCHEMA.mutation_type is not None
    return dict(GRAPHQL_SCHEMA.mutation_type.fields)
