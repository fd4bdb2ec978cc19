"""What if in a real Chromium: the limb that matters is held, the answer changes, undo and the link."""

import re

import pytest
from browsing import PLAYER, WAIT, settled, state, until, words

from sta_lstm.skeletons.layouts import NTU_25

pytestmark = pytest.mark.browser

ADDRESS = "?clip=kick-right&checkpoint=demo-sta"
CHANGED = re.compile("The answer changes from kick right to")


def open_page(visit_app, address):
    page = visit_app(address, width=1280, height=1000, reduced_motion="no-preference")
    page.get_by_role("heading", name="Kick right").wait_for(timeout=WAIT)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    return page


def open_panel(page):
    """The player stands still, and the panel beneath it is open."""
    page.get_by_role("button", name="Pause").click()
    until(page, lambda: "frame" in words(page))
    page.get_by_text("What if …").click()
    page.get_by_role("button", name="Try it").scroll_into_view_if_needed(timeout=WAIT)
    settled(page)


def target(page):
    """The field that says what is edited."""
    return page.get_by_test_id("stSelectbox").filter(has_text="To what").locator("input")


def test_holding_the_leg_changes_the_answer_undo_brings_it_back_and_the_link_carries_it(visit_app):
    page = open_page(visit_app, ADDRESS)
    open_panel(page)
    target(page).fill("right leg")  # an open list would close when the page scrolls
    target(page).press("Enter")
    until(page, lambda: target(page).input_value() == "right leg")
    page.get_by_role("button", name="Try it").click()
    page.get_by_text(CHANGED).wait_for(timeout=WAIT)
    until(page, lambda: words(page).get("edit") == "hold:right leg")
    until(page, lambda: state(page)["panes"] == 2)
    frame = state(page)["frame"]

    other = open_page(visit_app, page.url[page.url.index("?") :])
    other.get_by_text(CHANGED).wait_for(timeout=WAIT)
    other.get_by_text("The right leg held still at the mean place of the clip.", exact=True).wait_for(timeout=WAIT)

    page.get_by_role("button", name="Undo").click()
    until(page, lambda: "edit" not in words(page))
    page.get_by_text(CHANGED).wait_for(state="detached", timeout=WAIT)
    until(page, lambda: (state(page)["panes"], state(page)["frame"]) == (1, frame))
    assert other.get_by_text(CHANGED).is_visible()  # another visitor keeps their own


def test_joints_that_are_chosen_in_the_player_are_edited(visit_app):
    page = open_page(visit_app, ADDRESS)
    open_panel(page)
    chosen = [{"person": 0, "joint": NTU_25.index(name)} for name in ("right ankle", "right foot")]
    page.locator(PLAYER).evaluate("(root, chosen) => root.staPlayer.command('select', chosen)", chosen)
    until(page, lambda: target(page).input_value() == "2 joints chosen in the player")
    page.get_by_role("button", name="Try it").click()
    until(page, lambda: words(page).get("edit") == "hold:A/right ankle+right foot")
    page.get_by_text(re.compile("The answer (changes|stays)")).wait_for(timeout=WAIT)


def test_a_search_finds_the_leg(visit_app):
    page = open_page(visit_app, ADDRESS)
    open_panel(page)
    page.get_by_role("button", name="Find the smallest edit").click()
    page.get_by_text(re.compile("smallest edit found")).wait_for(timeout=WAIT)
    until(page, lambda: words(page).get("edit", "").startswith("hold:A/right leg@"))
    page.get_by_text(CHANGED).wait_for(timeout=WAIT)
