"""Puts the parts together for the settings."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from consumers.decoding import dead_letter_topic
from consumers.disagreement import refusal
from consumers.guarded_log import GuardedLog
from consumers.learners import learner_projection
from consumers.log_check import LogCheck
from consumers.partnerships import partnership_projection
from consumers.projection import ProjectionSpec
from services.app.mongo_settings import has_user
from services.app.setting_errors import InvalidSetting
from services.app.settings import Settings, master_secret, sqlite_path
from services.core.cells import COUNTING
from services.core.identity import DerivedSecrets, Secrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, PARTNERSHIP_EVENTS, Log, LogError, UnknownTopic
from services.store.embedded import EmbeddedStore
from services.store.embedded import saved_in as saved_in_file
from services.store.mongo_security import MongoSecurity
from services.store.port import Store, StoreError
from services.store.saved import Salvage

if TYPE_CHECKING:
    from services.log.kafka import KafkaLog

logger = structlog.get_logger(__name__)
EVENT_TOPICS = (LEARNER_EVENTS, PARTNERSHIP_EVENTS)
TOPICS = tuple(name for topic in EVENT_TOPICS for name in (topic, dead_letter_topic(topic)))


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds after which an append, or one operation of the store, is given up; None: when log or store give up."""

    append: float | None = None
    read: float | None = None


WITHOUT_HURRY = Patience()
"""For consumers and commands: what takes long is better than what is begun anew."""


@dataclass(frozen=True, slots=True)
class Adapters:
    """The adapters of one event loop; they are not shared between loops.

    `log` takes nothing while `check` finds that it is not the log that the store was filled from.
    """

    log: Log
    store: Store
    secrets: Secrets
    check: LogCheck

    @property
    def lines(self) -> tuple[ProjectionSpec, ...]:
        """Everything that is consumed."""
        return learner_projection(self.secrets), partnership_projection()


@asynccontextmanager
async def parts(
    settings: Settings, patience: Patience = WITHOUT_HURRY, *, rebuilds: bool = False
) -> AsyncIterator[Adapters]:
    """Open log and store, and close them at the end. Embedded files are made if need be, topics on Kafka never.

    Where the two disagree that is logged, and the log takes nothing.

    Args:
        patience: how long log and store may take where somebody waits for the answer.
        rebuilds: it is for a rebuild, which counts all cells anew, so by which rules they were counted does not matter.
    """
    secrets = DerivedSecrets(master_secret(settings))
    log = await open_log(settings)
    try:
        await _find_topics(log, make=sqlite_path(settings.log_url) is not None)
        store = await open_store(settings, patience)
        try:
            await _check_secret(store, secrets, settings)
            if not rebuilds:
                await _check_counting(store)
            check = LogCheck(log, store, EVENT_TOPICS)
            if disagreements := await check.disagreements():
                logger.error("log.disagrees", reason=refusal(disagreements))
            yield Adapters(GuardedLog(log, check, patience.append), store, secrets, check)
        finally:
            await store.close()
    finally:
        await log.close()


async def _check_secret(store: Store, secrets: DerivedSecrets, settings: Settings) -> None:
    """With another secret the same students would have other keys, and count twice. Raises InvalidSetting."""
    if await store.secret() is None:
        await store.note_secret(secrets.fingerprint)
    if await store.secret() != secrets.fingerprint:
        where = "TANDEM_SECRET" if settings.secret else settings.data / "learner.secret"
        raise InvalidSetting(
            f"{where} is not the secret that the learner keys of this store were made with, so the same students would "
            "count twice; set the original secret, or start with an empty log and store"
        )


async def _check_counting(store: Store) -> None:
    """Raises StoreError if the cells were counted by the rules of another version of Tandem."""
    if (counted_by := await store.counted_by()) != COUNTING:
        raise StoreError(
            f"the numbers of this store were counted by rules {counted_by}, this version of Tandem counts by rules "
            f"{COUNTING}: stop every process that uses the store, run `tandem rebuild` (facts, partnerships and saved "
            "queries stay as they are), then start again"
        )


async def open_log(settings: Settings) -> "EmbeddedLog | KafkaLog":
    path = sqlite_path(settings.log_url)
    if path is None:
        from services.log.kafka import KafkaLog  # noqa: PLC0415 - it loads slowly, and the default does not need it

        return await KafkaLog.open(settings.log_url, security=settings.kafka)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return await EmbeddedLog.open(path)


async def open_store(settings: Settings, patience: Patience = WITHOUT_HURRY) -> Store:
    path = sqlite_path(settings.store_url)
    if path is None:
        from services.store.mongo import MongoStore  # noqa: PLC0415 - as above

        return await MongoStore.open(settings.store_url, patience.read, settings.mongo)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return await EmbeddedStore.open(path)


async def saved_in(store_url: str, security: MongoSecurity) -> Salvage:
    """Everything that people saved in a store, which another version of Tandem may have made.

    The user of the URL wins over the one of the settings, which are for another database.
    """
    path = sqlite_path(store_url)
    if path is None:
        from services.store.mongo import saved_in as saved_in_database  # noqa: PLC0415 - as above

        return await saved_in_database(
            store_url, replace(security, user="", password="") if has_user(store_url) else security
        )
    return await asyncio.to_thread(saved_in_file, path)


async def _find_topics(log: Log, *, make: bool) -> None:
    for topic in TOPICS:
        try:
            await log.topic(topic)
        except UnknownTopic:
            if not make:
                raise LogError(f"topic {topic!r} is not there; run `tandem topics create` once") from None
            await log.create_topic(topic, partitions=1)
