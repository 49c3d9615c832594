"""Rules between the members of one event. They depend on nothing outside it, so that a replay decides the same."""

from collections.abc import Iterable
from datetime import date
from functools import singledispatch

from services.contracts import data_agreements, facts, partnerships
from services.contracts.events import LearnerEvent
from services.contracts.partnership_events import PartnershipEvent
from services.contracts.rejection import Code, Rejected

FIRST_DAY, LAST_DAY = date(1900, 7, 1), date(2199, 6, 30)
"""Dates outside are typing errors; the bounds also keep school-year arithmetic inside `date`."""


def check(event: LearnerEvent) -> None:
    """Raise `Rejected` where the members of the event contradict each other."""
    _in_bounds(event.time.date(), "/time")
    data = event.data
    if isinstance(data, facts.AttendanceKey):  # most events by far
        _in_bounds(data.date, "/data/date")
    else:
        _check(data)


@singledispatch
def _check(data: facts.Data) -> None:
    """Facts without rules between their members: the struct has said it all."""


@_check.register
def _(data: facts.EnrollmentKey) -> None:
    _in_bounds(data.entry_date, "/data/entryDate")
    if data.school_year is not None and data.entry_date > date(data.school_year, 6, 30):
        reason = f"school year {data.school_year} has ended before {data.entry_date}, the entry date"
        raise Rejected(Code.OUT_OF_RANGE, "/data/schoolYear", reason)
    if isinstance(data, facts.Enrollment):
        _in_order(data.entry_date, data.exit_date, "/data/exitDate")
        _not_blank(data.calendar, "/data/calendar")


@_check.register
def _(data: facts.Policy) -> None:
    for index, part in enumerate(data.absent_parts):
        if (part.fraction is None) == (part.minutes is None):
            reason = "a part of a day has either a fraction or minutes"
            raise Rejected(Code.INVALID_VALUE, f"/data/absentParts/{index}", reason)
    _distinct((row.mark for row in data.pass_fail_marks), "/data/passFailMarks/{}/mark", "a mark has one result")
    _distinct(data.mark_precedence, "/data/markPrecedence/{}", "an order has each category once")


@_check.register
def _(data: facts.Roll) -> None:
    _in_bounds(data.date, "/data/date")
    _distinct((mark.learner for mark in data.marks), "/data/marks/{}/0", "a roll has one mark a learner")


@_check.register
def _(data: facts.RollKey) -> None:
    _in_bounds(data.date, "/data/date")


@_check.register
def _(data: facts.EngagementKey) -> None:
    _in_bounds(data.date, "/data/date")


@_check.register
def _(data: facts.ParticipationKey) -> None:
    _in_bounds(data.start_date, "/data/startDate")
    if isinstance(data, facts.Participation):
        _in_order(data.start_date, data.end_date, "/data/endDate")


@_check.register
def _(data: facts.GradeKey) -> None:
    if data.section is None and data.course is None:
        raise Rejected(Code.MISSING_FIELD, "/data/section", "a grade needs its section or its course")
    if isinstance(data, facts.Grade) and data.numeric is None and data.letter is None and data.mark is None:
        raise Rejected(Code.MISSING_FIELD, "/data/numeric", "a grade needs a numeric value, a letter or a mark")


@_check.register
def _(data: facts.CalendarKey) -> None:
    _not_blank(data.calendar, "/data/calendar")
    if not isinstance(data, facts.Calendar):
        return
    first, last = date(data.school_year - 1, 7, 1), date(data.school_year, 6, 30)
    for index, day in enumerate(data.days):
        if not first <= day.date <= last:
            reason = f"{day.date} is outside school year {data.school_year}, which runs from {first} to {last}"
            raise Rejected(Code.OUT_OF_RANGE, f"/data/days/{index}/date", reason)
    _distinct(((day.date, day.kind) for day in data.days), "/data/days/{}", "a date has each kind once")
    for name, periods in (("terms", data.terms), ("gradingPeriods", data.grading_periods)):
        if periods and data.calendar is not None:
            reason = "the periods of a school are those of its main calendar, which has no name"
            raise Rejected(Code.INVALID_VALUE, f"/data/{name}", reason)
        _distinct((period.name for period in periods), f"/data/{name}/{{}}/name", "names of periods are distinct")
        for index, period in enumerate(periods):
            _in_bounds(period.begin, f"/data/{name}/{index}/begin")
            _in_order(period.begin, period.end, f"/data/{name}/{index}/end")


