"""Marks of attendance, one by one and as rolls."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from services.contracts.facts.model import UNREAD, Data
from services.contracts.primitives import (
    AttendanceCategory,
    Fraction,
    Id,
    Label,
    Minutes,
    Slot,
    Timestamp,
)

_DAILY = (
    "Whether the section takes the daily attendance, as a homeroom or an official attendance period does: its mark "
    "then says of the whole day what a mark without a section says, absences and tardies alike. Other marks of "
    "sections say nothing of the day unless the policy has `sectionAbsencesForADay`. A mark without a section is one "
    "of the whole day, whether it says so or not."
)


class AttendanceKey(Data, frozen=True, kw_only=True):
    school: Id
    learner: Id
    date: date
    section: Id | None = None
    slot: Slot = ""


class Attendance(AttendanceKey, frozen=True, kw_only=True):
    """Ed-Fi StudentSchoolAttendanceEvent, or with a section StudentSectionAttendanceEvent."""

    category: AttendanceCategory
    daily: Annotated[bool, Meta(description=f"{_DAILY} Ed-Fi: `officialAttendancePeriod`.")] = False
    minutes_absent: Minutes | None = None
    fraction_absent: Annotated[
        Fraction | None, Meta(description="Of a day. Read where the policy has `absentParts` with fractions.")
    ] = None
    reason: Label | None = None


class Mark(Struct, frozen=True, array_like=True, gc=False):
    """One line of a roll: `[learner, category, minutesAbsent, reason]`, the last two optional."""

    learner: Id
    category: AttendanceCategory
    minutes_absent: Minutes | None = None
    reason: Label | None = None


class RollKey(Data, frozen=True, kw_only=True):
    """Retracting a roll names the learners whose marks go with it; the marks of others stay."""

    school: Id
    date: date
    section: Id | None = None
    learners: Annotated[
        tuple[Id, ...],
        Meta(max_length=5000, description="Those whose marks are taken back. The marks of others stay."),
    ] = ()


class Roll(Data, frozen=True, kw_only=True):
    """The marks of a whole section, homeroom or school on one date. A learner left out of it is unchanged."""

    school: Id
    date: date
    marks: Annotated[
        tuple[Mark, ...],
        Meta(max_length=5000, description="Empty where there is nothing to mark, such as a day without absences."),
    ]
    section: Id | None = None
    daily: Annotated[bool, Meta(description=_DAILY)] = False
    taken_at: Annotated[Timestamp | None, UNREAD] = None
