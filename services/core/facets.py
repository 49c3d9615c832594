"""Facets: the parts of a ledger's contributions that are computed as wholes, and which of them a change touches."""

from collections.abc import Iterable
from typing import NamedTuple

from services.contracts import facts
from services.core.day_reading import ABSENCES, reads_more_than_categories
from services.core.enrollment_view import schools_of
from services.core.facts import Fact, FactKey
from services.core.grades import CREDIT_KINDS
from services.core.ledger import Ledger


class Facet(NamedTuple):
    """A part of the contributions that is computed as a whole, and what of the ledger it is about.

    `attendance` and `on_track` at a school, `grade` at a school in one grading period (`school|period`), `engagement`,
    `roll`; `across_days` and `across_grades`, what all schools together count more than once; and `day`, the part of
    `attendance` that marks of one day add by themselves (`school|date`). Schools and periods are encoded, as in the
    parts of ledgers.
    """

    kind: str
    where: str = ""


ENGAGEMENT, ROLL = Facet("engagement"), Facet("roll")
ACROSS_DAYS, ACROSS_GRADES = Facet("across_days"), Facet("across_grades")


def facets_of(ledger: Ledger) -> set[Facet]:
    """All facets in which the ledger may have contributions."""
    facets = {ENGAGEMENT, ROLL, ACROSS_DAYS, ACROSS_GRADES}
    facets |= {Facet("attendance", school) for school in schools_of(ledger)}
    for part in ledger:
        kind, _, where = part.partition("|")
        if kind == "grade":
            facets |= {Facet("grade", where), Facet("on_track", where.split("|", 1)[0])}
        elif kind == "attendance":
            facets.add(Facet(kind, where))
    return facets


def facets_touched(ledger: Ledger, changed: Iterable[tuple[FactKey, Fact]], policy: facts.Policy) -> set[Facet]:
    """The facets that may change when these facts are put into a ledger, which is as it was before."""
    touched: set[Facet] = set()
    several, absences = len(schools_of(ledger)) > 1, _Absences(ledger, policy)
    for key, fact in changed:
        part, item = key
        kind, _, where = part.partition("|")
        match kind:
            case "attendance" if not absences.depend_on(key, fact):
                touched |= {Facet("day", f"{where}|{item[:10]}"), *((ACROSS_DAYS,) if several else ())}
            case "attendance":
                touched |= {Facet(kind, where), *((ACROSS_DAYS,) if several else ())}
            case "grade":
                touched |= {Facet(kind, where), ACROSS_GRADES}
                if item.endswith(CREDIT_KINDS):
                    touched.add(Facet("on_track", where.split("|", 1)[0]))
            case "enrollment":
                school = item.split("|", 1)[0]
                touched |= {Facet("attendance", school), ENGAGEMENT, ACROSS_DAYS, ACROSS_GRADES}
                touched |= {facet for facet in facets_of(ledger) if facet.where.split("|", 1)[0] == school}
            case "engagement" | "roll":
                touched.add(Facet(kind))
            case "learner":
                touched |= facets_of(ledger)
    whole = {where for kind, where in touched if kind == "attendance"}
    return {facet for facet in touched if facet.kind != "day" or facet.where[:-11] not in whole} if whole else touched


def facets_of_calendar(ledger: Ledger, encoded_school: str, *, participates: bool) -> set[Facet]:
    """The facets that a school's calendar is read for: of a participant the grades, too, since each has a phase."""
    facets = {Facet("attendance", encoded_school), Facet("on_track", encoded_school), ACROSS_DAYS, ACROSS_GRADES}
    begin = f"grade|{encoded_school}|"
    parts = (part for part in ledger if part.startswith(begin)) if participates else ()
    return facets | {Facet("grade", part.partition("|")[2]) for part in parts}


def facets_of_course(ledger: Ledger, encoded_school: str) -> set[Facet]:
    """The facets that the courses of a school are read for: its grades, and what follows from them."""
    begin = f"grade|{encoded_school}|"
    grades = {Facet("grade", part.partition("|")[2]) for part in ledger if part.startswith(begin)}
    return {*grades, Facet("on_track", encoded_school), ACROSS_GRADES}


class _Absences:
    """Which marks may change on which days the learner is absent, or what is known of them.

    If a mark does not, no status of the year changes, and the day alone is looked at: most marks are of learners who
    are there. Of several marks of a day one stands, so what matters is whether any of them is an absence.
    """

    def __init__(self, ledger: Ledger, policy: facts.Policy) -> None:
        self._ledger = ledger
        self._always = reads_more_than_categories(policy)
        self._days: dict[str, set[str]] = {}

    def depend_on(self, key: FactKey, fact: Fact) -> bool:
        return self._always or _is_absence(fact) or key.item[:10] in self._days_of(key.part)

    def _days_of(self, part: str) -> set[str]:
        """The days with an absence, computed once for all marks of a batch."""
        days = self._days.get(part)
        if days is None:
            items = self._ledger.get(part, {}).items()
            days = self._days[part] = {item[:10] for item, known in items if _is_absence(known)}
        return days


def _is_absence(fact: Fact) -> bool:
    return isinstance(fact.value, facts.Attendance) and fact.value.category in ABSENCES
