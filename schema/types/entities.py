"""Districts and their schools."""

from typing import Annotated

import strawberry

from schema import ids
from schema.context import Info
from schema.fields import resolver
from schema.node import Node
from schema.paging import After, Before, Connection, First, Last, bounds, connection
from services.query import model


@strawberry.type(description="A local education agency.")
class District(Node):
    district_id: str = strawberry.field(description="Its id in the source system.")
    name: str = strawberry.field(description="Its name.")

    @resolver("Its schools, in order.")
    async def schools(
        self,
        info: Info,
        first: First = 50,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Annotated["School", strawberry.lazy("schema.types.entities")]]:
        part = bounds(first, after, last, before, default=50)
        asked = info.context
        page = await asked.queries.schools(asked.principal, self.district_id, None, part.size, part.after, part.end)
        return connection(page, school)


@strawberry.type(description="A school of a district.")
class School(Node):
    district_key: strawberry.Private[str]
    school_id: str = strawberry.field(description="Its id in the source system.")
    name: str = strawberry.field(description="Its name.")

    @resolver("The district that it belongs to.")
    async def district(self, info: Info) -> District:
        found = await info.context.districts.load(self.district_key)
        assert found is not None, "who may see a school may see its district"
        return district(found)

    grade_levels: list[str] = strawberry.field(description="Ed-Fi GradeLevelDescriptors that it teaches.")


def district(item: model.District) -> District:
    global_id = strawberry.ID(ids.encode("District", item.district_id))
    return District(id=global_id, district_id=item.district_id, name=item.name)


def school(item: model.School) -> School:
    return School(
        id=strawberry.ID(ids.encode("School", item.district_id, item.school_id)),
        district_key=item.district_id,
        school_id=item.school_id,
        name=item.name,
        grade_levels=list(item.grade_levels),
    )
