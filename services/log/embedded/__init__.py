"""The event log in one SQLite file of a local disk: nothing to install, and several processes may share it."""

from services.log.embedded.adapter import EmbeddedLog

__all__ = ["EmbeddedLog"]
