"""Puts the parts together for the settings."""

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from consumers.decoding import dead_letter_topic
from services.cli.settings import Settings, master_secret
from services.core.identity import DerivedSecrets, Secrets
from services.log.embedded import EmbeddedLog
from services.log.port import LEARNER_EVENTS, Log
from services.store.embedded import EmbeddedStore
from services.store.port import Store


@dataclass(frozen=True, slots=True)
class Parts:
    """The adapters of one event loop; they are not shared between loops."""

    log: Log
    store: Store
    secrets: Secrets


@asynccontextmanager
async def parts(settings: Settings) -> AsyncIterator[Parts]:
    """Open log and store, creating what is not there yet, and close them at the end."""
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    secrets = DerivedSecrets(master_secret(settings, os.environ))
    log = await EmbeddedLog.open(settings.log_path)
    try:
        for topic in (LEARNER_EVENTS, dead_letter_topic(LEARNER_EVENTS)):
            await log.create_topic(topic, partitions=1)
        store = await EmbeddedStore.open(settings.store_path)
        try:
            yield Parts(log, store, secrets)
        finally:
            await store.close()
    finally:
        await log.close()


def configure_logging(level: str) -> None:
    """JSON lines on standard error; for people at a terminal, readable lines."""
    people = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks if not people else structlog.processors.StackInfoRenderer(),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
