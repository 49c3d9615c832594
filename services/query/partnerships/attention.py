"""Everything that needs somebody: in partnerships, and in what districts send."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec.structs import replace as with_members

from services.contracts.partnerships import Side
from services.core.kpis import METRICS, Reading
from services.core.partnerships.attention import AttentionItem, AttentionKind, attention
from services.core.partnerships.evidence_score import last_seen
from services.core.partnerships.goals import GoalMeasurement, frozen_values, way
from services.core.partnerships.partnership import ENDED, Goal
from services.core.suppression import is_suppressed
from services.query.data_quality.feeds import FeedGap
from services.query.model.answers import ValueStatus
from services.query.model.pages import FORWARDS, Backwards, Page
from services.query.partnerships.kpi_questions import KpiAnswer, KpiQuestion
from services.query.partnerships.views import PartnershipView
from services.query.results.ordering import SortPart, keyset_page


@dataclass(frozen=True, slots=True)
class AttentionFilter:
    """Which entries: of partnerships and feeds of one of these districts, and of one of these kinds; None: of all."""

    districts: tuple[str, ...] | None = None
    kinds: tuple[AttentionKind, ...] | None = None

    def wants(self, kinds: Iterable[AttentionKind]) -> bool:
        return self.kinds is None or any(kind in self.kinds for kind in kinds)

    def about(self, districts: Iterable[str]) -> bool:
        return self.districts is None or any(district in self.districts for district in districts)


@dataclass(frozen=True, slots=True)
class AttentionEntry:
    """Something that needs somebody, and where it is mended.

    Attributes:
        day: the day asked about.
        view: the partnership that it is about; None: it is about a feed.
        district, school: whose feed it is about; `school` None: that of the whole district.
    """

    kind: AttentionKind
    since: date
    day: date
    message: str
    subject: str | None = None
    side: Side | None = None
    title: str | None = None
    owner: str | None = None
    view: PartnershipView | None = None
    district: str | None = None
    school: str | None = None

    @property
    def days_late(self) -> int:
        """1 on the first day."""
        return max((self.day - self.since).days + 1, 1)


def goal_questions(view: PartnershipView) -> dict[str, tuple[KpiQuestion, KpiQuestion | None]]:
    """By goal that is not decided, the question for its value, and that of the year before if it is judged by it."""
    if not view.live or view.shown.status_on(view.day) in ENDED:
        return {}
    questions = {}
    for key, goal in view.shown.goals.items():
        if goal.outcome is None:
            question = question_of(view, goal)
            questions[key] = question, year_before(question) if accumulates(goal) else None
    return questions


def question_of(view: PartnershipView, goal: Goal) -> KpiQuestion:
    """The question for the value of a goal on the day of the view, or on the day on which it was due."""
    return KpiQuestion(view.shown.id, view.shown.districts, goal.last.question, min(view.day, goal.last.due))


def year_before(kpi_question: KpiQuestion) -> KpiQuestion:
    """The same question on the same day of the school year before."""
    question, day = kpi_question.question, kpi_question.day
    if question.school_year is not None:
        question = with_members(question, school_year=question.school_year - 1)
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return replace(kpi_question, question=question, day=date(day.year - 1, day.month, last))


def accumulates(goal: Goal) -> bool:
    """Whether the goal's metric begins every school year at zero and grows: counts, and hours so far per learner."""
    return metric_accumulates(goal.last.question.metric)


def metric_accumulates(name: str) -> bool:
    metric = METRICS.get(name)
    return metric is not None and (metric.denominator is None or metric.reads(Reading.PARTICIPANTS))


def measurements(view: PartnershipView, answers: Mapping[KpiQuestion, KpiAnswer]) -> dict[str, GoalMeasurement]:
    """By what the goals of the view are judged, as far as whoever looks may see it."""
    if not view.live:
        return _as_once_seen(view)
    measured = {}
    for key, (question, before) in goal_questions(view).items():
        value = _shown(answers.get(question), view, question)
        if value is not None:
            goal = view.shown.goals[key]
            last_year = None if before is None else _shown(answers.get(before), view, before)
            since = view.day if accumulates(goal) else _behind_since(view, goal)
            measured[key] = GoalMeasurement(value, since, last_year, accumulates(goal))
    return measured


def of_view(view: PartnershipView, answers: Mapping[KpiQuestion, KpiAnswer]) -> list[AttentionEntry]:
    """What needs somebody in one partnership."""
    items = attention(view.shown, view.day, measurements(view, answers))
    return [_of_item(item, view) for item in items]


def of_gap(gap: FeedGap, day: date) -> AttentionEntry:
    return AttentionEntry(
        gap.kind, gap.since, day, gap.message, title=gap.name, district=gap.district, school=gap.school
    )


def page_of_entries(
    entries: Sequence[AttentionEntry], where: AttentionFilter, first: int, after: str | None, end: Backwards = FORWARDS
) -> Page[AttentionEntry]:
    """What has waited longest comes first."""
    wanted = sorted((entry for entry in entries if where.wants((entry.kind,))), key=_parts)
    return keyset_page(wanted, _parts, (), first, after, end, ("attention",))


def _parts(entry: AttentionEntry) -> list[SortPart]:
    about = entry.view.shown.id if entry.view else ""
    named = (about, entry.district or "", entry.school or "", entry.subject or "", entry.side or "")
    return [(0, entry.since.isoformat()), (0, entry.kind), *((0, name) for name in named)]


def _of_item(item: AttentionItem, view: PartnershipView) -> AttentionEntry:
    return AttentionEntry(
        item.kind, item.since, view.day, item.message, item.subject, item.side, item.title, item.owner, view
    )


def _as_once_seen(view: PartnershipView) -> dict[str, GoalMeasurement]:
    """Of a partnership as once known: by the last values that were known then. Totals cannot be judged by these."""
    seen = ((key, goal, last_seen(view.shown, goal)) for key, goal in view.shown.goals.items())
    return {
        key: GoalMeasurement(value.value, _behind_since(view, goal))
        for key, goal, value in seen
        if value is not None and not accumulates(goal) and _is_shown(value.n, view, goal)
    }


def _behind_since(view: PartnershipView, goal: Goal) -> date:
    """The day of the first check-in since which every one has seen it behind; if the last one did not, the day."""
    since = view.day
    for frozen in reversed(frozen_values(view.shown, goal.last.goal)):
        value = frozen.value.value
        if value is None or not _is_shown(frozen.value.n, view, goal) or way(goal.last, value) >= 0:
            break
        since = frozen.date
    return since


def _shown(answer: KpiAnswer | None, view: PartnershipView, question: KpiQuestion) -> float | None:
    shown = answer.seen_by_outsiders(view.hidden_below_of(question.question)) if answer else None
    return shown.value if shown is not None and shown.status is ValueStatus.OK else None


def _is_shown(n: int | None, view: PartnershipView, goal: Goal) -> bool:
    return not is_suppressed(n, view.hidden_below_of(goal.last.question))
