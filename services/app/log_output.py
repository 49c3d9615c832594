"""What a process logs, in one format whoever says it: Tandem itself, its libraries, or Python.

JSON lines on standard error; for people at a terminal, readable lines.
"""

import logging
import sys
import threading
from typing import Any

import structlog
from structlog.typing import Processor

_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
"""Without the values of variables: they hold learners, and secrets."""


def configure_logging(level: str) -> None:
    """Set the format and the lowest level for structlog, for the standard library's loggers and for warnings."""
    lowest = logging.getLevelNamesMapping()[level.upper()]
    people = sys.stderr.isatty()
    renderer: Processor = structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(default=str)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = [structlog.processors.StackInfoRenderer() if people else _TRACEBACKS, renderer]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),  # a line in one write, whichever thread it is of
    )
    _configure_libraries(lowest, [*shared, structlog.stdlib.add_logger_name], last)
    threading.excepthook = _log_of_thread
    sys.unraisablehook = _log_unraisable


def _configure_libraries(lowest: int, shared: list[Processor], last: list[Processor]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(lowest, logging.WARNING), force=True)
    logging.getLogger("uvicorn.error").setLevel(lowest)
    logging.captureWarnings(True)


def _log_of_thread(thrown: threading.ExceptHookArgs) -> None:
    name = thrown.thread.name if thrown.thread else None
    structlog.get_logger(__name__).error("thread.failed", thread=name, exc_info=thrown.exc_value)


def _log_unraisable(thrown: Any) -> None:
    structlog.get_logger(__name__).error("error.ignored", about=repr(thrown.object), exc_info=thrown.exc_value)
