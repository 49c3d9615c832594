"""The embedded store: one SQLite file, one transaction for a batch and its position."""

from services.store.embedded.store import EmbeddedStore

__all__ = ["EmbeddedStore"]
