"""Single enrolments of a carry-over: where they were entered, which are no-shows, and how one is taken back."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from services.contracts import facts
from services.contracts.events import EnrollmentRecorded, EnrollmentRetracted
from services.core.calendar import school_year_of
from services.core.fact_changes import changes_of
from services.core.facts import Fact, LedgerId
from services.core.ledger import Ledger

TAKEN_ON = (
    "an enrolment from before July 1 names no school year, and was still open on the first day of school of a later "
    "one: taken on into that school year"
)
TAKEN_ON_WITHOUT_CALENDAR = (
    f"{TAKEN_ON}, which has no calendar of the name that the enrolment follows: it waits for one (dataQuality says for "
    "which), or for an enrolment that names its school year and another calendar"
)
TAKEN_ON_AS_NO_SHOW = (
    "an enrolment from before July 1 names no school year, and ended before the next one's first day of school without "
    "a day of school: taken on into that school year, as a no-show"
)
TAKEN_BACK = (
    "an enrolment that was taken on into a later school year ended before its first day of school, or the learner has "
    "been enrolled anew: taken back"
)
_LATER = timedelta(microseconds=1)


def is_no_show_of(enrollment: facts.Enrollment, school_year: int, days: Sequence[date]) -> bool:
    """Whether an enrolment of the year before, entered after its last day of school, ended in the school year.

    Args:
        days: those of school of the year before; none where they are not known.
    """
    left, entered = enrollment.exit_date, enrollment.entry_date
    is_next = school_year_of(entered) + 1 == school_year
    return is_next and left is not None and school_year_of(left) == school_year and bool(days) and entered > days[-1]


def ledger_entered(enrollment: facts.Enrollment, year: LedgerId) -> LedgerId:
    """The ledger of the school year of the entry date."""
    return ledger_of_year(year, school_year_of(enrollment.entry_date))


def ledger_of_year(ledger: LedgerId, school_year: int) -> LedgerId:
    return LedgerId(ledger.district, school_year, ledger.owner)


def retraction_of(event: EnrollmentRecorded, enrollment: facts.Enrollment, school_year: int) -> EnrollmentRetracted:
    """`event`: the one for which an enrolment is not taken on into a school year."""
    key = facts.EnrollmentKey(
        school=enrollment.school,
        learner=enrollment.learner,
        entry_date=enrollment.entry_date,
        school_year=school_year,
    )
    return EnrollmentRetracted(
        specversion=event.specversion,
        id=event.id,
        source=event.source,
        time=event.time,
        partitionkey=event.partitionkey,
        data=key,
    )


def retraction_after(retracted: EnrollmentRetracted, stored: Fact) -> EnrollmentRetracted:
    """The retraction with a time after the stored one: its reason is another record than the one that it takes back."""
    return msgspec.structs.replace(retracted, time=max(retracted.time, stored.version.moment + _LATER))


def stored_enrollment(ledger: Ledger, retracted: EnrollmentRetracted) -> Fact | None:
    """What is stored of an enrolment that is to be taken back."""
    part, item = changes_of(retracted)[0].key
    fact = ledger.get(part, {}).get(item)
    return fact if fact is not None and fact.value is not None else None
