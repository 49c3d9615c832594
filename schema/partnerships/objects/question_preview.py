"""What a question would answer, before a goal is set or a story is published on it."""

from datetime import date

import strawberry

from schema.common.enums import ValueStatus
from schema.common.fields import resolver
from schema.context import Info
from schema.metrics.result import FilterWarning, filter_warning
from schema.partnerships.enums import Audience
from schema.partnerships.objects.learner_value import LearnerValue, learner_value
from services.commands.model import CommandCode
from services.contracts import partnerships as said
from services.core.suppression import NOT_SHARED
from services.query.model.answers import ValueStatus as Status
from services.query.partnerships.kpi_questions import KpiAnswer
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="Whether a story may be published for an audience, and what of its evidence it would see.")
class AudiencePreview:
    audience: Audience = strawberry.field(description="The audience: DISTRICT, PARTNERS or PUBLIC.")
    publishable: bool = strawberry.field(description="Whether `publishStory` would take it with this evidence.")
    code: str | None = strawberry.field(
        description="Why not: EVIDENCE_NOT_AVAILABLE where there is no value, EVIDENCE_SUPPRESSED where too few "
        "learners are behind it for this audience; null where it would be taken."
    )
    evidence: LearnerValue = strawberry.field(
        description="The evidence as the audience would see it; hidden, too, where it is hidden from you."
    )


@strawberry.type(description="What a question about the learners who take part answers now.")
class QuestionPreview:
    key: strawberry.Private[str]
    question: strawberry.Private[said.Question]
    value: LearnerValue = strawberry.field(description="The value on the day.")
    last_year_day: date = strawberry.field(description="The same day of the school year before.")
    last_year: LearnerValue = strawberry.field(description="The value on that day.")
    accumulates: bool = strawberry.field(
        description="Whether the value begins every school year at zero and grows, as counts and hours do."
    )
    audiences: list[AudiencePreview] = strawberry.field(
        description="What each audience of a story with this evidence would see."
    )

    @resolver(
        "The values in the question that their dimensions do not have in the partnership's districts, so that nothing "
        "counts for them; 20 at most."
    )
    async def warnings(self, info: Info) -> list[FilterWarning]:
        context = info.context
        warnings = await context.partnerships.question_warnings(context.principal, self.key, self.question)
        return [filter_warning(warning) for warning in warnings]


def audiences_of(answer: KpiAnswer, view: PartnershipView, question: said.Question) -> list[AudiencePreview]:
    return [_audience(audience, answer, view, view.hidden_below_of(question)) for audience in Audience]


def _audience(
    audience: Audience, answer: KpiAnswer, view: PartnershipView, hidden_below: int | None
) -> AudiencePreview:
    """As `publishStory` decides. Nobody is told by the detour of an audience what is hidden from them."""
    least = None if audience is Audience.DISTRICT else view.terms.minimum_n
    seen, own = learner_value(answer, least), learner_value(answer, hidden_below)
    code: str | None = None
    if hidden_below == NOT_SHARED:  # not even whether there is anything to publish
        code = CommandCode.EVIDENCE_SUPPRESSED
    elif answer.status is not Status.OK or answer.n is None:
        code = CommandCode.EVIDENCE_NOT_AVAILABLE
    elif seen.status is ValueStatus.SUPPRESSED:
        code = CommandCode.EVIDENCE_SUPPRESSED
    evidence = seen if own.status is not ValueStatus.SUPPRESSED else own
    return AudiencePreview(audience=audience, publishable=code is None, code=code, evidence=evidence)
