"""What needs somebody, by kind: a table of partnerships and days."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from services.contracts import partnerships as said
from services.contracts.facts import Data
from services.core.partnerships.attention import AttentionItem, attention
from services.core.partnerships.goals import GoalMeasurement, is_behind
from services.core.partnerships.history import as_of
from tests.core.partnerships.telling import ACTION, ACTIVE, CHALLENGE, DONE, GOAL, PROPOSED, RESOLVED, told, vacated
from tests.core.partnerships.telling import day as after

LATE = said.CheckInScheduled(check_in="q1", due=after(3))
CLOSED = said.Closed(date=after(20), reason="It has done its work.")
BEHIND = GoalMeasurement(89.0, after(7))


@dataclass(frozen=True)
class Case:
    """`needs`: the items on day 30 after the proposal as (kind, since, subject, side, title, owner)."""

    payloads: list[Data]
    needs: list[tuple[str, date, str | None, str | None, str | None, str | None]]
    goals: dict[str, GoalMeasurement] = field(default_factory=dict)


CASES = {
    "nothing": Case(ACTIVE, []),
    "a vacant lead": Case(
        [*ACTIVE, vacated("partner", after(4))], [("vacant_lead", after(4), None, "partner", None, None)]
    ),
    "a late check-in": Case([*ACTIVE, LATE], [("overdue_check_in", after(4), "q1", None, None, None)]),
    "a late check-in before one that was held": Case(
        [*ACTIVE, LATE, said.CheckInScheduled(check_in="q2", due=after(6)),
         said.CheckInHeld(check_in="q2", date=after(8))], []
    ),
    "a late action": Case(
        [*ACTIVE, ACTION], [("overdue_action", after(10), "a1", "district", "Ask for a bus.", "A. Name")]
    ),
    "an action that is done": Case([*ACTIVE, ACTION, DONE], []),
    "an open challenge": Case(
        [*ACTIVE, CHALLENGE], [("open_challenge", after(0), "h1", None, "No bus on Fridays.", None)]
    ),
    "a resolved challenge": Case([*ACTIVE, CHALLENGE, RESOLVED], []),
    "a goal behind": Case(
        [*ACTIVE, GOAL], [("goal_behind", after(7), "g1", None, "Attendance", None)], {"g1": BEHIND}
    ),
    "a goal on its way": Case([*ACTIVE, GOAL], [], {"g1": GoalMeasurement(91.0, after(7))}),
    "a goal without a value": Case([*ACTIVE, GOAL], []),
    "a goal that was decided": Case([*ACTIVE, GOAL, said.GoalMissed(goal="g1", value=89.0, date=after(2), n=12)],
                                    [], {"g1": BEHIND}),
    "an agreement that has ended": Case(
        [said.Proposed(**{name: getattr(PROPOSED, name) for name in ("name", "districts", "partners", "begin")},
                       end=after(9)), *ACTIVE[1:]],
        [("expired", after(10), None, None, None, None)],
    ),
    "a closed partnership": Case([*ACTIVE, LATE, ACTION, CHALLENGE, GOAL, CLOSED], [], {"g1": BEHIND}),
    "what has waited longest comes first": Case(
        [*ACTIVE, LATE, CHALLENGE, ACTION],
        [("open_challenge", after(0), "h1", None, "No bus on Fridays.", None),
         ("overdue_check_in", after(4), "q1", None, None, None),
         ("overdue_action", after(10), "a1", "district", "Ask for a bus.", "A. Name")],
    ),
}  # fmt: skip


def plain(item: AttentionItem) -> tuple[object, ...]:
    return item.kind, item.since, item.subject, item.side, item.title, item.owner


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_needs_somebody(case: Case) -> None:
    shown = as_of(told(*case.payloads), after(30))
    assert shown is not None
    assert [plain(item) for item in attention(shown, after(30), case.goals)] == case.needs


@pytest.mark.parametrize(
    ("baseline", "target", "value", "last_year", "accumulates", "behind"),
    [
        (90, 94, 89, None, False, True),
        (90, 94, 90, None, False, False),
        (20, 10, 21, None, False, True),
        (20, 10, 19, None, False, False),
        (1_000, 5_000, 300, 400, True, True),  # a total that is below the same day last year
        (1_000, 5_000, 390, 400, True, False),  # one that is at last year's pace
        (1_000, 5_000, 300, 200, True, False),  # and one that is above it, though the year began at zero
        (1_000, 5_000, 300, None, True, False),  # and one of which last year is not known
        (9, 3, 10, 99, True, True),  # a total that is to fall is beyond the baseline for good
        (9, 3, 1, None, True, False),
    ],
)
def test_a_goal_is_behind_where_it_stands_below_where_it_began(
    baseline: float, target: float, value: float, last_year: float | None, accumulates: bool, behind: bool
) -> None:
    goal = said.GoalSet(
        goal="g1", title="A goal", question=GOAL.question, baseline=baseline, target=target, due=after(99)
    )
    assert is_behind(goal, GoalMeasurement(value, after(0), last_year, accumulates)) is behind
