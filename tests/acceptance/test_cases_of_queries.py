"""Cases of questions: each gives the value that people of this job said is right, on both stores."""

from datetime import date

from services.core.identity import DerivedSecrets
from services.log.embedded import EmbeddedLog
from services.query.model.question import DateSpan
from services.store.port import Store
from tests.acceptance.cases import rows, told


async def test_distinct_learners_of_any_range(log: EmbeddedLog, store: Store, secrets: DerivedSecrets) -> None:
    """x was engaged on September 1 to 5, y on September 12."""
    engine = await told("distinct-learners-of-any-range", "910030", log, store, secrets)
    for begin, end, learners in ((8, 12, 1), (4, 12, 2), (2, 5, 1), (8, 11, 0)):
        span = DateSpan(date(2025, 9, begin), date(2025, 9, end))
        assert await rows(engine, ("engaged_learners",), time=span) == {(): [learners]}