@_check.register
def _(data: data_agreements.SharingAgreement) -> None:
    _in_bounds(data.begin, "/data/begin")
    _in_order(data.begin, data.end, "/data/end")
    _in_order(data.end, data.destruction, "/data/destruction")
    _distinct(data.families, "/data/families/{}", "families are distinct")
    _distinct(data.schools, "/data/schools/{}", "schools are distinct")
    if data.recipient.kind == "consortium" and data.recipient.id is not None:
        reason = "there is one consortium; leave its id out"
        raise Rejected(Code.INVALID_VALUE, "/data/recipient/id", reason)
    if data.recipient.kind != "consortium" and data.recipient.id is None:
        reason = f"a {data.recipient.kind} that receives needs its id"
        raise Rejected(Code.MISSING_FIELD, "/data/recipient/id", reason)


@_check.register
def _(data: data_agreements.SharingSignature) -> None:
    _in_bounds(data.signed_at.date(), "/data/signedAt")


@_check.register
def _(data: data_agreements.SharingEnd) -> None:
    _in_bounds(data.ended_at.date(), "/data/endedAt")


def check_partnership(event: PartnershipEvent) -> None:
    """The same for what a partnership says; whether it may follow what came before is the core's to decide."""
    _in_bounds(event.time.date(), "/time")
    if event.recordedat is not None:
        _in_bounds(event.recordedat.date(), "/recordedat")
    data = event.data
    _check_days(data)
    if isinstance(data, partnerships.Proposed | partnerships.ContributionPledged):
        _in_order(data.begin, data.end, "/data/end")
    if isinstance(data, partnerships.Proposed) and data.date is not None:
        _in_order(data.date, data.end, "/data/end")
    if isinstance(data, partnerships.Renewed):
        _in_order(data.date, data.until, "/data/until")
    if isinstance(data, partnerships.Proposed):
        _distinct(data.districts, "/data/districts/{}", "districts are distinct")
        _distinct((partner.id for partner in data.partners), "/data/partners/{}/id", "partners are distinct")
    if isinstance(data, partnerships.ContributionPledged | partnerships.ContributionRecorded):
        _of_some_amount(data)
    if isinstance(data, partnerships.GoalSet) and data.baseline == data.target:
        raise Rejected(Code.INVALID_VALUE, "/data/target", "baseline and target are equal; there is nothing to reach")


def _check_days(data: facts.Data) -> None:
    for name in ("date", "due", "begin", "effective", "until", "since"):
        if (day := getattr(data, name, None)) is not None:
            _in_bounds(day, f"/data/{name}")
    if not isinstance(data, partnerships.CheckInRecorded):
        return
    for index, action in enumerate(data.actions):
        _in_bounds(action.due, f"/data/actions/{index}/due")
    for index, adjustment in enumerate(data.adjustments):
        _in_bounds(adjustment.effective, f"/data/adjustments/{index}/effective")


def _of_some_amount(data: partnerships.ContributionPledged | partnerships.ContributionRecorded) -> None:
    if data.cents is None and data.kind == "funding":
        raise Rejected(Code.MISSING_FIELD, "/data/cents", "money needs an amount; a quantity of it has no worth")
    if data.cents is None and data.quantity is None:
        raise Rejected(
            Code.MISSING_FIELD, "/data/cents", "a contribution needs an amount of money, a quantity, or both"
        )


def _in_bounds(day: date, pointer: str) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Rejected(Code.OUT_OF_RANGE, pointer, f"{day} is not between {FIRST_DAY} and {LAST_DAY}")


def _in_order(begin: date, end: date | None, pointer: str) -> None:
    if end is None:
        return
    _in_bounds(end, pointer)
    if end < begin:
        raise Rejected(Code.DATE_ORDER, pointer, f"{end} is before {begin}; both ends belong to the span")


def _not_blank(name: str | None, pointer: str) -> None:
    if name is not None and not name.strip():
        raise Rejected(Code.INVALID_VALUE, pointer, "a name must not be only white space; leave the member out")


def _distinct(items: Iterable[object], pointer: str, reason: str) -> None:
    seen: set[object] = set()
    for index, item in enumerate(items):
        if item in seen:
            raise Rejected(Code.DUPLICATE_ITEM, pointer.format(index), f"{item} is listed twice; {reason}")
        seen.add(item)
