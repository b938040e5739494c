"""What a first visit weighs on the wire, and how soon its largest part is drawn on a slow phone, in a real browser."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measure import site
from benchmarks.table import heading, row

SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
PHONE = {"width": 390, "height": 844}
LARGEST = """() => new Promise(resolve => new PerformanceObserver(
  list => resolve(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""
PAGES = (("home page", "/en/"), ("programme", "/en/programme/"), ("home page in Arabic", "/ar/"))


def main() -> None:
    heading("First visit in a browser")
    chromium = shutil.which("chromium") or sys.exit("This measurement needs Chromium (Debian: apt install chromium).")
    with (
        tempfile.TemporaryDirectory(prefix="comitia-benchmark-") as folder,
        site(Path(folder), act="demo") as (_process, address),
        sync_playwright() as player,
    ):
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, path in PAGES:
            row(f"{name}, everything fetched", weight(browser, f"{address}{path}"), "KB", at_most=150)
            row("", median(paint(browser, f"{address}{path}") for _ in range(5)), "s to LCP", at_most=1.5)
        browser.close()


def weight(browser: Browser, address: str) -> float:
    """Give the kilobytes of all answers with their headers, scrolled to the end, from an empty cache."""
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        tools = context.new_cdp_session(page)
        total = 0

        def add(event):
            nonlocal total
            total += event["encodedDataLength"]

        tools.on("Network.loadingFinished", add)
        tools.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        scroll_down(page)
        page.wait_for_load_state("networkidle")
        return total / 1024


def scroll_down(page: Page) -> None:
    for _ in range(40):
        page.mouse.wheel(0, 800)
        page.wait_for_timeout(25)


def paint(browser: Browser, address: str) -> float:
    """Give the seconds to the largest contentful paint on slow 4G with the processor four times slower."""
    with browser.new_context(viewport=PHONE, device_scale_factor=2) as context:
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", SLOW_4G)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(address, wait_until="load")
        page.wait_for_timeout(500)
        return page.evaluate(LARGEST) / 1000


if __name__ == "__main__":
    main()
