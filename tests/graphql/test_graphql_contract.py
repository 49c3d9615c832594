"""The schema keeps the contract with the clients that exist already: tests/data/api.graphql."""

from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    build_schema,
)

from schema.sdl import sdl

CONTRACT = build_schema((Path(__file__).parent.parent / "data" / "api.graphql").read_text())
OURS = build_schema(sdl())


def own_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    return [graphql_type for name, graphql_type in schema.type_map.items() if not name.startswith("__")]


def asked_for(member: GraphQLArgument | GraphQLInputField) -> tuple[str, object]:
    """Type and default as the schema states them."""
    node = member.ast_node
    default = node.default_value if node is not None else None
    return str(member.type), default.to_dict(locations=False) if isinstance(default, Node) else None


def shape(named: GraphQLNamedType) -> dict[str, Any]:
    """All of a type that clients depend on."""
    match named:
        case GraphQLEnumType():
            return {"values": sorted(named.values)}
        case GraphQLInputObjectType():
            fields = {name: asked_for(field) for name, field in named.fields.items()}
            return {"oneOf": named.is_one_of, "fields": fields}
        case GraphQLObjectType() | GraphQLInterfaceType():
            fields = {
                name: (str(field.type), {arg: asked_for(argument) for arg, argument in field.args.items()})
                for name, field in named.fields.items()
            }
            return {"interfaces": sorted(interface.name for interface in named.interfaces), "fields": fields}
    return {}


def as_promised(promised: Any, kept: Any) -> Any:
    """A field without the arguments that were added to it and may be left out."""
    (_, wanted), (kind, arguments) = promised, kept
    if not isinstance(arguments, dict) or "kind" in arguments:  # the default of an input's member
        return kept
    added = {name for name, (of, _) in arguments.items() if name not in wanted and not of.endswith("!")}
    return kind, {name: argument for name, argument in arguments.items() if name not in added}


def test_the_contract_is_not_empty() -> None:
    assert len(own_types(CONTRACT)) > 40


@pytest.mark.parametrize("named", own_types(CONTRACT), ids=str)
def test_nothing_of_the_contract_is_missing_renamed_or_changed(named: GraphQLNamedType) -> None:
    ours = OURS.type_map.get(named.name)
    assert type(ours) is type(named)
    promised, kept = shape(named), shape(ours)
    fields = promised.get("fields", {})
    kept["fields"] = {
        name: as_promised(fields[name], field) for name, field in kept.get("fields", {}).items() if name in fields
    }
    assert {"fields": {}, **promised} == kept


def test_the_committed_sdl_is_current() -> None:
    committed = Path(__file__).parent.parent.parent / "schema" / "schema.graphql"
    assert committed.read_text() == sdl(), "write it anew: python -m schema.sdl > schema/schema.graphql"


@pytest.mark.parametrize("named", own_types(OURS), ids=str)
def test_every_type_field_argument_and_value_has_a_description(named: GraphQLNamedType) -> None:
    assert described(named) == []


def described(named: GraphQLNamedType) -> list[str]:
    """What has no description."""
    members = {named.name: named.description}
    for name, member in {**getattr(named, "fields", {}), **getattr(named, "values", {})}.items():
        members[f"{named.name}.{name}"] = member.description
        for arg, argument in getattr(member, "args", {}).items():
            members[f"{named.name}.{name}({arg})"] = argument.description
    return [name for name, description in members.items() if not description]
