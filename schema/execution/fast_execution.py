"""Execution without a step for every field, where nothing runs for a field.

A table of KPIs has thousands of fields that are plain attributes. graphql-core resolves and completes each by itself,
at some microseconds apiece; here a selection of plain attributes is compiled once a request, and lists of numbers and
texts are handed on as they are. Wherever a field has a resolver, arguments, a permission or an extension, or a value
is not of the type that it should be, the ordinary way is taken: the answers are the same.
"""

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

from schema.common.errors import Excess
from schema.execution.limits import too_complex
from schema.execution.loop_turns import own_turn

Writer = Callable[[Any], Any]
"""A value to what is answered for it."""
AS_THEY_ARE = {"String": str, "ID": str, "Int": int, "Boolean": bool, "Float": float}
"""Scalars whose values are answered unchanged, if they are of just this type."""


MAX_INT = 2**31 - 1
AT_ONCE, MAX_ITEMS = 150, 100_000
"""Items of lists that one answer may complete field by field before it takes turns with others, and at most."""


class CachedList(list[Any]):
    """A list that outlives the request, so that what is answered for it is made once. It may not be changed."""

    __slots__ = ("answered",)
    answered: list[Any]


class NeedsFullExecution(Exception):
    """The value is not what its type says; the ordinary way tells what is wrong."""


class ColumnarExecution(StrawberryGraphQLCoreExecutionContext):
    """Completes lists and objects of plain attributes at once, and the lists of large answers turn by turn.

    Attributes:
        takes_turns: False for executions that are not on an event loop.
    """

    takes_turns = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._items = 0
        self._writers: dict[tuple[int, int], tuple[Writer | None, Any]] = {}

    def complete_list_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        written = self._written(return_type, field_details_list, result)
        if written is not None:
            return written
        arguments = (return_type, field_details_list, info, path, result, position_context)
        self._items += len(result) if isinstance(result, list | tuple) else 1
        if self._items > MAX_ITEMS:
            message = f"The answer has more than {MAX_ITEMS} items in its lists. Ask for less of it at once."
            raise too_complex(message, Excess("items", MAX_ITEMS, self._items))
        if self._items > AT_ONCE and self.takes_turns:
            return self._complete_in_turn(arguments)
        return super().complete_list_value(*arguments)

    async def _complete_in_turn(self, arguments: tuple[Any, ...]) -> Any:
        await own_turn()
        completed = super().complete_list_value(*arguments)
        return await completed if self.is_awaitable(completed) else completed

    def complete_object_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        written = self._written(return_type, field_details_list, result)
        if written is not None:
            return written
        return super().complete_object_value(return_type, field_details_list, info, path, result, position_context)

    def _written(self, return_type: GraphQLOutputType, details: Any, result: Any) -> Any:
        """What is answered; None: by the ordinary way."""
        key = (id(return_type), id(details))
        if key not in self._writers:
            plain = self.middleware_manager is None or not self.middleware_manager.middlewares
            self._writers[key] = (self._writer(return_type, details) if plain else None, details)
        writer, _ = self._writers[key]
        try:
            return None if writer is None else writer(result)
        except NeedsFullExecution:
            return None

    def _writer(self, kind: GraphQLOutputType, details: Any) -> Writer | None:
        match kind:
            case GraphQLNonNull(of_type=inner):
                return _never_null(self._writer(inner, details))
            case GraphQLList(of_type=inner):
                return _list_of(inner, self._writer(inner, details))
            case GraphQLEnumType():
                return _nullable(_name_in(kind))
            case GraphQLScalarType():
                return _nullable(_scalar(kind))
            case GraphQLObjectType():
                return _nullable(self._object(kind, details))
        return None

    def _object(self, kind: GraphQLObjectType, details: Any) -> Writer | None:
        """Of an object all of whose selected fields are plain attributes."""
        groups, new_defer_usages, _ = self.collect_subfields(kind, details)
        origin = kind.extensions.get("strawberry-definition")
        if new_defer_usages or origin is None or (kind.is_type_of is not None and kind.interfaces):
            return None
        members: list[tuple[str, str, Writer]] = []
        for response_name, inner in groups.items():
            name = inner[0].node.name.value
            attribute = _attribute(kind.fields[name]) if name in kind.fields else None
            writer = self._writer(kind.fields[name].type, inner) if attribute else None
            if attribute is None or writer is None:
                return None
            members.append((response_name, attribute, writer))
        return _members(origin.origin, members)


def _attribute(field: GraphQLField) -> str | None:
    """The attribute that a field shows; None if anything runs for it."""
    own = field.extensions.get("strawberry-definition")
    if not isinstance(own, StrawberryField) or not own.is_basic_field:
        return None
    return None if own.permission_classes or own.extensions or field.args else own.python_name


def _members(origin: type, members: Sequence[tuple[str, str, Writer]]) -> Writer:
    def write(value: Any) -> dict[str, Any]:
        if type(value) is not origin:
            raise NeedsFullExecution
        return {name: writer(getattr(value, attribute)) for name, attribute, writer in members}

    return write


def _nullable(writer: Writer | None) -> Writer | None:
    if writer is None:
        return None
    return lambda value: None if value is None else writer(value)


def _never_null(writer: Writer | None) -> Writer | None:
    if writer is None:
        return None

    def write(value: Any) -> Any:
        if value is None:
            raise NeedsFullExecution
        return writer(value)

    return write


def _list_of(inner: GraphQLOutputType, writer: Writer | None) -> Writer | None:
    if writer is None:
        return None
    item = inner.of_type if isinstance(inner, GraphQLNonNull) else inner
    kind = AS_THEY_ARE.get(item.name) if isinstance(item, GraphQLScalarType) else None
    nullable = item is inner

    def write(value: Any) -> list[Any] | None:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise NeedsFullExecution
        if not isinstance(value, CachedList):
            return plain(value)
        if not hasattr(value, "answered"):
            value.answered = plain(value)
        return value.answered

    def plain(value: Sequence[Any]) -> list[Any]:
        if kind is not None and _are_all(value, kind, nullable):
            return value if type(value) is list else list(value)
        return [writer(member) for member in value]

    return write


def _are_all(values: Sequence[Any], kind: type, nullable: bool) -> bool:
    """Whether all are of this very type, or null where that may be, and can be answered unchanged."""
    kinds = set(map(type, values))
    if not kinds <= ({kind, type(None)} if nullable else {kind}):
        return False
    if kind is float:
        return isfinite(sum(filter(None, values)))
    return kind is not int or all(value is None or abs(value) <= MAX_INT for value in values)


def _scalar(kind: GraphQLScalarType) -> Writer:
    expected = AS_THEY_ARE.get(kind.name)

    def write(value: Any) -> Any:
        if expected is not None and _are_all((value,), expected, nullable=False):
            return value
        try:
            return kind.coerce_output_value(value)
        except Exception as error:
            raise NeedsFullExecution from error

    return write


def _name_in(kind: GraphQLEnumType) -> Writer:
    names: dict[Any, Any] = {}

    def write(value: Any) -> Any:
        try:
            if value not in names:
                names[value] = kind.coerce_output_value(value)
        except Exception as error:
            raise NeedsFullExecution from error
        return names[value]

    return write
