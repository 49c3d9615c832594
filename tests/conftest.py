"""Hypothesis profiles (`ci` is quick, HYPOTHESIS_PROFILE=deep looks for longer), and the servers of the test run."""

import gc
import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from pymongo import MongoClient
from xdist.remote import Producer  # type: ignore[import-untyped]  # pytest-xdist has no types
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # as above

from consumers import consumer
from tests.depth import LONG, PROFILE
from tests.servers import Servers, shared_servers

settings.register_profile("ci", deadline=None, max_examples=30, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=2_000)
settings.load_profile(PROFILE)
consumer.POLL_SECONDS = (
    0.05  # tests start and stop hundreds of consumers, and each waits for so long at its start and end
)


BROWSER_TESTS = "tests/dashboard/"
WAITING = frozenset({"acceptance", "cli", "cluster", "dashboard", "deploy", "log", "scenarios", "subscriptions"})
"""The folders of tests that mostly wait for servers and other processes."""
NEEDS_NODE = frozenset({"test_graphql_http_audits.py", "test_graphiql.py", "test_clients.py", "test_client.py"})
"""The files of tests that need Node.js."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors, since many tests wait."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """A file stays in one process, and so do all browser tests: four browsers at once would wait for each other."""
    return _BrowserTestsTogether(config, log)


class _BrowserTestsTogether(LoadFileScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    def _split_scope(self, nodeid: str) -> str:
        return BROWSER_TESTS if nodeid.startswith(BROWSER_TESTS) else str(super()._split_scope(nodeid))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests wait and files whose tests compute take turns, so that the processors are always busy."""
    files: dict[bool, dict[Path, None]] = {True: {}, False: {}}
    for item in items:
        files[_waits(item.path)].setdefault(item.path)
    place = {path: number / len(group) for group in files.values() for number, path in enumerate(group)}
    items.sort(key=lambda item: (place[item.path], _waits(item.path)))
    for item in items:
        _mark(item)


def _mark(item: pytest.Item) -> None:
    """By what a test needs, so that `pytest -m "not server and not node"` runs where there is neither."""
    if "servers" in getattr(item, "fixturenames", ()):
        item.add_marker("server")
    if item.path.name in NEEDS_NODE:
        item.add_marker("node")
    if any(marker.kwargs.get("reason") == LONG for marker in item.iter_markers("skipif")):
        item.add_marker("slow")


def pytest_collection_finish() -> None:
    """Leave thousands of tests out of every search for garbage, and validate a document once, as the server does: tests
    send the same ones to new worlds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    if build := sys.modules.get("schema.build"):
        build.prepare = lru_cache(maxsize=512)(build.prepare)  # type: ignore[attr-defined]


def _waits(path: Path) -> bool:
    return not WAITING.isdisjoint(path.parts)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Shared by all processes of this run; who wants to break a server starts one of its own (tests/servers.py)."""
    base = tmp_path_factory.getbasetemp()
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    with shared_servers((base.parent if in_worker else base) / "servers") as shared:
        yield shared


@pytest.fixture(scope="session")
def kafka_url(servers: Servers) -> str:
    return servers.url("kafka")


@pytest.fixture(scope="session")
def mongo_url(servers: Servers) -> str:
    return servers.url("mongo")


@pytest.fixture
def database_url(mongo_url: str) -> Iterator[str]:
    """A MongoDB database for one test, dropped afterwards."""
    url = f"{mongo_url.rpartition('/')[0]}/test_{uuid4().hex}"
    yield url
    with MongoClient[dict[str, Any]](url) as client:
        client.drop_database(client.get_default_database())
