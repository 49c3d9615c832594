"""What every command begins with: the settings of the environment, and an event loop."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

from services.app.interpreter import tune_interpreter
from services.app.log_output import configure_logging
from services.app.settings import Settings, settings_from

T = TypeVar("T")


def settings_in_use(host: str | None = None, port: int | None = None) -> Settings:
    """Those of the environment, unless an option says otherwise."""
    options = {"TANDEM_HOST": host, "PORT": None if port is None else str(port)}
    settings = settings_from(os.environ | {name: text for name, text in options.items() if text is not None})
    configure_logging(settings.log_level)
    return settings


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    tune_interpreter()
    return asyncio.run(work)
