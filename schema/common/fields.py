"""Fields that a method resolves, or follows."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import strawberry

Method = TypeVar("Method", bound=Callable[..., Any])


def resolver(description: str, deprecation_reason: str | None = None) -> Callable[[Method], Method]:
    """`strawberry.field` for methods, which keeps their types."""

    def decorate(method: Method) -> Method:
        return cast(Method, strawberry.field(method, description=description, deprecation_reason=deprecation_reason))

    return decorate


def followed(description: str) -> Callable[[Method], Method]:
    """`strawberry.subscription` for methods, which keeps their types."""

    def decorate(method: Method) -> Method:
        return cast(Method, strawberry.subscription(method, description=description))

    return decorate
