"""The check-ins that the cadence wants, worked out again from docs/partnerships.md."""

from datetime import date, timedelta

from tests.partnership_reference.arithmetic import QUARTER, Life
from tests.partnership_reference.record import Record, Statement


def schedule(record: Record, today: date) -> None:
    """Add to the record what the clock schedules when it looks on this day."""
    while (wanted := next_due(Life(record, today, []))) is not None:
        due, settled = wanted
        data = {"checkIn": f"cadence {due} {len(record.statements)}", "due": str(due)}
        record.statements.append(Statement(today, "scheduleCheckIn", settled, data))


def next_due(life: Life) -> tuple[date, date] | None:
    """When the next check-in is due, and since when that is known.

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
        if life.binding(due):
            return due, settled
        later = [day for day in starts if day > due]
        if not later:
            return None
        last = settled = later[0]


def cadence(life: Life, day: date) -> int:
    """Days from one check-in to the next, as agreed for a day."""
    amendments = [item for item in life.record.of("amendAgreement") if "cadenceDays" in item.data]
    dated = [(date.fromisoformat(item.data["effective"]), item.data["cadenceDays"]) for item in amendments]
    effective = [pair for pair in sorted(dated, key=lambda pair: pair[0]) if pair[0] <= day]
    return effective[-1][1] if effective else life.proposal.data.get("cadenceDays", QUARTER)


def _starts(life: Life) -> list[date]:
    return [item.day for item in life.record.by_day("activatePartnership", "renewPartnership", until=life.day)]


def _awaited(life: Life) -> bool:
    meetings = life.check_ins.values()
    return any(due >= life.day and (held is None or held > life.day) and life.open(due) for due, held in meetings)
