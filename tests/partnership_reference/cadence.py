"""The check-ins that the cadence wants, worked out again from docs/partnerships.md."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tests.partnership_reference.arithmetic import QUARTER, Life, Meeting
from tests.partnership_reference.record import Record, Statement

Change = tuple[str, date, dict[str, Any]]
"""What is said of a check-in, and from which day on it holds."""
ExportRequest = tuple[date, list[tuple[date, date]]]
"""From which day a check-in counts, and from which day on it is due when."""
Following = tuple[date, list[tuple[date, date]], date]
"""The same of the next one, and when the one after it would be due."""


def look(record: Record, today: date, told: date) -> None:
    """Add to the record what the clock says when it looks, on a day where the partnership is.

    Args:
        told: the day on which it says so, by the clock of the story.
    """
    changes, missing = _difference(record, today)
    record.statements += [Statement(told, what, day, data | {"byCadence": True}) for what, day, data in changes]
    for start, days in missing:
        settled, first = days[0]
        key = _free_key(record, first)
        data = {"checkIn": key, "due": str(first), "countsFrom": start}
        record.statements.append(Statement(told, "scheduleCheckIn", settled, data))
        for (_, before), (begin, due) in pairwise(days):
            if due != before:
                data = {"checkIn": key, "due": str(due), "byCadence": True}
                record.statements.append(Statement(told, "rescheduleCheckIn", begin, data))


def is_to_move(record: Record, today: date) -> bool:
    """Whether something that is there is to change: then that is said at once, with all that the clock says."""
    return bool(_difference(record, today)[0])


def _difference(record: Record, today: date) -> tuple[list[Change], list[ExportRequest]]:
    """What is to be said of the check-ins that the clock has scheduled, and which it has to schedule.

    Nobody has acted on those, so only those that are wanted anyway stay. One that counts from the day from which one
    that is wanted counts is that one.
    """
    life = Life(record, date.max, [])
    there = {key: item for key, item in life.meetings.items() if _untouched(item)}
    changes: list[Change] = []
    missing = []
    for start, days in wanted(life, today):
        key = next((key for key, item in there.items() if item.scheduled.data["countsFrom"] == start), None)
        if key is None:
            missing.append((start, days))
            continue
        changes += _moves(key, there.pop(key), days)
    gone = (key for key, item in sorted(there.items()) if life.open(item.due))
    changes += [("cancelCheckIn", there[key].last_change, {"checkIn": key}) for key in gone]
    return changes, missing


def _untouched(meeting: Meeting) -> bool:
    """Whether the clock scheduled it, and no person held, cancelled or moved it last."""
    by_hand = bool(meeting.moves) and "byCadence" not in meeting.moves[-1].data
    unsettled = meeting.held is None and meeting.cancelled is None
    return "countsFrom" in meeting.scheduled.data and unsettled and not by_hand


def _moves(key: str, meeting: Meeting, days: list[tuple[date, date]]) -> list[Change]:
    """To when it is due from its last change on, and from each cadence on that takes effect after that."""
    due, last = meeting.due, meeting.last_change
    moves = []
    for number, (begin, wanted_due) in enumerate(days):
        replaced = any(later <= last for later, _ in days[number + 1 :])
        if not replaced and wanted_due != due:
            due = wanted_due
            moves.append((max(begin, last), due))
    return [("rescheduleCheckIn", day, {"checkIn": key, "due": str(due)}) for day, due in moves]


def wanted(life: Life, today: date) -> list[ExportRequest]:
    """The check-ins that the cadence wants, up to the first that is to come, from what people said alone.

    Each day is walked over once: on the day by which a check-in of the cadence is due, it is asked whether people have
    agreed on another one in its place.
    """
    starts = sorted(day for day in _starts(life) if day <= today and life.binding(day))
    if not starts:
        return []
    agreed = sorted(
        (item for item in life.meetings.values() if not _untouched(item) and _binds(life, item)), key=_order
    )
    chain: list[ExportRequest] = []
    last = settled = starts[0]
    while True:
        following = _following(life, starts, last, settled)
        if following is None and not agreed:
            return chain
        if agreed and (following is None or not _goes_before(following, agreed[0])):
            item = agreed.pop(0)
            if _is_awaited(life, item, today):
                return chain
            last, settled = max(last, item.due), max(settled, _settled(item))
            continue
        assert following is not None
        start, days, _ = following
        chain.append((start, days))
        last = settled = days[-1][1]
        if last >= today:
            return chain


def _binds(life: Life, item: Meeting) -> bool:
    by_cadence = item.cancelled is not None and "byCadence" in item.cancelled.data
    return life.binding(item.due) and not by_cadence


def _agreed_on(item: Meeting) -> date:
    return min(item.scheduled.day, item.held or date.max)


def _planned(item: Meeting) -> date:
    return min(item.planned, item.due)


def _order(item: Meeting) -> tuple[date, date]:
    return max(_planned(item), _agreed_on(item)), item.due


def _goes_before(following: Following, item: Meeting) -> bool:
    """Whether the next one of the cadence stays before one on which people agreed."""
    due, second = following[1][-1][1], following[2]
    start = item.scheduled.data.get("countsFrom")
    if start is not None and due <= start:
        return True
    return _planned(item) >= second or _agreed_on(item) > due


def _following(life: Life, starts: list[date], last: date, settled: date) -> Following | None:
    """The next one that the cadence wants while the partnership is in force, and when the one after it is due."""
    start, known = last, settled
    while True:
        days = _steps(life, start, known)
        begin, due = days[-1]
        if life.binding(due):
            return start, days, due + timedelta(days=cadence(life, begin))
        anew = [day for day in starts if day > due]
        if not anew:
            return None
        start = known = anew[0]


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
