"""The events of a partnership, and who said what."""

import datetime
from typing import Annotated

import strawberry

from services.query.partnerships.recorded_events import RecordedEvent as Found

SinceVersion = Annotated[
    int | None,
    strawberry.argument(
        description="Only events after this version of the partnership: what changed since it was read."
    ),
]


@strawberry.type(description="One field that an event changed, with its values before and after.")
class FieldChange:
    subject: str | None = strawberry.field(
        description="The id of the thing whose field it is, or the side whose lead changed; null of the partnership "
        "itself. A check-in that was recorded also changes the actions and challenges that it names."
    )
    field: str = strawberry.field(
        description="The name of the field in this API, as in the input of the mutation, such as `target` or `amount`."
    )
    before: str | None = strawberry.field(
        description="The value before as text: a number in decimal notation, a day as `2026-11-30`, or the value of "
        "an enum; null where it had none."
    )
    after: str | None = strawberry.field(description="The value after, written in the same way; null: it has none.")


@strawberry.type(description="An event that is in a partnership: who said what, and when.")
class RecordedEvent:
    version: int = strawberry.field(description="The version of the partnership after it.")
    type: str = strawberry.field(
        description="The type of the event without prefix and version, such as `goal.set`; `docs/events.md` lists "
        "them. Whether a goal was met is told only inside the districts: to others the type is `goal.decided`."
    )
    actor: str | None = strawberry.field(
        description="The name of the viewer who said it at this API; null where another system did."
    )
    source: str = strawberry.field(
        description="`api` of what was said at this API, `clock` of what the passing of time says, or else the "
        "`source` of the event."
    )
    recorded_at: datetime.datetime = strawberry.field(
        description="When it was first known: `knownAt` goes by it. Where another system says that it recorded this "
        "earlier, that is before `receivedAt`."
    )
    received_at: datetime.datetime = strawberry.field(description="When Tandem took it, whatever its source says.")
    date: datetime.date = strawberry.field(description="The day from which it holds, which may be long before.")
    subject: str | None = strawberry.field(
        description="The id of the contribution, clause, check-in, challenge, action, amendment, need, goal or story "
        "that it is about, or the side whose lead changed; null of everything else."
    )
    title: str | None = strawberry.field(
        description="Its own words for that: a title, a text, a name or a reason; null where it has none."
    )
    changes: list[FieldChange] = strawberry.field(
        description="The fields that it changed, with their values before and after it, so that a form can show what "
        "somebody else changed meanwhile. Empty where it changed no field, and of all that is about learners."
    )


def recorded_event(item: Found) -> RecordedEvent:
    return RecordedEvent(
        version=item.version,
        type=item.type,
        actor=item.actor,
        source=item.source,
        recorded_at=item.recorded_at,
        received_at=item.received_at,
        date=item.day,
        subject=item.subject,
        title=item.title,
        changes=[
            FieldChange(subject=change.subject, field=change.field, before=change.before, after=change.after)
            for change in item.changes
        ],
    )
