"""What the log holds that nobody has described, and facts that wait until they can count."""

from collections.abc import Iterable
from enum import Enum

import strawberry
from strawberry import enum_value

from services.query.data_quality import orphans, undescribed


@strawberry.enum(description="What is not known of some facts.")
class OrphanReason(Enum):
    UNKNOWN_DISTRICT = enum_value("UNKNOWN_DISTRICT", description="The district has not described itself.")
    UNKNOWN_SCHOOL = enum_value("UNKNOWN_SCHOOL", description="The district has not described the school.")
    UNKNOWN_LEARNER = enum_value("UNKNOWN_LEARNER", description="The learner has no enrolment in the district.")
    UNKNOWN_PARTNERSHIP = enum_value("UNKNOWN_PARTNERSHIP", description="The partnership was never proposed.")


@strawberry.enum(description="The kind of facts that cannot be placed.")
class OrphanKind(Enum):
    PARTNERSHIPS = enum_value("PARTNERSHIPS", description="Partnerships that name the district.")
    ENROLLED_LEARNERS = enum_value(
        "ENROLLED_LEARNERS", description="Enrolled learners, once by school and school year."
    )
    GRADES = enum_value("GRADES", description="Grades of learners, each grade once.")
    CALENDARS = enum_value("CALENDARS", description="Calendars, those with a name, too, one for each school year.")
    SCHOOLS = enum_value("SCHOOLS", description="Schools of a district that has not described itself.")
    COURSES = enum_value("COURSES", description="Courses, each once by its school.")
    POLICIES = enum_value("POLICIES", description="The policy of a district that has not described itself.")
    PLACES = enum_value("PLACES", description="Learners who have or had a place in the partnership.")
    PARTICIPANTS = enum_value("PARTICIPANTS", description="Learners who take part, once by school and school year.")


@strawberry.type(
    description="Facts that hang on something that nobody has described. They count as soon as it is described, and a "
    "wrong id is corrected by retracting them and sending them again."
)
class Orphan:
    district: str = strawberry.field(description="The id of the district in the source system.")
    school: str | None = strawberry.field(description="The id of the school; null where they are about no one school.")
    partnership: str | None = strawberry.field(
        description="The id of the partnership in events; null where none is named."
    )
    reason: OrphanReason = strawberry.field(
        description="What is unknown: the district, the school, the learner or the partnership."
    )
    kind: OrphanKind = strawberry.field(description="The kind of facts.")
    count: int = strawberry.field(description="The number of facts of this kind.")


@strawberry.enum(description="The kind of facts that wait until they can count.")
class WaitingKind(Enum):
    MARKS = enum_value("MARKS", description="Marks of attendance, daily ones and those of sections.")
    GRADES = enum_value(
        "GRADES",
        description="Grades. They count for their school with the grade level not known, and for no partnership.",
    )
    ENGAGEMENTS = enum_value("ENGAGEMENTS", description="Engagements. They name no school.")
    LEARNERS = enum_value(
        "LEARNERS", description="Enrolled learners, once by school, whose days of school nobody knows."
    )
    DAYS = enum_value(
        "DAYS", description="Days of learners, each day of each learner once, of which only sections sent marks."
    )


@strawberry.enum(description="What is missing before facts count.")
class WaitingReason(Enum):
    NOT_ENROLLED = enum_value(
        "NOT_ENROLLED",
        description="The learner's enrolment: of a mark at its school on its date, of a grade at its school in its "
        "school year, of an engagement anywhere in the district in its school year.",
    )
    NO_CALENDAR = enum_value(
        "NO_CALENDAR",
        description="The main calendar of the school and school year with a day on which school is taught.",
    )
    UNKNOWN_CALENDAR = enum_value(
        "UNKNOWN_CALENDAR",
        description="The calendar that an enrolment names (`calendar`), with a day on which school is taught.",
    )
    NOT_A_SCHOOL_DAY = enum_value(
        "NOT_A_SCHOOL_DAY", description="The date among the days on which, by the school's calendar, school is taught."
    )
    NO_DAILY_ATTENDANCE = enum_value(
        "NO_DAILY_ATTENDANCE",
        description="Any mark of the school in that school year that speaks of the whole day. Marks of sections make "
        "no absence unless they say `daily: true` or the district's policy has `sectionAbsencesForADay`.",
    )


@strawberry.type(
    description="Facts that are kept and do not count yet. They count by themselves as soon as what is missing "
    "arrives, in whatever order."
)
class WaitingFacts:
    district: str = strawberry.field(description="The id of the district in the source system.")
    school: str | None = strawberry.field(description="The id of the school; null for engagements, which name none.")
    school_year: int = strawberry.field(description="The school year, named by the year it ends in.")
    kind: WaitingKind = strawberry.field(description="The kind of facts.")
    reason: WaitingReason = strawberry.field(description="What has to come before these facts count.")
    count: int = strawberry.field(description="The number of facts of this kind.")
    calendar: str | None = strawberry.field(
        description="The name of the calendar that is missing, in lower case; null where none that has a name is."
    )
    near: list[str] = strawberry.field(
        description="Names of calendars that the school has and that were probably meant, the nearest first."
    )


@strawberry.type(description="What is in the data that you may see and cannot be placed.")
class DataQuality:
    orphans: list[Orphan] = strawberry.field(
        description="Facts about what nobody has described, by district, school, partnership and reason."
    )
    total: int = strawberry.field(description="The sum of the counts of `orphans`.")
    waiting: list[WaitingFacts] = strawberry.field(
        description="Facts that do not count yet, by district, school, school year, kind and reason."
    )
    total_waiting: int = strawberry.field(description="The sum of the counts of `waiting`.")


def quality(answered: undescribed.DataQuality) -> DataQuality:
    orphans, waiting = _orphans(answered.orphans), _waiting(answered.waiting)
    return DataQuality(
        orphans=orphans,
        total=sum(orphan.count for orphan in orphans),
        waiting=waiting,
        total_waiting=sum(facts.count for facts in waiting),
    )


def _waiting(items: Iterable[undescribed.Waiting]) -> list[WaitingFacts]:
    return [
        WaitingFacts(
            district=item.district,
            school=item.school or None,
            school_year=item.school_year,
            kind=WaitingKind[item.kind],
            reason=WaitingReason[item.reason],
            count=item.count,
            calendar=item.calendar or None,
            near=list(item.near),
        )
        for item in items
    ]


def _orphans(items: Iterable[orphans.Orphan]) -> list[Orphan]:
    return [
        Orphan(
            district=item.district,
            school=item.school or None,
            partnership=item.partnership or None,
            reason=OrphanReason[item.reason],
            kind=OrphanKind[item.kind],
            count=item.count,
        )
        for item in items
    ]
