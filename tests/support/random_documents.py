"""Random GraphQL documents with variables, made from a schema: valid ones, and ones with something wrong in them."""

import json
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

JUNK: list[Any] = [
    None, True, False, 0, -1, 1, 2**31 - 1, 2**31, -(2**63), 2**64, 10**400, 0.1, 1e308, -0.0,
    "", " ", "a", "255901", "attendance_rate", "school", "2011-02-30", "2011-09-01", "9999-12-31T23:59:59Z", "\x00",
    "\u202e", "é" * 300,
    "x" * 25_000, "\ud800", "../../etc/passwd", "' or 1=1 --", '{"$gt": ""}', "${jndi:ldap://x}",
    [], [None], [[]], {}, {"a": {}}, {"__proto__": 1}, [1, "a", None],
]  # fmt: skip
WORDS: dict[str, list[Any]] = {
    "String": ["attendance_rate", "absences", "school", "district", "month", "255901", "x", ""],
    "ID": ["x", "RGlzdHJpY3Q6MjU1OTAx", "p-1", ""],
    "Int": [0, 1, 2, 50, 2011, -1],
    "Float": [0.0, 0.5, -1.5, 100],
    "Boolean": [True, False],
    "Date": ["2011-01-03", "2010-08-23", "0001-01-01"],
    "DateTime": ["2011-01-03T00:00:00Z"],
}


class RandomDocuments:
    """Attributes:
    wrong: how often a value, name or type is not as the schema has it, from 0 to 1.
    """

    def __init__(self, schema: GraphQLSchema, random: Random, wrong: float) -> None:
        self._schema = schema
        self._random = random
        self.wrong = wrong
        self._left = 0
        self._variables: dict[str, tuple[str, Any]] = {}

    def request(self) -> dict[str, Any]:
        """`query` and `variables`."""
        self._left, self._variables = self._random.randint(1, 25), {}
        kind, root = self._random.choice(self._roots())
        selection = self._selection(root, 0)
        declared = ", ".join(f"${name}: {kind}" for name, (kind, _) in self._variables.items())
        text = f"{kind} Q{f'({declared})' if declared else ''} {selection}"
        variables = {name: value for name, (_, value) in self._variables.items()}
        return {"query": self._damaged(text), "variables": variables}

    def _roots(self) -> list[tuple[str, GraphQLObjectType]]:
        roots = {"query": self._schema.query_type, "mutation": self._schema.mutation_type}
        return [(kind, root) for kind, root in roots.items() if root for _ in range(3 if kind == "query" else 1)]

    def _is_wrong(self) -> bool:
        return self._random.random() < self.wrong

    def _damaged(self, text: str) -> str:
        if not self._is_wrong():
            return text
        begin = self._random.randrange(len(text))
        end = min(len(text), begin + self._random.randrange(6))
        other = self._random.choice(["", "}", "{", "(", "$", "@skip", "...F", '"', '"""', "\ufeff", "#", "\x00", "x:"])
        return text[:begin] + other + text[end:]

    def _selection(self, kind: Any, depth: int) -> str:
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
            possible = self._random.choice(self._schema.get_possible_types(kind))
            return f"{{ __typename ... on {possible.name} {self._selection(possible, depth)} }}"
        names = list(kind.fields)
        chosen = self._random.sample(names, min(len(names), self._random.randint(1, 4)))
        fields = [self._field(name, kind.fields[name], depth) for name in chosen]
        return "{ " + " ".join([*filter(None, fields), "__typename"]) + " }"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        if self._left <= 0:
            return ""
        self._left -= 1
        alias = f"a{self._random.randrange(9)}{name}: " if self._random.random() < 0.2 else ""
        shown = name + "x" if self._is_wrong() else name
        arguments = self._arguments(field.args)
        target = get_named_type(field.type)
        leaf = not isinstance(target, GraphQLObjectType | GraphQLUnionType | GraphQLInterfaceType)
        if not leaf and depth > 5:
            return ""
        return f"{alias}{shown}{arguments}{'' if leaf else ' ' + self._selection(target, depth + 1)}"

    def _arguments(self, arguments: dict[str, GraphQLArgument]) -> str:
        given = [self._argument(name, one) for name, one in arguments.items() if self._is_given(one)]
        return f"({', '.join(given)})" if given else ""

    def _is_given(self, one: GraphQLArgument | GraphQLInputField) -> bool:
        required = isinstance(one.type, GraphQLNonNull)
        return self._random.random() < 0.4 or (required and not self._is_wrong())

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        value = self._value(argument.type, 0)
        variable = f"v{len(self._variables)}"
        declared = "Int" if self._is_wrong() else str(argument.type)
        self._variables[variable] = (declared, value)
        return f"{name}: ${variable}"

    def _value(self, kind: Any, depth: int) -> Any:
        if self._is_wrong():
            return self._random.choice(JUNK)
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, depth)
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type, depth + 1) for _ in range(self._random.randint(0, 2))]
        if isinstance(kind, GraphQLEnumType):
            return self._random.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            return self._object(kind, depth)
        return self._random.choice(WORDS.get(kind.name, WORDS["String"]))

    def _object(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        if kind.is_one_of:
            name = self._random.choice(list(kind.fields))
            return {name: self._value(kind.fields[name].type, depth + 1)}
        given = {name: one for name, one in kind.fields.items() if depth < 6 or isinstance(one.type, GraphQLNonNull)}
        return {name: self._value(one.type, depth + 1) for name, one in given.items() if self._is_given(one)}


def encoded(request: dict[str, Any]) -> bytes:
    """As JSON, with what Python's encoder lets through: lone surrogates, and integers of any size."""
    return json.dumps(request).encode()
