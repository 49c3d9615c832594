"""What each principal may spend: points for a time, requests at the same time, and open streams.

Kept in the memory of this process: several processes behind one address grant as much each.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.types import Scope

from services.web.admission import admission_of
from services.web.limits import ServerLimits

POLICY = "points"
SECONDS = 60
CELLS_OF_A_POINT = 10_000
BYTES_OF_A_POINT = 100_000
"""Of a request's body."""
UNANNOUNCED = 10
"""Points of a body whose length nobody says."""


@dataclass(frozen=True, slots=True)
class AllowanceLeft:
    """What is left to somebody: points, and seconds until there are all of them again."""

    remaining: int
    seconds: int


class Allowances:
    """The points of all principals, by their keys (`key_of`)."""

    def __init__(
        self,
        limits: ServerLimits,
        seconds: int = SECONDS,
        now: Callable[[], float] = time.time,
        storage: MemoryStorage | None = None,
    ) -> None:
        self.points = limits.principal_points
        self.requests = limits.principal_requests
        self.in_flight: Counter[str] = Counter()
        self.seconds = seconds
        self._item = RateLimitItemPerSecond(self.points, seconds)
        self._limiter = FixedWindowRateLimiter(storage or MemoryStorage())
        self._now = now

    def spend(self, key: str, points: int = 1) -> bool:
        """Whether there were points left; those that somebody overdraws by the last answer are not owed."""
        has_some = self._limiter.test(self._item, key)
        self._limiter.hit(self._item, key, cost=points)
        return has_some

    def spend_cells(self, key: str, cells: int) -> None:
        self.spend(key, cells // CELLS_OF_A_POINT)

    def standing(self, key: str) -> AllowanceLeft:
        stats = self._limiter.get_window_stats(self._item, key)
        return AllowanceLeft(stats.remaining, max(1, round(stats.reset_time - self._now())))


def key_of(scope: Scope) -> str | None:
    """Whose a request is: the principal's, or of nobody known the address's; None: the development principal's, which
    is not limited, since it is there on loopback only.
    """
    admission = admission_of(scope)
    if admission is None or admission.identity is None or admission.principal.kind == "anonymous":
        return f"address {(scope.get('client') or ('unknown',))[0]}"
    principal = admission.principal
    return None if principal.kind == "development" else f"{principal.kind} {principal.name}"


def points_of(content_length: str | None, method: str) -> int:
    """What a request costs, before anything is known of its answer."""
    if content_length is None:
        return 1 if method in ("GET", "HEAD", "OPTIONS") else UNANNOUNCED
    known = content_length.isdecimal() and len(content_length) < 20
    return 1 + int(content_length) // BYTES_OF_A_POINT if known else UNANNOUNCED
