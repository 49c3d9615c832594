"""Data-sharing agreements of districts: what can be read of them, and how they are drafted, signed and ended."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import UNSET, enum_value

from schema.common import ids
from schema.common.fields import resolver
from schema.common.node import Node
from schema.common.paging import MAX_ITEMS, After, Before, Connection, First, Last, bounds, connection
from schema.context import Context, Info
from schema.districts.entities import District, district
from schema.partnerships.convert import data_of, given
from schema.partnerships.enum_values import of, word
from schema.partnerships.enums import MutationStatus
from schema.partnerships.mutation_factory import IdempotencyKey
from services.commands.data_agreements import Ending, Signing
from services.contracts.data_agreements import SharingAgreement
from services.core.access.agreements import may_share
from services.core.data_agreements import SIDES, Agreement
from services.query.data_agreements import AgreementView


@strawberry.enum(description="What has become of a data-sharing agreement. It shares numbers while it is IN_FORCE.")
class DataSharingStatus(Enum):
    AWAITS_SIGNATURES = enum_value("AWAITS_SIGNATURES", description="A side has not signed the terms as they are.")
    NOT_BEGUN = enum_value("NOT_BEGUN", description="Both sides have signed, and its first day is still to come.")
    IN_FORCE = enum_value("IN_FORCE", description="Both sides have signed, and today is one of its days.")
    EXPIRED = enum_value("EXPIRED", description="Its last day is over, where the district is.")
    ENDED = enum_value("ENDED", description="A side has ended it. It cannot be signed again.")


@strawberry.enum(description="Who signs a data-sharing agreement.")
class DataSharingSide(Enum):
    DISTRICT = enum_value("DISTRICT", description="The district that shares.")
    RECIPIENT = enum_value("RECIPIENT", description="Whoever receives: the consortium, a partner or another district.")


@strawberry.enum(description="Who receives what a district shares.")
class DataSharingRecipientKind(Enum):
    CONSORTIUM = enum_value("CONSORTIUM", description="The consortium that runs this server.")
    PARTNER = enum_value("PARTNER", description="A partner organisation, by its id in its partnerships.")
    DISTRICT = enum_value("DISTRICT", description="Another district, by its id.")


@strawberry.enum(description="A family of metrics that come from learners.")
class MetricFamily(Enum):
    ATTENDANCE = enum_value("ATTENDANCE", description="Enrolment, attendance and chronic absence.")
    GRADES = enum_value("GRADES", description="Grades, passing and credits.")
    ENGAGEMENT = enum_value("ENGAGEMENT", description="Visits, mentoring and other engagements, and their hours.")


@strawberry.type(description="A side's signature under the terms of a data-sharing agreement.")
class DataSharingSignature:
    side: DataSharingSide = strawberry.field(description="The side that signed.")
    signed_by: str = strawberry.field(description="Name and office of the person who signed.")
    signed_at: datetime = strawberry.field(description="When the person signed.")
    current: bool = strawberry.field(
        description="Whether it is under the terms as they are. If not, the terms were changed after it."
    )


@strawberry.type(description="The end of a data-sharing agreement by one of its sides.")
class DataSharingEnd:
    side: DataSharingSide = strawberry.field(description="The side that ended it.")
    ended_at: datetime = strawberry.field(description="From when on nothing is shared.")
    reason: str = strawberry.field(description="Why the side ended it.")


@strawberry.type(
    description="An agreement by which a district shares numbers that come from its learners: with whom, why, of which "
    "families and schools, and until when."
)
class DataSharingAgreement(Node):
    agreement: str = strawberry.field(description="Its id within the district, such as `st-mary-2026`.")
    district_id: str = strawberry.field(description="The id of the district that shares, in the source system.")
    title: str = strawberry.field(description="What it is called.")
    recipient_kind: DataSharingRecipientKind = strawberry.field(description="What the recipient is.")
    recipient_id: str | None = strawberry.field(
        description="The id of the partner or district that receives; null where the consortium does."
    )
    purpose: str = strawberry.field(description="What the recipient may use the numbers for.")
    families: list[MetricFamily] = strawberry.field(description="The families of metrics that are shared.")
    schools: list[str] = strawberry.field(
        description="The ids of the schools whose learners are counted; empty: all schools of the district."
    )
    begin: date = strawberry.field(description="The first day on which it can be in force.")
    end: date = strawberry.field(description="The last day on which it can be in force.")
    destruction: date = strawberry.field(description="The day by which the recipient has destroyed what it received.")
    status: DataSharingStatus = strawberry.field(
        description="What has become of it, as of now. It begins, expires and ends by itself."
    )
    terms_digest: str = strawberry.field(
        description="SHA-256 (hex) of the terms. Whoever signs sends it, so that they sign what they have read."
    )
    signatures: list[DataSharingSignature] = strawberry.field(description="The newest signature of each side.")
    awaits: list[DataSharingSide] = strawberry.field(description="The sides that still have to sign the terms.")
    you_act_for: list[DataSharingSide] = strawberry.field(description="The sides for which you may sign and end it.")
    ended: DataSharingEnd | None = strawberry.field(description="How it ended; null while nobody has ended it.")


@strawberry.type
class DataSharingQueries:
    """Fields of the root."""

    @resolver(f"The districts for which you may draft and sign data-sharing agreements, at most {MAX_ITEMS}, by name.")
    async def data_sharing_districts(self, info: Info) -> list[District]:
        principal = info.context.principal
        page = await info.context.queries.districts(principal, MAX_ITEMS, None)
        return [district(item) for item in page.items if may_share(principal, item.district_id)]

    @resolver("The data-sharing agreements of the districts that you may see, by district and id.")
    async def data_sharing_agreements(
        self,
        info: Info,
        district: Annotated[
            str | None, strawberry.argument(description="Only those of the district with this id; absent: of all.")
        ] = UNSET,
        status: Annotated[
            DataSharingStatus | None, strawberry.argument(description="Only those with this status; absent: all.")
        ] = UNSET,
        first: First = 50,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[DataSharingAgreement]:
        part, wanted = bounds(first, after, last, before, default=50), given(status)
        views = await info.context.queries.agreements(info.context.principal, given(district))
        kept = [view for view in views if wanted is None or word(wanted) == view.status]
        page = info.context.queries.page_of_agreements(kept, part.size, part.after, part.end)
        return connection(page, data_sharing_agreement)


@strawberry.input(description="Who receives what a district shares.")
class DataSharingRecipientInput:
    kind: DataSharingRecipientKind = strawberry.field(description="What the recipient is.")
    id: str | None = strawberry.field(
        description="The id of the partner or district that receives. Leave it out for the consortium.", default=UNSET
    )


@strawberry.input(description="The terms of a data-sharing agreement.")
class DataSharingTermsInput:
    agreement: str | None = strawberry.field(
        description="Its id within the district, such as `st-mary-2026`. Name the id of an agreement that nobody has "
        "signed to change its terms; absent: a new one is made.",
        default=UNSET,
    )
    title: str = strawberry.field(description="What it is called, at most 300 characters.")
    recipient: DataSharingRecipientInput = strawberry.field(
        description="Who receives the numbers, such as `{kind: CONSORTIUM}`."
    )
    purpose: str = strawberry.field(
        description="What the recipient may use the numbers for, in one paragraph of at most 2,000 characters."
    )
    families: list[MetricFamily] = strawberry.field(description="The families of metrics to share, at least one.")
    schools: list[str] = strawberry.field(
        description="The ids of the schools whose learners are counted; empty: all schools.", default_factory=list
    )
    begin: date = strawberry.field(description="The first day on which it can be in force.")
    end: date = strawberry.field(description="The last day on which it can be in force.")
    destruction: date = strawberry.field(
        description="The day by which the recipient has destroyed what it received, not before `end`."
    )


@strawberry.input(description="One side's signature under the terms of a data-sharing agreement.")
class DataSharingSignatureInput:
    agreement: str = strawberry.field(description="The id of the agreement within the district.")
    side: DataSharingSide = strawberry.field(description="The side for which the person signs.")
    signed_by: str = strawberry.field(
        description="Name and office of the person who signs, such as `Dr. Maria Lopez, superintendent`."
    )
    terms_digest: str = strawberry.field(
        description="`DataSharingAgreement.termsDigest` of the terms that were read. With other terms by now the "
        "signature is refused as VERSION_CONFLICT."
    )


@strawberry.input(description="The end of a data-sharing agreement.")
class DataSharingEndInput:
    agreement: str = strawberry.field(description="The id of the agreement within the district.")
    side: DataSharingSide = strawberry.field(description="The side that ends it.")
    reason: str = strawberry.field(description="Why it ends, at most 2,000 characters.")


@strawberry.type(description="What has become of a change of a data-sharing agreement.")
class DataSharingPayload:
    status: MutationStatus = strawberry.field(description="Whether it is applied already.")
    agreement: DataSharingAgreement | None = strawberry.field(
        description="The agreement with the change; null while it is not applied."
    )


DistrictArg = Annotated[str, strawberry.argument(description="The id of the district that shares.")]


async def draft_data_sharing_agreement(
    info: Info,
    district: DistrictArg,
    input: Annotated[DataSharingTermsInput, strawberry.argument(description="The terms that both sides are to sign.")],  # noqa: A002 - the API's name
    expected_terms_digest: Annotated[
        str | None,
        strawberry.argument(description="The digest of the terms that you change; with others by now it is refused."),
    ] = UNSET,
    idempotency_key: IdempotencyKey = UNSET,
) -> DataSharingPayload:
    key = given(idempotency_key)
    own = None if key is None else f"{info.context.principal.name}\0{key}"  # others have keys like it
    terms = data_of(SharingAgreement, input, own, datetime.now(UTC).date())
    commands, expected = info.context.commands, given(expected_terms_digest)
    drafted = await commands.draft_agreement(info.context.principal, district, terms, key, expected)
    return await _payload(info, district, drafted)


async def sign_data_sharing_agreement(
    info: Info,
    district: DistrictArg,
    input: Annotated[  # noqa: A002 - the API's name
        DataSharingSignatureInput, strawberry.argument(description="Whose signature it is, and under which terms.")
    ],
    idempotency_key: IdempotencyKey = UNSET,
) -> DataSharingPayload:
    side = next(side for side in SIDES if side == word(input.side))
    signing = Signing(district, input.agreement, side, input.signed_by, input.terms_digest)
    signed = await info.context.commands.sign_agreement(info.context.principal, signing, given(idempotency_key))
    return await _payload(info, district, signed)


async def end_data_sharing_agreement(
    info: Info,
    district: DistrictArg,
    input: Annotated[DataSharingEndInput, strawberry.argument(description="Which agreement ends, and why.")],  # noqa: A002 - the API's name
    idempotency_key: IdempotencyKey = UNSET,
) -> DataSharingPayload:
    side = next(side for side in SIDES if side == word(input.side))
    ending = Ending(district, input.agreement, side, input.reason)
    ended = await info.context.commands.end_agreement(info.context.principal, ending, given(idempotency_key))
    return await _payload(info, district, ended)


async def _payload(info: Info, district: str, changed: Agreement | None) -> DataSharingPayload:
    if changed is None:
        return DataSharingPayload(status=MutationStatus.ACCEPTED, agreement=None)
    shown = await agreement_node(info.context, district, changed.terms.agreement)
    return DataSharingPayload(status=MutationStatus.APPLIED, agreement=shown)


async def agreement_node(context: Context, district: str, agreement: str) -> DataSharingAgreement | None:
    """The agreement with this id; None if there is none that the principal may see."""
    views = await context.queries.agreements(context.principal, district)
    view = next((view for view in views if view.agreement.terms.agreement == agreement), None)
    return None if view is None else data_sharing_agreement(view)


def data_sharing_agreement(view: AgreementView) -> DataSharingAgreement:
    agreement, terms = view.agreement, view.agreement.terms
    end = agreement.ended_by(view.now)
    return DataSharingAgreement(
        id=strawberry.ID(ids.encode("DataSharingAgreement", agreement.district, terms.agreement)),
        agreement=terms.agreement,
        district_id=agreement.district,
        title=terms.title,
        recipient_kind=of(DataSharingRecipientKind, terms.recipient.kind),
        recipient_id=terms.recipient.id,
        purpose=terms.purpose,
        families=[of(MetricFamily, family) for family in terms.families],
        schools=list(terms.schools),
        begin=terms.begin,
        end=terms.end,
        destruction=terms.destruction,
        status=of(DataSharingStatus, view.status),
        terms_digest=agreement.terms_digest,
        signatures=[
            DataSharingSignature(
                side=of(DataSharingSide, side),
                signed_by=signature.signed_by,
                signed_at=signature.signed_at,
                current=signature.terms == agreement.terms_digest,
            )
            for side, signature in sorted(agreement.signatures.items())
        ],
        you_act_for=[of(DataSharingSide, side) for side in view.acts_for],
        awaits=[of(DataSharingSide, side) for side in SIDES if not agreement.has_signed(side, view.now)],
        ended=None
        if end is None
        else DataSharingEnd(side=of(DataSharingSide, end.side), ended_at=end.ended_at, reason=end.reason),
    )
