"""Goals, and the values that were seen of them."""

import datetime
from datetime import date

import strawberry

from schema.common.enums import ValueStatus
from schema.common.fields import resolver
from schema.context import Info
from schema.partnerships.enum_values import of
from schema.partnerships.enums import GoalState
from schema.partnerships.objects.learner_value import LearnerValue, frozen_value, learner_value
from schema.partnerships.objects.questions import Question, question
from services.contracts import partnerships as said
from services.core.partnerships import partnership as core
from services.core.partnerships.evidence_score import last_seen
from services.core.partnerships.goals import frozen_values, progress, state_of, straight_way
from services.query.model.answers import ValueStatus as Missing
from services.query.partnerships.attention import accumulates, question_of, year_before
from services.query.partnerships.kpi_questions import KpiQuestion
from services.query.partnerships.views import PartnershipView


@strawberry.type(description="How far a goal has come.")
class GoalProgress:
    value: LearnerValue = strawberry.field(description="The value of the KPI on that day.")
    percent: float | None = strawberry.field(
        description="The way from baseline to target: 0 at the baseline, 100 at the target. Null without a value."
    )


@strawberry.type(description="Where a goal should stand on the day to be on its way.")
class GoalPace:
    last_year_day: date = strawberry.field(description="The same day of the school year before.")
    last_year: LearnerValue = strawberry.field(
        description="The value on that day. What begins each school year at zero is fairly compared only with it. "
        "NO_DATA of a partnership as once known."
    )
    last_year_percent: float | None = strawberry.field(
        description="The way from baseline to target at that value, in percent; null without a value."
    )
    straight: float = strawberry.field(
        description="The value that a straight way from the baseline, on the day on which the goal was set as it is "
        "now, to the target on its due date would have on the day."
    )
    straight_percent: float = strawberry.field(description="The share of that time that has passed, in percent.")


@strawberry.type(description="The value of a goal as a check-in saw it.")
class SeenValue:
    date: datetime.date = strawberry.field(description="The day on which the check-in was held.")
    check_in_id: str = strawberry.field(description="The id of the check-in within the partnership.")
    progress: GoalProgress = strawberry.field(description="How far the goal had come, as it was set then.")


@strawberry.type(description="That a goal was met or missed, with the value that decided.")
class GoalOutcome:
    met: bool = strawberry.field(description="The value was at the target or beyond.")
    date: datetime.date = strawberry.field(description="When it was decided: the day after it was due.")
    value: LearnerValue = strawberry.field(description="The value as of the due date.")


@strawberry.type(description="What a goal was before it was revised.")
class GoalRevision:
    since: date = strawberry.field(description="From when on it was so.")
    baseline: float = strawberry.field(description="The value of the KPI from which progress is measured.")
    target: float = strawberry.field(description="Where it was to come.")
    due: date = strawberry.field(description="The day by which the target had to be reached.")
    why: str | None = strawberry.field(description="Why it was revised; null: it was set so.")


