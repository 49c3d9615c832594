"""The dashboard on the demo's data in Chromium: what its first view weighs and takes, and how soon an event is seen.

TANDEM_DASHBOARD names a server that runs already with the demo's data. Without it a demo is loaded, in about a minute.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.figure import Figure

RUNS = 9
GOAL_BEFORE_CHARTS, GOAL_WITH_CHARTS = 150_000, 250_000
GOAL_LIVE = 2.0
PATIENCE_MS = 60_000

DRAWN = """(() => {
  const look = () => {
    const notes = document.documentElement?.dataset, figures = [...document.querySelectorAll(".figures dd.n")];
    if (!notes || notes.whole) return;
    if (figures.length === 4 && figures.every(figure => !figure.classList.contains("pending")))
      notes.drawn ??= performance.now();
    const waits = document.querySelector("[aria-busy=true], .pending, #districts:not(:has(tbody tr))");
    if (notes.drawn && !waits)
      notes.whole = performance.now();
  };
  new MutationObserver(look).observe(document, {subtree: true, childList: true, attributes: true});
})()"""
"""Notes at the root element when the four figures have numbers, and when nothing on the page waits any more."""

SEEN = """text => {
  const figures = document.querySelector(".figures"), notes = document.documentElement.dataset;
  new MutationObserver(() => { if (figures.textContent.includes(text)) notes.seen ??= Date.now(); })
    .observe(figures, {subtree: true, childList: true, characterData: true});
}"""
WHOLE = "html[data-whole]"
NOTED = "name => document.documentElement.dataset[name]"
INVESTED = """{ partnerships(where: {statuses: [ACTIVE]}) { nodes { id } }
  metricQuery(query: {metrics: [{metric: {name: "investment_total"}}], totals: true,
    time: {last: {n: 1, unit: SCHOOL_YEAR, includeCurrent: true}}}) { totals { values { value } } } }"""
RECORD = """mutation ($id: ID!) { recordContribution(partnership: $id,
  input: {side: PARTNER, kind: FUNDING, amount: 12345}) { status } }"""


@dataclass(slots=True)
class Visit:
    """One load of a page in an empty browser: bytes over the wire with their headers, and milliseconds."""

    documents: int = 0
    answers: int = 0
    drawn: float = 0
    whole: float = 0


def dashboard_first_view() -> Figure:
    """From navigation to the numbers of the overview's four figures, with an empty cache, as loads a second; limit: a
    bare HTML page of the same bytes (those of page, scripts, styles and answers together) in the same browser."""
    with _demo() as address, _browser() as browser:
        first = _visit(browser, address, "/", WHOLE)
        explorer = _visit(browser, address, "/explorer", "main .plot")
        with _bare(first.documents + first.answers) as bare:
            pairs = [(_visit(browser, address, "/", WHOLE), _bare_load(browser, bare)) for _ in range(RUNS)]
    drawn, limit = min(visit.drawn for visit, _ in pairs), min(seconds for _, seconds in pairs)
    notes = (
        _weight("page, scripts and styles of the overview", first.documents, GOAL_BEFORE_CHARTS),
        _weight("page, scripts and styles of the explorer with its charts", explorer.documents, GOAL_WITH_CHARTS),
        f"answers of the overview: {first.answers / 1_000:.1f} KB",
        f"figures drawn after {drawn:.0f} ms, all of the page after {min(visit.whole for visit, _ in pairs):.0f} ms; "
        f"the first time, before the server keeps answers, {first.drawn:.0f} and {first.whole:.0f} ms",
        f"the bare page: {limit:.0f} ms",
    )
    return Figure(1_000 / drawn, 1_000 / limit, "loads/s", notes)


def dashboard_live_update() -> Figure:
    """From sending a contribution to its number on an open overview, as updates a second; limit: the goal, one in two
    seconds."""
    with _demo() as address, _browser() as browser:
        seconds = sorted(_seen_after(browser, address) for _ in range(RUNS))
    notes = (f"median {1_000 * seconds[RUNS // 2]:.0f} ms, slowest of {RUNS} {1_000 * seconds[-1]:.0f} ms",)
    return Figure(1 / seconds[-1], 1 / GOAL_LIVE, "updates/s", notes)


def _weight(what: str, weight: int, goal: int) -> str:
    return f"{what}: {weight / 1_000:.1f} KB; goal {goal / 1_000:.0f} KB, {'met' if weight <= goal else 'missed'}"


def _visit(browser: Browser, address: str, path: str, until: str) -> Visit:
    """Loads a page of the dashboard in a browser profile of its own."""
    visit, urls = Visit(), dict[str, str]()
    page = _page(browser)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.responseReceived", lambda event: urls.update({event["requestId"]: event["response"]["url"]}))

    def weigh(event: dict[str, Any]) -> None:
        size = round(event["encodedDataLength"])
        if urls.get(event["requestId"], "").endswith("/graphql"):
            visit.answers += size
        else:
            visit.documents += size

    session.on("Network.loadingFinished", weigh)
    page.goto(f"{address}{path}")
    page.wait_for_selector(until, timeout=PATIENCE_MS)
    visit.drawn, visit.whole = (float(page.evaluate(NOTED, name) or 0) for name in ("drawn", "whole"))
    page.context.close()
    return visit


def _bare_load(browser: Browser, address: str) -> float:
    page = _page(browser)
    page.goto(address, wait_until="load")
    page.wait_for_timeout(50)  # the end of the load event is known after it
    ended = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    took = float(page.evaluate(ended))
    page.context.close()
    return took


def _seen_after(browser: Browser, address: str) -> float:
    """Seconds from sending a contribution until the page shows the sum with it."""
    page = _page(browser)
    answers: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: answers.append(str(frame))))
    page.goto(address)
    page.wait_for_selector(WHOLE, timeout=PATIENCE_MS)
    answer = _ask(address, INVESTED)
    changed = answer["partnerships"]["nodes"][0]["id"]
    while not any("partnershipChanged" in text and changed in text for text in answers):
        page.wait_for_timeout(10)  # what happens before the subscription begins is on the page already
    total = answer["metricQuery"]["totals"]["values"][0]["value"] + 12_345
    page.evaluate(SEEN, f"${total:,.0f}")
    sent = time.time()
    _ask(address, RECORD, id=changed)
    page.wait_for_selector("html[data-seen]", timeout=PATIENCE_MS)
    seen = float(page.evaluate(NOTED, "seen")) / 1_000
    page.context.close()
    return seen - sent


def _page(browser: Browser) -> Page:
    context = browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
    context.add_init_script(DRAWN)
    return context.new_page()


def _ask(address: str, query: str, **variables: object) -> Any:
    answer = httpx.post(f"{address}/graphql", json={"query": query, "variables": variables}).json()
    if "errors" in answer:
        raise RuntimeError(answer["errors"])
    return answer["data"]


@contextmanager
def _browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise RuntimeError("the dashboard is measured in Chromium, which is not on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def _demo() -> Iterator[str]:
    """The address of a demo that has loaded everything."""
    if running := os.environ.get("TANDEM_DASHBOARD"):
        yield running
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "TANDEM_DATA": folder, "PORT": "0", "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-c", "from services.cli.main import run; run()", "demo"]
        with subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE) as process:
            try:
                yield _loaded(process)
            finally:
                process.terminate()


def _loaded(process: subprocess.Popen[str]) -> str:
    addresses = (match for line in process.stdout or () if (match := re.search(r"Dashboard +(http://[^/]+)/", line)))
    address = next(addresses)[1]
    while httpx.get(f"{address}/readyz").status_code != 200:
        time.sleep(0.2)  # nobody tells when a server is ready; it is measured only after that
    return address


@contextmanager
def _bare(size: int) -> Iterator[str]:
    """The address of a page of so many bytes, which is nothing but text."""
    head = b"<!doctype html><title>Bare</title><p>"
    content = head + (b"word " * (size // 5 + 1))[: size - len(head)]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
