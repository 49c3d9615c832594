"""One partnership of a story, as it is told through the API."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import is_non_null_type

from services.core.access import Principal
from services.log.port import PARTNERSHIP_EVENTS
from tests.scenarios.school import DISTRICT
from tests.support.graphql_schema import mutation_fields

if TYPE_CHECKING:
    from tests.scenarios.world import World

OFFICE = Principal("office", frozenset({DISTRICT}))
NO_MORE: Mapping[str, Any] = MappingProxyType({})


class Refusal(NamedTuple):
    """What the API says against a mutation."""

    code: str
    at: str
    message: str


class Told:
    """Said and seen by the district's office, or by its partner, who sees nothing else."""

    def __init__(self, world: "World", global_id: str, key: str) -> None:
        self.world = world
        self.id = global_id
        self.key = key
        self.partner = Principal("partner", frozenset(), frozenset({key}))

    async def say(
        self, what: str, /, principal: Principal = OFFICE, how: Mapping[str, Any] = NO_MORE, **said: Any
    ) -> dict[str, Any]:
        """A mutation that must be applied; gives back its payload. `how`: arguments beside its input."""
        variables = {"id": self.id, "input": said, **how}
        speaker = self._speaker(principal, said)
        done: dict[str, Any] = (await self.world.ask(mutation(what), speaker, **variables))[what]
        assert done["status"] == "APPLIED"
        return done

    async def refused(
        self, what: str, /, principal: Principal = OFFICE, how: Mapping[str, Any] = NO_MORE, **said: Any
    ) -> Refusal:
        """A mutation that must be refused; nothing is appended."""
        before = await self.world.log.bounds(PARTNERSHIP_EVENTS)
        speaker = self._speaker(principal, said)
        result = await self.world.execute(mutation(what), speaker, {"id": self.id, "input": said, **how})
        assert result.errors, f"{what} was not refused"
        [error] = result.errors
        assert await self.world.log.bounds(PARTNERSHIP_EVENTS) == before
        return Refusal(error.extensions["code"], error.extensions.get("at", ""), error.message)

    def _speaker(self, principal: Principal, said: Mapping[str, Any]) -> Principal:
        """What binds the partner's side is said by the partner."""
        return self.partner if principal is OFFICE and said.get("side") == "PARTNER" else principal

    async def see(self, selection: str, principal: Principal = OFFICE, **when: date) -> Any:
        """What the partnership shows, `asOf` a day and `knownAt` a day; None: nothing."""
        document = f"""query ($id: ID!, $asOf: Date, $knownAt: Date) {{
            partnership(id: $id, asOf: $asOf, knownAt: $knownAt) {{ {selection} }} }}"""
        return (await self.world.ask(document, principal, id=self.id, **when))["partnership"]

    async def place(
        self, students: Iterable[str], start: date, district: str = DISTRICT, principal: Principal = OFFICE
    ) -> dict[str, Any]:
        """Students get places or wait; that they take part is applied when this returns."""
        some = [{"studentId": student, "start": start} for student in students]
        done = await self.say("placeParticipants", principal, district=district, students=some)
        await self.world.applied()
        return done

    async def release(self, students: Iterable[str], day: date) -> dict[str, Any]:
        done = await self.say("releaseParticipants", district=DISTRICT, studentIds=list(students), date=day)
        await self.world.applied()
        return done

    async def founded(self, day: date, leads: tuple[str, str] = ("Ana Lopez", "Ben Okafor")) -> None:
        """Leads on both sides, an outcome that both endorsed, and activation, all of one day."""
        for side, name in zip(("DISTRICT", "PARTNER"), leads, strict=True):
            await self.say("assignLead", side=side, name=name, role="Director", date=day)
        await self.say("draftClause", clause="outcome", kind="OUTCOME", text="More learners come to school.",
                       date=day)  # fmt: skip
        for side, name in zip(("DISTRICT", "PARTNER"), leads, strict=True):
            await self.say("endorseClause", clause="outcome", side=side, name=name, role="Director", date=day)
        await self.say("activatePartnership", date=day)


def mutation(what: str) -> str:
    """The document of a mutation, with a variable for its input and for each argument that may be left out."""
    arguments = {
        name: arg
        for name, arg in mutation_fields()[what].args.items()
        if name in ("partnership", "input") or not is_non_null_type(arg.type)
    }
    variables = {"partnership": "id"}
    declared = ", ".join(f"${variables.get(name, name)}: {argument.type}" for name, argument in arguments.items())
    passed = ", ".join(f"{name}: ${variables.get(name, name)}" for name in arguments)
    subject = "changed waitlisted problems { index code message }" if "Participants" in what else "subject eventId"
    return f"""mutation ({declared}) {{ {what}({passed}) {{ status {subject} partnership {{ status version }} }} }}"""
