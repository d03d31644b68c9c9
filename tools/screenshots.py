"""Takes the pictures of the page that the README shows.

    python tools/screenshots.py NOVEL.fabula CONFLICTS.fabula docs/images

Needs Chromium and the `dev` extra; looks best with a Palatino (apt install fonts-texgyre).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

SIZE = ViewportSize(width=1280, height=800)
TEXT_AT = 9000  # an offset with dialogue


def main() -> None:
    """Serve both books and take one picture of each view."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("novel", type=Path)
    parser.add_argument("conflicts", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "fabula", "serve", str(given.novel), str(given.conflicts)]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[1]
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=shutil.which("chromium"), args=["--no-sandbox"]
                )
                page = browser.new_page(viewport=SIZE)
                page.goto(address)
                take(page, page.url.removesuffix("/books"), given.out)
                browser.close()
        finally:
            server.terminate()


def take(page: Page, home: str, out: Path) -> None:
    """One picture per view."""
    novel, conflicts = (
        link.get_attribute("href") for link in page.query_selector_all(".books a.work")
    )
    page.goto(f"{home}{novel}/at/{TEXT_AT}")
    page.wait_for_selector("body.paged")
    page.locator(".page .by:visible").nth(3).click()
    page.wait_for_selector("#panel .card")
    page.wait_for_timeout(500)
    page.screenshot(path=out / "text.png")
    for book, view in ((novel, "storyline"), (novel, "network"), (conflicts, "conflicts")):
        page.goto(f"{home}{book}/{view}")
        page.wait_for_timeout(700)
        page.screenshot(path=out / f"{view}.png", full_page=True)


if __name__ == "__main__":
    main()
