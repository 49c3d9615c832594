"""One server with the demo's data and one browser for the whole run, and pages for every test."""

import asyncio
import json
import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.dashboard.client_sources import with_packages
from tests.dashboard.demo_server import shared_demo
from tests.dashboard.proposals import proposed

PATIENCE_MS = 100_000
"""A bound for what would otherwise hang; nothing is measured with it."""

expect.set_options(timeout=PATIENCE_MS)

Open = Callable[..., Page]
Violations = Callable[..., list[str]]
"""What bars people from a page, or from the part of it that `within` selects."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program; without one the test is skipped, or fails where a browser is required."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        message = "the dashboard is tried in Chromium, which is not on the PATH (Debian: apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(scope="session")
def demo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the server, or TANDEM_DASHBOARD for one that runs already with the demo's data."""
    if running := os.environ.get("TANDEM_DASHBOARD"):
        yield running
        return
    base = tmp_path_factory.getbasetemp()
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    with shared_demo((base.parent if in_worker else base) / "dashboard") as address:
        yield address


@pytest.fixture(scope="session")
def launched(chromium: str) -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """The browser, and the event loop that Playwright leaves running in this thread while it waits for commands."""
    playwright = sync_playwright().start()
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    loop = asyncio.get_running_loop()
    asyncio._set_running_loop(None)
    yield browser, loop
    asyncio._set_running_loop(loop)
    browser.close()
    playwright.stop()


@pytest.fixture(scope="module")
def browser(launched: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """The browser; its event loop counts as running in these files alone, so that other tests can run their own."""
    browser, loop = launched
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@contextmanager
def person(
    browser: Browser, demo: str, *, has_been_here: bool = True, may_lose_connection: bool = False
) -> Iterator[Open]:
    """Somebody with a browser; at the end nothing may have gone wrong in its eyes, such as a violated policy."""
    kept: list[Any] = [{"name": "tandem-tour", "value": "over"}] if has_been_here else []
    context = browser.new_context(
        base_url=demo,
        locale="en-US",
        timezone_id="America/Chicago",
        reduced_motion="reduce",
        storage_state={"cookies": [], "origins": [{"origin": demo, "localStorage": kept}]},
    )
    context.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []

    def open_path(path: str, width: int = 1440, height: int = 900) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_path
    context.close()
    harmless = "net::ERR_" if may_lose_connection else "net::ERR_FAILED"
    assert [text for text in complaints if harmless not in text] == []


@pytest.fixture
def open_view(demo: str, browser: Browser) -> Iterator[Open]:
    """Opens views for one test."""
    with person(browser, demo) as opened:
        yield opened


@pytest.fixture
def open_as_other(demo: str, browser: Browser) -> Iterator[Open]:
    """Opens views in the browser of somebody else."""
    with person(browser, demo) as opened:
        yield opened


@pytest.fixture
def open_first(demo: str, browser: Browser) -> Iterator[Open]:
    """Opens views in a browser that has never been here."""
    with person(browser, demo, has_been_here=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def open_shared(demo: str, browser: Browser) -> Iterator[Open]:
    """Opens views that several tests of a file look at, and leave as they are."""
    with person(browser, demo) as opened:
        yield opened


@pytest.fixture
def ask(demo: str) -> Callable[..., Any]:
    """Asks the API that the page asks, for the numbers that it must show."""
    return partial(answer, demo)


def answer(address: str, query: str, /, **variables: Any) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(f"{address}/graphql", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answered = json.load(response)
    assert "errors" not in answered, answered["errors"]
    return answered["data"]


@pytest.fixture
def partnership(ask: Callable[..., Any]) -> str:
    """A proposal of the test's own (tests/dashboard/proposals.py)."""
    return proposed(ask, ask("{ districts { nodes { districtId } } }")["districts"]["nodes"][0]["districtId"])


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for what bars people from using a page."""
    return (with_packages() / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def violations(axe: str) -> Violations:
    """What axe-core finds by WCAG 2.2 AA, each with the first element that it is about. A whole page takes it long, so
    what stands on a page that is looked at elsewhere is looked at alone."""

    def found(page: Page, within: str = "html") -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe)
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = page.evaluate(
            """([within, rules]) => axe.run(within, {runOnly: rules, resultTypes: ['violations']})
                .then(result => result.violations)""",
            [within, rules],
        )
        return [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:300]}" for rule in result]

    return found
