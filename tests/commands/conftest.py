"""The same worlds as in tests of partnerships."""

from tests.partnerships.conftest import still, world

__all__ = ["still", "world"]
