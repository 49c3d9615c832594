"""Commands that need the value of a KPI: check-ins that freeze it, goals that it decides, stories that it proves."""

from datetime import date
from typing import Literal

from msgspec.structs import replace

from services.commands.model import CommandCode, CommandError
from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.contracts.rejection import Code
from services.core.partnerships.clock import decided
from services.core.partnerships.evidence import digest_of, school_year_of_evidence
from services.core.partnerships.goals import reaches
from services.core.partnerships.history import as_of
from services.core.partnerships.investment import story_investment
from services.core.partnerships.partnership import Partnership
from services.query.model.answers import ValueStatus
from services.query.model.query_error import QueryError
from services.query.partnerships.kpi_questions import KpiAnswer, KpiQuestion, check_question
from services.query.partnerships.views import PartnershipView
from services.query.ports import PartnershipQueries


async def with_progress(
    queries: PartnershipQueries, partnership: Partnership, held: said.CheckInHeld, today: date
) -> said.CheckInHeld:
    """The check-in with the values of the goals that were open on its day, as they were set then."""
    day = min(held.date, today)
    then = as_of(partnership, day)
    goals = [goal.last for goal in then.goals.values() if goal.outcome is None] if then else []
    questions = {goal.goal: _asked(partnership, goal.question, day) for goal in goals}
    answers = await queries.answers(questions.values()) if questions else {}
    frozen = [
        _frozen(goal, answers[question]) for goal, question in questions.items() if answers[question].as_of is not None
    ]
    return replace(held, progress=tuple(frozen))


async def decision(queries: PartnershipQueries, view: PartnershipView, partnership: Partnership, goal_id: str) -> Data:
    """That the goal was met or missed.

    Raises:
        CommandError: it is not due, there is no value to decide by, or whoever decides may not see the value. Tandem
            itself decides on the day after the goal is due.
    """
    today = view.day
    goal = partnership.goals.get(goal_id)
    if goal is None:
        raise CommandError("UNKNOWN_REFERENCE", "input.goal", f"there is no goal {goal_id}: set it first")
    if today <= goal.last.due:
        message = f"goal {goal_id} is due on {goal.last.due}; it can be decided from the day after"
        raise CommandError(Code.DATE_ORDER, "input.goal", message)
    answer = await _answer(queries, partnership, goal.last.question, goal.last.due)
    if answer.seen_by_outsiders(view.hidden_below_of(goal.last.question)).status is ValueStatus.SUPPRESSED:
        message = "its value is hidden from you; Tandem decides the goal by itself once it is due"
        raise CommandError(CommandCode.EVIDENCE_SUPPRESSED, "input.goal", message)
    if answer.value is None:
        message = f"there is no value of {goal.last.question.metric} as of {goal.last.due} to decide by"
        raise CommandError(CommandCode.EVIDENCE_NOT_AVAILABLE, "input.goal", message)
    return decided(partnership, goal, answer.value, answer.n, met=reaches(goal.last, answer.value)).data


async def with_evidence(
    queries: PartnershipQueries, view: PartnershipView, draft: said.StoryPublished, day: date
) -> said.StoryPublished:
    """The story with the answer to its question, and with what both sides had put in by the day.

    Raises:
        CommandError: its audience would not be shown the answer.
    """
    partnership, minimum_n = view.shown, view.terms.minimum_n
    check(draft.question)
    answer = await _answer(queries, partnership, draft.question, day)
    if answer.value is None or answer.n is None or answer.as_of is None:
        message = f"there is no value of {draft.question.metric} as of {day}; a story needs evidence"
        raise CommandError(CommandCode.EVIDENCE_NOT_AVAILABLE, "input.question", message)
    if draft.audience != "district" and answer.n < minimum_n:
        message = f"fewer than {minimum_n} learners are behind it, so it would be hidden from this audience"
        raise CommandError(CommandCode.EVIDENCE_SUPPRESSED, "input.question", message)
    digest = digest_of(draft.question, answer.value, answer.n, answer.as_of)
    then, school_year = as_of(partnership, day) or partnership, school_year_of_evidence(draft.question, day)
    investment = story_investment(then, view.terms.rates, school_year, day)
    return replace(draft, value=answer.value, n=answer.n, as_of=answer.as_of, digest=digest, investment=investment)


def check(question: said.Question) -> None:
    """Raise CommandError for a question that cannot be asked of participants."""
    try:
        check_question(question)
    except QueryError as error:
        raise CommandError(error.code, f"input.{error.path}", str(error)) from None


async def _answer(
    queries: PartnershipQueries, partnership: Partnership, question: said.Question, day: date
) -> KpiAnswer:
    kpi_question = _asked(partnership, question, day)
    return (await queries.answers([kpi_question]))[kpi_question]


def _asked(partnership: Partnership, question: said.Question, day: date) -> KpiQuestion:
    return KpiQuestion(partnership.id, partnership.districts, question, day)


def _frozen(goal: str, answer: KpiAnswer) -> said.FrozenValue:
    assert answer.as_of is not None, "only answers are frozen"
    status: Status = _STATUSES.get(answer.status, "NO_DATA")
    return said.FrozenValue(goal=goal, value=answer.value, n=answer.n, status=status, as_of=answer.as_of)


Status = Literal["OK", "NO_DATA", "DIVIDE_BY_ZERO"]
_STATUSES: dict[ValueStatus, Status] = {
    ValueStatus.OK: "OK",
    ValueStatus.DIVIDE_BY_ZERO: "DIVIDE_BY_ZERO",
}
