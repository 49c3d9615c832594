"""Success stories with their evidence, for those who see the partnership and for everybody."""

from datetime import date

import strawberry

from schema import ids
from schema.enums import ValueStatus
from schema.fields import resolver
from schema.partnerships.enums import Audience, PartnershipKind, of
from schema.types import goals as aims
from schema.types.investment import Investment, InvestmentTotal
from schema.types.learner_value import LearnerValue, frozen_value
from schema.types.partnership_parts import Partner
from services.core.partnerships.evidence import evidence_text
from services.core.partnerships.partnership import Story as Published
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="A success story with its evidence as it was then.")
class Story:
    id: strawberry.ID = strawberry.field(description="The global id, as `story(id:)` takes it.")
    story_id: str = strawberry.field(description="Its id within the partnership.")
    title: str = strawberry.field(description="The title of the success story.")
    text: str = strawberry.field(description="The story itself, as its authors wrote it.")
    published: date = strawberry.field(description="When it was published.")
    audience: Audience = strawberry.field(description="Who may read it.")
    consent: bool = strawberry.field(description="All who can be recognised agreed.")
    question: aims.Question = strawberry.field(description="The KPI that proves it.")
    evidence: LearnerValue = strawberry.field(description="The answer as it was then.")
    evidence_text: str | None = strawberry.field(
        description="The evidence exactly as it was digested: canonical JSON of `asOf`, `n`, `question` and `value`. "
        "Its SHA-256 as UTF-8 is `digest`, unless somebody changed the number since. Null when it is hidden."
    )
    digest: str | None = strawberry.field(
        description="SHA-256 of question, value, n and asOf as canonical JSON; null when these are hidden."
    )


@strawberry.type(description="A story that everybody may read, with the partnership that it is about.")
class PublicStory:
    view: strawberry.Private[PartnershipView]
    story: Story = strawberry.field(description="The story with its evidence.")
    partnership_name: str = strawberry.field(description="The name of the partnership.")
    partnership_kind: PartnershipKind = strawberry.field(description="What the partnership is about.")
    district_names: list[str] = strawberry.field(
        description="The names of its districts; the id of one that has not described itself."
    )
    partners: list[Partner] = strawberry.field(description="The organisations beside the districts.")

    @resolver("What both sides have put in so far, in dollars.")
    def investment(self) -> InvestmentTotal:
        return Investment(view=self.view).total()

    @resolver("What both sides put in, in dollars, in the school year in which the story was published.")
    def investment_of_school_year(self) -> InvestmentTotal:
        return Investment(view=self.view).of_school_year(self.story.published)


def story(key: str, item: Published, view: PartnershipView) -> Story:
    published = item.published
    evidence = frozen_value(published.value, published.n, published.as_of, view.hidden_below)
    shown = evidence.status is ValueStatus.OK
    text = evidence_text(published.question, published.value, published.n, published.as_of)
    return Story(
        id=strawberry.ID(ids.encode("Story", view.shown.id, key)),
        story_id=key,
        title=published.title,
        text=published.text,
        published=item.date,
        audience=of(Audience, published.audience),
        consent=published.consent,
        question=aims.question(published.question),
        evidence=evidence,
        evidence_text=text if shown else None,
        digest=published.digest if shown else None,
    )
