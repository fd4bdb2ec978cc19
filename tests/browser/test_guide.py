"""The guide in a browser: nothing slides sideways on a telephone, and each picture plays by itself."""

import pytest
from browsing import WAIT, until

pytestmark = pytest.mark.browser


def test_its_pictures_play_one_by_one_and_nothing_slides_sideways(visit_app):
    page = visit_app("/guide", width=390, height=844)
    page.get_by_role("heading", name="The formulas").wait_for(timeout=WAIT)
    players = page.locator(".sta-player")
    until(page, lambda: players.count() == 5)
    page.get_by_text("All formats").click()
    page.get_by_role("cell", name="NTU RGB+D").first.wait_for(timeout=WAIT)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")
    players.nth(0).get_by_role("button", name="Play", exact=True).click()
    until(page, lambda: players.nth(0).evaluate("root => root.staPlayer.state().playing"))
    assert not players.nth(1).evaluate("root => root.staPlayer.state().playing")
