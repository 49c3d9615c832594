"""Fields that a method resolves."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

Method = TypeVar("Method", bound=Callable[..., Any])


def resolver(description: str) -> Callable[[Method], Method]:
    """`strawberry.field` for methods, which keeps their types."""

    def decorate(method: Method) -> Method:
        return cast(Method, strawberry.field(method, description=description))

    return decorate
