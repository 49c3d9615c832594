"""When a data-sharing agreement is in force."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import msgspec
import pytest

from services.contracts import events
from services.contracts.data_agreements import (
    Recipient,
    SharingAgreement,
    SharingAgreementKey,
    SharingEnd,
    SharingSide,
    SharingSignature,
    SharingSignatureKey,
)
from services.contracts.facts import Data
from services.core.data_agreements import Agreement, AgreementStatus, agreements_of, digest_of_terms, in_force
from services.core.entity_changes import entity_change_of
from services.core.facts import EntityKey, Fact

CHICAGO = ZoneInfo("America/Chicago")
PARTNER = Recipient(kind="partner", id="st-mary")
TERMS = SharingAgreement(
    agreement="a",
    title="Attendance",
    recipient=PARTNER,
    purpose="To compare.",
    families=("attendance",),
    begin=date(2026, 8, 1),
    end=date(2027, 6, 30),
    destruction=date(2027, 12, 31),
)
DIGEST = digest_of_terms("d", TERMS)
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, 12, tzinfo=UTC)
TYPES = {kind.__annotations__["data"]: kind for kind in events.DistrictEvent.__args__}


def signed(side: SharingSide, digest: str = DIGEST, at: datetime = SUMMER) -> SharingSignature:
    return SharingSignature(agreement="a", side=side, signed_by="Dr. Lopez", signed_at=at, terms=digest)


def ended(at: datetime) -> SharingEnd:
    return SharingEnd(agreement="a", side="recipient", ended_at=at, reason="It is over.")


def agreement(*said: Data) -> Agreement:
    documents = {EntityKey("d", type(fact).__name__, str(number)): fact for number, fact in enumerate((TERMS, *said))}
    return agreements_of(documents)[0]


BOTH = (signed("district"), signed("recipient"))
MIDNIGHT = datetime(2026, 8, 1, 5, tzinfo=UTC)  # in Chicago, of its first day
LAST_MIDNIGHT = datetime(2027, 7, 1, 5, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("said", "now", "status"),
    [
        ((), WINTER, "awaits_signatures"),
        ((signed("district"),), WINTER, "awaits_signatures"),
        ((signed("district"), signed("recipient", "0" * 64)), WINTER, "awaits_signatures"),
        ((signed("district"), signed("recipient", at=WINTER + MOMENT)), WINTER, "awaits_signatures"),
        ((signed("district"), signed("recipient", at=WINTER)), WINTER, "in_force"),
        (BOTH, MIDNIGHT - MOMENT, "not_begun"),
        (BOTH, MIDNIGHT, "in_force"),
        (BOTH, LAST_MIDNIGHT - MOMENT, "in_force"),
        (BOTH, LAST_MIDNIGHT, "expired"),
        ((), LAST_MIDNIGHT, "expired"),
        ((*BOTH, ended(WINTER)), WINTER - MOMENT, "in_force"),
        ((*BOTH, ended(WINTER)), WINTER, "ended"),
        ((*BOTH, ended(WINTER)), LAST_MIDNIGHT, "ended"),
        ((ended(WINTER),), WINTER, "ended"),
    ],
)
def test_an_agreement_is_in_force_when_both_have_signed_its_terms_and_the_day_is_one_of_its_days(
    said: tuple[Data, ...], now: datetime, status: str
) -> None:
    assert agreement(*said).status(now, CHICAGO) == status


def test_terms_that_change_after_both_have_signed_are_not_in_force() -> None:
    changed = msgspec.structs.replace(TERMS, families=("attendance", "grades"))
    made = agreements_of({EntityKey("d", "x", str(number)): fact for number, fact in enumerate((changed, *BOTH))})
    assert made[0].status(WINTER, CHICAGO) is AgreementStatus.AWAITS_SIGNATURES


def test_the_same_terms_of_another_district_are_not_signed_by_a_signature_of_this_one() -> None:
    elsewhere = Agreement("other", TERMS, {"district": BOTH[0], "recipient": BOTH[1]})
    assert elsewhere.status(WINTER, CHICAGO) is AgreementStatus.AWAITS_SIGNATURES


def test_only_the_recipient_that_it_names_sees_something_by_it() -> None:
    standing = agreement(*BOTH)
    zones = {"d": CHICAGO}
    assert in_force([standing], [PARTNER], WINTER, zones) == [standing]
    assert in_force([standing], [Recipient(kind="partner", id="other")], WINTER, zones) == []
    assert in_force([standing], [Recipient(kind="district", id="st-mary")], WINTER, zones) == []
    assert in_force([standing], [PARTNER], LAST_MIDNIGHT, zones) == []


def test_any_order_of_arrival_gives_the_same_agreement() -> None:
    older = msgspec.structs.replace(TERMS, title="A draft")
    told: list[tuple[Data, int]] = [
        (older, 1),
        (TERMS, 2),
        (signed("district"), 3),
        (SharingSignatureKey(agreement="a", side="recipient"), 3),
        (signed("recipient"), 4),
    ]
    results = []
    for order in permutations(told):
        documents: dict[EntityKey, Fact] = {}
        for data, minute in order:
            change = entity_change_of(_event(data, minute))
            if change.fact.supersedes(documents.get(change.key)):
                documents[change.key] = change.fact
        results.append(agreements_of({key: fact.value for key, fact in documents.items()}))
    assert all(result == results[0] for result in results)
    assert results[0][0].status(WINTER, CHICAGO) is AgreementStatus.IN_FORCE


def test_retracted_terms_make_no_agreement_whatever_was_signed() -> None:
    told = [TERMS, *BOTH, SharingAgreementKey(agreement="a")]
    documents = {change.key: change.fact.value for change in (entity_change_of(_event(data, 1)) for data in told)}
    assert agreements_of(documents) == []


def _event(data: Data, minute: int) -> events.DistrictEvent:
    made: events.DistrictEvent = TYPES[type(data)](
        specversion="1.0", id=str(minute), source="s", time=SUMMER + timedelta(minutes=minute), partitionkey="d",
        data=data,
    )  # fmt: skip
    return made
