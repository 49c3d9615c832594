"""The question for a story that everybody may read."""

import strawberry

from schema import ids
from schema.context import Info
from schema.fields import resolver
from schema.paging import GlobalId
from schema.partnerships.enums import PartnershipKind, of
from schema.types.partnership import partners_of
from schema.types.stories import PublicStory, story
from services.query.model.answers import ErrorCode, QueryError


@strawberry.type
class StoryQueries:
    """Fields of the root."""

    @resolver(
        "A story that was published for everybody, whoever asks; null when there is none, also when it was withdrawn "
        "or is for the districts or partners alone."
    )
    async def story(self, info: Info, global_id: GlobalId) -> PublicStory | None:
        kind, parts = ids.decode(global_id)
        if kind != "Story":
            raise QueryError(ErrorCode.INVALID_ID, "id", "this is not the id of a story; give the `id` of a story")
        published = await info.context.partnerships.public_story(*parts)
        if published is None:
            return None
        view = published.view
        return PublicStory(
            view=view,
            story=story(parts[1], published.story, view),
            partnership_name=view.shown.name,
            partnership_kind=of(PartnershipKind, view.shown.kind),
            district_names=list(published.district_names),
            partners=partners_of(view),
        )
