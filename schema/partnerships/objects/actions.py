"""Challenges, actions and amendments: what came of check-ins, or of any other day."""

from datetime import date

import strawberry

from schema.partnerships.enum_values import of
from schema.partnerships.enums import Side
from services.core.partnerships.meetings import action_counts
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="Something that stands or stood in the way.")
class Challenge:
    challenge_id: str = strawberry.field(description="Its id within the partnership.")
    text: str = strawberry.field(description="What stands in the way, as it was raised.")
    raised: date = strawberry.field(description="The day on which it was raised.")
    resolved: date | None = strawberry.field(description="Until when; null: still.")
    resolution: str | None = strawberry.field(description="How it was resolved.")
    check_in_id: str | None = strawberry.field(description="The check-in at which it was raised.")


@strawberry.type(description="Something that somebody is to do.")
class Action:
    action_id: str = strawberry.field(description="Its id within the partnership.")
    text: str = strawberry.field(description="What has to be done, in the words that both sides agreed.")
    owner: str = strawberry.field(description="The name of the person who does it.")
    side: Side = strawberry.field(description="The side whose task it is.")
    agreed: date = strawberry.field(description="When it was agreed.")
    due: date = strawberry.field(description="The day by which it has to be done.")
    done: date | None = strawberry.field(description="When it was done; null: not yet.")
    overdue: bool = strawberry.field(
        description="Whether it is past due and not done. Always false of an action that fell due in a pause, after "
        "the closing or after the last day of the agreement."
    )
    check_in_id: str | None = strawberry.field(description="The check-in at which it was agreed.")


@strawberry.type(description="A change of what was agreed.")
class Amendment:
    amendment_id: str = strawberry.field(description="Its id within the partnership.")
    what: str = strawberry.field(description="What changed in the agreement or its logistics.")
    why: str = strawberry.field(description="The reason for the change.")
    effective: date = strawberry.field(description="From when on; what was agreed shows before.")
    cadence_days: int | None = strawberry.field(description="The new cadence of check-ins; null: as before.")
    check_in_id: str | None = strawberry.field(description="The check-in at which it was decided.")


def challenges(view: PartnershipView) -> list[Challenge]:
    return [
        Challenge(
            challenge_id=key,
            text=challenge.raised.text,
            raised=challenge.raised.date,
            resolved=challenge.resolved.date if challenge.resolved else None,
            resolution=challenge.resolved.text if challenge.resolved else None,
            check_in_id=challenge.raised.check_in,
        )
        for key, challenge in view.shown.challenges.items()
    ]


def actions(view: PartnershipView) -> list[Action]:
    return [
        Action(
            action_id=key,
            text=action.agreed.text,
            owner=action.agreed.owner,
            side=of(Side, action.agreed.side),
            agreed=action.agreed.date,
            due=action.agreed.due,
            done=action.done,
            overdue=action.done is None and action.agreed.due < view.day and action_counts(view.shown, action),
            check_in_id=action.agreed.check_in,
        )
        for key, action in view.shown.actions.items()
    ]


def amendments(view: PartnershipView) -> list[Amendment]:
    return [
        Amendment(
            amendment_id=key,
            what=amendment.amended.what,
            why=amendment.amended.why,
            effective=amendment.amended.effective,
            cadence_days=amendment.amended.cadence_days,
            check_in_id=amendment.amended.check_in,
        )
        for key, amendment in view.shown.amendments.items()
    ]
