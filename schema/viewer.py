"""Who asks, and what they may see and change."""

import strawberry

from schema.common.fields import resolver
from schema.common.paging import MAX_ITEMS
from schema.context import Info
from schema.districts.entities import District, district
from schema.partnerships.enum_values import of
from schema.partnerships.enums import Permission, Side
from services.core.access import Principal, permissions_of, side_of


@strawberry.type(description="You: whoever sent this request.")
class Viewer:
    principal: strawberry.Private[Principal]
    name: str = strawberry.field(
        description="The name under which events, saved queries and exports of yours are kept."
    )
    side: Side | None = strawberry.field(
        description="The side for which you act: DISTRICT where you see districts, PARTNER where you see partnerships "
        "alone; null where you act for either, or for none."
    )
    development: bool = strawberry.field(
        description="Whether nobody has to sign in: the server has no sign-in configured, and listens on this machine "
        "only. Say so on every page."
    )
    sees_every_district: bool = strawberry.field(description="Whether you see every district there is.")
    permissions: list[Permission] = strawberry.field(
        description="What you may change somewhere. `Partnership.permissions` says what of it holds in a partnership."
    )

    @resolver(f"The districts whose numbers you may see, at most {MAX_ITEMS} of them, by name.")
    async def districts(self, info: Info) -> list[District]:
        page = await info.context.queries.districts(self.principal, MAX_ITEMS, None)
        return [district(item) for item in page.items]

    @resolver(
        "The IANA name of the time zone of all districts whose numbers you may see, such as `America/Chicago`; null "
        "where they lie in several, or there are none."
    )
    async def time_zone(self, info: Info) -> str | None:
        zones, after = set[str](), None
        while len(zones) < 2:
            page = await info.context.queries.districts(self.principal, MAX_ITEMS, after)
            zones |= {item.time_zone for item in page.items}
            if not page.has_next:
                return zones.pop() if len(zones) == 1 else None
            after = page.cursors[-1]
        return None


@strawberry.type
class ViewerQueries:
    """Fields of the root."""

    @resolver("Who you are to this server, and what you may see and change.")
    def viewer(self, info: Info) -> Viewer:
        principal = info.context.principal
        side = side_of(principal)
        return Viewer(
            principal=principal,
            name=principal.name,
            side=of(Side, side) if side else None,
            development=principal.kind == "development",
            sees_every_district=principal.districts is None,
            permissions=[of(Permission, name) for name in permissions_of(principal)],
        )
