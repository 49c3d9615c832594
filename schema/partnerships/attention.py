"""The question for everything that needs somebody."""

from typing import Annotated

import strawberry

from schema.common import ids
from schema.common.fields import resolver
from schema.common.paging import After, Before, Connection, First, Last, bounds, connection
from schema.context import Info
from schema.execution.loop_turns import own_turn
from schema.partnerships.enum_values import word
from schema.partnerships.health_enums import AttentionKind
from schema.partnerships.objects.attention import Attention, entry_shown
from services.core.partnerships.attention import AttentionKind as Kind
from services.query.partnerships.attention import AttentionFilter


@strawberry.type
class AttentionQueries:
    """Fields of the root."""

    @resolver(
        "What needs somebody in the partnerships and in the feeds of the districts that you may see, what has waited "
        "longest first."
    )
    async def attention(
        self,
        info: Info,
        districts: Annotated[
            list[str] | None,
            strawberry.argument(
                description="Only partnerships and feeds of one of the districts with these ids in the source system."
            ),
        ] = strawberry.UNSET,
        kinds: Annotated[
            list[AttentionKind] | None, strawberry.argument(description="Only these kinds; absent: all.")
        ] = strawberry.UNSET,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Attention]:
        await own_turn()
        context, part = info.context, bounds(first, after, last, before, default=50)
        where = AttentionFilter(districts_named(districts), _kinds(kinds))
        page = await context.partnerships.attention(context.principal, where, part.size, part.after, part.end)
        return connection(page, entry_shown)


def districts_named(districts: list[str] | None) -> tuple[str, ...] | None:
    """The ids of an argument `districts`; None: it was left out. Raises QueryError for a global id."""
    if not isinstance(districts, list):
        return None
    return tuple(filter(None, (ids.source_id(district, "districts") for district in districts)))


def _kinds(kinds: list[AttentionKind] | None) -> tuple[Kind, ...] | None:
    names: list[Kind] | None = [word(kind) for kind in kinds] if isinstance(kinds, list) else None  # type: ignore[misc]
    return None if names is None else tuple(names)
