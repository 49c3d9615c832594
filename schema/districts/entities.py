"""Districts and their schools."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import strawberry

from schema.common import ids
from schema.common.conversion import LazyPartnership, object_of
from schema.common.fields import resolver
from schema.common.node import Node
from schema.common.paging import After, Before, Connection, First, Last, bounds, connection
from schema.context import Info
from schema.districts.policy import DistrictPolicy, district_policy
from services.core.calendar import SchoolCalendar, Span
from services.query.model import answers
from services.query.partnerships.listing import PartnershipFilter


@strawberry.type(description="A local education agency.")
class District(Node):
    district_id: str = strawberry.field(description="Its id in the source system.")
    name: str = strawberry.field(description="The name of the district, as its source system writes it.")
    time_zone: str = strawberry.field(description="The IANA name of its time zone, such as `America/Chicago`.")

    @resolver(
        "The least n of its policy: fewer learners are never behind a value that is shown to somebody outside of it."
    )
    async def minimum_n(self, info: Info) -> int:
        return await info.context.queries.minimum_n(info.context.principal, self.district_id)

    @resolver(
        "The policy by which its numbers are counted. A policy that it adopts takes effect by itself, as soon as every "
        "learner is counted by it."
    )
    async def policy(self, info: Info) -> DistrictPolicy:
        in_force = await info.context.queries.policy_in_force(info.context.principal, self.district_id)
        return district_policy(in_force.policy)

    @resolver(
        "When it said so: the `time` of the event that adopted the policy in force. Null: it adopted none, so the "
        "defaults hold."
    )
    async def policy_in_force_since(self, info: Info) -> datetime | None:
        return (await info.context.queries.policy_in_force(info.context.principal, self.district_id)).since

    @resolver(
        "Whether a new calendar or policy is being applied to all learners that it touches, here or in another "
        "district of the same partition of the log: numbers change until that is done."
    )
    async def recomputing(self, info: Info) -> bool:
        return await info.context.data_health.recomputing(self.district_id)

    @resolver("The partnerships in which it takes part and that you may see, by name.")
    async def partnerships(
        self,
        info: Info,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[LazyPartnership]:
        part, context, mine = bounds(first, after, last, before, default=50), info.context, (self.district_id,)
        where = PartnershipFilter(districts=mine)
        page = await context.partnerships.partnerships(context.principal, where, (), part.size, part.after, part.end)
        return connection(page, object_of)

    @resolver("Its schools, in order.")
    async def schools(
        self,
        info: Info,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Annotated["School", strawberry.lazy("schema.districts.entities")]]:
        part = bounds(first, after, last, before, default=50)
        context = info.context
        page = await context.queries.schools(context.principal, self.district_id, None, part.size, part.after, part.end)
        return connection(page, school)


@strawberry.type(description="A term or a grading period of a school's calendar.")
class CalendarPeriod:
    name: str = strawberry.field(description="Its name in the source system, such as `First Six Weeks`.")
    begin: date = strawberry.field(description="The first day of the period.")
    end: date = strawberry.field(description="The last day of the period.")


@strawberry.type(
    description="The main calendar of a school for one school year: those of learners whose enrolments name others are "
    "not shown."
)
class SchoolYearCalendar:
    school_year: int = strawberry.field(description="The year in which it ends: 2027 from July 2026 to June 2027.")
    first_day: date | None = strawberry.field(description="The first day with school; null: there is none.")
    last_day: date | None = strawberry.field(description="The last day with school; null: there is none.")
    instructional_days: int = strawberry.field(description="The number of days with school.")
    terms: list[CalendarPeriod] = strawberry.field(description="Its terms, such as semesters, in order.")
    grading_periods: list[CalendarPeriod] = strawberry.field(description="Its grading periods, in order.")


@strawberry.type(description="A school of a district.")
class School(Node):
    district_key: strawberry.Private[str]
    school_id: str = strawberry.field(description="Its id in the source system.")
    name: str = strawberry.field(description="The name of the school, as its source system writes it.")

    @resolver("The district that it belongs to.")
    async def district(self, info: Info) -> District:
        own = await info.context.districts.load(self.district_key)
        assert own is not None, "who may see a school may see its district"
        return district(own)

    grade_levels: list[str] = strawberry.field(description="Ed-Fi GradeLevelDescriptors that it teaches.")

    @resolver("Its main calendars, the newest school year first.")
    async def calendars(
        self,
        info: Info,
        school_year: Annotated[
            int | None,
            strawberry.argument(description="Only that of the school year that ends in this year; absent: all."),
        ] = strawberry.UNSET,
    ) -> list[SchoolYearCalendar]:
        context = info.context
        calendars = await context.queries.calendars(context.principal, self.district_key, self.school_id)
        wanted = [item for item in calendars if school_year in (None, strawberry.UNSET, item.school_year)]
        return [calendar(item) for item in sorted(wanted, key=lambda item: item.school_year, reverse=True)]


def district(item: answers.District) -> District:
    global_id = strawberry.ID(ids.encode("District", item.district_id))
    return District(id=global_id, district_id=item.district_id, name=item.name, time_zone=item.time_zone)


def calendar(item: SchoolCalendar) -> SchoolYearCalendar:
    return SchoolYearCalendar(
        school_year=item.school_year,
        first_day=item.days[0] if item.days else None,
        last_day=item.days[-1] if item.days else None,
        instructional_days=len(item.days),
        terms=_periods(item.terms),
        grading_periods=_periods(item.grading_periods),
    )


def _periods(named: Mapping[str, Span]) -> list[CalendarPeriod]:
    periods = [CalendarPeriod(name=name, begin=span.begin, end=span.end) for name, span in named.items()]
    return sorted(periods, key=lambda period: (period.begin, period.end, period.name))


def school(item: answers.School) -> School:
    return School(
        id=strawberry.ID(ids.encode("School", item.district_id, item.school_id)),
        district_key=item.district_id,
        school_id=item.school_id,
        name=item.name,
        grade_levels=list(item.grade_levels),
    )
