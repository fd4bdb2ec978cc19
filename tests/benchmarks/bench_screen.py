"""What a visitor waits for: seconds from a click to a page at rest in Chromium, and how much of it moved meanwhile.

`python tests/benchmarks/bench_screen.py [ADDRESS]` measures the app that is served there; without an address it starts
one. A quiet machine is needed. All are medians of some rounds with the greatest beside them; what moves is the greatest
sum of the browser's own measure of layout shift, where 0.05 is hardly seen.
"""

import contextlib
import os
import shutil
import statistics
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from browsing import APP, PLAYER, choose, upload
from conftest import ARGUMENTS, NAMES, _serve
from playwright.sync_api import sync_playwright
from steadiness import WATCH, begin, rest, shifts

from sta_lstm.samples import resolve_clip

ROUNDS = 5
PAGES = {
    "Inspect": "",
    "Evidence": "/evidence",
    "Compare": "/compare",
    "Two clips": "/clips",
    "Over training": "/training",
}
SAMPLES = ("drink", "throw", "bow", "high-five", "squat", "wave-left-hand")
CHECKPOINTS = ("demo-sa", "demo-ta", "demo-lstm", "demo-sta", "demo-sa", "demo-ta")


def main():
    """Print a table."""
    with contextlib.ExitStack() as stack:
        if len(sys.argv) > 1:
            address = sys.argv[1]
        else:
            process, address = _serve(APP)
            stack.callback(process.kill)
        found = os.environ.get("CHROMIUM") or next((p for name in NAMES if (p := shutil.which(name))), None)
        driver = stack.enter_context(sync_playwright())
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        stack.callback(browser.close)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        context.add_init_script(WATCH)
        print(f"{'':44} {'median s':>9} {'most s':>7} {'shift':>7} {'faintest':>9}")
        for _ in range(2):  # what only the first visitor of a server waits for
            opened(context, address).close()
        for name, path in PAGES.items():
            tell(f"{name}, first load", [visit(context, address + path) for _ in range(ROUNDS)])
        page = opened(context, address)
        tell("Inspect, another clip", [act(page, lambda c=clip: choose(page, "Clip", c)) for clip in SAMPLES[:ROUNDS]])
        tell(
            "Inspect, another checkpoint",
            [act(page, lambda c=each: choose(page, "Checkpoint", c)) for each in CHECKPOINTS[:ROUNDS]],
        )
        files = [(f"mine-{i}.csv", resolve_clip("squat").read_bytes() + b"\n" * i) for i in range(ROUNDS)]
        tell("Inspect, an upload", [act(page, lambda f=file: upload(page, "your own recording", f)) for file in files])
        for name, path in PAGES.items():
            page = opened(context, address + path)
            tell(f"{name}, nothing changed", [act(page, partial(rerun, page)) for _ in range(ROUNDS)])
            page.close()


def opened(context, address):
    """A page at rest."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.locator(PLAYER).wait_for(timeout=120_000)
    rest(page)
    return page


def visit(context, address):
    """What a page measures of its own loading."""
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.locator(PLAYER).wait_for(timeout=120_000)
    found = rest(page)
    if os.environ.get("WHAT"):
        print(shifts(page))
    page.close()
    return found


def act(page, do):
    """What a page measures of what follows a click."""
    begin(page)
    do()
    page.wait_for_timeout(150)
    found = rest(page)
    if os.environ.get("WHAT"):
        print(shifts(page))
    return found


def rerun(page):
    """Streamlit's own key that runs the page anew."""
    page.locator("[data-testid=stMain]").focus()
    page.keyboard.press("r")


def tell(what, seen):
    """A row of the table."""
    seconds, shift, faintest = zip(*seen, strict=True)
    row = f"{statistics.median(seconds):9.2f} {max(seconds):7.2f} {max(shift):7.3f} {min(faintest):9.2f}"
    print(f"{what:44} {row}", flush=True)


if __name__ == "__main__":
    main()
