"""Questions that people keep."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import enum_value
from strawberry.scalars import JSON

from schema.common import ids
from schema.common.node import Node
from services.query.saved_queries import saved_query as stored


@strawberry.enum(description="Who sees a saved query beside its owner.")
class Sharing(Enum):
    PRIVATE = enum_value("PRIVATE", description="Visible to its owner only.")
    TENANT = enum_value("TENANT", description="Whoever may see all districts and partnerships that its owner may see.")


@strawberry.type(description="A question that somebody keeps. Run it with `runSavedQuery`.")
class SavedQuery(Node):
    name: str = strawberry.field(description="The name under which the query was saved.")
    description: str = strawberry.field(description="What it is for.")
    version: int = strawberry.field(description="1 when it is new, and one more with every change.")
    owner: str = strawberry.field(description="Who saved it, and alone may change it.")
    shared: Sharing = strawberry.field(description="Who sees it beside its owner.")
    query: JSON = strawberry.field(description="The question, as a variable of the type `MetricQuery!` takes it.")
    updated_at: datetime = strawberry.field(description="When this version was saved.")


def saved_query(item: stored.SavedQuery) -> SavedQuery:
    return SavedQuery(
        id=strawberry.ID(ids.encode("SavedQuery", item.id)),
        name=item.name,
        description=item.description,
        version=item.version,
        owner=item.owner,
        shared=Sharing[item.sharing.name],
        query=JSON(item.query),
        updated_at=item.updated_at,
    )
