"""Enrolments of earlier imports, at schools of which this one brings the calendar of a later school year."""

from collections.abc import AsyncIterator, Collection, Mapping
from typing import NamedTuple, Protocol

from services.contracts import facts
from services.contracts.events import EnrollmentRecorded, LearnerDescribed
from services.core.calendar import school_year_span
from services.core.facts import Fact, LedgerId
from services.core.ledger import Ledger


class KnownLedgers(Protocol):
    """All that it needs of `services.store.port.Store`."""

    def scan_ledgers(self, district: str) -> AsyncIterator[tuple[LedgerId, Ledger]]: ...


class StoredEnrollment(NamedTuple):
    """An enrolment that names no school year and may go on in later ones.

    Attributes:
        ledger: the learner's, of the school year in which it was entered.
        years: the later school years that have a new calendar.
        described: what is known of the learner in the school year of the entry.
    """

    ledger: LedgerId
    event: EnrollmentRecorded
    years: Collection[int]
    described: LearnerDescribed | None


async def open_enrollments(
    district: str, years: Mapping[str, Collection[int]], known: KnownLedgers
) -> AsyncIterator[StoredEnrollment]:
    """Those that had not ended when the new school years began.

    Args:
        years: by school, those of which there is a new calendar.
    """
    async for ledger_id, ledger in known.scan_ledgers(district):
        for fact in ledger.get("enrollment", {}).values():
            match fact.value:
                case facts.Enrollment(school_year=None, school=school) as enrollment if school in years:
                    later = [year for year in years[school] if _may_go_on(enrollment, ledger_id.school_year, year)]
                    if later:
                        yield StoredEnrollment(
                            ledger_id, _recorded(fact, district), later, _described(ledger, district)
                        )


def _may_go_on(enrollment: facts.Enrollment, entered: int, school_year: int) -> bool:
    begin = school_year_span(school_year).begin
    return entered < school_year and (enrollment.exit_date is None or enrollment.exit_date >= begin)


def _recorded(fact: Fact, district: str) -> EnrollmentRecorded:
    assert isinstance(fact.value, facts.Enrollment), "the fact is one"
    return EnrollmentRecorded(
        specversion="1.0",
        id="-",
        source=fact.version.source,
        time=fact.version.moment,
        partitionkey=district,
        data=fact.value,
    )


def _described(ledger: Ledger, district: str) -> LearnerDescribed | None:
    for fact in ledger.get("learner", {}).values():
        if isinstance(fact.value, facts.Learner):
            return LearnerDescribed(
                specversion="1.0",
                id="-",
                source=fact.version.source,
                time=fact.version.moment,
                partitionkey=district,
                data=fact.value,
            )
    return None
