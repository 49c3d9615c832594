"""What people said of one partnership, as plain data: nothing here knows how Tandem works."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Statement:
    """One accepted mutation.

    Attributes:
        told: the day on which it was said.
        what: the mutation.
        day: the day on which it held.
        data: its input.
    """

    told: date
    what: str
    day: date
    data: dict[str, Any]


WITHDRAWN = {
    "withdrawClause": ("clause", "draftClause", "endorseClause"),
    "withdrawPledge": ("contribution", "pledgeContribution"),
    "withdrawCheckIn": ("checkIn", "scheduleCheckIn", "holdCheckIn", "rescheduleCheckIn", "cancelCheckIn"),
    "withdrawChallenge": ("challenge", "raiseChallenge", "resolveChallenge"),
    "withdrawAction": ("action", "agreeAction", "completeAction"),
    "withdrawGoal": ("goal", "setGoal"),
    "withdrawLead": ("side", "assignLead", "vacateLead"),
    "withdrawStatus": (None, "pausePartnership", "closePartnership"),
}
"""Withdrawal → by which member it names what it takes back, and the statements that are taken back with it."""


def _takes_back(withdrawal: Statement, statement: Statement) -> bool:
    """Those that name a day take back what was said of that day."""
    member, *kinds = WITHDRAWN[withdrawal.what]
    if withdrawal.what == "withdrawStatus":
        kinds = [{"PAUSED": "pausePartnership", "CLOSED": "closePartnership"}[withdrawal.data["status"]]]
    same = member is None or withdrawal.data[member] == statement.data.get(member)
    on_its_day = "since" not in withdrawal.data or withdrawal.data["since"] == str(statement.day)
    return statement.what in kinds and same and on_its_day


@dataclass
class Record:
    """All statements about one partnership, in the order in which they were said."""

    statements: list[Statement] = field(default_factory=list)

    def known(self, day: date) -> "Record":
        """What had been said by the end of the day."""
        return Record([statement for statement in self.statements if statement.told <= day])

    def standing(self) -> "Record":
        """Without what was taken back since: as if that had never been said."""
        statements: list[Statement] = []
        for statement in self.statements:
            if statement.what in WITHDRAWN:
                statements = [item for item in statements if not _takes_back(statement, item)]
            else:
                statements.append(statement)
        return Record(statements)

    def by_day(self, *kinds: str, until: date = date.max) -> list[Statement]:
        """Statements of these kinds by the day on which they held; of one day, the last said comes last."""
        chosen = [item for item in self.statements if item.what in kinds and item.day <= until]
        return sorted(chosen, key=lambda statement: statement.day)

    def of(self, *kinds: str) -> Iterator[Statement]:
        return (statement for statement in self.statements if statement.what in kinds)

    def keys(self, kinds: Iterable[str], member: str) -> set[str]:
        return {statement.data[member] for statement in self.of(*kinds)}
