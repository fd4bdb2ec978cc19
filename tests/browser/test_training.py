"""One training in a real Chromium: the slider moves through its epochs, and the player stays where it stands."""

from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import PLAYER, WAIT, state, until

pytestmark = pytest.mark.browser

STAND = "?clip=bow&run=demo-small-sta&frame=40&loop=5-60&camera=0.5_0.3_2_0_0"


@pytest.fixture
def page(visit_app):
    """The page at an address, opened by somebody who wants no motion."""
    page = visit_app(f"/training{STAND}")
    page.locator(PLAYER).wait_for(timeout=WAIT)
    page.locator(".js-plotly-plot").nth(3).wait_for(timeout=WAIT)
    return page


def stands(page):
    now = state(page)
    return {key: now[key] for key in ("frame", "range", "loop", "playing", "camera", "reading")}


def alpha(page):
    """The greatest α of frame 40, as a multiple of uniform, and the pane's title."""
    return page.locator(PLAYER).evaluate(
        """root => {
            const [pane] = root.staPlayer.show.panes, n = pane.clip.persons * pane.clip.joints.length;
            return [pane.title, Math.max(...pane.maps[0].values.slice(40 * n, 41 * n))];
        }"""
    )


def test_the_slider_changes_alpha_and_leaves_frame_camera_and_loop(page):
    before = stands(page)
    assert (before["frame"], before["range"], before["camera"]["zoom"]) == (40, [5, 60], 2)
    title, learned = alpha(page)
    assert title == "epoch 40"
    thumb = page.get_by_role("slider", name="Epochs of training")
    thumb.press("Home")
    until(page, lambda: alpha(page)[0] == "epoch 0")
    untrained = alpha(page)[1]
    assert untrained < 1.5 < learned
    assert stands(page) == before
    thumb.press("ArrowRight")
    thumb.press("ArrowRight")
    until(page, lambda: alpha(page)[0] == "epoch 2")
    assert stands(page) == before
    until(page, lambda: page.get_by_text("Prediction at epoch 2").count() == 1)
    # The next step of the player tells the address, with the epoch in it.
    page.locator(PLAYER).focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda: {"epoch=2", "frame=41"} <= set(urlsplit(page.url).query.split("&")))
    assert parse_qs(urlsplit(page.url).query)["run"] == ["demo-small-sta"]
    assert page.get_by_test_id("stAlert").count() == 0


def test_the_epochs_play_to_the_end_and_a_click_in_a_figure_goes_to_one(page):
    title = lambda: alpha(page)[0]  # noqa: E731
    page.get_by_role("slider", name="Epochs of training").press("Home")
    until(page, lambda: title() == "epoch 0")
    framed = page.locator(".st-key-joint-history .sta-cursor-x")
    framed.wait_for(timeout=WAIT)
    until(page, lambda: framed.evaluate("frame => frame.style.borderWidth") == "2px")
    clear = framed.evaluate("frame => getComputedStyle(frame).backgroundColor")
    assert clear == "rgba(0, 0, 0, 0)"  # the epoch is framed, not covered
    figure = page.locator(".st-key-joint-history .js-plotly-plot")
    figure.scroll_into_view_if_needed()
    box, size = figure.bounding_box(), figure.evaluate("gd => ({ ...gd._fullLayout._size })")
    page.mouse.click(box["x"] + size["l"] + 0.85 * size["w"], box["y"] + size["t"] + 20)  # the ninth column of ten
    until(page, lambda: title() == "epoch 23")
    frame = stands(page)["frame"]
    page.get_by_role("button", name="Play the epochs").click()
    until(page, lambda: title() == "epoch 40")
    page.get_by_role("button", name="Play from epoch 0").click(timeout=WAIT)  # it has stopped by itself
    until(page, lambda: title() == "epoch 0")
    page.get_by_role("button", name="Pause the epochs").click()
    assert stands(page)["frame"] == frame
