"""Flexibility in figures: days with a lead on both sides, and days from trouble to its resolution."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.contracts import partnerships as said
from services.core.calendar import ONE_DAY, Span, union
from services.core.partnerships.partnership import ENDED, SIDES, Partnership, office
from services.core.stated_rules import states_rule


@dataclass(frozen=True, slots=True)
class Continuity:
    """Days since the partnership first became active, and those of them on which both sides had a lead."""

    days: int
    led: int

    @property
    def share(self) -> float | None:
        """In percent; None before the first day."""
        return None if self.days == 0 else 100 * self.led / self.days


@dataclass(frozen=True, slots=True)
class Disruption:
    """A challenge or a vacancy: from when, and until when; None: still."""

    what: str
    begin: date
    end: date | None

    def days(self, today: date) -> int:
        return ((self.end or today) - self.begin).days


def active_since(partnership: Partnership) -> date | None:
    """The first day on which the partnership was active."""
    return next((status.since for status in partnership.statuses if status.value == "active"), None)


def closed_on(partnership: Partnership) -> date | None:
    """The day on which it ended."""
    return next((status.since for status in partnership.statuses if status.value in ENDED), None)


@states_rule(
    "Days with leads",
    "The days from the one on which the partnership first became active up to the day, or the one on which it "
    "was closed, both included, pauses among them; those on which either side has a vacancy are without.",
)
def continuity(partnership: Partnership, day: date) -> Continuity:
    """Up to and including the day, or the one on which it was closed."""
    begin = active_since(partnership)
    last = last_day(partnership, day)
    if begin is None or begin > last:
        return Continuity(0, 0)
    days = (last - begin).days + 1
    gaps = [
        Span(max(gap.begin, begin), min(gap.end - ONE_DAY if gap.end else last, last))
        for side in SIDES
        for gap in vacancies(partnership, side)
    ]
    vacant = sum((gap.end - gap.begin).days + 1 for gap in union(gap for gap in gaps if gap.begin <= gap.end))
    return Continuity(days, days - vacant)


@states_rule(
    "Vacancies",
    "The days of a side without a lead: from the day on which one left, or from the day on which the "
    "partnership became active if nobody was assigned by then, up to the day before the next one is assigned.",
)
def vacancies(partnership: Partnership, side: said.Side) -> Iterator[Disruption]:
    """The times without a lead on the side, from when the first one was assigned or, if earlier, it became active."""
    timeline = partnership.leads.get(office(side, "lead"), ())
    active = active_since(partnership)
    begin = active if active is not None and (not timeline or active < timeline[0].since) else None
    for entry in timeline:
        if entry.value is None and begin is None:
            begin = entry.since
        elif entry.value is not None and begin is not None:
            if entry.since > begin:
                yield Disruption(f"no lead on the {side}'s side", begin, entry.since)
            begin = None
    if begin is not None:
        yield Disruption(f"no lead on the {side}'s side", begin, None)


def troubles(partnership: Partnership) -> list[Disruption]:
    """Every challenge and vacancy, by when it began."""
    challenges = [
        Disruption(f"challenge {key}", challenge.raised.date, challenge.resolved.date if challenge.resolved else None)
        for key, challenge in partnership.challenges.items()
    ]
    gaps = [gap for side in SIDES for gap in vacancies(partnership, side)]
    return sorted((*challenges, *gaps), key=lambda disruption: (disruption.begin, disruption.what))


def adaptation_days(partnership: Partnership, day: date) -> float | None:
    """Days from a challenge or vacancy to its resolution, on average.

    Those that go on count up to the day, or the one on which the partnership was closed.
    """
    days = days_to_adapt(partnership, day)
    return sum(days) / len(days) if days else None


@states_rule(
    "Days to adapt",
    "Of each challenge the days from the one on which it was raised to the one on which it was resolved, of "
    "each vacancy from its first day to the day of the assignment; of what goes on up to the day, or the one "
    "on which the partnership was closed. Each counts the same.",
)
def days_to_adapt(partnership: Partnership, day: date) -> list[int]:
    """Those of each challenge and vacancy, up to the same day."""
    last = last_day(partnership, day)
    return [trouble.days(max(last, trouble.begin)) for trouble in troubles(partnership)]


def last_day(partnership: Partnership, day: date) -> date:
    """The day, or the one on which it was closed."""
    return min(closed_on(partnership) or day, day)
