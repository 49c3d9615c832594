"""What mutations of partnerships answer."""

from dataclasses import replace

import strawberry

from schema.common.fields import resolver
from schema.context import Info
from schema.metrics.result import FilterWarning, filter_warning
from schema.partnerships.enums import MutationStatus
from schema.partnerships.objects.partnership import Partnership, partnership
from services.commands.enrollment import Participants
from services.commands.model import CommandOutcome
from services.contracts import partnerships as said


@strawberry.type(description="What has become of a mutation of a partnership.")
class PartnershipPayload:
    key: strawberry.Private[str]
    question: strawberry.Private[said.Question | None]
    status: MutationStatus = strawberry.field(description="Whether it is applied already.")
    event_id: str = strawberry.field(description="The id of the event in the log.")
    subject: str | None = strawberry.field(description="The id of what was said something about, also a new one.")

    @resolver("The partnership with it; null while it is not applied.")
    async def partnership(self, info: Info) -> Partnership | None:
        if self.status is MutationStatus.ACCEPTED:
            return None
        context = info.context
        view = await context.partnerships.partnership(context.principal, self.key)
        return partnership(view) if view else None

    @resolver(
        "The values in the question of a goal or story that their dimensions do not have in the partnership's "
        "districts, so that nothing counts for them until they do; 20 at most, and none for other mutations. They are "
        "looked for only if you select this field."
    )
    async def warnings(self, info: Info) -> list[FilterWarning]:
        if self.question is None:
            return []
        context = info.context
        warnings = await context.partnerships.question_warnings(context.principal, self.key, self.question)
        return [filter_warning(replace(warning, path=f"input.{warning.path}")) for warning in warnings]


@strawberry.type(description="Why a student was left out.")
class ParticipantProblem:
    index: int = strawberry.field(description="The student's place in the input, from 0.")
    code: str = strawberry.field(description="Which rule it breaks.")
    message: str = strawberry.field(description="What is wrong with this row, and how to mend it.")


@strawberry.type(description="What has become of participants.")
class ParticipantsPayload:
    key: strawberry.Private[str]
    status: MutationStatus = strawberry.field(
        description="ACCEPTED: send the same again, to have it finished. DRY_RUN: nothing was recorded."
    )
    changed: int = strawberry.field(description="Students who have a place now, or gave it back.")
    waitlisted: int = strawberry.field(description="Students who wait, since all places are taken.")
    problems: list[ParticipantProblem] = strawberry.field(description="Students who were left out, and why.")

    @resolver("The partnership as it is now.")
    async def partnership(self, info: Info) -> Partnership | None:
        context = info.context
        view = await context.partnerships.partnership(context.principal, self.key)
        return partnership(view) if view else None


def payload(
    key: str, subject: str | None, outcome: CommandOutcome, question: said.Question | None = None
) -> PartnershipPayload:
    """`key`: the partnership's id in events; `question`: of a goal or story."""
    status = MutationStatus.APPLIED if outcome.applied else MutationStatus.ACCEPTED
    return PartnershipPayload(key=key, question=question, status=status, event_id=outcome.event_id, subject=subject)


def participants_payload(key: str, placed: Participants, *, dry_run: bool = False) -> ParticipantsPayload:
    status = MutationStatus.APPLIED if placed.applied else MutationStatus.ACCEPTED
    return ParticipantsPayload(
        key=key,
        status=MutationStatus.DRY_RUN if dry_run else status,
        changed=placed.changed,
        waitlisted=placed.waitlisted,
        problems=[
            ParticipantProblem(index=problem.index, code=problem.code, message=problem.reason)
            for problem in placed.problems
        ],
    )
