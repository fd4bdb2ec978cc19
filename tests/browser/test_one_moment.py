"""One moment and one choice: charts around the player show what it shows, and a click in one moves it."""

import pytest
from browsing import PLAYER, WAIT, settled, state, until, words

pytestmark = pytest.mark.browser

#: The bars beside the player: a joint a row.
JOINTS = ".st-key-joints"


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


def line(page, chart, direction="x", lane=""):
    """The place on its axis at which one of a chart's lines stands."""
    return page.locator(f".st-key-{chart} .js-plotly-plot").evaluate(
        """(gd, [direction, lane]) => {
            const { style } = gd.querySelector(`.sta-cursor-${direction}${lane}`);
            const axis = gd._fullLayout[`${direction}axis`];
            const [start, size] = direction === "x" ? [style.left, style.width] : [style.top, style.height];
            return axis.p2l(parseFloat(start) + parseFloat(size) / 2 - axis._offset);
        }""",
        [direction, lane],
    )


def shown(page):
    """The frame of its recording that each of two panes shows."""
    return page.locator(PLAYER).evaluate(
        "root => root.staPlayer.show.panes.map(({ recorded }) => recorded[root.staPlayer.clock.frame])"
    )


def turn_to(page, name, chart):
    """Open a tab, once its chart has its line."""
    page.get_by_role("tab", name=name).click()
    page.locator(f".st-key-{chart} .sta-cursor-x").wait_for(timeout=WAIT)


def test_charts_of_a_comparison_are_in_step_with_its_player(visit_for_all):
    page = visit_for_all("/compare?clip=bow&checkpoint=demo-sa..demo-sta&frame=10", width=1440, height=900)
    page.locator(".st-key-delta-beta .sta-cursor-x").wait_for(timeout=WAIT)
    along = ("divergence", "delta-beta")
    until(page, lambda: [cursor(page, chart) for chart in along] == [10, 10])
    click(page, "delta-beta", 0.5, 0.5)
    until(page, lambda: state(page)["frame"] == (state(page)["frames"] - 1) // 2)
    frame = state(page)["frame"]
    assert [cursor(page, chart) for chart in along] == [frame, frame]
    page.locator(PLAYER).focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda: [cursor(page, chart) for chart in along] == [frame + 1, frame + 1])
    for tab, chart in (("Where they differ", "delta-alpha"), ("When they looked", "curves")):
        turn_to(page, tab, chart)
        until(page, lambda chart=chart: cursor(page, chart) == frame + 1)
    click(page, "joints", 0.5, 0.07)
    until(page, lambda: state(page)["look"]["pinned"] is not None)
    first = page.locator(f"{JOINTS} .js-plotly-plot").evaluate("gd => gd.layout.meta.sta.joints[0]")
    pinned = state(page)["look"]["pinned"]
    assert [pinned["person"], pinned["joint"]] == first


def test_charts_of_two_recordings_mark_the_frame_of_each_and_lead_both(visit_for_all):
    page = visit_for_all("/clips?clip=kick-right&second=bow&frame=30", width=1440, height=900)
    page.locator(".st-key-links .sta-cursor-x-1").wait_for(timeout=WAIT)

    def in_step():
        lines = [line(page, "links"), line(page, "links", lane="-1")]
        return lines == pytest.approx([frame / 30 for frame in shown(page)], abs=0.01)

    until(page, in_step)
    for share, pane in ((0.2, 0), (0.8, 1)):
        click(page, "links", 0.4, share)
        seconds = page.locator(".st-key-links .js-plotly-plot").evaluate("gd => gd._fullLayout.xaxis.range[1]") * 0.4
        until(page, lambda pane=pane, seconds=seconds: abs(shown(page)[pane] - seconds * 30) <= 1)
        until(page, in_step)
    turn_to(page, "Which frames belong together", "path")
    click(page, "path", 0.9, 0.1)
    until(page, lambda: min(shown(page)) > 50)
    until(page, lambda: [line(page, "path", "y"), line(page, "path", "x")] == pytest.approx(shown(page), abs=0.3))


def test_bars_beside_the_player_are_of_the_outlined_pane_and_of_the_map_that_it_shows(visit_for_all):
    page = visit_for_all("?clip=kick-right&checkpoint=demo-sta&edit=hold:right leg&frame=40", width=1440, height=900)
    panes = page.locator(f"{PLAYER} .sta-captions .sta-pane")

    def bars(heading, joints):
        page.get_by_role("heading", name=heading, exact=True).wait_for(timeout=WAIT)
        page.get_by_role("heading", name=joints, exact=True).wait_for(timeout=WAIT)
        return page.locator(".st-key-probabilities li > span").first.inner_text()

    edited = bars("Prediction of the edited clip", "Joints at frame 40 of the edited clip")
    assert panes.nth(1).get_attribute("aria-pressed") == "true"
    assert edited != "kick right"
    panes.first.click()
    assert bars("Prediction as recorded", "Joints at frame 40 as recorded") == "kick right"
    page.locator(PLAYER).get_by_label("Opacity shows").select_option("alpha-beta uniform")
    bars("Prediction as recorded", "Joints at frame 40 as recorded: α·β")
    assert page.locator(f"{JOINTS} .sta-bars p").inner_text() == "α·β, ×"
    panes.nth(1).click()
    assert bars("Prediction of the edited clip", "Joints at frame 40 of the edited clip: α·β") == edited


def test_a_click_in_a_chart_along_time_goes_there_and_all_charts_follow(page):
    click(page, "running", 0.5, 0.5)
    until(page, lambda: state(page)["frame"] in (36, 37))  # the middle of 74 frames lies between the two
    frame = state(page)["frame"]
    for chart in ("alpha", "running", "evidence"):
        assert cursor(page, chart) == frame
    page.get_by_role("heading", name=f"Joints at frame {frame}").wait_for(timeout=WAIT)
    until(page, lambda: words(page)["frame"] == str(frame))


def test_a_click_on_a_bar_pins_its_joint(page):
    settled(page)
    page.locator(f"{JOINTS} li").first.click()
    until(page, lambda: state(page)["look"]["pinned"] is not None)
    first = page.locator(f"{JOINTS} .sta-bars").evaluate("bars => JSON.parse(bars.dataset.told).joints[0]")
    pinned = state(page)["look"]["pinned"]
    assert [pinned["person"], pinned["joint"]] == first
    until(page, lambda: page.locator(f"{JOINTS} li").first.get_attribute("class") == "sta-pinned")


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
