"""The event log in one SQLite file of a local disk: nothing to install, and several processes may share it."""

from services.log.embedded.adapter import EmbeddedLog
from services.log.embedded.repair import Lost, damages_in, repair

__all__ = ["EmbeddedLog", "Lost", "damages_in", "repair"]
