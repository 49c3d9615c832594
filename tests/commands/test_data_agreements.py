"""Data-sharing agreements through the API: drafted, signed by both sides, read and ended."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, parse, validate

from schema.sdl import sdl
from services.contracts import facts
from services.core.access import Principal
from services.log.port import LEARNER_EVENTS
from tests.partnerships.support import D1, D2, World

PAGE = Path(__file__).parent.parent.parent / "docs" / "data-sharing.md"
OURS = Principal("ours", districts=frozenset({D1}))
THEIRS = Principal("theirs", districts=frozenset({D2}))
TERMS: dict[str, Any] = {
    "agreement": "st-mary",
    "title": "Attendance of participants",
    "recipient": {"kind": "PARTNER", "id": "st-mary"},
    "purpose": "To see whether participants come to school more often.",
    "families": ["ATTENDANCE"],
    "begin": "2026-01-01",
    "end": "2026-06-30",
    "destruction": "2026-12-31",
}
SHOWN = """{ status agreement {
  id agreement districtId title recipientKind recipientId families schools begin end destruction status termsDigest
  awaits signatures { side signedBy current } ended { side reason }
} }"""
DRAFT = f"""mutation($district: String!, $input: DataSharingTermsInput!, $key: String, $expected: String) {{
  result: draftDataSharingAgreement(
    district: $district, input: $input, idempotencyKey: $key, expectedTermsDigest: $expected) {SHOWN} }}"""
SIGN = f"""mutation($district: String!, $input: DataSharingSignatureInput!) {{
  result: signDataSharingAgreement(district: $district, input: $input) {SHOWN} }}"""
END = f"""mutation($district: String!, $input: DataSharingEndInput!) {{
  result: endDataSharingAgreement(district: $district, input: $input) {SHOWN} }}"""


async def drafted(world: World, district: str = D1, **members: Any) -> Any:
    return (await world.get(DRAFT, district=district, input={**TERMS, **members}))["result"]["agreement"]


async def signed(world: World, digest: str, side: str) -> Any:
    signature = {"agreement": "st-mary", "side": side, "signedBy": "Dr. Lopez", "termsDigest": digest}
    return (await world.get(SIGN, district=D1, input=signature))["result"]["agreement"]


async def code(world: World, document: str, principal: Principal | None = None, **variables: Any) -> str:
    """Of the one error; nothing was appended."""
    before = await world.log_size()
    as_whom = {} if principal is None else {"principal": principal}
    _, errors = await world.ask(document, **as_whom, **variables)
    assert [*map(type, errors)] == [dict], errors
    assert await world.log_size() == before
    return str(errors[0]["extensions"]["code"])


async def test_an_agreement_is_in_force_once_both_have_signed_and_until_one_ends_it(world: World) -> None:
    await world.tell([facts.District(name="One", time_zone="America/Chicago")])
    first = await drafted(world)
    assert (first["status"], first["awaits"]) == ("AWAITS_SIGNATURES", ["DISTRICT", "RECIPIENT"])
    half = await signed(world, first["termsDigest"], "DISTRICT")
    assert (half["status"], half["awaits"]) == ("AWAITS_SIGNATURES", ["RECIPIENT"])
    whole = await signed(world, first["termsDigest"], "RECIPIENT")
    assert (whole["status"], whole["awaits"]) == ("IN_FORCE", [])
    world.now = datetime(2026, 7, 1, 4, tzinfo=UTC)  # still June 30 in Chicago
    assert await statuses(world) == ["IN_FORCE"]
    world.now = datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert await statuses(world) == ["EXPIRED"]
    world.now = datetime(2026, 3, 2, 15, tzinfo=UTC)
    ending = {"agreement": "st-mary", "side": "RECIPIENT", "reason": "The programme is over."}
    over = (await world.get(END, district=D1, input=ending))["result"]["agreement"]
    assert (over["status"], over["ended"]["side"]) == ("ENDED", "RECIPIENT")
    signature = {"agreement": "st-mary", "side": "DISTRICT", "signedBy": "X", "termsDigest": first["termsDigest"]}
    assert await code(world, SIGN, district=D1, input=signature) == "INVALID_TRANSITION"
    types = [name for name in await world.types(LEARNER_EVENTS) if name.startswith("sharing.")]
    assert types == ["sharing.agreement.recorded", *["sharing.signature.recorded"] * 2, "sharing.end.recorded"]


async def statuses(world: World, principal: Principal | None = None) -> list[str]:
    as_whom = {} if principal is None else {"principal": principal}
    data = await world.get("{ dataSharingAgreements { totalCount nodes { status } } }", **as_whom)
    nodes = data["dataSharingAgreements"]["nodes"]
    assert len(nodes) == data["dataSharingAgreements"]["totalCount"]
    return [node["status"] for node in nodes]


async def test_terms_that_both_have_signed_stay_and_a_signature_is_under_the_terms_that_were_read(
    world: World,
) -> None:
    first = await drafted(world)
    await signed(world, first["termsDigest"], "DISTRICT")
    second = await drafted(world, families=["ATTENDANCE", "GRADES"])  # one has signed: the terms may still change
    assert second["awaits"] == ["DISTRICT", "RECIPIENT"]
    assert [signature["current"] for signature in second["signatures"]] == [False]
    old = {"agreement": "st-mary", "side": "RECIPIENT", "signedBy": "X", "termsDigest": first["termsDigest"]}
    assert await code(world, SIGN, district=D1, input=old) == "VERSION_CONFLICT"
    changed = {**TERMS, "title": "Another title"}
    stale = {"district": D1, "input": changed, "expected": first["termsDigest"]}
    assert await code(world, DRAFT, **stale) == "VERSION_CONFLICT"
    for side in ("DISTRICT", "RECIPIENT"):
        await signed(world, second["termsDigest"], side)
    assert await code(world, DRAFT, district=D1, input=changed) == "INVALID_TRANSITION"


async def test_what_is_sent_again_counts_once(world: World) -> None:
    unnamed = {name: value for name, value in TERMS.items() if name != "agreement"}
    ids = [
        (await world.get(DRAFT, district=D1, input=unnamed, key="k"))["result"]["agreement"]["agreement"]
        for _ in range(2)
    ]
    assert ids[0] == ids[1]
    size = await world.log_size()
    digest = (await drafted(world))["termsDigest"]
    for _ in range(2):
        await signed(world, digest, "DISTRICT")
    assert await world.log_size() == size + 2


def test_the_examples_of_the_page_are_valid() -> None:
    examples = re.findall(r"```graphql\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(examples) == 2
    schema = build_schema(sdl())
    assert [validate(schema, parse(example)) for example in examples] == [[], []]


BAD_TERMS = [
    ({"end": "2025-12-31"}, "DATE_ORDER"),
    ({"destruction": "2026-06-29"}, "DATE_ORDER"),
    ({"families": []}, "OUT_OF_RANGE"),
    ({"families": ["GRADES", "GRADES"]}, "DUPLICATE_ITEM"),
    ({"recipient": {"kind": "PARTNER"}}, "MISSING_FIELD"),
    ({"recipient": {"kind": "CONSORTIUM", "id": "us"}}, "INVALID_VALUE"),
    ({"title": ""}, "OUT_OF_RANGE"),
]


@pytest.mark.parametrize(("members", "why"), BAD_TERMS)
async def test_terms_that_cannot_be_are_refused(still: World, members: dict[str, Any], why: str) -> None:
    assert await code(still, DRAFT, district=D1, input={**TERMS, **members}) == why


async def test_a_district_or_school_that_nobody_knows_shares_nothing(world: World) -> None:
    await world.tell([facts.District(name="One"), facts.School(school="S1", name="School One")])
    assert await code(world, DRAFT, district="no-such", input=TERMS) == "UNKNOWN_REFERENCE"
    assert await code(world, DRAFT, district=D1, input={**TERMS, "schools": ["S1", "S2"]}) == "UNKNOWN_REFERENCE"
    assert (await drafted(world, schools=["S1"]))["schools"] == ["S1"]


async def test_a_foreign_agreement_looks_like_a_missing_one(world: World) -> None:
    digest = (await drafted(world))["termsDigest"]
    node = "query($id: ID!) { node(id: $id) { id } }"
    known = (await world.get("{ dataSharingAgreements { nodes { id } } }", OURS))["dataSharingAgreements"]["nodes"]
    assert await statuses(world, OURS) == ["AWAITS_SIGNATURES"]
    assert await statuses(world, THEIRS) == []
    assert (await world.get(node, OURS, id=known[0]["id"]))["node"]
    assert (await world.get(node, THEIRS, id=known[0]["id"]))["node"] is None
    texts = []
    for agreement in ("st-mary", "no-such"):
        signature = {"agreement": agreement, "side": "DISTRICT", "signedBy": "X", "termsDigest": digest}
        _, errors = await world.ask(SIGN, THEIRS, district=D1, input=signature)
        texts.append(str(errors[0]["message"]).replace(agreement, "…"))
    assert texts[0] == texts[1]
    assert await code(world, DRAFT, THEIRS, district=D1, input=TERMS) == "FORBIDDEN"
    recipients = {"agreement": "st-mary", "side": "RECIPIENT", "signedBy": "X", "termsDigest": digest}
    assert await code(world, SIGN, OURS, district=D1, input=recipients) == "NOT_FOUND"
