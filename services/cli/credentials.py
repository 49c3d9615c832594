"""`tandem key` and `tandem access`: API keys, and grants to persons, in the store of the settings."""

import getpass
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from services.app.assembly import open_store
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings
from services.authentication.administration import CredentialAdministration
from services.authentication.claims import ALL
from services.authentication.key_rules import is_valid
from services.authentication.stored import GrantVersion, KeySecret, KeyVersion, ScopeDocument, scope_problem
from services.core.access import Role, Scope

_DURATION = re.compile(r"([0-9]{1,5})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def now() -> datetime:
    return datetime.now(UTC)


def end_of(text: str | None) -> datetime | None:
    """`90d`, `12h`, `4w`, or a day or time in ISO 8601; None or `never`: no end. Raises InvalidSetting."""
    if text is None or text == "never":
        return None
    if (match := _DURATION.fullmatch(text)) is not None:
        return now() + timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidSetting(f"{text}: write 90d, 12h, 4w, a day such as 2027-06-30, or never") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def scope_of(
    role: Role,
    districts: Sequence[str] | None,
    schools: Sequence[str] | None = None,
    partnerships: Sequence[str] | None = None,
    organisations: Sequence[str] | None = None,
    event_types: Sequence[str] | None = None,
) -> Scope:
    """Of the options, each of which can be repeated. Absent: no limit, which a role that needs one does not take; `*`
    says that there is to be none. Raises InvalidSetting.
    """
    parts = (districts, schools, partnerships, organisations, event_types)
    if problem := scope_problem(role, Scope(*(frozenset(part) if part else None for part in parts))):
        raise InvalidSetting(f"{problem}; * means all")
    return Scope(*(frozenset(part) if part and ALL not in part else None for part in parts))


@asynccontextmanager
async def administration(settings: Settings) -> AsyncIterator[CredentialAdministration]:
    store = await open_store(settings)
    try:
        yield CredentialAdministration(store, now)
    finally:
        await store.close()


async def create_key(settings: Settings, name: str, role: Role, scope: Scope, until: datetime | None) -> None:
    async with administration(settings) as credentials:
        key, text = await credentials.create_key(name, role, scope, until, _user())
    _show_secret(key, text)


async def rotate_key(settings: Settings, key_id: str, until: datetime | None, overlap: timedelta) -> None:
    async with administration(settings) as credentials:
        key, text = await credentials.rotate_key(key_id, until, _user(), overlap)
    _show_secret(key, text)


async def revoke_key(settings: Settings, key_id: str) -> None:
    async with administration(settings) as credentials:
        await credentials.revoke_key(key_id, _user())
    print(f"{key_id} is revoked; servers refuse it within seconds")


async def list_keys(settings: Settings) -> None:
    async with administration(settings) as credentials:
        keys, uses = await credentials.keys(), await credentials.last_uses()
    for key in keys:
        valid = [secret for secret in key.secrets if is_valid(secret, now())]
        state = "revoked" if key.revoked else f"{len(valid)} valid, {_ends(valid)}" if valid else "expired"
        print(f"{key.id}  {key.name}  {key.role}  {_scope_text(key.scope)}  {state}  used {uses.get(key.id, 'never')}")


async def give(settings: Settings, issuer: str, subject: str, role: Role, scope: Scope, until: datetime | None) -> None:
    issuer = issuer or settings.authentication.issuer
    if not issuer:
        raise InvalidSetting("name the provider with --issuer, or set TANDEM_ISSUER")
    async with administration(settings) as credentials:
        grant = await credentials.give(issuer, subject, role, scope, _user(), until=until)
    print(f"{grant.id}  {_grant_text(grant)}")


async def revoke_grant(settings: Settings, grant_id: str) -> None:
    async with administration(settings) as credentials:
        await credentials.revoke_grant(grant_id, _user())
    print(f"{grant_id} has ended; open streams of that person end within seconds")


async def list_grants(settings: Settings) -> None:
    async with administration(settings) as credentials:
        grants = await credentials.grants()
    for grant in grants:
        state = "in force" if grant.is_in_force(now()) else "ended" if grant.begin <= now() else "not begun"
        print(f"{grant.id}  {_grant_text(grant)}  {state}")


def _show_secret(key: KeyVersion, text: str) -> None:
    print(f"{key.id}  {key.name}  {key.role}  {_scope_text(key.scope)}")
    print(f"{text}\nThe secret is shown once. Programs send it as `Authorization: Bearer {text[:14]}…`.")


def _grant_text(grant: GrantVersion) -> str:
    until = "no end" if grant.until is None else f"until {grant.until:%Y-%m-%d %H:%M}"
    return f"{grant.subject} at {grant.issuer}  {grant.role}  {_scope_text(grant.scope)}  {until}  by {grant.given_by}"


def _scope_text(scope: ScopeDocument) -> str:
    parts = {name: getattr(scope, name) for name in scope.__struct_fields__}
    return " ".join(f"{name} {','.join(ids)}" for name, ids in parts.items() if ids is not None) or "everywhere"


def _ends(secrets: Sequence[KeySecret]) -> str:
    last = secrets[-1].until
    return "no end" if last is None else f"until {last:%Y-%m-%d %H:%M}"


def _user() -> str:
    """Who is at the machine, for the record."""
    try:
        return f"{getpass.getuser()} (command line)"
    except (OSError, KeyError):
        return "command line"