@strawberry.type(description="A goal: a KPI of the learners who take part is to reach a target by a day.")
class Goal:
    view: strawberry.Private[PartnershipView]
    goal: strawberry.Private[core.Goal]
    goal_id: str = strawberry.field(description="Its id within the partnership.")
    title: str = strawberry.field(description="What it is called.")
    question: Question = strawberry.field(description="The KPI question whose value is compared with the target.")
    baseline: float = strawberry.field(description="Where it begins, in the metric's unit.")
    target: float = strawberry.field(description="Where it is to come.")
    due: date = strawberry.field(description="The day by which the target has to be reached.")
    state: GoalState = strawberry.field(description="What has become of it.")
    outcome: GoalOutcome | None = strawberry.field(description="Null while it is open, and where it is hidden.")
    revisions: list[GoalRevision] = strawberry.field(description="What it was, the oldest first; the last is now.")
    accumulates: bool = strawberry.field(
        description="Whether its value begins every school year at zero and grows, as counts and hours do: compare it "
        "with `pace.lastYear`, not with the baseline."
    )

    @resolver("How far it has come by the KPI itself; of a partnership as once known, by the last value seen then.")
    async def progress(self, info: Info) -> GoalProgress:
        view, goal = self.view, self.goal.last
        if view.live:
            day = min(view.day, goal.due)
            kpi_question = KpiQuestion(view.shown.id, view.shown.districts, goal.question, day)
            value = learner_value(await info.context.values.load(kpi_question), view.hidden_below_of(goal.question))
        else:
            seen = last_seen(view.shown, self.goal)
            value = frozen_value(None, None, None, None)
            if seen is not None:
                value = frozen_value(seen.value, seen.n, None, view.hidden_below_of(goal.question))
        return goal_progress(goal, value)

    @resolver(
        "Where it should stand on the day: on the same day of the school year before, and on a straight way to the "
        "target."
    )
    async def pace(self, info: Info) -> GoalPace:
        view, goal = self.view, self.goal
        before, straight = year_before(question_of(view, goal)), straight_way(goal, view.day)
        value = frozen_value(None, None, None, None)
        if view.live:
            value = learner_value(await info.context.values.load(before), view.hidden_below_of(goal.last.question))
        return GoalPace(
            last_year_day=before.day,
            last_year=value,
            last_year_percent=goal_progress(goal.last, value).percent,
            straight=straight.value,
            straight_percent=100 * straight.share,
        )

    @resolver("What the check-ins so far saw of it, the oldest first.")
    def history(self) -> list[SeenValue]:
        return [
            SeenValue(
                date=seen.date,
                check_in_id=seen.check_in,
                progress=frozen_progress(
                    seen.value, self.goal, seen.date, self.view.hidden_below_of(self.goal.last.question)
                ),
            )
            for seen in frozen_values(self.view.shown, self.goal_id)
        ]


def frozen_progress(frozen: said.FrozenValue, goal: core.Goal, day: date, hidden_below: int | None) -> GoalProgress:
    """Against the goal as it was set on that day."""
    then = [version.value for version in goal.versions if version.since <= day] or [goal.versions[0].value]
    missing = Missing.DIVIDE_BY_ZERO if frozen.status == "DIVIDE_BY_ZERO" else Missing.NO_DATA
    value = frozen_value(frozen.value, frozen.n, frozen.as_of, hidden_below, missing)
    return goal_progress(then[-1], value)


def goal_progress(goal: said.GoalSet, value: LearnerValue) -> GoalProgress:
    return GoalProgress(value=value, percent=None if value.value is None else progress(goal, value.value))


def goals(view: PartnershipView) -> list[Goal]:
    return [_goal(key, goal, view) for key, goal in view.shown.goals.items()]


def _goal(key: str, item: core.Goal, view: PartnershipView) -> Goal:
    outcome = _outcome(item.outcome, view.hidden_below_of(item.last.question)) if item.outcome else None
    hidden = outcome is not None and outcome.value.status is ValueStatus.SUPPRESSED
    return Goal(
        view=view,
        goal=item,
        goal_id=key,
        title=item.last.title,
        question=question(item.last.question),
        baseline=item.last.baseline,
        target=item.last.target,
        due=item.last.due,
        accumulates=accumulates(item),
        state=GoalState.SUPPRESSED if hidden else of(GoalState, state_of(item)),
        outcome=None if hidden else outcome,
        revisions=[
            GoalRevision(
                since=version.since,
                baseline=version.value.baseline,
                target=version.value.target,
                due=version.value.due,
                why=version.why,
            )
            for version in item.versions
        ],
    )


def _outcome(item: core.GoalOutcome, hidden_below: int | None) -> GoalOutcome:
    return GoalOutcome(met=item.met, date=item.date, value=frozen_value(item.value, item.n, None, hidden_below))
