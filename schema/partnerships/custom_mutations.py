"""Mutations that do more than say what they are given."""

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from schema.common import ids
from schema.context import Info
from schema.partnerships import inputs
from schema.partnerships.convert import data_of, given, new_at_check_in, new_id, request_of, subject_of
from schema.partnerships.mutation_factory import Expected, IdempotencyKey, PartnershipArg, hold, say, today
from schema.partnerships.objects.payloads import ParticipantsPayload, PartnershipPayload, participants_payload, payload
from schema.partnerships.withdrawals import ParticipantsWithdrawal
from services.commands.enrollment import Enrollee, EnrollmentRequest, Withdrawing
from services.commands.model import Command, CommandError
from services.commands.submission import Submission
from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.rejection import Code

StudentsKey = Annotated[
    str | None,
    strawberry.argument(
        description="Names the intention: sent again with the same key, it counts once for each student, whatever "
        "became of them since. With other students the key is refused as IDEMPOTENCY_CONFLICT. No student id is kept "
        "with the key."
    ),
]


async def propose_partnership(
    info: Info,
    input: Annotated[  # noqa: A002 - the name of the argument in the API
        inputs.ProposalInput,
        strawberry.argument(description="The partnership to propose, with its districts and partners."),
    ],
    idempotency_key: IdempotencyKey = strawberry.UNSET,
) -> PartnershipPayload:
    key = given(idempotency_key)
    own = given(input.partnership)
    if own is None:
        own = new_id(None if key is None else f"{info.context.principal.name}\0{key}")  # others have keys like it
    data = data_of(said.Proposed, input, key, datetime.now(UTC).date())
    try:
        outcome = await say(info, Command(own, data, None, key, request_of("proposePartnership", own, input)))
    except CommandError as error:
        path = "input.partnership" if error.path == "partnership" else error.path
        raise CommandError(error.code, path, str(error)) from None
    return payload(own, own, outcome)


async def record_check_in(
    info: Info,
    partnership: PartnershipArg,
    input: Annotated[  # noqa: A002
        inputs.CheckInRecordInput, strawberry.argument(description="The check-in and what came of it.")
    ],
    expected_version: Expected = strawberry.UNSET,
    idempotency_key: IdempotencyKey = strawberry.UNSET,
) -> PartnershipPayload:
    key, own = given(idempotency_key), ids.decode_as("Partnership", partnership, "partnership")
    day = await today(info, own)
    data = data_of(said.CheckInRecorded, input, key, day, **new_at_check_in(input, key, day))
    request = request_of("recordCheckIn", own, input)
    outcome = await hold(info, Command(own, data, given(expected_version), key, request))
    return payload(own, subject_of(data), outcome)


async def decide_goal(
    info: Info,
    partnership: PartnershipArg,
    input: Annotated[inputs.DecisionInput, strawberry.argument(description="The goal to decide, by its id.")],  # noqa: A002
    expected_version: Expected = strawberry.UNSET,
    idempotency_key: IdempotencyKey = strawberry.UNSET,
) -> PartnershipPayload:
    key, own = given(idempotency_key), ids.decode_as("Partnership", partnership, "partnership")
    command = Command(own, Data(), given(expected_version), key, request_of("decideGoal", own, input))
    outcome = await info.context.commands.decide_goal(info.context.principal, command, input.goal)
    return payload(own, input.goal, outcome)


async def publish_story(
    info: Info,
    partnership: PartnershipArg,
    input: Annotated[inputs.StoryInput, strawberry.argument(description="The story to publish, with its audience.")],  # noqa: A002
    expected_version: Expected = strawberry.UNSET,
    idempotency_key: IdempotencyKey = strawberry.UNSET,
) -> PartnershipPayload:
    key, own = given(idempotency_key), ids.decode_as("Partnership", partnership, "partnership")
    now = datetime.now(UTC)
    draft = data_of(said.StoryPublished, input, key, await today(info, own), value=0.0, n=0, as_of=now, digest="0" * 64)
    command = Command(own, draft, given(expected_version), key, request_of("publishStory", own, input))
    outcome = await info.context.commands.publish_story(info.context.principal, command, draft)
    return payload(own, subject_of(draft), outcome, draft.question)


async def place_participants(
    info: Info,
    partnership: PartnershipArg,
    input: Annotated[  # noqa: A002 - the name of the argument in the API
        inputs.ParticipantsInput,
        strawberry.argument(description="The students to place, by their ids in the source system."),
    ],
    dry_run: Annotated[
        bool,
        strawberry.argument(
            description="Only say what would become of the students if this were sent now: who would have a place, who "
            "would wait, and which ids nobody knows. Nothing is recorded."
        ),
    ] = False,
    expected_version: Expected = strawberry.UNSET,
    idempotency_key: StudentsKey = strawberry.UNSET,
) -> ParticipantsPayload:
    own = ids.decode_as("Partnership", partnership, "partnership")
    students = tuple(
        Enrollee(
            student.student_id, student.start, given(student.end), given(student.program), given(student.planned_hours)
        )
        for student in input.students
    )
    submission = Submission(given(idempotency_key), given(expected_version))
    enrolling, commands = EnrollmentRequest(own, input.district, students), info.context.commands
    if dry_run:
        previewed = await commands.preview_places(info.context.principal, enrolling)
        return participants_payload(own, previewed, dry_run=True)
    return participants_payload(own, await commands.place(info.context.principal, enrolling, submission))


async def release_participants(
    info: Info,
    partnership: PartnershipArg,
    input: Annotated[  # noqa: A002 - the name of the argument in the API
        inputs.ReleaseInput,
        strawberry.argument(description="The students who leave, by their ids in the source system."),
    ],
    expected_version: Expected = strawberry.UNSET,
    idempotency_key: StudentsKey = strawberry.UNSET,
) -> ParticipantsPayload:
    own = ids.decode_as("Partnership", partnership, "partnership")
    submission = Submission(given(idempotency_key), given(expected_version), (given(input.date),))
    day = given(input.date) or await today(info, own)
    commands, principal = info.context.commands, info.context.principal
    released = await commands.release(principal, own, input.district, input.student_ids, day, submission)
    return participants_payload(own, released)


async def withdraw_participants(
    info: Info,
    partnership: PartnershipArg,
    input: Annotated[ParticipantsWithdrawal, strawberry.argument(description="The students, and why.")],  # noqa: A002
    expected_version: Expected = strawberry.UNSET,
    idempotency_key: StudentsKey = strawberry.UNSET,
) -> ParticipantsPayload:
    sent = (given(input.by), input.reason, given(input.date))
    submission = Submission(given(idempotency_key), given(expected_version), sent)
    own = ids.decode_as("Partnership", partnership, "partnership")
    commands, principal, here = info.context.commands, info.context.principal, await today(info, own)
    by, day = given(input.by) or principal.name, given(input.date) or here
    if day > here:
        message = f"{day} is in the future: it is {here} in the district"
        raise CommandError(Code.DATE_ORDER, "input.date", message)
    wanted = Withdrawing(own, input.district, tuple(input.student_ids), by, input.reason, day)
    return participants_payload(own, await commands.withdraw_participants(principal, wanted, submission))
