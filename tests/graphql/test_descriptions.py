"""Everything that a client sees in the schema is described in words that say more than its name."""

import re
from collections.abc import Iterator

import graphql

from schema.sdl import sdl

FEWEST_WORDS = 4
GRAPHQLS_OWN = {"String", "Int", "Float", "Boolean", "ID"}


def described(schema: graphql.GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Every type, field, argument, input field and enum value, with its description."""
    for kind in schema.type_map.values():
        if kind.name.startswith("__") or kind.name in GRAPHQLS_OWN:
            continue
        yield kind.name, kind.description
        for name, member in {**getattr(kind, "fields", {}), **getattr(kind, "values", {})}.items():
            yield f"{kind.name}.{name}", member.description
            for argument, of_it in getattr(member, "args", {}).items():
                yield f"{kind.name}.{name}({argument})", of_it.description


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())


def test_no_description_is_shorter_than_four_words_or_repeats_its_name() -> None:
    by_key = dict(described(graphql.build_schema(sdl())))
    assert len(by_key) > 1_000
    bad = {
        where: text
        for where, text in by_key.items()
        if text is None or len(text.split()) < FEWEST_WORDS or words(text) == words(where.rpartition(".")[2])
    }
    assert bad == {}
