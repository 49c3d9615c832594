"""Commands while no consumer runs, and while the log fails."""

from collections.abc import Sequence
from typing import Any

from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, LogError, NewRecord, Offset
from tests.graphql.fakes import Untouched
from tests.partnerships.support import D1, World, partnership_id, proposal, propose

NEED = {"side": "DISTRICT", "text": "A bus."}
SECRET = "kafka-broker-7.internal"


class Failing:
    """The log, except that some calls fail with a message that is nobody's business."""

    def __init__(self, log: Any, *calls: str, topic: str | None = None) -> None:
        self._log, self._calls, self._topic = log, calls, topic

    def __getattr__(self, name: str) -> Any:
        if name not in self._calls:
            return getattr(self._log, name)

        async def fail(topic: str, *rest: Any) -> Any:
            if topic == (self._topic or topic):
                raise LogError(f"{SECRET} cannot be reached")
            return await getattr(self._log, name)(topic, *rest)

        return fail


class Losing(Failing):
    """Appends, and fails to say so."""

    async def append(self, topic: str, records: Sequence[NewRecord]) -> list[Offset]:
        await self._log.append(topic, records)
        raise LogError(f"{SECRET} did not answer")


async def test_a_command_without_a_consumer_is_accepted_and_with_the_same_key_applied_once(still: World) -> None:
    still.wait = 0.2
    data = proposal()
    accepted = await still.say("proposePartnership", data, None, idempotencyKey="k")
    assert (accepted["status"], accepted["eventId"], accepted["partnership"]) == ("ACCEPTED", "k", None)
    assert accepted["subject"] == "hospital"
    again = await still.say("proposePartnership", data, None, idempotencyKey="k")
    assert again == accepted
    assert (await still.events())[-1]["id"] == "k"
    still.wait = 20
    async with still.consumed():
        applied = await still.say("proposePartnership", data, None, idempotencyKey="k")
        assert (applied["status"], applied["eventId"]) == ("APPLIED", "k")
        assert applied["partnership"]["version"] == 1
        await still.say("recordNeed", NEED)
    assert (await still.partnership("version"))["version"] == 2
    assert await still.dead_letters() == []


async def test_a_consumer_that_comes_within_the_wait_is_waited_for(still: World) -> None:
    async with still.consumed():
        await propose(still)
    still.wait = 0.2
    accepted = await still.say("recordNeed", NEED, idempotencyKey="k")
    assert accepted["status"] == "ACCEPTED"
    async with still.consumed():
        still.wait = 20
        assert (await still.say("recordNeed", NEED, idempotencyKey="k"))["subject"] == accepted["subject"]
    assert len((await still.partnership("needs { text }"))["needs"]) == 1


async def test_participants_without_a_consumer_are_accepted_and_sent_again_recorded(still: World) -> None:
    async with still.consumed():
        await propose(still)
    still.wait = 0.2
    accepted = await still.place(["ann", "bob"])
    assert (accepted["status"], accepted["changed"], accepted["problems"]) == ("ACCEPTED", 0, [])
    assert await still.types(LEARNER_EVENTS) == []
    assert (await still.place(["ann", "bob"]))["status"] == "ACCEPTED"
    async with still.consumed():
        still.wait = 20
        applied = await still.place(["ann", "bob"])
        assert (applied["status"], applied["changed"]) == ("APPLIED", 2)
    assert await still.types(LEARNER_EVENTS) == ["participation.recorded"] * 2
    assert (await still.partnership("version"))["version"] == 3
    assert await still.dead_letters() == []


async def test_a_log_that_cannot_be_written_is_said_without_its_details(world: World) -> None:
    sound, world.log = world.log, Failing(world.log, "append")
    for name, data, to in (("recordNeed", NEED, "hospital"), ("proposePartnership", proposal("new"), None)):
        payload, errors = await world.try_mutation(name, data, to, idempotencyKey="k")
        assert payload is None
        assert [error["extensions"]["code"] for error in errors] == ["LOG_UNAVAILABLE"]
        assert SECRET not in str(errors)
    world.log = sound
    assert await world.types() == ["partnership.proposed"]
    assert (await world.say("recordNeed", NEED, idempotencyKey="k"))["status"] == "APPLIED"


async def test_what_was_appended_although_the_log_failed_counts_once_when_it_is_sent_again(world: World) -> None:
    sound, world.log = world.log, Losing(world.log)
    _, errors = await world.try_mutation("recordNeed", NEED, idempotencyKey="k")
    assert [error["extensions"]["code"] for error in errors] == ["LOG_UNAVAILABLE"]
    assert SECRET not in str(errors)
    world.log = sound
    assert (await world.say("recordNeed", NEED, idempotencyKey="k"))["partnership"]["version"] == 2
    assert len((await world.partnership("needs { text }"))["needs"]) == 1


async def test_a_log_that_fails_after_the_append_leaves_the_command_accepted(world: World) -> None:
    world.log = Failing(world.log, "topic")
    payload = await world.say("recordNeed", NEED)
    assert (payload["status"], payload["partnership"]) == ("ACCEPTED", None)


async def test_participations_that_could_not_be_recorded_are_when_it_is_sent_again(world: World) -> None:
    """The places are given, and then the process or the log dies between the two topics."""
    sound = world.log
    world.log = Failing(sound, "append", topic=LEARNER_EVENTS)
    rows = [{"studentId": student, "start": "2025-10-01"} for student in ("ann", "bob")]
    _, errors = await world.try_mutation("placeParticipants", {"district": D1, "students": rows})
    assert [error["extensions"]["code"] for error in errors] == ["LOG_UNAVAILABLE"]
    assert SECRET not in str(errors)
    world.log = sound
    assert await world.types(LEARNER_EVENTS) == []
    assert (await world.place(["ann", "bob"]))["changed"] == 2
    assert await world.types(LEARNER_EVENTS) == ["participation.recorded"] * 2
    assert await world.types(PARTNERSHIP_EVENTS) == ["partnership.proposed", *["participant.placed"] * 2]


async def test_an_end_that_could_not_be_recorded_is_when_it_is_sent_again(world: World) -> None:
    await world.place(["ann"])
    await world.settled()
    sound = world.log
    world.log = Failing(sound, "append", topic=LEARNER_EVENTS)
    data = {"district": D1, "studentIds": ["ann"], "date": "2026-02-01"}
    _, errors = await world.try_mutation("releaseParticipants", data)
    assert [error["extensions"]["code"] for error in errors] == ["LOG_UNAVAILABLE"]
    world.log = sound
    again = await world.say("releaseParticipants", data)
    assert (again["changed"], again["problems"]) == (1, [])
    recorded = [event["data"] for event in await world.events(LEARNER_EVENTS)]
    assert [participation.get("endDate") for participation in recorded] == [None, "2026-01-31"]
    assert (await world.types()).count("participant.released") == 1


async def test_an_error_that_nobody_foresaw_is_masked(world: World) -> None:
    broken = world.context(store=Untouched())
    from schema import SCHEMA  # noqa: PLC0415

    to = f'partnership: "{partnership_id("hospital")}"'
    document = f'mutation {{ recordNeed({to}, input: {{side: DISTRICT, text: "x"}}) {{ status }} }}'
    result = await SCHEMA.execute(document, context_value=broken)
    assert [error.message for error in result.errors or []] == ["Unexpected error"]
