"""What the ledgers of a district add to its cells, one after the other."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import NamedTuple

from services.core.cells import Contributions
from services.core.contributions import contributions
from services.core.facets import ACROSS_DAYS, facets_of
from services.core.facts import LedgerId
from services.core.participation import Participations, beside, participations_of
from services.core.reported_days import days_reported, enrollments_in, schools_at_once
from services.core.rules import DistrictRules
from services.store.port import Maintenance

LEDGERS_AT_ONCE = 500
Reported = dict[int, dict[str, set[date]]]
"""School year → school → the days on which it reported."""


class ScannedLedger(NamedTuple):
    """What a ledger adds.

    Attributes:
        is_second: whether it is the rest of a ledger that came before.
    """

    id: LedgerId
    added: Contributions
    is_second: bool = False


async def scanned(store: Maintenance, district: str, rules: DistrictRules) -> AsyncIterator[ScannedLedger]:
    """Every ledger with what it adds. Those beside the years come first in a scan, so participations are known.

    What learners of several schools at once add across their schools comes last, when it is known on which days these
    reported: it is given apart from what else they add.
    """
    participations: dict[LedgerId, Participations] = {}
    reported: Reported = {}
    shared: list[LedgerId] = []
    async for ledger_id, ledger in store.scan_ledgers(district):
        if not ledger_id.school_year:
            if known := participations_of(ledger):
                participations[ledger_id] = known
            continue
        theirs = participations.get(beside(ledger_id), ()) if participations else ()
        is_shared = bool(schools_at_once(enrollments_in(ledger)))
        added = contributions(
            ledger_id, ledger, theirs, rules, facets_of(ledger) - {ACROSS_DAYS} if is_shared else None
        )
        for school, day in days_reported(added):
            reported.setdefault(ledger_id.school_year, {}).setdefault(school, set()).add(day)
        if is_shared:
            shared.append(ledger_id)
        yield ScannedLedger(ledger_id, added)
    for begin in range(0, len(shared), LEDGERS_AT_ONCE):
        ids = shared[begin : begin + LEDGERS_AT_ONCE]
        async for again in _across(store, ids, rules, participations, reported):
            yield again


async def _across(
    store: Maintenance,
    ids: Sequence[LedgerId],
    rules: DistrictRules,
    participations: dict[LedgerId, Participations],
    reported: Reported,
) -> AsyncIterator[ScannedLedger]:
    for ledger_id, ledger in (await store.ledgers(ids)).items():
        theirs = participations.get(beside(ledger_id), ())
        of_year = reported.get(ledger_id.school_year, {})
        added = contributions(ledger_id, ledger, theirs, rules, (ACROSS_DAYS,), of_year)
        yield ScannedLedger(ledger_id, added, is_second=True)
