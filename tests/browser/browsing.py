"""How tests look at the app in a browser: what the player and the address say, and waiting until that comes true."""

import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

APP = Path(__file__).parents[2] / "app.py"
PLAYER = ".sta-player"
WAIT = 120_000  # milliseconds for a page that loads torch and several models on a busy machine


def state(page):
    """What the player says of itself."""
    return page.locator(PLAYER).evaluate("root => root.staPlayer.state()")


def words(page):
    """The words of the address."""
    return {key: values[-1] for key, values in parse_qs(urlsplit(page.url).query).items()}


def until(page, fulfilled):
    """Wait until ``fulfilled`` says yes."""
    for _ in range(WAIT // 50):
        if fulfilled():
            return
        page.wait_for_timeout(50)
    found = page.locator(PLAYER).evaluate_all("roots => roots.map((root) => root.staPlayer?.state())")
    pytest.fail(f"it never came true; the address: {page.url}; the player: {found}")


def settled(page):
    """Wait until nothing on the page fades or moves by itself: what fades in is fainter than it will be.

    In a page that lies behind another, fading stands still and would be waited for in vain.
    """
    page.bring_to_front()
    page.evaluate(
        """() => Promise.race([
            new Promise((done) => setTimeout(done, 5000)),
            Promise.all(document.getAnimations({ subtree: true })
                .filter((each) => each.effect?.getComputedTiming().endTime < Infinity)
                .map((each) => each.finished.catch(() => {}))),
        ])"""
    )


def choose(page, label, option):
    """Choose an option in the list with that label; a long list shows a part of itself, so its name is typed."""
    page.get_by_test_id("stSelectbox").filter(has_text=label).locator("input").fill(option)
    option_named(page, option).click()


def option_named(page, name):
    """An option of the list that is open, by its name: what it is may stand behind that."""
    return page.get_by_role("option", name=re.compile(rf"^{re.escape(name)}($| · )"))


def upload(page, label, *files):
    """Put (name, content) pairs into the upload field with that label."""
    page.get_by_test_id("stFileUploader").filter(has_text=label).locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )


@contextmanager
def sharing(page):
    """Within it, what saves and shares is open."""
    page.get_by_role("button", name="Save and share").click(timeout=WAIT)
    dialog = page.get_by_role("dialog", name="Save and share")
    dialog.wait_for(timeout=WAIT)
    yield dialog
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden", timeout=WAIT)
