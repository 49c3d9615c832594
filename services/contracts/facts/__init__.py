"""What events say: one struct for each fact, built on the struct of its natural key.

A `…Key` names a fact within its district (the event's `partitionkey`); a retraction carries just the key.
"""

from services.contracts.facts.attendance import Attendance, AttendanceKey, Mark, Roll, RollKey
from services.contracts.facts.learners import (
    Enrollment,
    EnrollmentKey,
    Learner,
    LearnerKey,
    Participation,
    ParticipationKey,
)
from services.contracts.facts.model import UNREAD, Data
from services.contracts.facts.places import (
    Calendar,
    CalendarDay,
    CalendarKey,
    Course,
    CourseKey,
    District,
    DistrictKey,
    Period,
    School,
    SchoolKey,
)
from services.contracts.facts.policies import (
    MARK_PRECEDENCE,
    PASS_FAIL_MARKS,
    AbsentPart,
    ExitDate,
    PassFailMark,
    Policy,
    PolicyKey,
    Valuation,
)
from services.contracts.facts.work import Engagement, EngagementKey, Grade, GradeKey

__all__ = [
    "MARK_PRECEDENCE",
    "PASS_FAIL_MARKS",
    "UNREAD",
    "AbsentPart",
    "Attendance",
    "AttendanceKey",
    "Calendar",
    "CalendarDay",
    "CalendarKey",
    "Course",
    "CourseKey",
    "Data",
    "District",
    "DistrictKey",
    "Engagement",
    "EngagementKey",
    "Enrollment",
    "EnrollmentKey",
    "ExitDate",
    "Grade",
    "GradeKey",
    "Learner",
    "LearnerKey",
    "Mark",
    "Participation",
    "ParticipationKey",
    "PassFailMark",
    "Period",
    "Policy",
    "PolicyKey",
    "Roll",
    "RollKey",
    "School",
    "SchoolKey",
    "Valuation",
]
