"""The interface of everything with a global id."""

import strawberry


@strawberry.interface(description="An entity that `Query.node` finds again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="The global id: opaque, and the same for ever.")
