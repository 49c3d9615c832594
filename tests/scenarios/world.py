"""The world of a story: log, store, consumers, clock and API of one mode, with a time that the story sets."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec

from consumers.consumer import Consumer
from consumers.decoding import dead_letter_topic
from consumers.learners import learner_projection
from consumers.partnerships import partnership_projection
from consumers.supervisor import run_together
from consumers.verify import verify
from schema import SCHEMA, Context
from services.app.clock import Clock
from services.commands.envelopes import EVENTS as SAID
from services.commands.partnership_commands import PartnershipCommands
from services.contracts import events, facts
from services.core.access import Principal
from services.core.identity import DerivedSecrets, pseudonymise
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Log, NewRecord
from services.query.engine import QueryEngine
from services.query.partnerships.partnership_queries import PartnershipService
from services.store.port import Store
from tests.cluster.world import applied, until
from tests.graphql.fakes import Untouched
from tests.scenarios.school import DISTRICT, FIRST_DAY, Absent, described, nobody, rolls
from tests.scenarios.times import StoryLog, StoryTime
from tests.scenarios.told import OFFICE, Told

SECRETS = DerivedSecrets(b"s" * 32)
TOPICS = (LEARNER_EVENTS, PARTNERSHIP_EVENTS)
WAIT = 60.0
EVENTS = {kind.__annotations__["data"]: kind for kind in events.LearnerEvent.__args__}


class World:
    """Everything that a server has, in the loop of the test."""

    def __init__(self, log: Log, store: Store, begin: date) -> None:
        self.now = StoryTime(begin)
        self.log = StoryLog(log, self.now, f"story-{uuid4().hex}-")
        self.store = store
        self.queries = QueryEngine(store, self.now)
        self.partnerships = PartnershipService(store, self.queries, self.now)
        self.commands = PartnershipCommands(self.log, store, SECRETS, self.partnerships, self.now, WAIT)
        self.clock = self.new_clock()
        self.absent: Absent = nobody
        self._taught = FIRST_DAY.replace(day=1)
        self._stop = asyncio.Event()

    def new_clock(self) -> Clock:
        return Clock(self.log, self.store, self.now)

    # ---- the machinery ---------------------------------------------------------------------------------------------

    async def open(self, partitions: int) -> None:
        for topic in TOPICS:
            await self.log.create_topic(topic, partitions)
            await self.log.create_topic(dead_letter_topic(topic), 1)
        lines = (
            learner_projection(SECRETS, self.log.own(LEARNER_EVENTS)),
            partnership_projection(self.log.own(PARTNERSHIP_EVENTS)),
        )
        consumers = [Consumer(self.log, self.store, line, group=uuid4().hex) for line in lines]
        runs = [consumer.run(self._stop) for consumer in consumers]
        self._consuming = asyncio.create_task(run_together(runs, self._stop, until_idle=False))
        await self.report(described())
        await self.applied()

    async def close(self) -> None:
        self._stop.set()
        await self._consuming

    async def applied(self) -> None:
        """Wait until everything that was appended is applied."""
        for topic in TOPICS:
            await until(lambda topic=topic: self._is_applied(topic))  # type: ignore[misc]

    async def _is_applied(self, topic: str) -> bool:
        assert not self._consuming.done(), "a consumer has ended"
        return await applied(self.log, self.store, topic) and await self.store.fresh_at() is not None

    # ---- what happens outside of the API ---------------------------------------------------------------------------

    async def report(self, data: Iterable[facts.Data], district: str = DISTRICT) -> None:
        """The SIS tells something; whoever wants to see it applied waits for that."""
        made = [msgspec.json.encode(pseudonymise(self._event(payload, district), SECRETS)) for payload in data]
        await self.log.append(LEARNER_EVENTS, [NewRecord(district.encode(), event) for event in made])

    def _event(self, data: facts.Data, district: str) -> events.LearnerEvent:
        envelope = {"specversion": "1.0", "id": uuid4().hex, "source": "sis", "partitionkey": district}
        made: events.LearnerEvent = EVENTS[type(data)](time=self.now(), data=data, **envelope)
        return made

    async def publish(self, partnership: str, data: facts.Data) -> None:
        """Somebody writes to the log past the API, and waits until that is applied or refused."""
        envelope = {"specversion": "1.0", "id": uuid4().hex, "source": "elsewhere", "partitionkey": partnership}
        event = SAID[type(data)](time=self.now(), data=data, **envelope)
        await self.log.append(PARTNERSHIP_EVENTS, [NewRecord(partnership.encode(), msgspec.json.encode(event))])
        await self.applied()

    async def travel(self, day: date) -> None:
        """Time passes: school is taught until the day, and the clock says what it has to say."""
        self.now.set(day)
        await self.teach(day)
        await self.tick()

    async def teach(self, day: date) -> None:
        """The rolls up to and including the day."""
        rolls_of_day = list(rolls(self._taught, day, self.absent))
        self._taught = max(day, self._taught)
        if rolls_of_day:
            await self.report(rolls_of_day)
            await self.applied()

    async def tick(self) -> int:
        """How much the clock said."""
        told = await self.clock.tick()
        await self.applied()
        return told

    # ---- the API ---------------------------------------------------------------------------------------------------

    async def ask(self, document: str, principal: Principal = OFFICE, **variables: Any) -> dict[str, Any]:
        result = await self.execute(document, principal, variables)
        assert not result.errors, result.errors
        assert result.data is not None
        return dict(result.data)

    async def execute(self, document: str, principal: Principal, variables: dict[str, Any]) -> Any:
        nowhere = Untouched()  # saved queries and exports
        context = Context(principal, self.queries, self.partnerships, self.commands, nowhere, nowhere)
        plain = msgspec.to_builtins(variables)
        return await SCHEMA.execute(document, variable_values=plain, context_value=context)

    async def propose(self, name: str, principal: Principal = OFFICE, **proposal: Any) -> Told:
        """A new partnership with a hospital as its partner, unless told otherwise."""
        document = """mutation ($input: ProposalInput!) { proposePartnership(input: $input) {
            status subject partnership { id status } } }"""
        partner = {"id": "mercy", "name": "Mercy Hospital", "kind": "HOSPITAL"}
        defaults = {"partnership": name, "name": name, "districts": [DISTRICT], "partners": [partner]}
        done = (await self.ask(document, principal, input=defaults | proposal))["proposePartnership"]
        assert (done["status"], done["subject"], done["partnership"]["status"]) == ("APPLIED", name, "PROPOSED")
        return Told(self, done["partnership"]["id"], name)

    async def zero_drift(self) -> None:
        for district in await self.store.districts():
            assert await verify(self.store, district) == []
