"""The questions for stories: one or all that everybody may read, and one of a partnership that one may see."""

import strawberry

from schema.common import ids
from schema.common.fields import resolver
from schema.common.paging import After, Before, Connection, First, GlobalId, Last, bounds, connection
from schema.context import Info
from schema.partnerships.enum_values import of
from schema.partnerships.enums import PartnershipKind
from schema.partnerships.objects.partnership import partners_of
from schema.partnerships.objects.stories import PublicStory, story
from services.query.model.query_error import ErrorCode, QueryError
from services.query.partnerships.views import PublishedStory


@strawberry.type
class StoryQueries:
    """Fields of the root."""

    @resolver(
        "A story that was published for everybody, whoever asks; null when there is none, also when it was withdrawn "
        "or is for the districts or partners alone."
    )
    async def story(self, info: Info, global_id: GlobalId) -> PublicStory | None:
        published = await info.context.partnerships.public_story(*_parts_of(global_id))
        return None if published is None else _with_partnership(published)

    @resolver("The stories that were published for everybody, whoever asks, the latest first.")
    async def stories(
        self,
        info: Info,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[PublicStory]:
        part = bounds(first, after, last, before, default=50)
        page = await info.context.partnerships.public_stories(part.size, part.after, part.end)
        return connection(page, _with_partnership)

    @resolver(
        "A story of a partnership that you may see, for whomever it was published, if you may read it; null when there "
        "is none."
    )
    async def member_story(self, info: Info, global_id: GlobalId) -> PublicStory | None:
        context, parts = info.context, _parts_of(global_id)
        published = await context.partnerships.member_story(context.principal, *parts)
        return None if published is None else _with_partnership(published)


def _parts_of(global_id: str) -> tuple[str, str]:
    """The ids of a partnership and of its story. Raises QueryError INVALID_ID for the id of anything else."""
    kind, parts = ids.decode(global_id)
    if kind != "Story":
        raise QueryError(ErrorCode.INVALID_ID, "id", "this is not the id of a story; give the `id` of a story")
    partnership_id, story_id = parts
    return partnership_id, story_id


def _with_partnership(published: PublishedStory) -> PublicStory:
    view = published.view
    return PublicStory(
        view=view,
        story=story(published.story_id, published.story, view),
        partnership_name=view.shown.name,
        partnership_kind=of(PartnershipKind, view.shown.kind),
        district_names=list(published.district_names),
        partners=partners_of(view),
    )
