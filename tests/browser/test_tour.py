"""The tour in a browser: each stop has its address, and what was hidden for a guess comes without a jump."""

from urllib.parse import urlsplit

import pytest
from browsing import PLAYER, WAIT, settled, state, until, upload, words

from sta_lstm.ui.lessons.stops import STOPS

pytestmark = pytest.mark.browser
TOP = "root => root.getBoundingClientRect().top"


@pytest.fixture(scope="module")
def page(visit_for_all):
    """One page for all tests; it opens on a clip to guess."""
    page = visit_for_all("?clip=kick-right&checkpoint=demo-sta&guess=first", width=1440)
    page.get_by_role("heading", name="What do you see?").wait_for(timeout=WAIT)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    return page


def taken(page):
    """Take the tour from its first stop to its last, and end it there."""
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 500)")
    page.get_by_role("button", name="Take the tour").click()
    for number, stop in enumerate(STOPS, start=1):
        page.get_by_text(f"Tour, stop {number} of {len(STOPS)}").wait_for(timeout=WAIT)
        until(page, lambda stop=stop, number=number: words(page) == {**stop.words, "tour": str(number)})
        # However far down the page was read before.
        until(page, lambda: page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == 0)
        if number < len(STOPS):
            page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("heading", name="Nod", exact=True).wait_for(timeout=WAIT)
    page.get_by_role("button", name="End the tour").click()
    until(page, lambda: "tour" not in words(page))


def test_the_answer_comes_without_a_jump(page):
    scene, lanes = page.locator(".sta-scene"), page.locator(".sta-lanes")
    settled(page)
    before = (scene.evaluate(TOP), lanes.bounding_box()["height"], state(page)["position"])
    assert "kick" not in page.locator(PLAYER).inner_text()
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("heading", name="Kick right").wait_for(timeout=WAIT)
    until(page, lambda: "kick right" in page.locator(PLAYER).inner_text())
    settled(page)
    assert (scene.evaluate(TOP), lanes.bounding_box()["height"], state(page)["position"]) == pytest.approx(
        before, abs=2
    )


def test_a_projection_has_the_question_and_the_answer(page):
    page.get_by_role("button", name="Hide it again").click()
    page.get_by_role("heading", name="What do you see?").wait_for(timeout=WAIT)
    assert words(page)["clip"].startswith("clip-")
    player = page.locator(PLAYER)
    player.focus()
    page.keyboard.press("p")
    until(page, lambda: state(page)["projected"])
    player.get_by_role("button", name="Show the answer").click()
    until(page, lambda: player.locator(".sta-verdict").inner_text() == "Kick right")
    assert state(page)["projected"]
    page.keyboard.press("Escape")
    until(page, lambda: not state(page)["projected"])


def test_the_list_forgets_the_names_that_it_showed_before(page):
    shown = page.get_by_test_id("stSelectbox").first.locator("input")
    assert shown.input_value().startswith("Clip ")
    for begins in ("kick-right", "Clip "):
        page.get_by_text("Guess first", exact=True).click()
        until(page, lambda begins=begins: shown.input_value().startswith(begins))


def test_the_tour_goes_through_its_stops_and_ends(page):
    taken(page)
    assert page.get_by_text("Tour, stop").count() == 0


def test_who_guesses_neither_sees_nor_hears_what_an_upload_is_called(visit_app):
    page = visit_app("?guess=first", width=1440)
    page.get_by_role("heading", name="What do you see?").wait_for(timeout=WAIT)
    upload(page, "your own recording", ("yodel.skeleton", b"12\n1\nnothing"))
    page.get_by_role("alert").filter(has_text="turn off “Guess first”").wait_for(timeout=WAIT)
    assert "yodel" not in page.locator("body").inner_text()
    assert "yodel" not in page.locator("body").aria_snapshot()
    assert "yodel" not in page.url + page.title()
    page.get_by_test_id("stFileUploader").first.get_by_role("button").first.wait_for(timeout=WAIT)  # for another one
    page.get_by_text("Guess first", exact=True).click()
    page.get_by_role("alert").filter(has_text="yodel.skeleton").wait_for(timeout=WAIT)


def test_back_after_the_tour_leads_past_its_stops_to_where_the_visitor_was(visit_app):
    page = visit_app("?clip=squat&checkpoint=demo-sta", width=1440)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    taken(page)
    for path, clip in (("/compare", "shake-hands"), ("/", "kick-right"), ("/", "squat")):
        page.go_back()
        until(page, lambda clip=clip: words(page).get("clip") == clip and "tour" not in words(page))
        assert urlsplit(page.url).path == path
        page.wait_for_selector(PLAYER, timeout=WAIT)
        assert page.get_by_text("Tour, stop").count() == 0
    page.get_by_role("heading", name="Squat").wait_for(timeout=WAIT)
