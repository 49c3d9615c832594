"""Facets: the parts of a ledger's contributions that are computed as wholes, and which of them a change touches."""

from collections.abc import Iterable
from typing import NamedTuple

from services.contracts import facts
from services.core.day_reading import ABSENCES, reads_more_than_categories
from services.core.facts import Fact, FactKey
from services.core.grades import CREDIT_KINDS
from services.core.ledger import Ledger
from services.core.standing import schools_of


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
    found = {ENGAGEMENT, ROLL, ACROSS_DAYS, ACROSS_GRADES}
    found |= {Facet("attendance", school) for school in schools_of(ledger)}
    for part in ledger:
        kind, _, where = part.partition("|")
        if kind == "grade":
            found |= {Facet("grade", where), Facet("on_track", where.split("|", 1)[0])}
        elif kind == "attendance":
            found.add(Facet(kind, where))
    return found


def facets_touched(ledger: Ledger, changed: Iterable[tuple[FactKey, Fact]], policy: facts.Policy) -> set[Facet]:
    """The facets that may change when these facts are put into a ledger, which is as it was before."""
    touched: set[Facet] = set()
    several = len(schools_of(ledger)) > 1
    for key, fact in changed:
        part, item = key
        kind, _, where = part.partition("|")
        match kind:
            case "attendance" if not _bears_on_absence(ledger, key, fact, policy):
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
                touched |= {each for each in facets_of(ledger) if each.where.split("|", 1)[0] == school}
            case "engagement" | "roll":
                touched.add(Facet(kind))
            case "learner":
                touched |= facets_of(ledger)
    whole = {where for kind, where in touched if kind == "attendance"}
    return {each for each in touched if each.kind != "day" or each.where[:-11] not in whole} if whole else touched


def facets_of_calendar(ledger: Ledger, encoded_school: str, *, participates: bool) -> set[Facet]:
    """The facets that a school's calendar is read for: of a participant the grades, too, since each has a phase."""
    found = {Facet("attendance", encoded_school), Facet("on_track", encoded_school), ACROSS_DAYS, ACROSS_GRADES}
    begin = f"grade|{encoded_school}|"
    parts = (part for part in ledger if part.startswith(begin)) if participates else ()
    return found | {Facet("grade", part.partition("|")[2]) for part in parts}


def _bears_on_absence(ledger: Ledger, key: FactKey, fact: Fact, policy: facts.Policy) -> bool:
    """Whether a mark may change on which days the learner is absent, or in positive mode on which anything is known.

    If not, no status of the year changes, and the day alone is looked at: most marks are of learners who are there.
    """
    if reads_more_than_categories(policy):
        return True
    if _is_absence(fact):
        return True
    items, day = ledger.get(key.part, {}), key.item[:10]  # of several marks of a day one stands
    return any(_is_absence(known) for item, known in items.items() if item.startswith(day))


def _is_absence(fact: Fact) -> bool:
    return isinstance(fact.value, facts.Attendance) and fact.value.category in ABSENCES
