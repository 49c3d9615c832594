"""Success stories as somebody may read them, alone and as a list of those that are for everybody."""

from collections.abc import Iterable

from services.query.directory.directory import Directory
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.model.question import OrderBy
from services.query.partnerships.views import PartnershipView, PublishedStory
from services.query.results.ordering import SortPart, keyset_page, sort_key

LATEST_FIRST = (OrderBy("published", descending=True),)


def stories_for_everybody(view: PartnershipView, directory: Directory) -> list[PublishedStory]:
    """The public stories of a partnership; `view`: of somebody outside its districts."""
    return [story for story in _stories(view, directory) if story.story.published.audience == "public"]


def stories_for_members(view: PartnershipView, directory: Directory) -> list[PublishedStory]:
    """The stories that the reader of the view may read: those for the districts alone only inside."""
    return [story for story in _stories(view, directory) if view.inside or story.story.published.audience != "district"]


def page_of_stories(
    stories: Iterable[PublishedStory], first: int, after: str | None, end: Backwards = FORWARDS
) -> Page[PublishedStory]:
    """A page of the stories, the latest first."""
    latest_first = sorted(stories, key=lambda story: sort_key(_place(story), LATEST_FIRST))
    return keyset_page(latest_first, _place, LATEST_FIRST, first, after, end, ("stories",))


def _stories(view: PartnershipView, directory: Directory) -> list[PublishedStory]:
    names = tuple(directory.names.get(district, district) for district in view.shown.districts)
    return [PublishedStory(key, story, view, names) for key, story in view.shown.stories.items()]


def _place(story: PublishedStory) -> list[SortPart]:
    return [(0, story.story.date.isoformat()), (0, story.view.shown.id), (0, story.story_id)]
