"""The options of `tandem key` and `tandem access`."""

from datetime import timedelta
from typing import Annotated

import typer

from services.cli import credentials
from services.cli.invocation import run_to_end, settings_in_use
from services.core.access import Role

key_app = typer.Typer(no_args_is_help=True, help="API keys, for publishers and other programs.")
access_app = typer.Typer(no_args_is_help=True, help="Grants to persons, beside what their provider says of them.")

RoleOption = Annotated[Role, typer.Option(help="What it may do.")]
Districts = Annotated[list[str] | None, typer.Option("--district", help="Id of a district; repeat it, or * for all.")]
Schools = Annotated[list[str] | None, typer.Option("--school", help="Id of a school, for a school_leader.")]
Partnerships = Annotated[list[str] | None, typer.Option("--partnership", help="Id of a partnership, for a partner.")]
Organisations = Annotated[list[str] | None, typer.Option("--organisation", help="Id of a partner's organisation.")]
EventTypes = Annotated[list[str] | None, typer.Option("--event-type", help="CloudEvents type, for a publisher.")]
Until = Annotated[str | None, typer.Option(help="When it ends: 90d, 12h, a day such as 2027-06-30, or never.")]
KeyId = Annotated[str, typer.Argument(help="As `tandem key list` prints it.")]


@key_app.command("create")
def key_create(
    name: Annotated[str, typer.Argument(help="What it is for, such as the name of the program.")],
    role: RoleOption = Role.PUBLISHER,
    district: Districts = None,
    school: Schools = None,
    partnership: Partnerships = None,
    organisation: Organisations = None,
    event_type: EventTypes = None,
    until: Until = "365d",
) -> None:
    """Create an API key and print its secret, once. As soon as there is one, every request needs a credential."""
    scope = credentials.scope_of(role, district, school, partnership, organisation, event_type)
    run_to_end(credentials.create_key(settings_in_use(), name, role, scope, credentials.end_of(until)))


@key_app.command("list")
def key_list() -> None:
    """List all keys: id, name, role, scope, whether it is valid, and the hour of its last use."""
    run_to_end(credentials.list_keys(settings_in_use()))


@key_app.command("rotate")
def key_rotate(
    key: KeyId,
    until: Until = None,
    overlap_hours: Annotated[
        int, typer.Option(min=0, max=2160, help="For so long the secret before it is taken, too.")
    ] = 168,
) -> None:
    """Give a key a new secret and print it, once. The one before it goes on to be taken for a while."""
    overlap = timedelta(hours=overlap_hours)
    run_to_end(credentials.rotate_key(settings_in_use(), key, credentials.end_of(until), overlap))


@key_app.command("revoke")
def key_revoke(key: KeyId) -> None:
    """Revoke a key with all of its secrets. Servers refuse it within seconds."""
    run_to_end(credentials.revoke_key(settings_in_use(), key))


@access_app.command("grant")
def access_grant(
    subject: Annotated[str, typer.Argument(help="`sub` in the tokens of the person.")],
    role: RoleOption,
    issuer: Annotated[str, typer.Option(help="The provider; default: TANDEM_ISSUER.")] = "",
    district: Districts = None,
    school: Schools = None,
    partnership: Partnerships = None,
    organisation: Organisations = None,
    until: Until = None,
) -> None:
    """Give a person a role within a scope."""
    scope = credentials.scope_of(role, district, school, partnership, organisation)
    run_to_end(credentials.give(settings_in_use(), issuer, subject, role, scope, credentials.end_of(until)))


@access_app.command("revoke")
def access_revoke(grant: Annotated[str, typer.Argument(help="As `tandem access list` prints it.")]) -> None:
    """End a grant. It stays in the list."""
    run_to_end(credentials.revoke_grant(settings_in_use(), grant))


@access_app.command("list")
def access_list() -> None:
    """List all grants to persons, those that have ended too."""
    run_to_end(credentials.list_grants(settings_in_use()))
