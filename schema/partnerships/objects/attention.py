"""What needs somebody, with the object to mend."""

from datetime import date

import strawberry

from schema.common.conversion import LazyPartnership, object_of
from schema.common.fields import resolver
from schema.context import Info
from schema.districts.entities import District, School, district, school
from schema.partnerships.enum_values import of
from schema.partnerships.enums import Side
from schema.partnerships.health_enums import AttentionKind
from services.query.partnerships.attention import AttentionEntry


@strawberry.type(description="Something that needs somebody: in a partnership, or in what a district sends.")
class Attention:
    entry: strawberry.Private[AttentionEntry]
    kind: AttentionKind = strawberry.field(description="What kind of thing it is.")
    message: str = strawberry.field(description="What is wrong and what to do, in a sentence.")
    since: date = strawberry.field(description="The first day on which it needed somebody.")
    days_late: int = strawberry.field(
        description="The days from `since` to the day asked about, both included: 1 on the first day. Of an action or "
        "check-in these are the days past its due date."
    )
    subject: str | None = strawberry.field(
        description="The id of the check-in, action, challenge or goal within the partnership, as mutations take it; "
        "null where it is about the whole partnership, or about a feed."
    )
    side: Side | None = strawberry.field(
        description="The side that has to act: without a lead, or that of the action; null where either side can."
    )
    title: str | None = strawberry.field(
        description="The text of the action or challenge, the title of the goal, or the name of the school or district "
        "whose feed it is; null of everything else."
    )
    owner: str | None = strawberry.field(description="The person who promised the action; null of everything else.")

    @resolver("The partnership in which it is mended; null where it is about a feed.")
    def partnership(self) -> LazyPartnership | None:
        return object_of(self.entry.view) if self.entry.view else None

    @resolver("The district whose feed it is about; null where it is about a partnership.")
    async def district(self, info: Info) -> District | None:
        named = self.entry.district
        item = None if named is None else await info.context.districts.load(named)
        return district(item) if item else None

    @resolver("The school whose feed it is about; null where it is about a partnership or a whole district.")
    async def school(self, info: Info) -> School | None:
        entry, context = self.entry, info.context
        if entry.district is None or entry.school is None:
            return None
        item = await context.queries.school(context.principal, entry.district, entry.school)
        return school(item) if item else None


def entry_shown(entry: AttentionEntry) -> Attention:
    return Attention(
        entry=entry,
        kind=of(AttentionKind, entry.kind),
        message=entry.message,
        since=entry.since,
        days_late=entry.days_late,
        subject=entry.subject,
        side=of(Side, entry.side) if entry.side else None,
        title=entry.title,
        owner=entry.owner,
    )
