"""How quick the page is on a long novel: first text, charts, cards, payload, scrolling.

    python bench/page.py NOVEL.fabula

Starts `fabula serve` and looks at it with Chromium, as a reader would. The first visit is
to a server that has just started and has loaded nothing.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Request, sync_playwright

CHARTS = ("storyline", "network", "timeline", "places", "told", "conflicts", "profile")
CARDS = 12  # clicks measured
FRAMES = 300  # of scrolling measured
PAINTED = """() => new Promise((resolve) => {
  const found = () => performance.getEntriesByName("first-contentful-paint")[0];
  const look = () => (found() ? resolve(found().startTime) : setTimeout(look, 5));
  look();
})"""
CLICK = """async (element) => {
  const panel = document.getElementById("panel");
  const start = performance.now();
  const shown = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (!panel.querySelector(".card")) return;
      watch.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    });
    watch.observe(panel, { childList: true });
  });
  panel.replaceChildren();
  element.click();
  return shown;
}"""
SCROLL = """(frames) => new Promise((resolve) => {
  const times = [];
  let last = performance.now();
  const step = (now) => {
    times.push(now - last);
    last = now;
    window.scrollBy(0, 120);
    if (times.length < frames) requestAnimationFrame(step);
    else resolve(times.slice(1));
  };
  requestAnimationFrame(step);
})"""


@contextmanager
def served(world: Path) -> Iterator[str]:
    """The address of the page, token and all."""
    command = [sys.executable, "-m", "fabula", "serve", str(world), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[1]
        finally:
            process.terminate()


def transferred(page: Page, address: str) -> float:
    """KB that came over the wire until the page was quiet."""
    requests: list[Request] = []

    def keep(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", keep)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("requestfinished", keep)
    sizes = [request.sizes() for request in requests]
    return sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes) / 1000


def measure(world: Path) -> Iterator[tuple[str, str]]:
    """Name and value of each figure."""
    with served(world) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        start = time.perf_counter()
        page.goto(address)
        book = page.url
        page.goto(f"{book}/text/6")
        page.evaluate(PAINTED)
        yield "server just started: title page, then text", f"{time.perf_counter() - start:.2f} s"
        page.goto(f"{book}/text/20")
        yield "first text on screen", f"{page.evaluate(PAINTED) / 1000:.2f} s"
        yield "transfer for the first screen", f"{transferred(page, f'{book}/text/12'):.0f} KB"
        yield from _cards(page)
        times = sorted(page.evaluate(SCROLL, FRAMES))
        slow = sum(1 for t in times if t > 1000 / 30)
        yield "scrolling: median frame", f"{times[len(times) // 2]:.1f} ms"
        yield f"scrolling: frames over 33 ms of {len(times)}", str(slow)
        start = time.perf_counter()
        for chart in CHARTS:
            page.goto(f"{book}/{chart}")
            page.evaluate(PAINTED)
        yield "all charts, one after the other", f"{time.perf_counter() - start:.2f} s"
        slowest = 0.0
        for chart in CHARTS:
            page.goto(f"{book}/{chart}")
            slowest = max(slowest, page.evaluate(PAINTED) / 1000)
        yield "the slowest chart, again", f"{slowest:.2f} s"
        browser.close()


def _cards(page: Page) -> Iterator[tuple[str, str]]:
    for what, where in (("a pronoun", ".page .m.p[data-e^=c]"), ("a line", ".page .q[data-q]")):
        times = []
        for element in page.query_selector_all(where)[:CARDS]:
            times.append(element.evaluate(CLICK))
            page.keyboard.press("Escape")
        times.sort()
        yield f"click on {what} to card, median", f"{times[len(times) // 2]:.0f} ms"
        yield f"click on {what} to card, slowest of {len(times)}", f"{times[-1]:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("world", type=Path)
    for name, value in measure(parser.parse_args().world):
        print(f"{name:52} {value}")


if __name__ == "__main__":
    main()
