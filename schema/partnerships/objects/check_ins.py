"""Quarterly check-ins: what is due, and what came of those that were held."""

from datetime import date
from typing import Annotated

import strawberry

from schema.common.fields import resolver
from schema.partnerships.convert import given
from schema.partnerships.enum_values import of
from schema.partnerships.enums import CheckInState, Side
from schema.partnerships.objects.actions import Action, Amendment, Challenge, actions, amendments, challenges
from schema.partnerships.objects.goals import GoalProgress, frozen_progress
from services.contracts import partnerships as said
from services.core.partnerships import partnership as core
from services.core.partnerships.check_in import CheckIn as StoredCheckIn
from services.core.partnerships.clock import next_check_in
from services.core.partnerships.meetings import adherence, counts, on_time, overdue, upcoming
from services.core.partnerships.timeline import at
from services.query.model.query_error import ErrorCode, QueryError
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="Somebody who was there.")
class Attendee:
    name: str = strawberry.field(description="The name of the person who attended.")
    side: Side = strawberry.field(description="The side that the person represented.")


@strawberry.type(description="The value of a goal as a check-in saw it.")
class FrozenProgress:
    goal_id: str = strawberry.field(description="The id of the goal within the partnership.")
    progress: GoalProgress = strawberry.field(description="How far it had come, as the goal was set then.")


@strawberry.type(description="A check-in of both sides.")
class CheckIn:
    view: strawberry.Private[PartnershipView]
    item: strawberry.Private[StoredCheckIn]
    check_in_id: str = strawberry.field(description="Its id within the partnership.")
    due: date = strawberry.field(description="By when it is to be held.")
    state: CheckInState = strawberry.field(description="What has become of it.")
    held: date | None = strawberry.field(description="When it was held; null: not yet.")
    planned: date = strawberry.field(
        description="By when it was to be held before it was moved; the same as `due` if it never was."
    )
    cancelled: date | None = strawberry.field(description="The day from which it was cancelled; null: it was not.")
    cancellation_reason: str | None = strawberry.field(description="Why it was cancelled, if anything was said.")
    notes: str | None = strawberry.field(description="Notes that were taken in the meeting.")

    @resolver("The people who attended the meeting.")
    def attendees(self) -> list[Attendee]:
        held = self.item.held
        return [
            Attendee(name=attendee.name, side=of(Side, attendee.side)) for attendee in (held.attendees if held else ())
        ]

    @resolver("The goals' values at that time.")
    def progress(self) -> list[FrozenProgress]:
        held, goals = self.item.held, self.view.shown.goals
        known = [value for value in (held.progress if held else ()) if value.goal in goals]
        return [_frozen(value, goals[value.goal], self.item, self.view) for value in known]

    @resolver("Challenges that were raised at it.")
    def challenges(self) -> list[Challenge]:
        return [challenge for challenge in challenges(self.view) if challenge.check_in_id == self.check_in_id]

    @resolver("Actions that were agreed at it.")
    def actions(self) -> list[Action]:
        return [action for action in actions(self.view) if action.check_in_id == self.check_in_id]

    @resolver("Changes of the agreement that were decided at it.")
    def adjustments(self) -> list[Amendment]:
        return [amendment for amendment in amendments(self.view) if amendment.check_in_id == self.check_in_id]


@strawberry.type(description="The quarterly check-ins of a partnership, and how reliably they are held.")
class CheckIns:
    view: strawberry.Private[PartnershipView]
    cadence_days: int = strawberry.field(
        description="Days from the day by which one was due, whenever it was held, to the day by which the next is "
        "due. The first is due so many days after the activation."
    )
    due: int = strawberry.field(description="How many were due so far.")
    on_time: int = strawberry.field(description="Those of them that were held by their due dates.")
    missed: int = strawberry.field(description="Those of them that were not held until now: OVERDUE or MISSED.")
    adherence: float | None = strawberry.field(description="On time ÷ due, in percent; null while none was due.")
    next_due: date | None = strawberry.field(description="When the next one is due, by schedule or by cadence.")

    @resolver("All of them, or those in the given states, by due date.")
    def items(
        self,
        states: Annotated[
            list[CheckInState] | None, strawberry.argument(description="Only check-ins in these states; absent: all.")
        ] = strawberry.UNSET,
    ) -> list[CheckIn]:
        keys = sorted(self._known, key=lambda key: (self._known[key].due, key))
        items, wanted = [_check_in(key, self.view) for key in keys], given(states)
        return items if wanted is None else [item for item in items if item.state in wanted]

    @resolver("Those that are past due and can still be held: their state is OVERDUE or MISSED.")
    def not_held(self) -> list[CheckIn]:
        return [_check_in(key, self.view) for key in overdue(self.view.shown, self.view.day)]

    @resolver(
        "The same as `notHeld`.",
        deprecation_reason="It also has check-ins in state MISSED: use `notHeld`, or `items(states: [OVERDUE])`.",
    )
    def overdue(self) -> list[CheckIn]:
        return self.not_held()

    @resolver("Those that are due within some days, to remind of them.")
    def due_within(
        self, days: Annotated[int, strawberry.argument(description="How many, from today on; 0: today.")] = 30
    ) -> list[CheckIn]:
        if days < 0:
            raise QueryError(ErrorCode.INVALID_RANGE, "days", f"{days} days; ask for 0 or more")
        day, check_ins_to_come = self.view.day, upcoming(self.view.shown, self.view.day)
        return [_check_in(key, self.view) for due, key in check_ins_to_come if (due - day).days <= days]

    @property
    def _known(self) -> dict[str, StoredCheckIn]:
        return self.view.shown.check_ins


def check_ins(view: PartnershipView) -> CheckIns:
    rates = adherence(view.shown, view.day)
    return CheckIns(
        view=view,
        cadence_days=at(view.shown.cadences, view.day) or 0,
        due=rates.due,
        on_time=rates.on_time,
        missed=rates.missed,
        adherence=rates.rate,
        next_due=next_check_in(view.shown, view.day),
    )


def _check_in(key: str, view: PartnershipView) -> CheckIn:
    item = view.shown.check_ins[key]
    held = item.held
    return CheckIn(
        view=view,
        item=item,
        check_in_id=key,
        due=item.due,
        state=_state(item, view),
        held=held.date if held else None,
        planned=item.first_due,
        cancelled=item.cancelled.date if item.cancelled else None,
        cancellation_reason=item.cancelled.why if item.cancelled else None,
        notes=held.notes if held else None,
    )


def _state(item: StoredCheckIn, view: PartnershipView) -> CheckInState:
    if item.held is not None:
        return CheckInState.HELD if on_time(item) else CheckInState.HELD_LATE
    if item.cancelled is not None:
        return CheckInState.CANCELLED
    if item.due >= view.day:
        return CheckInState.SCHEDULED
    if not counts(view.shown, item):
        return CheckInState.LAPSED  # also one that was told missed before the pause was told
    return CheckInState.OVERDUE if item.missed is None else CheckInState.MISSED


def _frozen(frozen: said.FrozenValue, goal: core.Goal, item: StoredCheckIn, view: PartnershipView) -> FrozenProgress:
    day = item.held.date if item.held else item.due
    hidden_below = view.hidden_below_of(goal.last.question)
    return FrozenProgress(goal_id=frozen.goal, progress=frozen_progress(frozen, goal, day, hidden_below))
