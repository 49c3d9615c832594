"""A world for partnerships: an embedded log and store, running consumers, and GraphQL for whoever asks, whenever."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from graphql import get_named_type

from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from schema import SCHEMA, Context
from schema.common import ids
from services.commands.partnership_commands import PartnershipCommands
from services.contracts import events, facts
from services.core.access import DEVELOPMENT, Principal
from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Log, NewRecord, Record
from services.query.data_quality.data_health import DataMonitor
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService
from services.store.embedded import EmbeddedStore
from services.store.port import Source, Store
from tests.graphql.fakes import Untouched
from tests.support.graphql_schema import mutation_fields
from tests.support.waiting import until

D1, D2 = "district-one", "district-two"
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
DAY = NOW.date()
BEGIN = date(2025, 9, 1)
SECRETS = DerivedSecrets(b"a master secret for the tests, of 32 bytes or more")
MAIN = "hospital"
PATIENCE = 100.0  # seconds; a bound for what would otherwise hang
PAYLOAD = "{ status eventId subject partnership { version partnershipId } }"
PLACES = "{ status changed waitlisted problems { index code message } partnership { version } }"
INPUTS = {
    name[0].lower() + name[1:]: get_named_type(field.args["input"].type).name
    for name, field in mutation_fields().items()
    if "partnership" in field.args or name == "proposePartnership"
}
"""Mutation → the type of its input."""
_LEARNER_EVENTS = {kind.__annotations__["data"]: kind for kind in events.LearnerEvent.__args__}


@dataclass
class World:
    """`now` may be changed at any time; `log` may be replaced before a command, to let it fail."""

    log: Log
    store: Store
    now: datetime = NOW
    wait: float = 20.0
    numbers: int = field(default=0)

    # ---- asking and deciding --------------------------------------------------------------------------------------

    def context(self, principal: Principal = DEVELOPMENT, store: Store | None = None) -> Context:
        used = store or self.store
        queries = QueryEngine(used, self.clock)
        partnerships = PartnershipService(used, queries, self.clock)
        commands = PartnershipCommands(self.log, used, SECRETS, partnerships, self.clock, self.wait)
        health = DataMonitor(self.log, used, self.clock)
        return Context(principal, queries, partnerships, commands, Untouched(), Untouched(), data_health=health)

    def clock(self) -> datetime:
        return self.now

    async def ask(
        self, document: str, principal: Principal = DEVELOPMENT, **variables: Any
    ) -> tuple[Any, list[dict[str, Any]]]:
        """The data and errors that a client gets."""
        context = self.context(principal)
        result = await SCHEMA.execute(document, variable_values=variables, context_value=context)
        return result.data, [dict(error.formatted) for error in result.errors or []]

    async def get(self, document: str, principal: Principal = DEVELOPMENT, **variables: Any) -> Any:
        """The data; there must be no errors."""
        data, errors = await self.ask(document, principal, **variables)
        assert errors == [], errors
        return data

    async def partnership(
        self, selection: str, principal: Principal = DEVELOPMENT, of: str = MAIN, arguments: str = ""
    ) -> Any:
        document = f"query($id: ID!) {{ partnership(id: $id{arguments}) {{ {selection} }} }}"
        return (await self.get(document, principal, id=partnership_id(of)))["partnership"]

    async def try_mutation(
        self, name: str, given: dict[str, Any], to: str | None = MAIN, principal: Principal = DEVELOPMENT, **more: Any
    ) -> tuple[Any, list[dict[str, Any]]]:
        """`more`: expectedVersion, idempotencyKey. `to`: a partnership's id in events; None for a proposal."""
        own = () if to is None else (("partnership", "ID!", partnership_id(to)),)
        types = {"expectedVersion": "Int", "idempotencyKey": "String", "dryRun": "Boolean!"}
        arguments = [
            *own,
            ("input", f"{INPUTS[name]}!", given),
            *((argument, types[argument], more[argument]) for argument in more),
        ]
        declared = ", ".join(f"${argument}: {kind}" for argument, kind, _ in arguments)
        passed = ", ".join(f"{argument}: ${argument}" for argument, _, _ in arguments)
        wanted = PLACES if name.endswith("Participants") else PAYLOAD
        document = f"mutation({declared}) {{ {name}({passed}) {wanted} }}"
        data, errors = await self.ask(document, principal, **{argument: value for argument, _, value in arguments})
        return (data or {}).get(name), errors

    async def say(self, name: str, given: dict[str, Any], to: str | None = MAIN, **more: Any) -> Any:
        """The payload of a mutation that is not refused."""
        payload, errors = await self.try_mutation(name, given, to, **more)
        assert errors == [], errors
        return payload

    async def refusal(self, name: str, given: dict[str, Any], to: str | None = MAIN, **more: Any) -> dict[str, Any]:
        """The extensions of the one error; nothing was appended."""
        before = await self.log_size()
        payload, errors = await self.try_mutation(name, given, to, **more)
        assert len(errors) == 1, (payload, errors)
        assert await self.log_size() == before, "a refused command appends nothing"
        return dict(errors[0]["extensions"])

    async def place(self, students: Iterable[str], district: str = D1, to: str = MAIN, **more: Any) -> Any:
        rows = [{"studentId": student, "start": "2025-10-01"} for student in students]
        return await self.say("placeParticipants", {"district": district, "students": rows}, to, **more)

    # ---- log and store --------------------------------------------------------------------------------------------

    async def records(self, topic: str = PARTNERSHIP_EVENTS) -> list[Record]:
        return await self.log.read(topic, 0, 0, 100_000)

    async def events(self, topic: str = PARTNERSHIP_EVENTS) -> list[dict[str, Any]]:
        return [msgspec.json.decode(record.value or b"") for record in await self.records(topic)]

    async def types(self, topic: str = PARTNERSHIP_EVENTS) -> list[str]:
        return [event["type"].removeprefix("tandem.").removesuffix(".v1") for event in await self.events(topic)]

    async def log_size(self) -> int:
        bounds = [await self.log.bounds(topic) for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS)]
        return sum(bound[0].end for bound in bounds)

    async def dead_letters(self, topic: str = PARTNERSHIP_EVENTS) -> list[Record]:
        return await self.records(dead_letter_topic(topic))

    async def tell(self, payloads: Sequence[facts.Data], district: str = D1) -> None:
        """Learner events of a district, with student ids as they are."""
        made = []
        for data in payloads:
            self.numbers += 1
            envelope = {"specversion": "1.0", "id": f"{self.numbers}", "source": "sis", "partitionkey": district}
            event = _LEARNER_EVENTS[type(data)](time=NOW - timedelta(days=1), data=data, **envelope)
            made.append(NewRecord(district.encode(), msgspec.json.encode(event)))
        await self.log.append(LEARNER_EVENTS, made)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the running consumers have applied all of both topics."""
        for name in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
            topic, end = await self.log.topic(name), (await self.log.bounds(name))[0].end
            await until(partial(self._reached, Source(topic.id, 0), end))

    async def _reached(self, source: Source, end: int) -> bool:
        if not end:
            return True
        position = (await self.store.positions()).get(source)
        return position is not None and position.offset >= end

    async def _is_fresh(self) -> bool:
        return await self.store.fresh_at() is not None

    @asynccontextmanager
    async def consumed(self) -> AsyncIterator[None]:
        """Both consumers run."""
        stop = asyncio.Event()
        lines = (learner_projection(SECRETS), partnership_projection())
        runs = [asyncio.create_task(Consumer(self.log, self.store, line).run(stop)) for line in lines]
        try:
            await until(self._is_fresh)
            yield
        finally:
            stop.set()
            await asyncio.gather(*runs)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[World]:
    """A world without consumers."""
    folder.mkdir(exist_ok=True)
    log, store = await EmbeddedLog.open(folder / "log.sqlite"), await EmbeddedStore.open(folder / "store.sqlite")
    try:
        for topic in (LEARNER_EVENTS, PARTNERSHIP_EVENTS):
            await log.create_topic(topic, 1)
            await log.create_topic(dead_letter_topic(topic), 1)
        yield World(log, store)
    finally:
        await log.close()
        await store.close()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[World]:
    """A world with consumers."""
    async with opened(folder) as world, world.consumed():
        yield world


def partnership_id(own: str) -> str:
    return ids.encode("Partnership", own)


def proposal(own: str | None = MAIN, *districts: str, **more: Any) -> dict[str, Any]:
    partners = [{"id": "mercy", "name": "Mercy Hospital", "kind": "HOSPITAL"}]
    data = {"name": "Hospital lab", "districts": districts or [D1], "partners": partners, "begin": str(BEGIN)}
    return {**data, **({} if own is None else {"partnership": own}), **more}


def question(metric: str = "absences", **more: Any) -> dict[str, Any]:
    return {"metric": metric, **more}


def goal(own: str = "g1", **more: Any) -> dict[str, Any]:
    plain = {"title": "Fewer absences", "baseline": 9.0, "target": 3.0, "due": "2026-06-30", "question": question()}
    return {"goal": own, **plain, **more}


async def propose(world: World, own: str = MAIN, *districts: str, **more: Any) -> None:
    await world.say("proposePartnership", proposal(own, *districts, **more), None)


async def activate(world: World, to: str = MAIN, day: date = DAY) -> None:
    """From the proposal on: leads, a vision, and all that is needed to be active on the day."""
    for side in ("DISTRICT", "PARTNER"):
        lead = {"side": side, "name": f"{side.title()} Lead", "role": "Director", "date": str(BEGIN)}
        await world.say("assignLead", lead, to)
    await world.say(
        "draftClause", {"clause": "o1", "kind": "OUTCOME", "text": "Nine of ten are there.", "date": str(day)}, to
    )
    for side in ("DISTRICT", "PARTNER"):
        named = {"clause": "o1", "side": side, "name": "A. Name", "role": "Director", "date": str(day)}
        await world.say("endorseClause", named, to)
    await world.say("activatePartnership", {"date": str(day)}, to)


def students(count: int, prefix: str = "student") -> list[str]:
    return [f"{prefix}-{number:04}" for number in range(count)]


def schooling(pupils: Sequence[str], absences: int = 2, name: str = "One District", zone: str = "UTC") -> list[Any]:
    """A district with a school in session from September to June, where each pupil misses so many of the days."""
    first, days = date(2025, 9, 1), (date(2025, 9, 1) + timedelta(days=number) for number in range(280))
    instructional = tuple(facts.CalendarDay(date=day, kind="Instructional day") for day in days if day.weekday() < 5)
    missed = [school_day.date for school_day in instructional[30 : 30 + absences]]
    return [
        facts.District(name=name, time_zone=zone),
        facts.School(school="S1", name="School One", grade_levels=("Ninth grade",)),
        facts.Calendar(school="S1", school_year=2026, days=instructional),
        *(
            facts.Enrollment(school="S1", learner=pupil, entry_date=first, grade_level="Ninth grade")
            for pupil in pupils
        ),
        *(
            facts.Attendance(school="S1", learner=pupil, date=day, category="Excused Absence")
            for pupil in pupils
            for day in missed
        ),
    ]  # fmt: skip
