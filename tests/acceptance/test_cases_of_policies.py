"""Cases of policies that are adopted after the facts: each takes effect by itself, on both stores."""

from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.store.port import Store
from tests.acceptance.cases import rows, told

RATES = ("absences", "attendance_rate")


async def test_policy_adopted_after_the_marks(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    """Under positive attendance two days without a mark are unknown: 7 of 8 days that are known."""
    engine = await told("policy-adopted-after-the-marks", "910008", log, store, secrets)
    assert await rows(engine, RATES) == {(): [1, 87.5]}


async def test_policy_of_sections(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    """Four missed sections make an absence, three do not: 19 of 20 days attended."""
    engine = await told("policy-of-sections", "910014", log, store, secrets)
    assert await rows(engine, RATES) == {(): [1, 95]}
