"""The dashboard's sources with their npm packages, for tests that need Node or one of the packages."""

from pathlib import Path

from services.web.dashboard_routes import BUNDLE
from tests.support.node import node_in

SOURCES = BUNDLE.parent


def with_packages() -> Path:
    """The folder of the sources; without Node the test is skipped, or fails where Node is required."""
    node_in(SOURCES)
    return SOURCES
