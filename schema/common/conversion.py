"""The GraphQL object of a value, for types that contain each other.

A partnership has districts and a district has partnerships: neither module can import the other. Each registers here
how its values become objects.
"""

from functools import singledispatch
from typing import Annotated, Any

import strawberry

LazyPartnership = Annotated["Partnership", strawberry.lazy("schema.partnerships.objects.partnership")]  # type: ignore[name-defined]  # noqa: F821 - its import would be a cycle
"""The type of partnerships, for modules that it imports itself."""


@singledispatch
def object_of(value: object) -> Any:
    """The GraphQL object that shows the value.

    Raises:
        TypeError: no module has registered what shows such a value.
    """
    raise TypeError(f"nothing shows a {type(value).__name__}")
