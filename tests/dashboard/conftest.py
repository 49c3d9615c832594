"""One server with the demo's data for the whole run, a browser for each file, and a page for every test."""

import json
import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.dashboard.client_sources import with_packages
from tests.dashboard.demo_server import shared_demo

PATIENCE_MS = 100_000
"""A bound for what would otherwise hang; nothing is measured with it."""

expect.set_options(timeout=PATIENCE_MS)

Open = Callable[..., Page]


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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Of one file: while it runs, Playwright keeps an event loop running, and tests with loops of their own cannot."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def open_view(demo: str, browser: Browser) -> Iterator[Open]:
    """Opens views; at the end nothing may have gone wrong in the browser's eyes, such as a violated policy."""
    context = browser.new_context(base_url=demo, locale="en-US", timezone_id="America/Chicago", reduced_motion="reduce")
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
    assert [text for text in complaints if "net::ERR_FAILED" not in text] == []


@pytest.fixture
def ask(demo: str) -> Callable[..., Any]:
    """Asks the API that the page asks, for the numbers that it must show."""

    def asked(query: str, /, **variables: Any) -> Any:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{demo}/graphql", body, {"content-type": "application/json"})
        with urllib.request.urlopen(request) as response:
            answer = json.load(response)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    return asked


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which looks for what bars people from using a page."""
    return (with_packages() / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def violations(axe: str) -> Callable[[Page], list[str]]:
    """What axe-core finds on a page by WCAG 2.2 AA, each with the first element that it is about."""

    def found(page: Page) -> list[str]:
        page.evaluate(axe)
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = page.evaluate("rules => axe.run({runOnly: rules}).then(result => result.violations)", rules)
        return [f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:300]}" for rule in result]

    return found
