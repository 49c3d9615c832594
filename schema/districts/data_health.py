"""How data arrive, for those who run a deployment or a district's feeds."""

from datetime import date, datetime

import strawberry

from schema.common.fields import resolver
from schema.context import Info
from schema.districts.entities import District, district
from services.query.data_quality.data_health import DataHealth as Health
from services.query.data_quality.data_health import DistrictHealth as HealthOfDistrict


@strawberry.type(description="How far the data of one district have arrived.")
class DistrictHealth:
    district_id: str = strawberry.field(description="The id of the district in the source system.")
    fresh_at: datetime | None = strawberry.field(
        description="Everything that it had sent by this moment is in the numbers; null: nothing is applied yet."
    )
    waiting: int = strawberry.field(
        description="Records that are in the log and not applied yet, of this district and of others that share its "
        "partition of the log."
    )
    recomputing: bool = strawberry.field(
        description="Whether a new calendar or policy is being applied to all learners that it touches: the district's "
        "numbers change until that is done."
    )
    policy_pending: bool = strawberry.field(
        description="Whether the numbers wait for a rebuild to count by the policy that it adopted.",
        deprecation_reason="It is always false: a policy takes effect by itself. See `recomputing`.",
    )
    last_reported: date | None = strawberry.field(
        description="The last day on which a school of it reported attendance; null: on none of the last 60 days."
    )

    @resolver("The district that these figures are about.")
    async def district(self, info: Info) -> District | None:
        item = await info.context.districts.load(self.district_id)
        return district(item) if item else None


@strawberry.type(description="Records that were refused and lie among the dead letters, of one reason.")
class RefusedRecords:
    topic: str = strawberry.field(description="The topic to which they were sent, such as `learner-events`.")
    code: str = strawberry.field(
        description="Why they were refused, as a code of `POST /events`, such as `INVALID_VALUE`."
    )
    district_id: str | None = strawberry.field(
        description="The id of the district in the source system; null where they are about a partnership or name none."
    )
    partnership_id: str | None = strawberry.field(
        description="The id of the partnership in events; null where they are about a district or name none."
    )
    count: int = strawberry.field(
        description="How many there are, as far back as the log keeps them. A record that was replayed still counts."
    )
    last: datetime = strawberry.field(description="When the last of them was refused.")


@strawberry.type(description="How far data have arrived, as far as they are yours to see.")
class DataHealth:
    fresh_at: datetime | None = strawberry.field(
        description="Everything that was sent up to this moment is in the numbers; null: nothing is applied yet."
    )
    waiting: int = strawberry.field(
        description="Records that are in the log and not applied yet, in the partitions of your districts and "
        "partnerships; all of them for whoever sees everything."
    )
    rebuilding: bool = strawberry.field(
        description="Whether `tandem rebuild` computes all numbers anew. The old ones are shown until it is done. "
        "True, too, where a rebuild was broken off: run it again."
    )
    districts: list[DistrictHealth] = strawberry.field(
        description="The districts that you may see, by their ids. `attention` lists schools that do not report."
    )
    refused: list[RefusedRecords] = strawberry.field(
        description="Refused records of your districts and partnerships by reason. Those that name neither are shown "
        "only to whoever sees everything. What they hold is shown to nobody here: `tandem dlq show` prints it."
    )
    refused_complete: bool = strawberry.field(
        description="Whether `refused` counts all there are: of very many it counts some, and more when asked again."
    )


@strawberry.type
class DataHealthQueries:
    """Fields of the root."""

    @resolver("What waits to be applied, what is computed anew, and what was refused.")
    async def data_health(self, info: Info) -> DataHealth:
        health: Health = await info.context.data_health.data_health(info.context.principal)
        return DataHealth(
            fresh_at=health.fresh_at,
            waiting=health.waiting,
            rebuilding=health.rebuilding,
            districts=[_district(item) for item in health.districts],
            refused=[
                RefusedRecords(
                    topic=item.topic,
                    code=item.code,
                    district_id=item.district or None,
                    partnership_id=item.partnership or None,
                    count=item.count,
                    last=item.last,
                )
                for item in health.refused
            ],
            refused_complete=health.complete,
        )


def _district(item: HealthOfDistrict) -> DistrictHealth:
    return DistrictHealth(
        district_id=item.district,
        fresh_at=item.fresh_at,
        waiting=item.waiting,
        recomputing=item.recomputing,
        policy_pending=False,
        last_reported=item.last_reported,
    )
