"""The check-ins that the cadence wants, worked out again from docs/partnerships.md."""

from datetime import date, timedelta
from typing import Any

from tests.partnership_reference.arithmetic import QUARTER, Life, Meeting
from tests.partnership_reference.record import Record, Statement

Change = tuple[str, date, dict[str, Any]]
"""What is said of a check-in, and from which day on it holds."""


def look(record: Record, today: date, told: date) -> None:
    """Add to the record what the clock says when it looks, on a day where the partnership is.

    Args:
        told: the day on which it says so, by the clock of the story.
    """
    while True:
        while changes := _wanted_changes(record):
            record.statements += [Statement(told, what, day, data | {"byCadence": True}) for what, day, data in changes]
        wanted = next_due(Life(record, date.max, []), today)
        if wanted is None:
            return
        due, settled, last = wanted
        data = {"checkIn": _free_key(record, due), "due": str(due), "countsFrom": last}
        record.statements.append(Statement(told, "scheduleCheckIn", settled, data))


def is_to_move(record: Record) -> bool:
    """Whether the cadence wants something on another day: then that is said at once, with all that the clock says."""
    return bool(_wanted_changes(record))


def _wanted_changes(record: Record) -> list[Change]:
    """What a new cadence says first of what a cadence has scheduled, from the day on which it takes effect.

    It makes nothing due before that day, and leaves alone what is held, cancelled or was moved by both sides. When the
    amendment is withdrawn, it moves back. What counts from a day on which nothing is due any more is cancelled.
    """
    life = Life(record, date.max, [])
    by_cadence = [(key, item) for key, item in life.meetings.items() if _movable(item)]
    ordered = sorted(by_cadence, key=lambda pair: (pair[1].scheduled.day, pair[1].planned, pair[0]))
    changes = (_changes(life, key, meeting) for key, meeting in ordered)
    return next((some for some in changes if some), [])


def _movable(meeting: Meeting) -> bool:
    by_hand = bool(meeting.moves) and "byCadence" not in meeting.moves[-1].data
    unsettled = meeting.held is None and meeting.cancelled is None
    return "countsFrom" in meeting.scheduled.data and unsettled and not by_hand


def _changes(life: Life, key: str, meeting: Meeting) -> list[Change]:
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


def next_due(life: Life, today: date) -> tuple[date, date, date] | None:
    """When the next check-in is due, since when that is known, and from which day it counts.

    None while one of the cadence is still to come, or one that somebody scheduled less than a cadence later, and where
    the agreement does not bind.
    """
    starts = sorted(day for day in _starts(life) if day <= today and life.binding(day))
    awaited = [item for item in life.meetings.values() if _is_awaited(life, item, today)]
    if not starts or any("countsFrom" in item.scheduled.data for item in awaited):
        return None
    last = settled = starts[0]
    for item in sorted(life.meetings.values(), key=lambda item: (min(item.planned, item.due), item.due)):
        if not life.binding(item.due) or _cancelled_by_cadence(item):
            continue
        if "countsFrom" not in item.scheduled.data:
            wanted = _wanted(life, starts, last, settled)
            if wanted is not None and min(item.planned, item.due) >= wanted[1]:
                return wanted[0]
            if item in awaited:
                return None
        last, settled = max(last, item.due), max(settled, _settled(item))
    wanted = None if awaited else _wanted(life, starts, last, settled)
    return wanted[0] if wanted else None


def _wanted(life: Life, starts: list[date], last: date, settled: date) -> tuple[tuple[date, date, date], date] | None:
    """What the cadence wants after the last one, and when it would want the one after that."""
    while True:
        begin, final = _steps(life, last, settled)[-1]
        if life.binding(final):
            first = last + timedelta(days=cadence(life, settled))
            return (first, settled, last), final + timedelta(days=cadence(life, begin))
        later = [day for day in starts if day > final]
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


def _is_awaited(life: Life, meeting: Meeting, today: date) -> bool:
    """Whether it is still to come, and neither held nor cancelled by today."""
    ended = meeting.held or (meeting.cancelled.day if meeting.cancelled else None)
    return meeting.due >= today and (ended is None or ended > today) and life.open(meeting.due)
