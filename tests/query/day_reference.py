"""What the marks of one learner, school and day say, read once more from the words of docs/kpis.md."""

from collections.abc import Iterable
from typing import NamedTuple

from services.contracts import facts

ABSENT = ("Excused Absence", "Unexcused Absence")


class PartnershipEventEnvelope(NamedTuple):
    """Of a day: how many halves of it were missed, whether the learner came late, and whether anything is known."""

    halves: int = 0
    tardy: bool = False
    known: bool = True


NOTHING = PartnershipEventEnvelope(known=False)


def missed(mark: facts.Attendance, policy: facts.Policy) -> int:
    for amount, name in ((mark.fraction_absent, "fraction"), (mark.minutes_absent, "minutes")):
        thresholds = {
            getattr(part, name): part.halves for part in policy.absent_parts if getattr(part, name) is not None
        }
        if amount is not None and thresholds:
            reached = [least for least in thresholds if amount >= least]
            return thresholds[max(reached)] if reached else 0
    if mark.category in ABSENT:
        return 2
    enough = policy.absent_minutes_for_a_day
    return 2 if enough is not None and mark.minutes_absent is not None and mark.minutes_absent >= enough else 0


def standing(marks: Iterable[facts.Attendance], policy: facts.Policy) -> facts.Attendance | None:
    """The mark that stands; of one category the one that missed most."""
    ranks = list(policy.mark_precedence)
    return min(marks, key=lambda mark: (ranks.index(mark.category), -missed(mark, policy)), default=None)


def said_by(marks: Iterable[facts.Attendance], policy: facts.Policy) -> PartnershipEventEnvelope:
    """By the mark of the day that stands, and by sections where the policy says from how many on."""
    of_day = list(marks)
    stands = standing((mark for mark in of_day if mark.section is None or mark.daily), policy)
    sections = {mark.section for mark in of_day if mark.section is not None}
    needed = policy.section_absences_for_a_day
    by_sections = needed is not None and bool(sections)
    skipped = 0
    for section in sections if by_sections else ():
        mark = standing((mark for mark in of_day if mark.section == section), policy)
        skipped += mark is not None and mark.category in ABSENT
    whole = needed is not None and by_sections and skipped >= needed
    if stands is None:
        return PartnershipEventEnvelope(2 if whole else 0) if by_sections else NOTHING
    return PartnershipEventEnvelope(2 if whole else missed(stands, policy), stands.category == "Tardy")


def said_in_district(at_schools: list[PartnershipEventEnvelope], policy: facts.Policy) -> PartnershipEventEnvelope:
    """What the schools that reported that day say together; one without marks says nothing."""
    tardy = any(said.tardy for said in at_schools)
    known = [said for said in at_schools if said.known]
    if policy.attendance == "positive":
        return PartnershipEventEnvelope(min((said.halves for said in known), default=0), tardy, bool(known))
    halves = min((said.halves for said in at_schools), default=0)
    return PartnershipEventEnvelope(halves, tardy, any(said.known for said in at_schools))
