"""What people said of one partnership, as plain data: nothing here knows how Tandem works."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.partnership_reference.withdrawals import WITHDRAWALS, taken_back


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


STATUSES = ("activatePartnership", "renewPartnership", "pausePartnership")


@dataclass
class Record:
    """All statements about one partnership, in the order in which they were said."""

    statements: list[Statement] = field(default_factory=list)

    def known(self, day: date) -> "Record":
        """What had been said by the end of the day."""
        return Record([statement for statement in self.statements if statement.told <= day])

    def standing(self) -> "Record":
        """Without what was taken back since: as if that had never been said.

        What a closing has replaced stays replaced.
        """
        statements: list[Statement] = []
        for statement in self.statements:
            if statement.what in WITHDRAWALS:
                gone = {id(item) for item in taken_back(statement, statements)}
                statements = [item for item in statements if id(item) not in gone]
                continue
            if statement.what == "closePartnership":
                statements = [item for item in statements if item.what not in STATUSES or item.day <= statement.day]
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
