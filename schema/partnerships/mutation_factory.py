"""How an input becomes a command: the arguments that mutations of partnerships share, and a maker of simple ones."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

import strawberry

from schema.common import ids
from schema.context import Info
from schema.partnerships.convert import data_of, given, request_of, subject_of
from schema.partnerships.objects.payloads import PartnershipPayload, payload
from services.commands.model import Command, CommandOutcome
from services.contracts.facts import Data

PartnershipArg = Annotated[strawberry.ID, strawberry.argument(description="The global id of the partnership.")]
Expected = Annotated[
    int | None,
    strawberry.argument(
        description="It counts only if what is changed still has this version; absent: whatever it has."
    ),
]
IdempotencyKey = Annotated[
    str | None,
    strawberry.argument(description="Names the intention: sent again with the same key, it counts once."),
]
Send = Callable[[Info, Command], Awaitable[CommandOutcome]]


def say(info: Info, command: Command) -> Awaitable[CommandOutcome]:
    return info.context.commands.say(info.context.principal, command)


def hold(info: Info, command: Command) -> Awaitable[CommandOutcome]:
    return info.context.commands.hold_check_in(info.context.principal, command)


async def today(info: Info, partnership: str) -> date:
    """Today where the partnership is."""
    view = await info.context.partnerships.partnership(info.context.principal, partnership)
    return view.day if view else datetime.now(UTC).date()


def mutation(name: str, description: str, kind: type[Any], says: type[Data], send: Send = say) -> Any:
    """A mutation that says one thing of a partnership: its input has the members of the event."""

    async def resolve(
        info: Info,
        partnership: PartnershipArg,
        input: Any,  # noqa: A002 - the name of the argument in the API
        expected_version: Expected = strawberry.UNSET,
        idempotency_key: IdempotencyKey = strawberry.UNSET,
    ) -> PartnershipPayload:
        key, own = given(idempotency_key), ids.decode_as("Partnership", partnership, "partnership")
        more = {"by": info.context.principal.name} if "by" in says.__struct_fields__ and not given(input.by) else {}
        data = data_of(says, input, key, await today(info, own), **more)
        outcome = await send(info, Command(own, data, given(expected_version), key, request_of(name, own, input)))
        return payload(own, subject_of(data), outcome, getattr(data, "question", None))

    resolve.__name__ = name  # types are made of fields by the names of their methods: of one name there is one field
    resolve.__annotations__["input"] = Annotated[
        kind, strawberry.argument(description="What to record; its type lists the members.")
    ]
    return strawberry.mutation(resolve, name=name, description=description)
