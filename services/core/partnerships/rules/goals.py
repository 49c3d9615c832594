"""Whether a goal may be set, revised, met and missed, and a story told of it."""

from datetime import date

from services.contracts import partnerships as said
from services.contracts.rejection import Code, Rejected
from services.core.partnerships.goals import reaches
from services.core.partnerships.partnership import Partnership
from services.core.partnerships.rules.refusal import at_check_in, known, new, validate_transition, wrong_moment

SMALLEST_N = 5
"""Nothing that fewer learners are behind is shown outside their district, whatever a policy says."""


@validate_transition.register
def _(data: said.GoalSet, now: Partnership, _: date) -> None:
    new(data.goal, now.goals, "/data/goal", "goal")


@validate_transition.register
def _(data: said.GoalRevised, now: Partnership, _: date) -> None:
    known(data.goal, now.goals, "/data/goal", "goal", "set it first")
    at_check_in(data.check_in, now)


@validate_transition.register
def _(data: said.GoalMet, now: Partnership, day: date) -> None:
    known(data.goal, now.goals, "/data/goal", "goal", "set it first")
    goal = now.goals[data.goal]
    if goal.outcome is not None:
        raise wrong_moment("/data/goal", f"goal {data.goal} was met or missed already; revise it to go on")
    if day <= goal.last.due:
        raise Rejected(Code.DATE_ORDER, "/data/date", f"{day} is not after {goal.last.due}, when it is due")
    reached = reaches(goal.last, data.value)
    if reached is isinstance(data, said.GoalMissed):
        word = "reaches" if reached else "does not reach"
        raise Rejected(Code.INVALID_VALUE, "/data/value", f"{data.value} {word} the target {goal.last.target}")


@validate_transition.register
def _(data: said.StoryPublished, now: Partnership, _: date) -> None:
    new(data.story, now.stories, "/data/story", "story")
    if not data.consent:
        raise Rejected(Code.INVALID_VALUE, "/data/consent", "a story needs the consent of all who can be recognised")
    if data.audience != "district" and data.n < SMALLEST_N:
        reason = f"{data.n} learners are behind it; outside the district never fewer than {SMALLEST_N}"
        raise Rejected(Code.OUT_OF_RANGE, "/data/n", reason)
