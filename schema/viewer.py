"""Who asks, and what they may see and change."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry import enum_value

from schema.common.fields import resolver
from schema.common.paging import MAX_ITEMS
from schema.context import Info
from schema.districts.entities import District, district
from schema.partnerships.enum_values import of
from schema.partnerships.enums import Permission, Side
from services.core.access import Grant, Ids, Principal, permissions_of, side_of


@strawberry.enum(description="How somebody is known to this server.")
class ViewerKind(Enum):
    DEVELOPMENT = enum_value("DEVELOPMENT", description="The server has no sign-in: whoever reaches it may do all.")
    PERSON = enum_value("PERSON", description="Somebody who signed in.")
    KEY = enum_value("KEY", description="A publisher or a service, by its API key.")
    ANONYMOUS = enum_value("ANONYMOUS", description="Nobody signed in: only what is public is shown.")


@strawberry.enum(description="What somebody is to the consortium; docs/access.md has what each role may do.")
class ViewerRole(Enum):
    CONSORTIUM_ANALYST = enum_value("CONSORTIUM_ANALYST", description="Compares districts that share with the others.")
    DISTRICT_ADMIN = enum_value("DISTRICT_ADMIN", description="Answers for a district and its data.")
    DISTRICT_ANALYST = enum_value("DISTRICT_ANALYST", description="Reads all numbers of a district.")
    SCHOOL_LEADER = enum_value("SCHOOL_LEADER", description="Reads all numbers of one or several schools.")
    PARTNER = enum_value("PARTNER", description="Works for a partner organisation.")
    COORDINATOR = enum_value("COORDINATOR", description="Runs the partnerships of a district.")
    PUBLISHER = enum_value("PUBLISHER", description="Sends events, and reads nothing.")
    OPERATOR = enum_value("OPERATOR", description="Keeps the server running, and sees no student data.")


@strawberry.type(description="A role that you have, where, and how long. A list that is null stands for all there are.")
class ViewerGrant:
    role: ViewerRole = strawberry.field(description="What you are to the consortium.")
    districts: list[str] | None = strawberry.field(description="Ids of districts in the source system.")
    schools: list[str] | None = strawberry.field(description="Ids of schools in the source system.")
    partnerships: list[str] | None = strawberry.field(description="Ids of partnerships, as in events.")
    organisations: list[str] | None = strawberry.field(description="Ids of partner organisations, as in partnerships.")
    event_types: list[str] | None = strawberry.field(description="The types of events that you may send.")
    until: datetime | None = strawberry.field(description="The first moment at which it no longer holds; null: open.")


def _grant(grant: Grant) -> ViewerGrant:
    scope = grant.scope
    return ViewerGrant(
        role=ViewerRole(grant.role.value.upper()),
        districts=_listed(scope.districts),
        schools=_listed(scope.schools),
        partnerships=_listed(scope.partnerships),
        organisations=_listed(scope.organisations),
        event_types=_listed(scope.event_types),
        until=grant.until,
    )


def _listed(ids: Ids) -> list[str] | None:
    return None if ids is None else sorted(ids)


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

    @resolver("How you are known: by signing in, by a key, not at all, or as a developer without sign-in.")
    def kind(self) -> ViewerKind:
        return ViewerKind(self.principal.kind.upper())

    @resolver("Your roles, and where and how long you have each of them.")
    def grants(self) -> list[ViewerGrant]:
        return list(map(_grant, self.principal.grants))

    @resolver("When you have to sign in again, or your key expires; null: never.")
    def until(self) -> datetime | None:
        return self.principal.until

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
