"""What the KPIs of timeliness have in common (`services.core.arrivals`)."""

from services.core.arrivals import ARRIVALS, DAYS_LATE, LATE

__all__ = ["ARRIVALS", "DAYS_LATE", "LATE", "TIMELINESS"]

TIMELINESS = (
    "A day counts until 12:00 UTC of the next one, so that what arrives before school begins again is 0 days late, and "
    "what arrives before its date, too. The first arrival in Tandem's log decides: sending or correcting a fact again "
    "changes nothing. Of facts that were stored before arrivals were kept nothing is known until "
    "`tandem rebuild --from-log`."
)
