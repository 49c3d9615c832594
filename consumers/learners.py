"""The line of the learner events: facts, ledgers and cells."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from consumers.decoding import classify_records
from consumers.learner_cache import LedgerCache
from consumers.learner_projector import LearnerProjector
from consumers.projection import Prepared, ProjectionSpec
from services.contracts.decode import decode
from services.contracts.events import LearnerEvent
from services.core.identity import Secrets, pseudonymise_raw
from services.log.port import LEARNER_EVENTS, Record
from services.store.port import Lease, Position, Writer

GROUP = "tandem-learners"


def learner_projection(secrets: Secrets, topic: str = LEARNER_EVENTS) -> ProjectionSpec:
    return ProjectionSpec(topic, GROUP, partial(Learners, secrets=secrets))


class Learners:
    """Keeps ledgers and cells."""

    def __init__(self, store: Writer, secrets: Secrets) -> None:
        self._secrets = secrets
        self._state = LedgerCache(store)
        self._applier = LearnerProjector(store, self._state)

    async def prepare(self, records: Sequence[Record], partitions: int) -> Prepared[LearnerEvent]:
        return classify_records(records, partitions, decode, self._with_learner_keys)

    async def commit(
        self, owner: Lease, events: Sequence[tuple[Record, LearnerEvent]], position: Position, fresh_at: datetime
    ) -> Lease:
        return await self._applier.apply(owner, events, position, fresh_at)

    def drop(self) -> None:
        self._state.drop()

    def _with_learner_keys(self, event: LearnerEvent) -> LearnerEvent:
        return pseudonymise_raw(event, self._secrets)
