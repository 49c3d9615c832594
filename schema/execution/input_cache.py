"""Inputs that come again are converted once: dashboards send the same few questions for hours."""

from collections.abc import Mapping
from dataclasses import MISSING
from typing import Any, TypeVar

from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryObjectDefinition

from services.core.recently_used import RecentlyUsed

T = TypeVar("T")
KEPT, LONGEST = 256, 10_000
"""How many values are kept, and how many characters the longest of them may have."""


def converted_once(kind: type[T]) -> type[T]:
    """Decorates a `strawberry.input` whose values nobody changes: equal inputs give the same value."""
    definition: StrawberryObjectDefinition = vars(kind)["__strawberry_definition__"]
    kept = RecentlyUsed[str, T](KEPT)

    def from_input(_: type, members: Mapping[str, Any], context: InputContext) -> Any:
        key = repr(members)
        value = kept.get(key)
        if value is None:
            value = converted(kind, definition, members, context)
            if len(key) <= LONGEST:
                kept.put(key, value)
        return value

    definition.from_input = from_input
    return kind


def converted(
    kind: type[T], definition: StrawberryObjectDefinition, written: Mapping[str, Any], context: InputContext
) -> T:
    """As Strawberry does it: an absent member without a default is None."""
    members: dict[str, Any] = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
    for field in definition.fields:
        name = context.config.name_converter.from_field(field)
        if name in written:
            kind_of_member = field.resolve_type(type_definition=definition)
            members[field.python_name] = context.convert(written[name], kind_of_member, name)
    return kind(**members)
