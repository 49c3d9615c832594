"""Every question that a goal may be set on can be answered; one that cannot would hold up all that go with it."""

from services.contracts import partnerships as said
from services.core.kpis import METRICS
from services.query.model.query_error import QueryError
from services.query.partnerships.kpi_questions import KpiQuestion, check_question
from tests.partnerships.support import D1, DAY, MAIN, World, schooling, students

PHASES: tuple[said.Phase | None, ...] = (None, "before", "during", "after")


def questions() -> list[said.Question]:
    """Of each metric in each phase: plain, by each of its dimensions, and by all of them."""
    made = []
    for metric in METRICS.values():
        names = [dimension for dimension in metric.dimensions if dimension not in ("partnership", "phase", "cohort")]
        for names_taken in ((), *((name,) for name in names), tuple(names)):
            where = tuple((name, ("A",)) for name in names_taken)
            made += [said.Question(metric=metric.name, where=where, phase=phase) for phase in PHASES]
    return made


def allowed(question: said.Question) -> bool:
    try:
        check_question(question)
    except QueryError:
        return False
    return True


async def test_every_question_that_may_be_set_can_be_answered(world: World) -> None:
    await world.tell(schooling(students(2)))
    await world.place(students(2))
    await world.settled()
    query = [KpiQuestion(MAIN, (D1,), question, DAY) for question in questions() if allowed(question)]
    assert len(query) > 500
    answers = await world.context().partnerships.answers(query)
    assert answers.keys() == set(query)
