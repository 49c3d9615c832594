"""Partnerships as somebody may see them, on a day, as known on a day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from services.contracts import partnerships as said
from services.contracts.decode import decode_partnership
from services.contracts.facts import Valuation
from services.contracts.primitives import HealthWeight
from services.contracts.rejection import Rejected
from services.core.access import Principal, Target, target_of
from services.core.conditions import In
from services.core.partnerships.event_facts import known_since
from services.core.partnerships.evidence_score import is_narrowed
from services.core.partnerships.fold import fold
from services.core.partnerships.health import Health, health
from services.core.partnerships.history import as_of
from services.core.partnerships.partnership import Partnership, Story
from services.core.partnerships.validation import check
from services.core.partnerships.valuation import rates_of
from services.core.policy import DEFAULT_POLICY
from services.core.stated_rules import states_rule
from services.core.suppression import NOT_SHARED
from services.query.directory.directory import Directory
from services.store.port import AcceptedEvent

NO_TARGET = Target()


@dataclass(frozen=True, slots=True)
class ViewTerms:
    """What the numbers of a partnership depend on besides its events.

    Attributes:
        rates, weights: by the policy of the district named first.
        minimum_n: the largest of its districts': fewer learners are never shown outside.
        time_zone: where its days begin and end: the IANA name of the district named first.
    """

    rates: tuple[Valuation, ...]
    weights: Mapping[HealthWeight, float]
    minimum_n: int
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class PartnershipView:
    """A partnership as it was on a day, for somebody.

    Attributes:
        shown: what holds by the day.
        version: the number of its last event, whatever the day.
        inside: whether the reader may see its participants of all districts; others get no number of too few.
        least_shown: so many there must be for them; more than there are learners while no agreement is in force.
        target: the partnership as what the reader may do something with.
        tells_apart: whether the reader may see numbers of participants who were told apart by an attribute.
        live: whether values of KPIs are those of now; not of a partnership as it was known on an earlier day.
    """

    shown: Partnership
    version: int
    day: date
    terms: ViewTerms
    inside: bool
    live: bool = True
    tells_apart: bool = True
    target: Target = NO_TARGET
    least_shown: int = NOT_SHARED

    @property
    def hidden_below(self) -> int | None:
        """Values that fewer learners are behind are hidden; None: nothing is."""
        return None if self.inside else self.least_shown

    def hidden_below_of(self, question: said.Question | None) -> int | None:
        """The same of the value of a question, which may be narrowed to learners with an attribute."""
        narrowed = question is not None and is_narrowed(question)
        return NOT_SHARED if narrowed and not self.tells_apart else self.hidden_below

    def hidden_below_of_story(self, story: said.StoryPublished) -> int | None:
        """The same of a story's evidence. What was published for everybody, everybody is shown, but not of few."""
        if story.audience == "public" and self.hidden_below_of(story.question) is not None:
            return self.terms.minimum_n
        return self.hidden_below_of(story.question)

    def health(self, day: date | None = None) -> Health | None:
        """On the day of the view, or an earlier one; None before the proposal."""
        then = self.shown if day is None else as_of(self.shown, day)
        if then is None:
            return None
        terms, on = self.terms, day or self.day
        return health(then, on, terms.rates, terms.weights, self.hidden_below, tells_apart=self.tells_apart)


@dataclass(frozen=True, slots=True)
class PublishedStory:
    """A story, and its partnership as the reader sees it.

    Attributes:
        story_id: its id within the partnership.
    """

    story_id: str
    story: Story
    view: PartnershipView
    district_names: tuple[str, ...]


@states_rule(
    "Policy of a partnership",
    "Rates and weights are those of the policy of its first district; the minimum n is the greatest of its districts.",
)
def terms_of(districts: Sequence[str], directory: Directory) -> ViewTerms:
    policies = [directory.policy(district) for district in districts]
    return ViewTerms(
        rates=rates_of(policies[0].valuations),
        weights=policies[0].health_weights,
        minimum_n=max(policy.minimum_n for policy in policies),
        time_zone=directory.zones.get(districts[0], "UTC"),
    )


def least_n(views: Iterable[PartnershipView], districts: Iterable[str], directory: Directory) -> int:
    """The least n for all of these partnerships and districts together: the largest that applies to one of them."""
    of_partnerships = [view.terms.minimum_n for view in views]
    of_districts = [directory.policy(district).minimum_n for district in districts]
    return max(of_partnerships + of_districts, default=DEFAULT_POLICY.minimum_n)


def today_of(partnership: Partnership, directory: Directory, now: datetime) -> date:
    """Today in the time zone of the district named first."""
    return directory.today(now, In("district", partnership.districts[:1]))


def view_of(
    principal: Principal, partnership: Partnership, directory: Directory, day: date, *, live: bool = True
) -> PartnershipView | None:
    """None before the partnership's proposal."""
    shown = as_of(partnership, day)
    if shown is None:
        return None
    inside, tells_apart = inside_of(principal, partnership)
    terms = terms_of(partnership.districts, directory)
    least = principal.sight.hidden_below(partnership, terms.minimum_n)
    target = target_of(partnership, directory.schools.get(partnership.id, frozenset()))
    return PartnershipView(shown, partnership.version, day, terms, inside, live, tells_apart, target, least or 0)


def inside_of(principal: Principal, partnership: Partnership) -> tuple[bool, bool]:
    """Whether somebody may see its participants, and whether also by attributes of theirs."""
    tells_apart = principal.sight.sees_learners(partnership.districts)
    return tells_apart or principal.sight.sees_participants(partnership), tells_apart


def as_known(events: Sequence[AcceptedEvent], day: date, zone: Callable[[datetime], date]) -> Partnership | None:
    """The partnership of the events that were known by the end of the day; None: of none.

    Other systems need not have recorded things in the order in which they are told: what builds on something that was
    not known then is left out, too.

    Args:
        zone: the local date of a moment.
    """
    partnership: Partnership | None = None
    for _, raw, appended_at in events:
        event = decode_partnership(raw, appended_at)
        if zone(known_since(event, appended_at)) > day:
            continue
        try:
            check(partnership, replace(event, expectedversion=None))
        except Rejected:
            continue
        partnership = fold(partnership, event)
    return partnership
