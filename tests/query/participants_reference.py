"""Participants, phases and peers by looking at every learner and day on its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from services.contracts import facts
from services.core.facts import LedgerId
from services.core.ledger import Ledger, live
from services.core.policy import DEFAULT_POLICY
from services.query.model.question import Level
from tests.query.reference import Calendars, Stay, reports_of, stays_of

FAR = date(2100, 1, 1)
PHASES = ("before", "during", "after")
Learners = list[tuple[list[Stay], dict[str, list[tuple[date, date]]]]]
"""Of each learner: the stays of the year, and partnership → first and last days of the stints."""


def learners_of(ledgers: Mapping[LedgerId, Ledger], calendars: Calendars, day: date = FAR) -> Learners:
    """As of the day: whoever begins in a partnership later takes part in it no more than anybody else."""
    results: Learners = []
    reports = reports_of(ledgers.values())
    for ledger_id, ledger in ledgers.items():
        if ledger_id.school_year == 2011:
            joined: dict[str, list[tuple[date, date]]] = {}
            yearless = ledgers.get(LedgerId(ledger_id.district, 0, ledger_id.owner), Ledger())
            for participation in live(yearless, "participation", facts.Participation):
                joined.setdefault(participation.partnership, []).append(
                    (participation.start_date, participation.end_date or FAR)
                )
            joined = {name: stints for name, stints in joined.items() if min(stints)[0] <= day}
            results.append((stays_of(ledger, calendars, DEFAULT_POLICY, reports), joined))
    return results


def phase(day: date, stints: list[tuple[date, date]]) -> str:
    if all(day < begin for begin, _ in stints):
        return "before"
    return "during" if any(begin <= day <= end for begin, end in stints) else "after"


def participants(learners: Learners) -> list[Stay]:
    """Every stay once in each partnership of its learner."""
    return [
        replace(stay, values={**stay.values, "partnership": partnership})
        for stays, joined in learners
        for partnership in joined
        for stay in stays
    ]


def in_phases(learners: Learners) -> list[Stay]:
    """Every stay once in each partnership and phase, as if there were only the days of that phase."""
    return [
        _cut(stay, partnership, wanted, lambda day, stints=stints, wanted=wanted: phase(day, stints) == wanted)  # type: ignore[misc]
        for stays, joined in learners
        for partnership, stints in joined.items()
        for stay in stays
        for wanted in PHASES
    ]


def _cut(stay: Stay, partnership: str, wanted: str, keeps: Callable[[date], bool]) -> Stay:
    year = None if stay.year is None else stay.year.kept(keeps)
    return Stay(
        {**stay.values, "partnership": partnership, "phase": wanted},
        tuple((day, day) for begin, end in stay.enrolled for day in _days(begin, end) if keeps(day)),
        stay.days.kept(keeps),
        frozenset(filter(keeps, stay.tardy)),
        stay.level,
        year,
        engaged=tuple(visit for visit in stay.engaged if keeps(visit[0])),
    )


def _days(begin: date, end: date) -> Iterable[date]:
    return (begin + timedelta(days=number) for number in range((end - begin).days + 1))


def cohorts(learners: Learners, partnership: str) -> list[Stay]:
    """The stays of participants, and those of others at the same schools in the same grade levels."""
    theirs = [stay for stays, joined in learners if partnership in joined for stay in stays]
    at_schools = [stay for stay in theirs if stay.level is Level.SCHOOL]
    places = {(stay.values["school"], stay.values["grade_level"]) for stay in at_schools}
    others = [stay for stays, joined in learners if partnership not in joined for stay in stays]
    peers = [stay for stay in others if (stay.values["school"], stay.values["grade_level"]) in places]
    return [
        replace(stay, values={**stay.values, "partnership": partnership, "cohort": cohort})
        for cohort, stays in (("participant", theirs), ("peer", peers))
        for stay in stays
    ]
