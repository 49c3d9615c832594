"""The check-ins that the cadence wants, worked out again from docs/partnerships.md."""

from datetime import date, timedelta

from tests.partnership_reference.arithmetic import QUARTER, Life, Meeting
from tests.partnership_reference.record import Record, Statement


def look(record: Record, today: date) -> None:
    """Add to the record what the clock says when it looks on this day."""
    while True:
        move(record, today)
        wanted = next_due(Life(record, today, []))
        if wanted is None:
            return
        due, settled, last = wanted
        data = {"checkIn": _free_key(record, due), "due": str(due), "countsFrom": last}
        record.statements.append(Statement(today, "scheduleCheckIn", settled, data))


def move(record: Record, today: date) -> None:
    """A new cadence moves what a cadence has scheduled, from the day on which it takes effect.

    It makes nothing due before that day, and leaves alone what is held, cancelled or was moved by both sides. When the
    amendment is withdrawn, it moves back. What counts from a day on which nothing is due any more is cancelled.
    """
    changed = True
    while changed:
        life = Life(record, date.max, [])
        by_cadence = [(key, item) for key, item in life.meetings.items() if _movable(item)]
        ordered = sorted(by_cadence, key=lambda pair: (pair[1].scheduled.day, pair[1].planned, pair[0]))
        changes = (_changes(life, key, meeting) for key, meeting in ordered)
        changed = next((some for some in changes if some), [])
        record.statements += [Statement(today, what, day, data | {"byCadence": True}) for what, day, data in changed]


def _movable(meeting: Meeting) -> bool:
    by_hand = bool(meeting.moves) and "byCadence" not in meeting.moves[-1].data
    unsettled = meeting.held is None and meeting.cancelled is None
    return "countsFrom" in meeting.scheduled.data and unsettled and not by_hand


def _changes(life: Life, key: str, meeting: Meeting) -> list[tuple[str, date, dict[str, str]]]:
    """What a cadence says of a check-in: that it is cancelled, or the days to which it is moved."""
    start = meeting.scheduled.data["countsFrom"]
    if start in _left(life) - _kept(life):
        return [("cancelCheckIn", meeting.last_change, {"checkIn": key})]
    steps = _steps(life, start, meeting.scheduled.day)
    due, last = meeting.due, meeting.last_change
    if not life.binding(due) and not life.binding(steps[-1][1]):
        return []
    moves = []
    for begin, wanted in steps[:-1]:
        if wanted != due and (begin > last or not meeting.moves):
            moves.append((begin, due := wanted))
    begin, wanted = steps[-1]
    if wanted != due:
        moves.append((max(begin, last), wanted))
    return [("rescheduleCheckIn", day, {"checkIn": key, "due": str(wanted)}) for day, wanted in moves]


def _left(life: Life) -> set[date]:
    """Days on which something was due until a cadence changed that, and days of activations that were withdrawn."""
    left = {
        date.fromisoformat(item.data["since"])
        for item in life.told.of("withdrawStatus")
        if item.data["status"] == "ACTIVE"
    }
    for meeting in life.meetings.values():
        before = zip(meeting.dues, meeting.moves, strict=False)
        left |= {due for due, following in before if "byCadence" in following.data}
        if _cancelled_by_cadence(meeting):
            left.add(meeting.due)
    return left


def _kept(life: Life) -> set[date]:
    """Days from which a cadence may count."""
    dues = {meeting.due for meeting in life.meetings.values() if not _cancelled_by_cadence(meeting)}
    return dues | set(_starts(life))


def _cancelled_by_cadence(meeting: Meeting) -> bool:
    return meeting.cancelled is not None and "byCadence" in meeting.cancelled.data


def _steps(life: Life, start: date, scheduled: date) -> list[tuple[date, date]]:
    """From which day on it is due when: by the cadence of the day on which it was scheduled, and by each that takes
    effect before it is due."""
    due = start + timedelta(days=cadence(life, scheduled))
    steps = [(scheduled, due)]
    for begin, days in _cadences(life)[1:]:
        if scheduled < begin < due:
            due = max(start + timedelta(days=days), begin)
            steps.append((begin, due))
    return steps


def _free_key(record: Record, due: date) -> str:
    key, taken = f"cadence-{due}", record.keys(["scheduleCheckIn"], "checkIn")
    while key in taken:
        key += "+"
    return key


def next_due(life: Life) -> tuple[date, date, date] | None:
    """When the next check-in is due, since when that is known, and from which day it counts.

    None while one is still to come, and where the agreement does not bind.
    """
    starts = sorted(day for day in _starts(life) if life.binding(day))
    if not starts or _awaited(life):
        return None
    bases = [item for item in life.meetings.values() if life.binding(item.due) and not _cancelled_by_cadence(item)]
    last = max([starts[0], *(item.due for item in bases)])
    settled = max([starts[0], *(_settled(item) for item in bases)])
    while True:
        dues = [due for _, due in _steps(life, last, settled)]
        if life.binding(dues[-1]):
            return dues[0], settled, last
        later = [day for day in starts if day > dues[-1]]
        if not later:
            return None
        last = settled = later[0]


def _settled(meeting: Meeting) -> date:
    """The day from which it is held, cancelled or past."""
    ended = meeting.held or (meeting.cancelled.day if meeting.cancelled else meeting.due)
    return min(meeting.due, ended)


def cadence(life: Life, day: date) -> int:
    """Days from one check-in to the next, as agreed for a day."""
    return [days for begin, days in _cadences(life) if begin <= day][-1]


def _cadences(life: Life) -> list[tuple[date, int]]:
    """From which day on which cadence is agreed, in order."""
    amendments = [item for item in life.record.of("amendAgreement") if "cadenceDays" in item.data]
    dated = [(date.fromisoformat(item.data["effective"]), item.data["cadenceDays"]) for item in amendments]
    first = (date.min, life.proposal.data.get("cadenceDays", QUARTER))
    return [first, *sorted(dict(dated).items())]


def _starts(life: Life) -> list[date]:
    return [item.day for item in life.record.by_day("activatePartnership", "renewPartnership", until=life.day)]


def _awaited(life: Life) -> bool:
    meetings = life.check_ins.values()
    return any(due >= life.day and (held is None or held > life.day) and life.open(due) for due, held in meetings)
