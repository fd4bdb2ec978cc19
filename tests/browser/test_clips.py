"""Two clips in a real Chromium: chosen, aligned in one way and another, both moving on one clock."""

import re

import pytest
from browsing import PLAYER, WAIT, choose, state, until, words

from sta_lstm.comparison.alignment import align
from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit_app):
    """The page, opened on a moment of two samples by somebody who wants no motion."""
    page = visit_app("/clips?clip=kick-right&second=bow&frame=30", width=1440, height=900)
    page.get_by_role("heading", name="How far the attention is the same").wait_for(timeout=WAIT)
    return page


def titles(page):
    return page.locator(PLAYER).evaluate("root => root.staPlayer.show.panes.map((pane) => pane.title)")


def first_joints(page, step):
    """For each pane, x of the first joint at a step."""
    return page.locator(PLAYER).evaluate(
        """(root, t) => root.staPlayer.show.panes.map(
            ({ clip }) => clip.positions[t * clip.persons * clip.joints.length * 3])""",
        step,
    )


def halves(page):
    """A picture of each pane."""
    box = page.locator(".sta-stage").bounding_box()
    half = {**box, "width": box["width"] / 2}
    return [page.screenshot(clip={**half, "x": box["x"] + i * half["width"]}) for i in range(2)]


def test_two_clips_are_chosen_and_aligned_and_move_on_one_clock(page):
    assert state(page)["frame"] == 30
    lanes = [lane for lane in state(page)["lanes"] if lane["kind"] == "curve"]
    assert page.locator(".sta-timeline").bounding_box()["y"] + lanes[-1]["y"] + lanes[-1]["height"] < 900
    assert page.get_by_text("demo-sta · right on 98.9 %").bounding_box()["y"] < 200
    page.get_by_role("tab", name="Which frames belong together").wait_for(timeout=WAIT)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollHeight") < 2900
    choose(page, "Second clip", "squat")
    until(page, lambda: titles(page) == ["kick-right", "squat"])
    kick, squat = (load_clip(resolve_clip(name)) for name in ("kick-right", "squat"))
    warped, timed = align(kick, squat, "dtw"), align(kick, squat, "time")
    assert state(page)["frames"] == warped.n_steps

    page.locator(PLAYER).focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    until(page, lambda: "frame" in words(page) and int(words(page)["frame"]) == state(page)["frame"] > 20)
    step = state(page)["frame"]
    told = f"Frame {warped.first[step]} of kick-right beside frame {warped.second[step]} of squat"
    page.get_by_text(re.compile(re.escape(told))).wait_for(timeout=WAIT)
    shown = first_joints(page, step)
    assert shown == pytest.approx(
        [kick.positions[warped.first[step], 0, 0, 0], squat.positions[warped.second[step], 0, 0, 0]], abs=1e-6
    )

    assert page.locator(".sta-recorded").all_inner_texts() == [
        f"frame {warped.first[step]}",
        f"frame {warped.second[step]}",
    ]

    page.get_by_text("by time", exact=True).click()
    until(page, lambda: state(page)["frames"] == timed.n_steps)
    # It goes on at the same moment of the first clip.
    until(page, lambda: state(page)["frame"] == warped.first[step])
    assert words(page)["align"] == "time"
    assert not state(page)["playing"]

    before = halves(page)
    page.keyboard.press("Escape")
    page.locator(PLAYER).focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    until(page, lambda: state(page)["frame"] == warped.first[step] + 8)
    until(page, lambda: all(one != other for one, other in zip(before, halves(page), strict=True)))
    page.locator(PLAYER).get_by_role("button", name="Play").click()
    until(page, lambda: state(page)["playing"] and state(page)["position"] > warped.first[step] + 9)
    assert page.get_by_test_id("stException").count() == 0
