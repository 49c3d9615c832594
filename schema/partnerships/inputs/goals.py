"""What mutations take about goals and stories, and the questions that measure them."""

import datetime

import strawberry
from strawberry import UNSET

from schema.partnerships import enums
from schema.partnerships.inputs.texts import AT_CHECK_IN, OWN_ID, WHEN_SAID


@strawberry.input(description="Values of a dimension that count.")
class ConditionInput:
    dimension: str = strawberry.field(description="The name of the dimension, such as `grade_level`.")
    values: list[str] = strawberry.field(description="Its values, of which one must be there.")


@strawberry.input(description="A question about the learners who take part, whose answer is one value.")
class QuestionInput:
    metric: str = strawberry.field(description="The metric of the catalogue.")
    where: list[ConditionInput] = strawberry.field(description="Conditions; all must hold.", default_factory=list)
    phase: enums.Phase | None = strawberry.field(
        description="Of each learner's own participation; absent: their whole year.", default=UNSET
    )
    school_year: int | None = strawberry.field(
        description="The year it ends in; absent: that of the day of asking, up to that day.", default=UNSET
    )


@strawberry.input(description="A KPI of the learners who take part is to reach a target by a day.")
class GoalInput:
    goal: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    title: str = strawberry.field(description="What it is called.")
    question: QuestionInput = strawberry.field(description="The KPI question whose value is compared with the target.")
    baseline: float = strawberry.field(description="Where it begins, in the metric's unit.")
    target: float = strawberry.field(description="Where it is to come.")
    due: datetime.date = strawberry.field(description="The day by which the target has to be reached.")
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A goal as it is from a day on, and why.")
class RevisionInput:
    goal: str = strawberry.field(description="The id of the goal within the partnership.")
    title: str = strawberry.field(description="What it is called.")
    question: QuestionInput = strawberry.field(description="The KPI question whose value is compared with the target.")
    baseline: float = strawberry.field(description="Where it begins, in the metric's unit.")
    target: float = strawberry.field(description="Where it is to come.")
    due: datetime.date = strawberry.field(description="The day by which the target has to be reached.")
    why: str = strawberry.field(description="Why it is revised.")
    check_in: str | None = strawberry.field(description=AT_CHECK_IN, default=UNSET)
    date: datetime.date | None = strawberry.field(description=WHEN_SAID, default=UNSET)


@strawberry.input(description="A goal that is due.")
class DecisionInput:
    goal: str = strawberry.field(description="The id of the goal within the partnership.")


@strawberry.input(description="A success story; the answer to its question becomes its evidence.")
class StoryInput:
    story: str | None = strawberry.field(description=OWN_ID, default=UNSET)
    title: str = strawberry.field(description="The title of the success story.")
    text: str = strawberry.field(description="The story. It names no learner who has not agreed.")
    question: QuestionInput = strawberry.field(description="The KPI that proves it.")
    consent: bool = strawberry.field(description="All who can be recognised agreed.")
    audience: enums.Audience = strawberry.field(description="Who may read it.", default=enums.Audience.DISTRICT)
    date: datetime.date | None = strawberry.field(
        description="When it was published, not in the future; absent: today. Its evidence is as of this day.",
        default=UNSET,
    )
