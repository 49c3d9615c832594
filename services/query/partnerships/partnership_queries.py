"""The door to partnerships: implements `PartnershipQueries` over a store, a clock and the query engine."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime

from services.contracts import partnerships as said
from services.core.access import ANONYMOUS, Operation, Principal, districts_for, has
from services.core.conditions import In
from services.core.partnerships.attention import OF_PARTNERSHIPS
from services.core.partnerships.partnership import Partnership
from services.query.data_quality.feeds import feed_gaps
from services.query.directory.directory import Directory
from services.query.directory.reference_data import ReferenceData
from services.query.engine import utc_now
from services.query.filters.question_warnings import question_warnings
from services.query.model.answers import FilterWarning
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.question import OrderBy
from services.query.partnerships.attention import (
    AttentionEntry,
    AttentionFilter,
    goal_questions,
    of_gap,
    of_view,
    page_of_entries,
)
from services.query.partnerships.consortium import ConsortiumTotals, totals_of
from services.query.partnerships.kpi_questions import KpiAnswer, KpiQuestion, answer_all
from services.query.partnerships.listing import PartnershipFilter, listed
from services.query.partnerships.recorded_events import RecordedEvent, recorded_events
from services.query.partnerships.stories import page_of_stories, stories_for_everybody, stories_for_members
from services.query.partnerships.views import (
    PartnershipView,
    PublishedStory,
    as_known,
    inside_of,
    least_n,
    today_of,
    view_of,
)
from services.query.ports import PartnershipQueries, Queries
from services.query.results.ordering import keyset_page
from services.store.port import Reader

EVERYBODY = ANONYMOUS
"""Somebody who may see nothing but what is published."""


class PartnershipService(PartnershipQueries):
    """Answers from the states in the store; values of KPIs from the cells."""

    def __init__(
        self,
        store: Reader,
        queries: Queries,
        now: Callable[[], datetime] = utc_now,
        reference: ReferenceData | None = None,
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now
        self._reference = reference or ReferenceData()

    async def partnership(
        self, principal: Principal, partnership_id: str, as_of: date | None = None, known_at: date | None = None
    ) -> PartnershipView | None:
        directory = await self._reference.seen_by(principal, self._store)
        partnership = directory.partnerships.get(partnership_id)
        if partnership is None:
            return None
        if known_at is not None:
            place = In("district", partnership.districts[:1])
            events = await self._store.partnership_events(partnership_id)
            partnership = as_known(events, known_at, lambda moment: directory.today(moment, place))
            if partnership is None:
                return None
        day = as_of or today_of(partnership, directory, self._now())
        return view_of(principal, partnership, directory, day, live=known_at is None)

    async def partnerships(
        self,
        principal: Principal,
        where: PartnershipFilter,
        order_by: Sequence[OrderBy],
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[PartnershipView]:
        directory = await self._reference.seen_by(principal, self._store)
        views = await self._views(principal, directory)
        return listed(views, where, order_by, first, after, end)

    async def attention(
        self, principal: Principal, where: AttentionFilter, first: int, after: str | None, end: Backwards = FORWARDS
    ) -> Page[AttentionEntry]:
        directory = await self._reference.seen_by(principal, self._store)
        entries: list[AttentionEntry] = []
        if where.wants(OF_PARTNERSHIPS):
            views = await self._views(principal, directory)
            entries += await self._of_partnerships([view for view in views if where.about(view.shown.districts)], where)
        if where.wants(("silent_feed", "incomplete_reporting")):
            entries += await self._of_feeds(principal, directory, where)
        return page_of_entries(entries, where, first, after, end)

    async def public_story(self, partnership_id: str, story_id: str) -> PublishedStory | None:
        directory = await self._reference.directory(self._store)
        partnership = directory.partnerships.get(partnership_id)
        stories = self._public_stories([partnership] if partnership else [], directory)
        return next((story for story in stories if story.story_id == story_id), None)

    async def public_stories(self, first: int, after: str | None, end: Backwards = FORWARDS) -> Page[PublishedStory]:
        directory = await self._reference.directory(self._store)
        return page_of_stories(self._public_stories(directory.partnerships.values(), directory), first, after, end)

    async def member_story(self, principal: Principal, partnership_id: str, story_id: str) -> PublishedStory | None:
        view = await self.partnership(principal, partnership_id)
        stories = stories_for_members(view, await self._reference.directory(self._store)) if view else []
        return next((story for story in stories if story.story_id == story_id), None)

    def _public_stories(self, partnerships: Iterable[Partnership], directory: Directory) -> list[PublishedStory]:
        now = self._now()
        views = (
            view_of(EVERYBODY, partnership, directory, today_of(partnership, directory, now))
            for partnership in partnerships
            if partnership.stories  # so that most partnerships are not looked at any further
        )
        return [story for view in views if view for story in stories_for_everybody(view, directory)]

    async def events(
        self,
        principal: Principal,
        partnership_id: str,
        since_version: int,
        first: int,
        after: str | None,
        end: Backwards = FORWARDS,
    ) -> Page[RecordedEvent]:
        directory = await self._reference.seen_by(principal, self._store)
        partnership = directory.partnerships.get(partnership_id)
        events: list[RecordedEvent] = []
        if partnership is not None:
            inside, _ = inside_of(principal, partnership)
            events = recorded_events(await self._store.partnership_events(partnership_id), inside=inside)
        later = [event for event in events if event.version > since_version]
        return keyset_page(later, lambda event: [(0, event.version)], (), first, after, end, ("events",))

    async def consortium(
        self, principal: Principal, districts: Collection[str] | None, as_of: date | None = None
    ) -> ConsortiumTotals:
        directory = await self._reference.seen_by(principal, self._store)
        views = await self._views(principal, directory, as_of)
        counted = [view for view in views if districts is None or set(districts) & set(view.shown.districts)]
        seen = {district for district in directory.zones if principal.may_see(district)}
        named = seen if districts is None else seen & set(districts)
        day = as_of or max((view.day for view in counted), default=self._now().date())
        return totals_of(counted, least_n(counted, named, directory), day)

    async def _of_partnerships(self, views: Sequence[PartnershipView], where: AttentionFilter) -> list[AttentionEntry]:
        questions = [question for view in views for pair in goal_questions(view).values() for question in pair]
        wanted = [question for question in questions if question is not None]
        answers = await self.answers(wanted) if wanted and where.wants(("goal_behind",)) else {}
        return [entry for view in views for entry in of_view(view, answers)]

    async def _of_feeds(
        self, principal: Principal, directory: Directory, where: AttentionFilter
    ) -> list[AttentionEntry]:
        known = districts_for(principal, Operation.READ_DATA_QUALITY)
        districts = directory.zones.keys() | {ref.district for ref in directory.calendars}
        now = self._now()
        days = {
            district: directory.today(now, In("district", (district,)))
            for district in sorted(districts)
            if has(known, district) and where.about((district,))
        }
        return [of_gap(gap, days[gap.district]) for gap in await feed_gaps(self._store, directory, days)]

    async def question_warnings(
        self, principal: Principal, partnership_id: str, question: said.Question
    ) -> Sequence[FilterWarning]:
        directory = await self._reference.seen_by(principal, self._store)
        partnership = directory.partnerships.get(partnership_id)
        if partnership is None:
            return ()
        day = today_of(partnership, directory, self._now())
        return await question_warnings(self._store, directory, principal, partnership, question, day)

    async def answers(self, kpi_questions: Iterable[KpiQuestion]) -> dict[KpiQuestion, KpiAnswer]:
        return await answer_all(self._queries.answer, kpi_questions)

    async def _views(
        self, principal: Principal, directory: Directory, as_of: date | None = None
    ) -> list[PartnershipView]:
        views = []
        for partnership in directory.partnerships.values():
            day = as_of or max(today_of(partnership, directory, self._now()), partnership.proposed)
            view = view_of(principal, partnership, directory, day)
            views += [view] if view else []
        return views
