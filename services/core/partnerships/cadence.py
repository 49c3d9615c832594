"""Cadence: the check-ins that it wants, as they follow from what both sides agreed and did, and from nothing else.

When the clock ticked plays no part: what it has scheduled and nobody has acted on is no fact (`unsettled`).
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from services.core.partnerships.cadence_steps import Step, is_base, is_loose, start_of, steps_after, steps_of
from services.core.partnerships.check_in import CheckIn
from services.core.partnerships.meetings import upcoming
from services.core.partnerships.partnership import Partnership
from services.core.stated_rules import states_rule


@dataclass(frozen=True, slots=True)
class Link:
    """A check-in that the cadence wants.

    Attributes:
        counts_from: the day to which the cadence is added.
        steps: when it is due by the cadence of the day from which it is known, and by each that takes effect before
            it is due.
    """

    counts_from: date
    steps: tuple[Step, ...]

    @property
    def known(self) -> date:
        """The day from which it is known."""
        return self.steps[0].since

    @property
    def due(self) -> date:
        return self.steps[-1].due

    @property
    def following(self) -> date:
        """When the one after it would be due."""
        return steps_after(self.due, self.steps[-1].days)


@states_rule(
    "Check-ins by the cadence",
    "One is due as many days after the partnership became active as the cadence says that both sides agreed "
    "(90 without one), and each further one as many days after the one before was due. One that somebody "
    "scheduled, moved or held takes the place of the next. Where the partnership was not in force, the "
    "cadence begins anew on the day on which it is active again. Events say when each was scheduled "
    "(docs/partnerships.md has the cases).",
)
def links(partnership: Partnership, day: date) -> Iterator[Link]:
    """The check-ins that the cadence wants up to the first that is still to come on the day, by due date.

    The first counts from the day on which the partnership became active. The others count from the day by which the
    one before was due. Where none is due while the partnership is in force, the cadence begins anew on the next day of
    an activation or renewal.

    A check-in that somebody scheduled, held, cancelled or moved takes the place of the next one that the cadence wants
    if it is planned less than a cadence behind it, and was agreed by the day on which that one is due. The next one
    counts from it. While it is still to come, nothing else is wanted behind it.
    """
    begins = _begins(partnership, day)
    if not begins:
        return
    loose = unsettled(partnership)
    settled = _settled(partnership, {key for keys in loose.values() for key in keys})
    to_come = {key for _, key in upcoming(partnership, day)}
    counts_from = known = begins[0]
    for entry in [*settled, None]:
        while link := _next(partnership, begins, counts_from, known):
            if entry is not None and not _comes_before(link, entry):
                break
            yield link
            if not _is_over(partnership, link, loose, day):
                return
            counts_from = known = link.due
        if entry is None or _is_awaited(entry, to_come):
            return
        counts_from, known = max(counts_from, entry.check_in.due), max(known, _over(entry.check_in))


def unsettled(partnership: Partnership) -> Mapping[date, Sequence[str]]:
    """The ids of check-ins that a cadence has scheduled and nobody has acted on, by the day from which each counts.

    They were neither held nor cancelled, nor moved last by both sides. They are due when the cadence wants it.
    """
    by_start: dict[date, list[str]] = {}
    for key, check_in in partnership.check_ins.items():
        start = start_of(partnership, key, check_in) if is_loose(check_in) else None
        if start is not None:
            by_start.setdefault(start, []).append(key)
    return by_start


@dataclass(frozen=True, slots=True)
class _Settled:
    """A check-in of which people decided when it is due.

    Attributes:
        agreed: the day on which it was agreed at the latest.
        start: the day from which it counts; None: it is none of the cadence.
    """

    key: str
    check_in: CheckIn
    agreed: date
    start: date | None

    @property
    def planned(self) -> date:
        """The day by which it was first to be held, or is now if that is earlier."""
        return min(self.check_in.first_due, self.check_in.due)

    @property
    def order(self) -> tuple[date, date, str]:
        return max(self.planned, self.agreed), self.check_in.due, self.key


def _settled(partnership: Partnership, loose: set[str]) -> list[_Settled]:
    entries = []
    for key, check_in in partnership.check_ins.items():
        if key in loose or not is_base(partnership, check_in):
            continue
        agreed = check_in.scheduled if check_in.held is None else min(check_in.scheduled, check_in.held.date)
        entries.append(_Settled(key, check_in, agreed, start_of(partnership, key, check_in)))
    return sorted(entries, key=lambda entry: entry.order)


def _comes_before(link: Link, entry: _Settled) -> bool:
    """Whether the cadence wants one before the check-in takes its next place.

    One of the cadence itself, such as one that was held early, has all before it that it counts from.
    """
    if entry.start is not None and link.due <= entry.start:
        return True
    return link.following <= entry.planned or link.due < entry.agreed


def _is_over(partnership: Partnership, link: Link, loose: Mapping[date, Sequence[str]], day: date) -> bool:
    """Whether its day has passed, or the clock has said so, maybe by another clock that is ahead."""
    keys = loose.get(link.counts_from, ())
    missed = any(_is_missed(partnership.check_ins[key], link.due) for key in keys)
    return missed or link.due < day


def _is_missed(check_in: CheckIn, due: date) -> bool:
    return check_in.missed is not None and check_in.due == due


def _is_awaited(entry: _Settled, to_come: Set[str]) -> bool:
    return entry.check_in.missed is None and entry.key in to_come


def _next(partnership: Partnership, begins: Sequence[date], counts_from: date, known: date) -> Link | None:
    """The next one that is due while the partnership is in force; None: there is none."""
    while True:
        link = Link(counts_from, tuple(steps_of(partnership, counts_from, known)))
        if partnership.in_force_on(link.due):
            return link
        later = [begin for begin in begins if begin > link.due]
        if not later:
            return None
        counts_from = known = later[0]


def _over(check_in: CheckIn) -> date:
    """The day from which it is held, cancelled, or past."""
    if check_in.cancelled is not None:
        return min(check_in.due, check_in.cancelled.date)
    return check_in.due if check_in.held is None else min(check_in.due, check_in.held.date)


def _begins(partnership: Partnership, day: date) -> list[date]:
    """The days so far on which it became active, was renewed or activated anew."""
    return [
        status.since
        for status in partnership.statuses
        if status.since <= day and partnership.in_force_on(status.since)
    ]  # fmt: skip
