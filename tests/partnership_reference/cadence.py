"""The check-ins that the cadence wants, worked out again from docs/partnerships.md."""

from datetime import date, timedelta

from tests.partnership_reference.arithmetic import QUARTER, Life
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

    It makes nothing due before that day, and leaves alone what is held, cancelled or was moved by both sides.
    """
    standing = record.standing()
    settled = standing.keys(["holdCheckIn", "cancelCheckIn"], "checkIn")
    moves = list(standing.of("rescheduleCheckIn"))
    by_hand = {item.data["checkIn"] for item in moves if "byCadence" not in item.data}
    life = Life(record, date.max, [])
    for meeting in standing.of("scheduleCheckIn"):
        key = meeting.data["checkIn"]
        if "countsFrom" not in meeting.data or key in settled | by_hand:
            continue
        wanted = _steps(life, meeting.data["countsFrom"], meeting.day, date.fromisoformat(meeting.data["due"]))
        made = [(item.day, item.data["due"]) for item in moves if item.data["checkIn"] == key]
        due, _ = life.check_ins[key]
        if wanted and (life.binding(due) or life.binding(wanted[-1][1])):
            missing = [(begin, day) for begin, day in wanted if (begin, str(day)) not in made]
            for begin, day in missing:
                data = {"checkIn": key, "due": str(day), "byCadence": True}
                record.statements.append(Statement(today, "rescheduleCheckIn", begin, data))


def _steps(life: Life, start: date, scheduled: date, due: date) -> list[tuple[date, date]]:
    """From which day on it is due when, by each cadence that takes effect before it is due."""
    steps = []
    for begin, days in _cadences(life)[1:]:
        if scheduled < begin < due:
            wanted = max(start + timedelta(days=days), begin)
            if wanted != due:
                steps.append((begin, due := wanted))
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
    binding = [(due, held) for due, held in life.check_ins.values() if life.binding(due)]
    last = max([starts[0], *(due for due, _ in binding)])
    settled = max([starts[0], *(min(due, held or due) for due, held in binding)])
    while True:
        due = last + timedelta(days=cadence(life, settled))
        moved = [day for _, day in _steps(life, last, settled, due)]
        final = moved[-1] if moved else due
        if life.binding(final):
            return due, settled, last
        later = [day for day in starts if day > final]
        if not later:
            return None
        last = settled = later[0]


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
