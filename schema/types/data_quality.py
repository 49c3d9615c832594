"""What the log holds about districts, schools, learners and partnerships that nobody has described."""

from enum import Enum

import strawberry
from strawberry import enum_value

from services.query import data_quality


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
    CALENDARS = enum_value("CALENDARS", description="Calendars, one for each school year.")
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


@strawberry.type(description="What is in the data that you may see and cannot be placed.")
class DataQuality:
    orphans: list[Orphan] = strawberry.field(
        description="By district, school, partnership and reason. A fact that counts nowhere yet, such as a mark of a "
        "learner without an enrolment, is not among them."
    )
    total: int = strawberry.field(description="The sum of all counts.")


def quality(items: list[data_quality.Orphan]) -> DataQuality:
    orphans = [
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
    return DataQuality(orphans=orphans, total=sum(item.count for item in items))
