"""Participants from a CSV file with the SIS's own student ids: each gets a place, or waits for one.

Columns: `student_id`, `start_date`, and if wanted `end_date`, `program`, `planned_hours`; the first line names them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from services.commands.enrollment import (
    MAX_STUDENTS,
    Departures,
    Enrollee,
    EnrollmentRequest,
    Participants,
    Roster,
)
from services.commands.ports import Commands
from services.core.access import Principal
from services.ingest.participant_lines import RefusedLine, rows_of

INCOMPLETE = "nobody was released: a line was refused, so the file is not the whole list"
DECLINED = "nobody was released, since it was not confirmed: confirm it, or import with --yes"


@dataclass(slots=True)
class Imported:
    """What became of a file: as `Participants`, and lines that could not be read among the refused ones."""

    changed: int = 0
    waitlisted: int = 0
    released: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    applied: bool = True


@dataclass(frozen=True, slots=True)
class WholeList:
    """How an import takes its file for the whole list of who takes part: it releases whoever is not in it.

    Attributes:
        day: the day from which on they are released.
        confirm: asked before anybody is released.
        max_share: of those who wait or have a place at most so many may be missing.
    """

    day: date
    confirm: Callable[[Departures], bool]
    max_share: float


async def import_participants(
    lines: Iterable[str],
    commands: Commands,
    principal: Principal,
    partnership: str,
    district: str,
    whole: WholeList | None = None,
) -> Imported:
    """Place everybody in the file. Importing it again changes nothing, and finishes what was cut off.

    Args:
        whole: the file has all who take part, so who is not in it is released, before others take the places.

    Raises:
        NotParticipants: it has no such columns.
        CommandError: the partnership is not there, or its district is another.
    """
    done = Imported()
    rows = rows_of(lines, done.refused)
    if whole is not None:
        listed = list(rows)
        await _release(commands, principal, EnrollmentRequest(partnership, district, _students(listed)), whole, done)
        rows = iter(listed) if done.applied else iter(())
    while placing := list(islice(rows, MAX_STUDENTS)):
        placed = await commands.place(principal, EnrollmentRequest(partnership, district, _students(placing)))
        _add(done, placed, [line for line, _ in placing])
        if not done.applied:
            break
    done.refused.sort()
    return done


def _students(rows: Iterable[tuple[int, Enrollee]]) -> tuple[Enrollee, ...]:
    return tuple(enrollee for _, enrollee in rows)


async def _release(
    commands: Commands, principal: Principal, listed: EnrollmentRequest, whole: WholeList, done: Imported
) -> None:
    names = tuple(enrollee.student for enrollee in listed.students)
    roster = Roster(listed.partnership, listed.district, names, whole.day)
    departures = await commands.departures(principal, roster)
    missing = len(departures.learners)
    if done.refused or departures.problems or await _would_be_refused(commands, principal, listed):
        done.failures.append(INCOMPLETE)
    elif missing > whole.max_share * departures.known:
        done.failures.append(
            f"nobody was released: the file lacks {missing} of {departures.known} who wait or have a place, more than "
            f"{whole.max_share:.0%}; see that it is whole, or set another share with --max-share"
        )
    elif missing and not whole.confirm(departures):
        done.failures.append(DECLINED)
    else:
        released = await commands.release_departed(principal, roster, departures)
        done.released, done.applied = released.changed, released.applied
        done.failures += [f"one was not released: {problem.reason}" for problem in released.problems]


async def _would_be_refused(commands: Commands, principal: Principal, listed: EnrollmentRequest) -> bool:
    """Whether a student of the list would get neither a place nor a place on the waitlist, however many are released:
    the waitlist takes everybody, so free places make no difference.
    """
    for begin in range(0, len(listed.students), MAX_STUDENTS):
        students = listed.students[begin : begin + MAX_STUDENTS]
        if (await commands.preview_places(principal, replace(listed, students=students))).problems:
            return True
    return False


def _add(done: Imported, placed: Participants, lines: list[int]) -> None:
    done.changed += placed.changed
    done.waitlisted += placed.waitlisted
    done.applied = placed.applied
    done.refused += [
        RefusedLine(lines[problem.index], f"{problem.code}: {problem.reason}") for problem in placed.problems
    ]
