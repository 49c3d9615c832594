"""What the ledgers of a district add to its cells, one after the other."""

from collections.abc import AsyncIterator

from services.core.cells import Contributions
from services.core.contributions import contributions
from services.core.facts import LedgerId
from services.core.participation import Participations, beside, participations_of
from services.core.rules import Rules
from services.store.port import Maintenance


async def scanned(store: Maintenance, district: str, rules: Rules) -> AsyncIterator[tuple[LedgerId, Contributions]]:
    """Every ledger with what it adds. Those beside the years come first in a scan, so participations are known."""
    participations: dict[LedgerId, Participations] = {}
    async for ledger_id, ledger in store.scan_ledgers(district):
        if not ledger_id.school_year:
            if known := participations_of(ledger):
                participations[ledger_id] = known
            continue
        theirs = participations.get(beside(ledger_id), ()) if participations else ()
        yield ledger_id, contributions(ledger_id, ledger, theirs, rules)
