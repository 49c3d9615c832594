"""What a withdrawal takes back, by docs/partnerships.md: as if these statements had never been made."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.partnership_reference.record import Statement

OF_THING = {
    "withdrawClause": ("clause", "draftClause", "endorseClause"),
    "withdrawPledge": ("contribution", "pledgeContribution"),
    "withdrawCheckIn": ("checkIn", "scheduleCheckIn", "holdCheckIn", "rescheduleCheckIn", "cancelCheckIn"),
    "withdrawChallenge": ("challenge", "raiseChallenge", "resolveChallenge"),
    "withdrawAction": ("action", "agreeAction", "completeAction"),
    "withdrawAmendment": ("amendment", "amendAgreement"),
    "withdrawGoal": ("goal", "setGoal"),
}
"""Withdrawal → by which member it names what it takes back, and the statements that are taken back with it."""
OF_STATUS = {
    "PAUSED": ("pausePartnership",),
    "CLOSED": ("closePartnership",),
    "ACTIVE": ("activatePartnership", "renewPartnership"),
}
OF_CHANGE = {
    "ACTION_DONE": ("action", "completeAction"),
    "CHALLENGE_RESOLVED": ("challenge", "resolveChallenge"),
    "CHECK_IN_HELD": ("checkIn", "holdCheckIn"),
    "CHECK_IN_CANCELLED": ("checkIn", "cancelCheckIn"),
    "CHECK_IN_RESCHEDULED": ("checkIn", "rescheduleCheckIn"),
    "CLAUSE_REWORDED": ("clause", "draftClause"),
}
"""What came of a thing → the member with the thing's id, and the statement that says it."""
Statements = Sequence["Statement"]


def taken_back(withdrawal: "Statement", statements: Statements) -> Statements:
    """Which of the statements before it are taken back."""
    if withdrawal.what in OF_THING:
        member, *kinds = OF_THING[withdrawal.what]
        return [
            item for item in statements if item.what in kinds and item.data[member] == withdrawal.data[member]
        ]  # fmt: skip
    return _TAKEN_BACK[withdrawal.what](withdrawal, statements)


def _status(withdrawal: "Statement", statements: Statements) -> Statements:
    """What was said last of the day."""
    kinds = OF_STATUS[withdrawal.data["status"]]
    return [item for item in statements if item.what in kinds and str(item.day) == withdrawal.data["since"]][-1:]


def _lead(withdrawal: "Statement", statements: Statements) -> Statements:
    """What was said last of the day about the side."""
    side, since = withdrawal.data["side"], withdrawal.data["since"]
    changes = (item for item in statements if item.what in ("assignLead", "vacateLead") and item.data["side"] == side)
    return [item for item in changes if str(item.day) == since][-1:]


def _endorsement(withdrawal: "Statement", statements: Statements) -> Statements:
    """All that the side said of the last wording that it endorsed."""
    side = withdrawal.data["side"]
    of_side = (
        [item for item in run if item.what == "endorseClause" and item.data["side"] == side]
        for run in wordings(withdrawal.data["clause"], statements)
    )
    return [endorsements for endorsements in of_side if endorsements][-1]


def _change(withdrawal: "Statement", statements: Statements) -> Statements:
    """The last of its kind by the day on which it held; of a clause the last wording, with its endorsements."""
    change, subject = withdrawal.data["change"], withdrawal.data["subject"]
    if change == "CLAUSE_REWORDED":
        return wordings(subject, statements)[-1]
    member, kind = OF_CHANGE[change]
    said = [item for item in statements if item.what == kind and item.data[member] == subject]
    return sorted(said, key=lambda statement: statement.day)[-1:]


_TAKEN_BACK: Mapping[str, Callable[["Statement", Statements], Statements]] = {
    "withdrawStatus": _status,
    "withdrawLead": _lead,
    "withdrawEndorsement": _endorsement,
    "withdrawChange": _change,
}
WITHDRAWALS = (*OF_THING, *_TAKEN_BACK)


def wordings(clause: str, statements: Statements) -> list[list["Statement"]]:
    """The drafts and endorsements of each wording of a clause, by day; a draft in the same words is no new wording."""
    about = [item for item in statements if item.what in ("draftClause", "endorseClause")]
    runs: list[list[Statement]] = []
    for item in sorted(about, key=lambda statement: statement.day):
        if item.data["clause"] != clause:
            continue
        if item.what == "endorseClause" or (runs and _words(runs[-1][0]) == _words(item)):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _words(draft: "Statement") -> tuple[str, str]:
    return draft.data["kind"], draft.data["text"]
