"""How API keys and grants change: pure rules that make a new version of the one before."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from services.authentication.stored import GrantVersion, KeySecret, KeyVersion


def is_valid(secret: KeySecret, now: datetime) -> bool:
    return secret.begin <= now and (secret.until is None or now < secret.until)


def rotated(
    key: KeyVersion, sha256: str, now: datetime, overlap: timedelta, until: datetime | None, changed_by: str
) -> KeyVersion:
    """With a new secret; the newest one before it is taken for the overlap, and all others not any more."""
    valid = [secret for secret in key.secrets if is_valid(secret, now)]
    last = [_ending(secret, now + overlap) for secret in valid[-1:] if overlap]
    added = KeySecret(sha256=sha256, begin=now, until=until)
    return replace(key, version=key.version + 1, secrets=[*last, added], changed_at=now, changed_by=changed_by)


def revoked_key(key: KeyVersion, now: datetime, changed_by: str) -> KeyVersion:
    return replace(key, version=key.version + 1, secrets=[], revoked=True, changed_at=now, changed_by=changed_by)


def revoked_grant(grant: GrantVersion, now: datetime, changed_by: str) -> GrantVersion:
    """It ends now, or has ended before."""
    until = now if grant.until is None else min(now, grant.until)
    return replace(grant, version=grant.version + 1, until=until, changed_at=now, changed_by=changed_by)


def _ending(secret: KeySecret, until: datetime) -> KeySecret:
    return secret if secret.until is not None and secret.until <= until else replace(secret, until=until)
