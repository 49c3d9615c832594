"""The question of a goal or story."""

import strawberry

from schema.partnerships.enum_values import of
from schema.partnerships.enums import Phase
from services.contracts import partnerships as said


@strawberry.type(description="Values of a dimension that count.")
class Condition:
    dimension: str = strawberry.field(description="The name of the dimension, such as `grade_level`.")
    values: list[str] = strawberry.field(description="Its values, of which one must be there.")


@strawberry.type(description="A question about the learners who take part, whose answer is one value.")
class Question:
    metric: str = strawberry.field(description="The metric of the catalogue.")
    where: list[Condition] = strawberry.field(description="Conditions, all of which must hold.")
    phase: Phase | None = strawberry.field(description="Of each learner's own participation; null: the whole year.")
    school_year: int | None = strawberry.field(description="The year it ends in; null: that of the day of asking.")


def question(stored: said.Question) -> Question:
    return Question(
        metric=stored.metric,
        where=[Condition(dimension=name, values=list(values)) for name, values in stored.where],
        phase=of(Phase, stored.phase) if stored.phase else None,
        school_year=stored.school_year,
    )
