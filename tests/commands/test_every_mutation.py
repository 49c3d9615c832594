"""Every mutation of the API appends the event that it should, once, and answers with the state after it."""

from pathlib import Path
from typing import get_args

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from schema.common import ids
from services.contracts.partnership_events import PartnershipEvent
from tests.commands.mutations import EXAMPLES, prepare
from tests.depth import share_of
from tests.partnerships.support import D1, INPUTS, MAIN, World, proposal, running
from tests.support.graphql_schema import mutation_fields

MUTATIONS = INPUTS  # those of partnerships: queries that are saved and exports are told nowhere
NEED = {"side": "DISTRICT", "text": "A bus."}
PLACING = {"placeParticipants", "releaseParticipants", "withdrawParticipants"}
ONCE_NAMED = sorted(set(EXAMPLES) - PLACING)
TOLD_BY_NO_EXAMPLE = {"goal.met", "participant.waitlisted"}
"""What decideGoal and placeParticipants may also append."""


def test_the_table_has_every_mutation() -> None:
    assert EXAMPLES.keys() == MUTATIONS.keys()


def test_every_partnership_event_can_be_said_by_a_mutation() -> None:
    tags = {
        kind.__struct_config__.tag.removeprefix("tandem.").removesuffix(".v1") for kind in get_args(PartnershipEvent)
    }
    assert {example.event for example in EXAMPLES.values()} | TOLD_BY_NO_EXAMPLE == tags


def test_every_input_takes_the_day_on_which_it_held() -> None:
    fields = mutation_fields()
    inputs = {name: get_named_type(fields[name].args["input"].type) for name in MUTATIONS}
    undated = {
        name for name, kind in inputs.items() if isinstance(kind, GraphQLInputObjectType) and "date" not in kind.fields
    }
    assert undated == {"decideGoal", "placeParticipants"}, "by the goal's due date, and by each student's own start"


@pytest.mark.parametrize("name", sorted(EXAMPLES))
async def test_a_mutation_appends_its_event_and_answers_with_the_new_state(tmp_path: Path, name: str) -> None:
    example, new = EXAMPLES[name], name == "proposePartnership"
    async with running(tmp_path) as world:
        await prepare(world, name)
        before = await world.types()
        payload = await world.say(name, proposal() if new else example.given, None if new else MAIN)
        assert await world.types() == [*before, example.event]
        assert payload["status"] == "APPLIED"
        assert payload["partnership"]["version"] == len(before) + 1
        selection, expected = example.shows
        shown = await world.partnership(selection)
        assert {member: shown[member] for member in expected} == expected
        assert await world.dead_letters() == []


@pytest.mark.parametrize("name", share_of(ONCE_NAMED, 0, 3))
async def test_the_same_request_with_the_same_key_counts_once_and_answers_the_same(tmp_path: Path, name: str) -> None:
    new = name == "proposePartnership"
    async with running(tmp_path) as world:
        await prepare(world, name)
        data, to = (proposal(), None) if new else (EXAMPLES[name].given, MAIN)
        first = await world.say(name, data, to, idempotencyKey="key-1")
        assert first["eventId"] == "key-1"
        size = await world.log_size()
        assert await world.say(name, data, to, idempotencyKey="key-1") == first
        assert await world.log_size() == size


@pytest.mark.parametrize("name", share_of(ONCE_NAMED, 1, 3))
async def test_the_same_key_with_another_request_is_refused(tmp_path: Path, name: str) -> None:
    new = name == "proposePartnership"
    async with running(tmp_path) as world:
        await prepare(world, name)
        before, said = ("proposePartnership", proposal()) if new else ("recordNeed", NEED)
        await world.say(before, said, None if new else MAIN, idempotencyKey="key-1")
        data, to = (proposal(name="Another"), None) if new else (EXAMPLES[name].given, MAIN)
        if name == "recordNeed":
            data = {**data, "text": "Another."}
        extensions = await world.refusal(name, data, to, idempotencyKey="key-1")
        assert extensions == {"code": "IDEMPOTENCY_CONFLICT", "at": "idempotencyKey"}


@pytest.mark.parametrize("name", share_of(ONCE_NAMED, 2, 3))
async def test_a_stale_version_is_a_conflict(tmp_path: Path, name: str) -> None:
    if name == "proposePartnership":
        pytest.skip("a proposal has no version to expect")
    async with running(tmp_path) as world:
        await prepare(world, name)
        version = (await world.partnership("version"))["version"]
        data = EXAMPLES[name].given
        for stale in (0, version - 1, version + 1):
            extensions = await world.refusal(name, data, expectedVersion=stale)
            assert extensions == {"code": "VERSION_CONFLICT", "at": "expectedVersion"}
        payload = await world.say(name, data, expectedVersion=version)
        assert payload["partnership"]["version"] == version + 1


async def test_nothing_is_said_of_a_partnership_that_is_not_there(world: World) -> None:
    for name in sorted(set(EXAMPLES) - {"proposePartnership"}):
        data = EXAMPLES[name].given
        assert await world.refusal(name, data, "no-such") == {"code": "NOT_FOUND", "at": "partnership"}, name
        declared = f"mutation($partnership: ID!, $input: {INPUTS[name]}!)"
        document = f"{declared} {{ {name}(partnership: $partnership, input: $input) {{ status }} }}"
        for other in (ids.encode("District", D1), "nonsense", "", "UGFydG5lcnNoaXA=", MAIN):
            _, errors = await world.ask(document, partnership=other, input=data)
            assert [error["extensions"] for error in errors] == [{"code": "INVALID_ID", "at": "partnership"}], name
    assert await world.types() == ["partnership.proposed"]
