"""All partnerships of a store, kept in memory."""

from collections.abc import Mapping

from services.core.partnerships.partnership import Partnership
from services.store.port import AcceptedEvent, State, Store


class PartnershipBook:
    """All partnerships of a store, in memory; of those that changed the state is read again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read_at: State | None = None
        self._known: dict[str, Partnership] = {}

    async def all(self, moment: Store | None = None) -> Mapping[str, Partnership]:
        """All there are; `moment`: then."""
        store = moment or self._store
        state = await store.state()
        if state != self._read_at:
            versions = await store.partnership_versions()
            read_at = self._read_at  # by now: others may read another moment meanwhile
            kept = self._known if read_at is not None and read_at.generation == state.generation else {}
            known = {key: each for key, each in kept.items() if versions.get(key) == each.version}
            if changed := versions.keys() - known.keys():
                known |= await store.partnerships(changed)
            self._known, self._read_at = known, state
        return self._known

    async def events(self, partnership: str) -> list[AcceptedEvent]:
        return await self._store.partnership_events(partnership)
