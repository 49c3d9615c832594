"""Success stories with their evidence, for those who see the partnership and for everybody."""

from datetime import date

import strawberry

from schema.common import ids
from schema.common.conversion import LazyPartnership, object_of
from schema.common.enums import ValueStatus
from schema.common.fields import resolver
from schema.context import Info
from schema.partnerships.enum_values import of
from schema.partnerships.enums import Audience, ContributionKind, PartnershipKind, Side
from schema.partnerships.objects import questions
from schema.partnerships.objects.investment import Investment, InvestmentTotal, frozen_total, kinds_of_sides
from schema.partnerships.objects.learner_value import LearnerValue, frozen_value
from schema.partnerships.objects.partnership_parts import Partner
from services.contracts import partnerships as said
from services.core.calendar import school_year_span
from services.core.partnerships.evidence import evidence_text, school_year_of_evidence
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
    question: questions.Question = strawberry.field(description="The KPI that proves it.")
    evidence: LearnerValue = strawberry.field(description="The answer as it was then.")
    evidence_text: str | None = strawberry.field(
        description="The evidence exactly as it was digested: canonical JSON of `asOf`, `n`, `question` and `value`. "
        "Its SHA-256 as UTF-8 is `digest`, unless somebody changed the number since. Null when it is hidden."
    )
    school_year: int = strawberry.field(
        description="The school year that the evidence is about, by the year in which it ends: that of its question, "
        "or else that of the day on which the story was published."
    )
    digest: str | None = strawberry.field(
        description="SHA-256 of question, value, n and asOf as canonical JSON; null when these are hidden."
    )


@strawberry.type(description="Which kinds of contribution a side put in.")
class SideContributions:
    side: Side = strawberry.field(description="The side that put them in.")
    kinds: list[ContributionKind] = strawberry.field(
        description="The kinds, those of the largest worth first; also those of which no worth is known."
    )


@strawberry.type(
    description="A story with the partnership that it is about: one that everybody may read, or (of `memberStory`) one "
    "that you may read because you may see its partnership."
)
class PublicStory:
    view: strawberry.Private[PartnershipView]
    story: Story = strawberry.field(description="The story with its evidence.")
    partnership_name: str = strawberry.field(description="The name of the partnership.")
    partnership_kind: PartnershipKind = strawberry.field(description="What the partnership is about.")
    district_names: list[str] = strawberry.field(
        description="The names of its districts; the id of one that has not described itself."
    )
    partners: list[Partner] = strawberry.field(description="The organisations beside the districts.")

    @property
    def frozen(self) -> said.StoryInvestment | None:
        return self.view.shown.stories[self.story.story_id].published.investment

    @resolver("The largest least n of its districts: no number of fewer learners is shown to everybody.")
    def minimum_n(self) -> int:
        return self.view.terms.minimum_n

    @resolver("What both sides have put in so far, in dollars.")
    def investment(self) -> InvestmentTotal:
        return Investment(view=self.view).total()

    @resolver("What both sides put in, in dollars, in the school year in which the story was published.")
    def investment_of_school_year(self) -> InvestmentTotal:
        return Investment(view=self.view).of_school_year(self.story.published)

    @resolver(
        "What both sides put in, in dollars, in the school year that the evidence is about (`story.schoolYear`): the "
        "amounts that were frozen when the story was published. Of a story that has none (`investmentAsOf` is null) "
        "they are those known now, and follow later corrections."
    )
    def investment_of_evidence(self) -> InvestmentTotal:
        if self.frozen is not None:
            return frozen_total(self.frozen)
        return Investment(view=self.view).of_school_year(school_year_span(self.story.school_year).begin)

    @resolver(
        "The kinds of contribution that each side put in, in the school year that the evidence is about; empty for a "
        "side that put in nothing. They are frozen as the amounts are."
    )
    def contributions_of_evidence(self) -> list[SideContributions]:
        if self.frozen is None:
            kinds = Investment(view=self.view).kinds_of_school_year(self.story.school_year)
        else:
            kinds = kinds_of_sides({"district": self.frozen.district_kinds, "partner": self.frozen.partner_kinds})
        return [SideContributions(side=side, kinds=kinds[side]) for side in Side]

    @resolver(
        "The day by which `investmentOfEvidence` and `contributionsOfEvidence` had been put in, frozen when the story "
        "was published; null for a story that was published before amounts were frozen: they are those known now."
    )
    def investment_as_of(self) -> date | None:
        return None if self.frozen is None else self.frozen.as_of

    @resolver("The partnership that it is about; null when you may not see it.")
    async def partnership(self, info: Info) -> LazyPartnership | None:
        view = await info.context.partnerships.partnership(info.context.principal, self.view.shown.id)
        return None if view is None else object_of(view)


def story(key: str, item: Published, view: PartnershipView) -> Story:
    published = item.published
    evidence = frozen_value(published.value, published.n, published.as_of, view.hidden_below_of_story(published))
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
        question=questions.question(published.question),
        evidence=evidence,
        evidence_text=text if shown else None,
        school_year=school_year_of_evidence(published.question, item.date),
        digest=published.digest if shown else None,
    )
