"""Ed-Fi descriptors (`namespace#codeValue`) and the code values that the event contract has another word for.

Districts extend the Ed-Fi Alliance's descriptor sets, so spelling is compared without case, spaces and punctuation;
a value that is in no table here goes on as it is, and the contract decides.
"""

from functools import lru_cache
from typing import cast, get_type_hints

import msgspec

from services.contracts.decode import explain
from services.contracts.facts import Grade
from services.contracts.primitives import AttendanceCategory, GradeKind, Label, Race
from services.contracts.rejection import Rejected

_LETTER = get_type_hints(Grade, include_extras=True)["letter"]


def code_value(descriptor: str) -> str:
    """`uri://ed-fi.org/SexDescriptor#Female` → `Female`; a bare code value stays."""
    _, separator, code = descriptor.partition("#")
    return code if separator else descriptor


def label(descriptor: str, pointer: str) -> str:
    """The code value, checked at once: for members of a composed event, which one bad record must not spoil.

    Raises:
        Rejected: it is empty, too long, or has control characters.
    """
    try:
        return msgspec.convert(code_value(descriptor), Label)
    except msgspec.ValidationError as error:
        why = explain(str(error))
        raise Rejected(why.code, pointer, why.reason) from None


def optional_code(descriptor: str | None) -> str | None:
    return optional_text(code_value(descriptor)) if descriptor else None


def optional_text(text: str | None) -> str | None:
    """Blank is not known."""
    return text if text and not text.isspace() else None


def plain(code: str) -> str:
    """A code value for comparison: `Not Limited` and `NotLimited` are one."""
    return "".join(filter(str.isalnum, code.casefold()))


def _table(*canonical: str, **synonyms: str) -> dict[str, str]:
    return {plain(code): code for code in canonical} | synonyms


_CATEGORIES = _table(
    "In Attendance", "Excused Absence", "Unexcused Absence", "Tardy", "Partial", "Early departure",
    present="In Attendance", excused="Excused Absence", unexcused="Unexcused Absence", late="Tardy",
    earlydismissal="Early departure",
)  # fmt: skip
ABSENCES = frozenset({"Excused Absence", "Unexcused Absence"})

_CALENDAR_EVENTS = _table(
    "Emergency day", "Holiday", "Instructional day", "Make-up day", "Non-instructional day", "Other", "Strike",
    "Student late arrival/early dismissal", "Teacher only day", "Weather day",
)  # fmt: skip

_GRADE_TYPES = _table(
    "Grading Period", "Semester", "Final", "Mid-Term Grade", "Progress Report", "Exam", midterm="Mid-Term Grade"
)

RACES: dict[str, Race] = {
    "americanindianalaskanative": "American Indian or Alaska Native",
    "asian": "Asian",
    "blackafricanamerican": "Black or African American",
    "nativehawaiianpacificislander": "Native Hawaiian or Other Pacific Islander",
    "white": "White",
}
"""RaceDescriptor → the federal five, in the federal order. "Other" and "Choose Not to Respond" are none of them."""


@lru_cache(maxsize=4096)
def attendance_category(descriptor: str) -> AttendanceCategory:
    """AttendanceEventCategoryDescriptor. One that is no category of the contract goes on, to be refused there."""
    code = code_value(descriptor)
    return cast(AttendanceCategory, _CATEGORIES.get(plain(code), code))


def calendar_event(descriptor: str) -> str:
    """CalendarEventDescriptor."""
    code = label(descriptor, "/calendarEvents")
    return _CALENDAR_EVENTS.get(plain(code), code)


@lru_cache(maxsize=4096)
def grade_kind(descriptor: str) -> GradeKind:
    """GradeTypeDescriptor. One that is no kind of the contract goes on, to be refused there."""
    code = code_value(descriptor)
    return cast(GradeKind, _GRADE_TYPES.get(plain(code), code))


@lru_cache(maxsize=4096)
def race(descriptor: str) -> Race | None:
    """RaceDescriptor; None for one that is not among the federal five. "or" and "other" are noise in their names."""
    code = plain(code_value(descriptor).replace(" or Other ", " ").replace(" or ", " "))
    return RACES.get(code)


def is_limited_english(descriptor: str) -> bool:
    """LimitedEnglishProficiencyDescriptor: every level but "NotLimited", the two years of monitoring included."""
    return not plain(code_value(descriptor)).startswith("notlimited")


@lru_cache(maxsize=4096)
def is_letter(text: str) -> bool:
    """Whether the contract knows the letter; it has no word for "P" or "Incomplete"."""
    try:
        msgspec.convert(text, _LETTER)
    except msgspec.ValidationError:
        return False
    return True
