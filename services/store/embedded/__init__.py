"""The embedded store: one SQLite file, one transaction for a batch and its position."""

from services.store.embedded.saved import saved_in
from services.store.embedded.store import EmbeddedStore

__all__ = ["EmbeddedStore", "saved_in"]
