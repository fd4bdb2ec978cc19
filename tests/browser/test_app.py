"""The whole app in a real Chromium, as a new user meets it."""

from itertools import pairwise
from pathlib import Path

import pytest
from browsing import PLAYER, WAIT, choose, sharing, state, until, upload

from sta_lstm.samples import resolve_clip

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared(visit_for_all):
    """The app as it opens, its player playing: one page for all tests."""
    page = visit_for_all(reduced_motion="no-preference")
    page.wait_for_selector(PLAYER, timeout=WAIT)
    page.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    return page


@pytest.fixture
def opened(shared):
    """The same page, which is afterwards made to show again what it opened with."""
    yield shared
    if shared.url.endswith("/guide"):
        shared.get_by_test_id("stSidebarNav").get_by_text("Inspect", exact=True).click()
        shared.get_by_test_id("stFileUploader").first.wait_for(timeout=WAIT)
    uploads = shared.get_by_test_id("stFileUploader").first.get_by_role("button", name="Remove")
    if uploads.count():
        uploads.first.click()
    shared.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    if not shared.get_by_text("demo-sta · ").first.is_visible():
        choose(shared, "Checkpoint", "demo-sta")
        shared.get_by_text("demo-sta · ").first.wait_for(timeout=WAIT)
    until(shared, lambda: shared.locator(PLAYER).count() == 1)
    if not state(shared)["playing"]:
        shared.locator(PLAYER).get_by_role("button", name="Play", exact=True).click()
    until(shared, lambda: state(shared)["playing"])


def painted(page):
    """The stage's pixels, as a data URL."""
    return page.locator(".sta-scene").evaluate("canvas => canvas.toDataURL()")


def test_it_opens_on_a_moving_sample_without_a_click(opened):
    assert state(opened)["playing"]
    before, first = state(opened)["position"], painted(opened)
    until(opened, lambda: state(opened)["position"] != before)
    assert painted(opened) != first
    assert opened.get_by_text("demo-sta · ").first.is_visible()


def test_what_how_sure_and_how_far_to_trust_it_stand_above_the_fold_and_in_nobodys_way(opened):
    opened.set_viewport_size({"width": 1440, "height": 900})
    words = ("demo-sta · ", "right on 98.9 % of 1,000 unseen planted clips", "Balls: how much the model listens")
    lines = [opened.get_by_role("heading", name="High five"), *(opened.get_by_text(each).first for each in words)]
    boxes = [line.bounding_box() for line in (*lines, opened.locator(".sta-scene"))]
    assert all(above["y"] + 20 <= below["y"] for above, below in pairwise(boxes))  # a line has 20 pixels
    assert boxes[-1]["y"] < 330  # most of the stage is above the fold, too
    opened.get_by_role("button", name="About this model").click()
    opened.get_by_text("For trying out the program").wait_for()
    opened.keyboard.press("Escape")


@pytest.mark.parametrize("width", [720, 390])
def test_how_far_to_trust_it_is_whole_where_the_page_is_narrow_or_enlarged(opened, width):
    before = opened.viewport_size
    opened.set_viewport_size({"width": width, "height": 800})
    buttons = opened.locator(".st-key-heading-more button")
    found = buttons.evaluate_all(
        """all => all.map((button) => {
            const range = document.createRange();
            range.selectNodeContents(button.querySelector('p') ?? button);
            return [button, range].map((each) => each.getBoundingClientRect().toJSON());
        })"""
    )
    opened.set_viewport_size(before)
    assert len(found) == 3
    for box, words in found:
        assert 0 <= box["left"] <= words["left"] + 1
        assert words["right"] - 1 <= box["right"] <= width
        assert words["bottom"] - 1 <= box["bottom"]
    for (one, _), (other, _) in pairwise(found):
        assert one["right"] <= other["left"] or one["bottom"] <= other["top"]


def test_a_scrub_moves_the_playhead_and_the_joints_beside_it(opened):
    opened.get_by_role("button", name="Pause").click()
    until(opened, lambda: not state(opened)["playing"])
    timeline = opened.locator(".sta-lanes")
    timeline.scroll_into_view_if_needed()
    box = timeline.bounding_box()
    opened.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 40)
    opened.mouse.down()
    opened.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + 40, steps=6)
    opened.mouse.up()
    frame = state(opened)["frame"]
    assert 0.4 < frame / state(opened)["frames"] < 0.8
    opened.get_by_role("heading", name=f"Joints at frame {frame}").wait_for(timeout=WAIT)


def test_a_real_ntu_file_is_uploaded_and_shown(opened, data_folder):
    before = state(opened)["revision"]
    name = "S001C003P008R002A058.skeleton"
    upload(opened, "your own recording", (name, (data_folder / "ntu" / name).read_bytes()))
    until(opened, lambda: state(opened)["revision"] != before and state(opened)["frames"] == 70)
    first = painted(opened)
    until(opened, lambda: state(opened)["playing"] and state(opened)["position"] > 3)
    assert painted(opened) != first
    assert opened.get_by_test_id("stAlert").count() == 0


def test_a_bad_file_shows_its_sentence_and_the_app_goes_on(opened):
    upload(opened, "your own recording", ("<b>half</b>.skeleton", resolve_clip("push").read_bytes()[:4000]))
    alert = opened.get_by_test_id("stAlert")
    alert.wait_for(timeout=WAIT)
    assert "<b>half</b>.skeleton" in alert.inner_text()
    assert "Traceback" not in opened.content()
    opened.get_by_test_id("stFileUploader").first.get_by_role("button", name="Remove").first.click()
    opened.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    until(opened, lambda: state(opened)["playing"])
    assert opened.get_by_test_id("stAlert").count() == 0


def test_another_checkpoint_keeps_the_player(opened):
    root = opened.locator(PLAYER)
    root.evaluate("root => { root.sameElement = true; }")
    before = state(opened)["revision"]
    choose(opened, "Checkpoint", "demo-lstm")
    until(opened, lambda: state(opened)["revision"] != before)
    assert root.evaluate("root => root.sameElement")
    assert opened.get_by_text("tells no attention to joints").first.is_visible()


def test_one_visitor_never_sees_anothers_upload(opened, visit_app):
    upload(opened, "your own recording", ("secret-of-mine.csv", resolve_clip("squat").read_bytes()))
    opened.get_by_role("heading", name="Squat").wait_for(timeout=WAIT)
    other = visit_app()
    other.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    other.get_by_test_id("stSelectbox").filter(has_text="Clip").locator("input").click()
    options = other.get_by_role("option").all_inner_texts()
    assert "squat" in " ".join(options)
    assert not any("secret-of-mine" in option for option in options)


def test_downloads_hold_what_is_shown(opened):
    with sharing(opened), opened.expect_download(timeout=WAIT) as started:
        opened.get_by_role("button", name="CSV").click()
    text = Path(started.value.path()).read_text()
    assert started.value.suggested_filename == "high-five-demo-sta.csv"
    assert "alpha_over_uniform" in text.splitlines()[0]
    assert len(text.splitlines()) == 1 + state(opened)["frames"] * 2 * 25
    with sharing(opened), opened.expect_download(timeout=WAIT) as started:
        opened.get_by_role("button", name="Save as SVG, 180 mm wide").click()
    assert started.value.suggested_filename == "high-five-demo-sta-filmstrip.svg"
    assert 'width="510.236' in Path(started.value.path()).read_text()  # points, of which 72 are 25.4 mm


def test_the_guide_opens(opened):
    opened.get_by_test_id("stSidebarNav").get_by_text("Guide").click()
    opened.get_by_role("heading", name="What attention cannot tell").wait_for(timeout=WAIT)
