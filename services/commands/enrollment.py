"""Who is to take part in a partnership, and what became of them, as values."""

from dataclasses import dataclass, field
from datetime import date

from services.contracts import partnerships as said
from services.core.partnerships.partnership import Partnership, Stay

MAX_STUDENTS = 1_000


@dataclass(frozen=True, slots=True)
class Enrollee:
    """A student, by the SIS's own id, who is to take part from `start` on."""

    student: str
    start: date
    end: date | None = None
    program: str | None = None
    planned_hours: float | None = None


@dataclass(frozen=True, slots=True)
class EnrollmentRequest:
    """Students of one district who are to take part in a partnership."""

    partnership: str
    district: str
    students: tuple[Enrollee, ...]


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Students of one district whose last stay in a partnership was said in error: who says so, why, and when."""

    partnership: str
    district: str
    students: tuple[str, ...]
    by: str
    reason: str
    day: date

    def withdrawal(self, learner: str, stay: Stay) -> said.ParticipantWithdrawn:
        since = stay.waiting or stay.placed
        assert since is not None, "a stay begins with a wait or a place"
        return said.ParticipantWithdrawn(
            district=self.district, learner=learner, since=since, by=self.by, reason=self.reason, date=self.day
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """All students of one district who take part in a partnership or wait; who is not among them has left by `day`."""

    partnership: str
    district: str
    students: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Departures:
    """Who is not on a roster.

    Attributes:
        learners: the keys of those who wait or have a place.
        unfinished: of those who were released on its day already; the end of their participation may not be recorded.
        known: how many of the district wait or have a place.
        problems: students of the roster whose ids cannot be read, so that nobody knows who has left.
    """

    learners: tuple[str, ...]
    unfinished: tuple[str, ...]
    known: int
    problems: tuple["Problem", ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the student with this index was left out."""

    index: int
    code: str
    reason: str


@dataclass(slots=True)
class Participants:
    """What became of the students.

    Attributes:
        changed: those who have a place now, or gave it back.
        waitlisted: those who wait, since all places are taken.
        applied: False: the wait ran out; send the same again to have the participations recorded, too.
    """

    changed: int = 0
    waitlisted: int = 0
    problems: list[Problem] = field(default_factory=list)
    applied: bool = True
    partnership: Partnership | None = None
