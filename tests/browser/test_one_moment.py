"""One moment and one choice: charts around the player show what it shows, and a click in one moves it."""

import pytest
from browsing import PLAYER, WAIT, state, until, words

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(visit_for_all):
    """Inspect with its figures unfolded."""
    page = visit_for_all("?clip=shake-hands&frame=10", width=1440, height=900)
    page.locator(PLAYER).wait_for(timeout=WAIT)
    page.get_by_text("Figures for a paper").click()
    page.locator(".st-key-evidence .sta-cursor-x").wait_for(timeout=WAIT)
    return page


def click(page, chart, x, y):
    """Click in a chart: shares of its plot area, from the left and from the top."""
    figure = page.locator(f".st-key-{chart} .js-plotly-plot")
    figure.scroll_into_view_if_needed()
    box, size = figure.bounding_box(), figure.evaluate("gd => ({ ...gd._fullLayout._size })")
    page.mouse.click(box["x"] + size["l"] + x * size["w"], box["y"] + size["t"] + y * size["h"])


def cursor(page, chart):
    """The frame at which a chart's line stands."""
    return page.locator(f".st-key-{chart} .js-plotly-plot").evaluate(
        """gd => {
            const line = gd.querySelector('.sta-cursor-x').style, axis = gd._fullLayout.xaxis;
            return Math.round(axis.p2l(parseFloat(line.left) + parseFloat(line.width) / 2 - axis._offset));
        }"""
    )


def test_a_click_in_a_chart_along_time_goes_there_and_all_charts_follow(page):
    click(page, "running", 0.5, 0.5)
    until(page, lambda: state(page)["frame"] == 37)
    for chart in ("alpha", "running", "evidence"):
        assert cursor(page, chart) == 37
    page.get_by_role("heading", name="Joints at frame 37").wait_for(timeout=WAIT)
    until(page, lambda: words(page)["frame"] == "37")


def test_a_click_on_a_bar_pins_its_joint(page):
    click(page, "joints", 0.2, 0.07)
    until(page, lambda: state(page)["look"]["pinned"] is not None)
    first = page.locator(".st-key-joints .js-plotly-plot").evaluate("gd => gd.layout.meta.sta.joints[0]")
    pinned = state(page)["look"]["pinned"]
    assert [pinned["person"], pinned["joint"]] == first
    assert page.locator(".st-key-joints .sta-cursor-joint").is_visible()


def test_the_class_of_the_evidence_is_chosen_once_for_lane_figure_and_address(page):
    page.locator(PLAYER).get_by_label("Evidence for the class").select_option(label="push")
    page.get_by_text("For push, the class that is chosen").wait_for(timeout=WAIT)
    until(page, lambda: words(page).get("class") == "push")
    page.get_by_text("for and against push").wait_for(timeout=WAIT)


def test_joints_of_a_moment_never_stand_beside_a_body_in_motion(page):
    moment = page.locator(".st-key-moment")
    page.locator(PLAYER).get_by_role("button", name="Play", exact=True).click()
    until(page, lambda: state(page)["frame"] != 37)
    # Faint at once, and soon those of the whole clip.
    assert moment.evaluate("e => e.style.opacity") == "0.3" or "over the clip" in moment.inner_text()
    page.get_by_role("heading", name="Joints over the clip").wait_for(timeout=WAIT)
    until(page, lambda: moment.evaluate("e => e.style.opacity") == "")
    page.locator(PLAYER).get_by_role("button", name="Pause", exact=True).click()
    frame = state(page)["frame"]
    page.get_by_role("heading", name=f"Joints at frame {frame}", exact=True).wait_for(timeout=WAIT)
