"""The learner events: CloudEvents 1.0 envelopes around the facts, as one tagged union on `type`."""

from typing import Literal

from msgspec import Struct

from services.contracts import data_agreements, facts
from services.contracts.primitives import Id, Timestamp


class Event(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True, gc=False):
    """A CloudEvents 1.0 envelope. Extension attributes that Tandem does not know are ignored.

    `id` with `source` identifies the event; `time` is when the source says that this state became true, and decides
    between two versions of one fact; `partitionkey` is the district.
    """

    specversion: Literal["1.0"]
    id: Id
    source: Id
    time: Timestamp
    partitionkey: Id
    data: facts.Data


class DistrictDescribed(Event, frozen=True, kw_only=True, tag="tandem.district.described.v1"):
    data: facts.District


class DistrictRetracted(Event, frozen=True, kw_only=True, tag="tandem.district.retracted.v1"):
    data: facts.DistrictKey


class SchoolDescribed(Event, frozen=True, kw_only=True, tag="tandem.school.described.v1"):
    data: facts.School


class SchoolRetracted(Event, frozen=True, kw_only=True, tag="tandem.school.retracted.v1"):
    data: facts.SchoolKey


class CourseDescribed(Event, frozen=True, kw_only=True, tag="tandem.course.described.v1"):
    data: facts.Course


class CourseRetracted(Event, frozen=True, kw_only=True, tag="tandem.course.retracted.v1"):
    data: facts.CourseKey


class CalendarPublished(Event, frozen=True, kw_only=True, tag="tandem.calendar.published.v1"):
    data: facts.Calendar


class CalendarRetracted(Event, frozen=True, kw_only=True, tag="tandem.calendar.retracted.v1"):
    data: facts.CalendarKey


class PolicyAdopted(Event, frozen=True, kw_only=True, tag="tandem.policy.adopted.v1"):
    data: facts.Policy


class PolicyRetracted(Event, frozen=True, kw_only=True, tag="tandem.policy.retracted.v1"):
    data: facts.PolicyKey


class SharingAgreementRecorded(Event, frozen=True, kw_only=True, tag="tandem.sharing.agreement.recorded.v1"):
    data: data_agreements.SharingAgreement


class SharingAgreementRetracted(Event, frozen=True, kw_only=True, tag="tandem.sharing.agreement.retracted.v1"):
    data: data_agreements.SharingAgreementKey


class SharingSignatureRecorded(Event, frozen=True, kw_only=True, tag="tandem.sharing.signature.recorded.v1"):
    data: data_agreements.SharingSignature


class SharingSignatureRetracted(Event, frozen=True, kw_only=True, tag="tandem.sharing.signature.retracted.v1"):
    data: data_agreements.SharingSignatureKey


class SharingEndRecorded(Event, frozen=True, kw_only=True, tag="tandem.sharing.end.recorded.v1"):
    data: data_agreements.SharingEnd


class LearnerDescribed(Event, frozen=True, kw_only=True, tag="tandem.learner.described.v1"):
    data: facts.Learner


class LearnerRetracted(Event, frozen=True, kw_only=True, tag="tandem.learner.retracted.v1"):
    data: facts.LearnerKey


class EnrollmentRecorded(Event, frozen=True, kw_only=True, tag="tandem.enrollment.recorded.v1"):
    data: facts.Enrollment


class EnrollmentRetracted(Event, frozen=True, kw_only=True, tag="tandem.enrollment.retracted.v1"):
    data: facts.EnrollmentKey


class AttendanceRecorded(Event, frozen=True, kw_only=True, tag="tandem.attendance.recorded.v1"):
    data: facts.Attendance


class AttendanceRetracted(Event, frozen=True, kw_only=True, tag="tandem.attendance.retracted.v1"):
    data: facts.AttendanceKey


class AttendanceRollRecorded(Event, frozen=True, kw_only=True, tag="tandem.attendance.roll.recorded.v1"):
    data: facts.Roll


class AttendanceRollRetracted(Event, frozen=True, kw_only=True, tag="tandem.attendance.roll.retracted.v1"):
    data: facts.RollKey


class GradeRecorded(Event, frozen=True, kw_only=True, tag="tandem.grade.recorded.v1"):
    data: facts.Grade


class GradeRetracted(Event, frozen=True, kw_only=True, tag="tandem.grade.retracted.v1"):
    data: facts.GradeKey


class EngagementRecorded(Event, frozen=True, kw_only=True, tag="tandem.engagement.recorded.v1"):
    data: facts.Engagement


class EngagementRetracted(Event, frozen=True, kw_only=True, tag="tandem.engagement.retracted.v1"):
    data: facts.EngagementKey


class ParticipationRecorded(Event, frozen=True, kw_only=True, tag="tandem.participation.recorded.v1"):
    data: facts.Participation


class ParticipationRetracted(Event, frozen=True, kw_only=True, tag="tandem.participation.retracted.v1"):
    data: facts.ParticipationKey


DistrictEvent = (
    DistrictDescribed | DistrictRetracted | SchoolDescribed | SchoolRetracted | CourseDescribed | CourseRetracted
    | CalendarPublished | CalendarRetracted | PolicyAdopted | PolicyRetracted
    | SharingAgreementRecorded | SharingAgreementRetracted
    | SharingSignatureRecorded | SharingSignatureRetracted | SharingEndRecorded
)  # fmt: skip
"""What describes a district rather than a learner: entities, calendars, policy, data-sharing agreements."""

LearnerEvent = (
    DistrictEvent
    | LearnerDescribed | LearnerRetracted | EnrollmentRecorded | EnrollmentRetracted
    | AttendanceRecorded | AttendanceRetracted | AttendanceRollRecorded | AttendanceRollRetracted
    | GradeRecorded | GradeRetracted | EngagementRecorded | EngagementRetracted
    | ParticipationRecorded | ParticipationRetracted
)  # fmt: skip
"""Everything on the topic `learner-events`."""
