"""The small types that every event shares. Each carries its own bounds, so a struct's annotation is its validation."""

from datetime import datetime
from typing import Annotated, Literal, get_args

from msgspec import Meta

# For the schemas; `printable.check_printable` holds to it. msgspec's own check took four fifths of decoding a mark.
_PRINTABLE = {"pattern": r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"}
_PRINTABLE_OR_EMPTY = {"pattern": r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"}

MAX_ID = 200
Id = Annotated[
    str, Meta(min_length=1, max_length=MAX_ID, extra_json_schema=_PRINTABLE, description="An id in the source system.")
]
Slot = Annotated[str, Meta(max_length=60, extra_json_schema=_PRINTABLE_OR_EMPTY, description="Empty: one mark a day.")]
Label = Annotated[
    str, Meta(min_length=1, max_length=300, extra_json_schema=_PRINTABLE, description="A name that people read.")
]
SchoolYear = Annotated[int, Meta(ge=1901, le=2199, description="The calendar year in which the school year ends.")]
Minutes = Annotated[int, Meta(ge=0, le=1440)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Timestamp = Annotated[datetime, Meta(tz=True, description="RFC 3339, with an offset.")]

AttendanceCategory = Literal[
    "In Attendance", "Excused Absence", "Unexcused Absence", "Tardy", "Partial", "Early departure"
]
"""Ed-Fi AttendanceEventCategoryDescriptor, by code value."""

Race = Literal[
    "American Indian or Alaska Native",
    "Asian",
    "Black or African American",
    "Native Hawaiian or Other Pacific Islander",
    "White",
]
"""The five federal race categories (CEDS 001943 and its siblings)."""

EngagementKind = Literal["lab_visit", "internship", "mentoring", "tutoring", "work_based_learning", "course_activity"]
GradeKind = Literal["Grading Period", "Semester", "Final", "Mid-Term Grade", "Progress Report", "Exam"]
"""Ed-Fi GradeTypeDescriptor, by code value."""

ContributionKind = Literal[
    "funding", "staff_fte", "staff_hours", "training_hours", "lab_visits", "site_visits", "professional_development",
    "software", "equipment", "facilities", "volunteer_hours",
]  # fmt: skip
"""What a side of a partnership puts in. All but funding is in kind."""
HealthWeight = Literal[
    "equal_investment", "shared_vision", "checkins", "data", "flexibility",
    "balance", "delivery", "leads", "alignment", "coverage", "checkin_adherence", "action_completion",
    "challenge_resolution", "goals_measured", "goal_attainment", "evidence", "leadership_continuity", "adaptation",
]  # fmt: skip
"""The five strategies of a partnership's health, and the parts of their scores."""
HealthWeights = Annotated[
    dict[HealthWeight, Annotated[float, Meta(ge=0, le=100)]],
    # msgspec checks the keys, but its schemas do not tell them.
    Meta(extra_json_schema={"propertyNames": {"enum": list(get_args(HealthWeight))}}),
]
