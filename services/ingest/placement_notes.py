"""What the summary of an import says of its facts that will not count yet, or not as they are meant."""

from collections.abc import Mapping

from services.core.waiting_facts import WaitingKind, WaitingReason

_UNKNOWN = "neither in these files nor among what consumers have applied so far"
_ENROLLED = "a learner is enrolled at a school in a school year of which the days are not known:"
NOTES: Mapping[tuple[WaitingKind, WaitingReason], str] = {
    (WaitingKind.MARKS, WaitingReason.NOT_ENROLLED): (
        f"a mark waits: no enrolment of the learner at that school covers its date, {_UNKNOWN}"
    ),
    (WaitingKind.MARKS, WaitingReason.NO_CALENDAR): (
        f"a mark waits: a calendar with days of the school in that school year is {_UNKNOWN}"
    ),
    (WaitingKind.MARKS, WaitingReason.UNKNOWN_CALENDAR): (
        f"a mark waits: the calendar that the enrolment of the learner names is {_UNKNOWN}"
    ),
    (WaitingKind.MARKS, WaitingReason.NOT_A_SCHOOL_DAY): (
        "a mark waits: by the calendar that the learner follows the school does not teach on its date"
    ),
    (WaitingKind.GRADES, WaitingReason.NOT_ENROLLED): (
        "a grade counts with its grade level not known: the learner has no enrolment at that school in that school "
        f"year, {_UNKNOWN}"
    ),
    (WaitingKind.ENGAGEMENTS, WaitingReason.NOT_ENROLLED): (
        f"an engagement waits: the learner has no enrolment in that school year, {_UNKNOWN}"
    ),
    (WaitingKind.LEARNERS, WaitingReason.NO_CALENDAR): (
        f"{_ENROLLED} a calendar with days of the school is {_UNKNOWN}"
    ),
    (WaitingKind.LEARNERS, WaitingReason.UNKNOWN_CALENDAR): (
        f"{_ENROLLED} the calendar that the enrolment names is {_UNKNOWN}"
    ),
    (WaitingKind.DAYS, WaitingReason.NO_DAILY_ATTENDANCE): (
        "a day of a learner has marks of sections alone, which make no absence: nothing speaks of the daily attendance "
        "of the school, and the district's policy has no sectionAbsencesForADay. Send daily: true with the marks and "
        "rolls of a homeroom (Ed-Fi: officialAttendancePeriod of the section or class period, or homeroomIndicator)"
    ),
}
"""What the summary of an import says of facts that wait."""
WHOLE_DAYS = (
    "an absence says which part of the day was missed (fractionAbsent, Ed-Fi eventDuration), which was not read: it "
    "counts as a whole day, since the district's policy has no absentParts"
)
