"""`make screenshots`: pictures of every view on the demo's data, for docs/dashboard.md."""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from tests.dashboard.conftest import PATIENCE_MS
from tests.dashboard.demo_server import shared_demo
from tests.support.demo import ROOT

FOLDER = ROOT / "docs" / "images"
HOSPITAL = "/partnerships/UGFydG5lcnNoaXA6aG9zcGl0YWwtaGVhbHRoLWNhcmVlcnM="
COLLEGE = "/partnerships/UGFydG5lcnNoaXA6Y29sbGVnZS1icmlkZ2U="
VIEWS = {
    "overview": ("/", 1240, "light"),
    "overview-small": ("/", 360, "dark"),
    "partnership": (HOSPITAL, 1240, "light"),
    "check-in": (COLLEGE, 1240, "light"),
    "district": ("/districts/RGlzdHJpY3Q6MTAwMDIw", 1240, "light"),
    "explorer": ("/explorer", 1240, "dark"),
    "story": ("/stories/U3Rvcnk6aG9zcGl0YWwtaGVhbHRoLWNhcmVlcnM6Zmlyc3QteWVhcg==", 1240, "light"),
    "data-health": ("/data-health", 1240, "light"),
}
"""Path, width and colour scheme of each picture."""
TOUR_IS_OVER: list[Any] = [{"name": "tandem-tour", "value": "over"}]


def take(browser: Browser, address: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, (path, width, scheme) in VIEWS.items():
        page = browser.new_page(
            viewport={"width": width, "height": 980},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-US",
            timezone_id="America/Chicago",
            storage_state={"cookies": [], "origins": [{"origin": address, "localStorage": TOUR_IS_OVER}]},
        )
        page.goto(f"{address}{path}")
        page.locator("main h1").wait_for()
        if name == "check-in":  # its id tells the day by which it is due, which is another one every day
            page.get_by_role("link", name=re.compile("^Hold it")).first.click()
            page.locator("form fieldset").first.wait_for()
        page.wait_for_load_state("networkidle")
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)
        page.screenshot(path=FOLDER / f"{name}.png")
        page.close()


def main() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("pictures need Chromium on the PATH (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if running := os.environ.get("TANDEM_DASHBOARD"):
            take(browser, running)
        else:
            with shared_demo(Path(folder) / "demo", "--whole") as address:
                take(browser, address)
        browser.close()


if __name__ == "__main__":
    main()
