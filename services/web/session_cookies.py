"""The cookies of sessions and sign-ins: never readable by scripts, never sent along with requests of other sites."""

from datetime import UTC, datetime
from email.utils import format_datetime


def cookie_header(name: str, value: str, until: datetime, *, secure: bool) -> str:
    """The value of `Set-Cookie`."""
    expires = format_datetime(until.astimezone(UTC), usegmt=True)
    return f"{name}={value}; Expires={expires}; Path=/; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


def removal(name: str, *, secure: bool) -> str:
    """The value of `Set-Cookie` that removes a cookie."""
    return cookie_header(name, "", datetime(1970, 1, 1, tzinfo=UTC), secure=secure)
