"""Tells random histories through the API, and keeps what was accepted."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from schema.common import ids
from services.core.access import DEVELOPMENT
from tests.partnership_reference.cadence import is_to_move, look
from tests.partnership_reference.record import Record, Statement
from tests.partnership_reference.withdrawals import OF_CHANGE, OF_STATUS, OF_THING, WITHDRAWALS
from tests.scenarios.told import mutation
from tests.scenarios.world import World

CLOCK = ZoneInfo("America/Chicago")
"""Where the story's own clock stands."""
TEXTS = ("We meet on Fridays.", "The bus is paid by both.", "Nine of ten come.")
KINDS = ("EXPECTATION", "PROCESS", "OUTCOME")
SIDES = ("DISTRICT", "PARTNER")


class Storyteller:
    """One partnership of which random things are said. What the API refuses is not in the record."""

    def __init__(self, world: World, name: str, districts: list[str], zone: str, random: Random) -> None:
        self.world = world
        self.name = name
        self.districts = districts
        self.zone = ZoneInfo(zone)
        self.random = random
        self.record = Record()
        self.outcomes: Counter[str] = Counter()
        self._numbers = 0
        self._today = world.now.today
        self._hour = 12

    @property
    def id(self) -> str:
        return ids.encode("Partnership", self.name)

    def move(self, day: date, hour: int) -> None:
        """The time of day at which the next statements are made."""
        self._today, self._hour = day, hour

    @property
    def own_day(self) -> date:
        """Today where the district named first is: the day of what is said without a date."""
        moment = datetime.combine(self._today, time(self._hour, 30), CLOCK).astimezone(UTC)
        return moment.astimezone(self.zone).date()

    async def propose(self, begin: date, **more: Any) -> None:
        partner = {"id": "mercy", "name": "Mercy Hospital", "kind": "HOSPITAL"}
        data = {"partnership": self.name, "name": self.name, "districts": self.districts, "partners": [partner]}
        day = min(begin, self.own_day)
        assert await self.say("proposePartnership", {**data, "begin": str(begin), **more}, day)

    async def say(self, what: str, data: dict[str, Any], day: date) -> bool:
        """Whether it was accepted. `day`: on which it holds."""
        variables = {"input": data} if what == "proposePartnership" else {"id": self.id, "input": data}
        result = await self.world.execute(mutation(what), DEVELOPMENT, variables)
        self.outcomes[f"{what} {'refused' if result.errors else 'accepted'}"] += 1
        if result.errors:
            assert result.errors[0].extensions["code"] != "INTERNAL_ERROR", (what, data)
            return False
        assert result.data[what]["status"] == "APPLIED"
        self.record.statements.append(Statement(self._today, what, day, data))
        if is_to_move(self.record, self.own_day):
            self.tick()
        return True

    async def say_dated(self, what: str, data: dict[str, Any]) -> bool:
        """With a date of its own, mostly, or without one: then it is of today."""
        if self.random.random() < 0.3:
            return await self.say(what, data, self.own_day)
        day = self._today - timedelta(days=self._days(0, 80))
        return await self.say(what, {**data, "date": str(day)}, day)

    def tick(self) -> None:
        look(self.record, self.own_day, self._today)

    async def anything(self) -> None:
        """Something that may or may not be said at this moment."""
        step = self.random.choice(STEPS)
        await step(self)

    # ---- steps -----------------------------------------------------------------------------------------------------

    async def lead(self) -> None:
        side = self.random.choice(SIDES)
        if self.random.random() < 0.6:
            await self.say_dated("assignLead", {"side": side, "name": self._name(), "role": "Director"})
        else:
            await self.say_dated("vacateLead", {"side": side})

    async def found(self) -> None:
        """All that an activation needs, and the activation, one after the other, lately or now."""
        back = sorted((self._days(0, 60) for _ in range(6)), reverse=True)
        days = [self._today - timedelta(days=number) for number in back]
        for side in SIDES:
            await self._on(days.pop(0), "assignLead", {"side": side, "name": "A", "role": "Director"})
        await self._on(days.pop(0), "draftClause", {"clause": "founding", "kind": "OUTCOME", "text": TEXTS[2]})
        for side in SIDES:
            await self._on(days.pop(0), "endorseClause", self._endorsement("founding", side))
        await self._on(days.pop(0), "activatePartnership", {})

    async def _on(self, day: date, what: str, data: dict[str, Any]) -> bool:
        return await self.say(what, {**data, "date": str(day)}, day)

    async def status(self) -> None:
        until = self._today + timedelta(days=self._days(-30, 500))
        choices: list[tuple[str, dict[str, Any]]] = [
            ("pausePartnership", {"reason": "Summer."}),
            ("pausePartnership", {"reason": "Summer."}),
            ("activatePartnership", {}),
            ("activatePartnership", {}),
            ("renewPartnership", {"until": str(until)}),
        ]
        await self.say_dated(*self.random.choice(choices))

    async def close(self) -> None:
        if self.random.random() < 0.1:
            await self.say_dated("closePartnership", {"reason": "All is done."})

    async def clause(self) -> None:
        key = f"c{self._days(1, 4)}"
        data = {"clause": key, "kind": self.random.choice(KINDS[:2]), "text": self.random.choice(TEXTS[:2])}
        await self.say_dated("draftClause", data)

    async def endorsement(self) -> None:
        if key := self._one("draftClause", "clause"):
            await self.say_dated("endorseClause", self._endorsement(key, self.random.choice(SIDES)))

    async def contribution(self) -> None:
        key = self._one("recordContribution", "contribution")
        if key and self.random.random() < 0.3:
            if self.random.random() < 0.5:
                await self.say("retractContribution", {"contribution": key}, self.own_day)
            else:
                day = self._today - timedelta(days=self._days(0, 700))
                data = self._contribution(key)
                await self.say("correctContribution", {**data, "date": str(day)}, day)
            return
        data = self._contribution(self._new("k"))
        day = self._today - timedelta(days=self._days(0, 700))
        await self.say("recordContribution", {**data, "date": str(day)}, day)

    async def pledge(self) -> None:
        begin = self._today + timedelta(days=self._days(-300, 60))
        end = begin + timedelta(days=self._days(0, 400))
        data = {"contribution": self._new("p"), "side": self.random.choice(SIDES), "kind": "FUNDING"}
        await self.say_dated(
            "pledgeContribution", {**data, "begin": str(begin), "end": str(end), "amount": self._amount()}
        )

    async def check_in(self) -> None:
        due = self._today + timedelta(days=self._days(-60, 60))
        await self.say_dated("scheduleCheckIn", {"checkIn": self._new("m"), "due": str(due)})

    async def hold(self) -> None:
        if key := await self._not_held():
            await self.say_dated("holdCheckIn", {"checkIn": key})

    async def rearrange(self) -> None:
        """Both sides move a check-in or call it off."""
        if key := await self._not_held():
            if self.random.random() < 0.3:
                await self.say_dated("cancelCheckIn", {"checkIn": key})
            else:
                due = self._today + timedelta(days=self._days(0, 60))
                await self.say_dated("rescheduleCheckIn", {"checkIn": key, "due": str(due)})

    async def cadence(self) -> None:
        effective = self._today + timedelta(days=self._days(0, 40))
        data: dict[str, Any] = {"amendment": self._new("n"), "what": "Another cadence.", "why": "It fits better."}
        data["cadenceDays"] = self.random.choice((20, 45, 120))
        await self.say("amendAgreement", {**data, "effective": str(effective)}, self.own_day)

    async def challenge(self) -> None:
        if self.random.random() < 0.5:
            await self.say_dated("raiseChallenge", {"challenge": self._new("h"), "text": "No bus."})
        elif key := self._one("raiseChallenge", "challenge"):
            await self.say_dated("resolveChallenge", {"challenge": key, "text": "A bus."})

    async def action(self) -> None:
        if self.random.random() < 0.6:
            due = self._today + timedelta(days=self._days(-60, 60))
            data = {"action": self._new("a"), "text": "Hire a bus.", "owner": "A", "side": self.random.choice(SIDES)}
            await self.say_dated("agreeAction", {**data, "due": str(due)})
        elif key := self._one("agreeAction", "action"):
            await self.say_dated("completeAction", {"action": key})

    async def goal(self) -> None:
        data = {"goal": self._new("g"), "title": "Fewer absences", "baseline": 9.0, "target": 3.0}
        due = self._today + timedelta(days=self._days(1, 300))
        await self.say_dated("setGoal", {**data, "due": str(due), "question": {"metric": "absences"}})

    async def withdrawal(self) -> None:
        """Something is taken back."""
        what = self.random.choice(WITHDRAWALS)
        data, kinds = self._withdrawn(what)
        candidates = [item for item in self.record.standing().of(*kinds) if "byCadence" not in item.data]
        if not candidates:
            return
        statement = self.random.choice(candidates)
        data |= {"reason": "It was said in error.", "by": "A. Name"}
        if what in OF_THING:
            member = OF_THING[what][0]
            data[member] = statement.data[member]
        if what in ("withdrawEndorsement", "withdrawLead"):
            data |= {name: statement.data[name] for name in ("clause", "side") if name in statement.data}
        if what == "withdrawChange":
            data["subject"] = statement.data[OF_CHANGE[data["change"]][0]]
        if what in ("withdrawStatus", "withdrawLead"):
            data["since"] = str(statement.day)
        await self.say(what, data, self.own_day)

    def _withdrawn(self, what: str) -> tuple[dict[str, Any], Sequence[str]]:
        """What a withdrawal names besides a thing, and the statements of which it may take one back."""
        match what:
            case "withdrawStatus":
                status = self.random.choice(sorted(OF_STATUS))
                return {"status": status}, OF_STATUS[status]
            case "withdrawChange":
                change = self.random.choice(sorted(OF_CHANGE))
                return {"change": change}, OF_CHANGE[change][1:]
            case "withdrawEndorsement":
                return {}, ["endorseClause"]
            case "withdrawLead":
                return {}, ["assignLead", "vacateLead"]
        return {}, OF_THING[what][1:]

    # ---- random parts ----------------------------------------------------------------------------------------------

    def _days(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def _amount(self) -> float:
        return self._days(1, 90_000) / 100

    def _name(self) -> str:
        return f"Lead {self._days(1, 9)}"

    def _new(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}{self._numbers}"

    def _one(self, what: str, member: str) -> str | None:
        keys = sorted(self.record.keys([what], member))
        return self.random.choice(keys) if keys else None

    async def _not_held(self) -> str | None:
        standing = self.record.standing()
        keys = standing.keys(["scheduleCheckIn"], "checkIn") - standing.keys(["holdCheckIn"], "checkIn")
        return self.random.choice(sorted(keys)) if keys else None

    def _contribution(self, key: str) -> dict[str, Any]:
        data: dict[str, Any] = {"contribution": key, "side": self.random.choice(SIDES)}
        match self._days(1, 3):
            case 1:
                data |= {"kind": "FUNDING", "amount": self._amount()}
            case 2:
                data |= {"kind": "VOLUNTEER_HOURS", "quantity": self._days(1, 40) / 4}
            case _:
                data |= {"kind": "SOFTWARE", "quantity": 2.0}
        pledge = self._one("pledgeContribution", "contribution")
        return {**data, "pledge": pledge} if pledge and data["kind"] == "FUNDING" else data

    @staticmethod
    def _endorsement(clause: str, side: str) -> dict[str, Any]:
        return {"clause": clause, "side": side, "name": "A. Name", "role": "Director"}


STEPS = (
    Storyteller.lead,
    Storyteller.found,
    Storyteller.status,
    Storyteller.status,
    Storyteller.status,
    Storyteller.close,
    Storyteller.clause,
    Storyteller.endorsement,
    Storyteller.contribution,
    Storyteller.contribution,
    Storyteller.pledge,
    Storyteller.check_in,
    Storyteller.hold,
    Storyteller.hold,
    Storyteller.rearrange,
    Storyteller.cadence,
    Storyteller.challenge,
    Storyteller.action,
    Storyteller.goal,
    Storyteller.withdrawal,
    Storyteller.withdrawal,
)
