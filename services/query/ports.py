"""The door to all questions: every method takes the principal, and scopes what it reads to what they may see."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Protocol

from services.contracts import partnerships as said
from services.core.access import Principal
from services.core.calendar import SchoolCalendar
from services.query.data_agreements import AgreementView
from services.query.data_quality.undescribed import DataQuality
from services.query.model.answers import Answer, District, Explanation, FilterWarning, Key, PolicyInForce, Row, School
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.question import MetricQuery, OrderBy
from services.query.partnerships.attention import AttentionEntry, AttentionFilter
from services.query.partnerships.consortium import ConsortiumTotals
from services.query.partnerships.kpi_questions import KpiAnswer, KpiQuestion
from services.query.partnerships.listing import PartnershipFilter
from services.query.partnerships.recorded_events import RecordedEvent
from services.query.partnerships.views import PartnershipView, PublishedStory


class Queries(Protocol):
    """What GraphQL and exports may ask. Every method raises QueryError with a code and the member at fault."""

    async def answer(self, principal: Principal, query: MetricQuery) -> Answer: ...

    async def explain(self, principal: Principal, query: MetricQuery) -> Explanation:
        """How the query would be answered, and what it would cost."""
        ...

    async def warnings(self, principal: Principal, query: MetricQuery) -> Sequence[FilterWarning]:
        """The values in the filters of a query that their dimensions do not have, for whoever asks."""
        ...

    def page(
        self, answer: Answer, query: MetricQuery, first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[Row]:
        """A page of the answer's rows. Cursors hold the row's own keys, so that they survive new data."""
        ...

    async def data_quality(self, principal: Principal) -> DataQuality:
        """Facts about districts, schools, learners and partnerships that nobody has described."""
        ...

    async def agreements(self, principal: Principal, district: str | None = None) -> Sequence[AgreementView]:
        """The data-sharing agreements of one district or of all, as far as the principal may see them."""
        ...

    def page_of_agreements(
        self, views: Iterable[AgreementView], first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[AgreementView]:
        """A page of agreements, by district and id."""
        ...

    async def districts(
        self, principal: Principal, first: int, after: str | None, end: Backwards = FORWARDS, search: str | None = None
    ) -> Page[District]: ...

    async def schools(
        self,
        principal: Principal,
        district: str | None,
        search: str | None,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[School]: ...

    async def district(self, principal: Principal, district_id: str) -> District | None: ...

    async def districts_of(self, principal: Principal, ids: Collection[str]) -> dict[str, District]:
        """Those of these districts that are there for the principal to see, by id."""
        ...

    async def school(self, principal: Principal, district_id: str, school_id: str) -> School | None: ...

    async def policy_in_force(self, principal: Principal, district_id: str) -> PolicyInForce:
        """By which policy a district's numbers are counted."""
        ...

    async def minimum_n(self, principal: Principal, district_id: str) -> int:
        """The least n of a district's policy."""
        ...

    async def calendars(self, principal: Principal, district_id: str, school_id: str) -> Sequence[SchoolCalendar]:
        """The calendars of a school; none of one that the principal may not see."""
        ...

    async def dimension_values(
        self,
        principal: Principal,
        dimension: str,
        search: str | None,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[Key]:
        """The values that the dimension has in the data that the principal may see, in order."""
        ...


class PartnershipQueries(Protocol):
    """What may be asked of partnerships. Whoever may see none of its districts, nor itself, is told it is not there."""

    async def partnership(
        self, principal: Principal, partnership_id: str, as_of: date | None = None, known_at: date | None = None
    ) -> PartnershipView | None:
        """As it was on the day `as_of` (today), as it was known at the end of `known_at` (now)."""
        ...

    async def partnerships(
        self,
        principal: Principal,
        where: PartnershipFilter,
        order_by: Sequence[OrderBy],
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[PartnershipView]: ...

    async def question_warnings(
        self, principal: Principal, partnership_id: str, question: said.Question
    ) -> Sequence[FilterWarning]:
        """The values in a question that their dimensions do not have in the districts of the partnership."""
        ...

    async def attention(
        self, principal: Principal, where: AttentionFilter, first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[AttentionEntry]:
        """What needs somebody in the partnerships and districts that the principal may see, the longest wait first."""
        ...

    async def public_story(self, partnership_id: str, story_id: str) -> PublishedStory | None:
        """A story that was published for everybody, as somebody outside the districts sees it, whoever asks."""
        ...

    async def public_stories(self, first: int, after: str | None, end: Backwards = FORWARDS) -> Page[PublishedStory]:
        """The stories that were published for everybody, as `public_story` gives them, the latest first."""
        ...

    async def member_story(self, principal: Principal, partnership_id: str, story_id: str) -> PublishedStory | None:
        """A story of a partnership that the principal may see, whatever its audience, if they may read it."""
        ...

    async def events(
        self,
        principal: Principal,
        partnership_id: str,
        since_version: int,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[RecordedEvent]:
        """What was said of a partnership after a version, in order; nothing of one that the principal may not see."""
        ...

    async def consortium(
        self, principal: Principal, districts: Collection[str] | None, as_of: date | None = None
    ) -> ConsortiumTotals:
        """The places and learners of all partnerships that the principal may see.

        Args:
            districts: only partnerships with one of these; None: all.
            as_of: the day that it is about; None: today where each partnership is.
        """
        ...

    async def answers(self, kpi_questions: Iterable[KpiQuestion]) -> dict[KpiQuestion, KpiAnswer]:
        """The values of questions about participants, as they are: what of them may be seen is the caller's to decide.

        Questions that are asked together are answered together.
        """
        ...
