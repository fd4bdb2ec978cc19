"""The address of the app in a real Chromium: what one sees and copies, another opens."""

import io
import math
from functools import partial

import numpy as np
import pytest
from browsing import PLAYER, WAIT, choose, settled, sharing, state, until, upload, words

from sta_lstm.formats import load_clip
from sta_lstm.samples import resolve_clip

pytestmark = pytest.mark.browser


def opened(visit_app, query="", heading="High five", **media):
    """The app at an address, once its player is there."""
    page = visit_app(query, **media)
    page.get_by_role("heading", name=heading).wait_for(timeout=WAIT)
    page.wait_for_selector(PLAYER, timeout=WAIT)
    return page


@pytest.fixture
def visit(visit_app):
    """Opens the app at an address, as somebody of their own, and waits until its player is there."""
    return partial(opened, visit_app)


@pytest.fixture(scope="module")
def default(visit_for_all):
    """The app at no address: the tests that want it begin and end there."""
    return opened(visit_for_all, reduced_motion="no-preference")


@pytest.fixture(scope="module")
def at_a_frame(visit_for_all):
    """The app at a frame of a clip; the last of the tests that share it leaves it."""
    return opened(visit_for_all, "?clip=bow&frame=5", heading="Bow", reduced_motion="no-preference")


@pytest.fixture(scope="module")
def in_a_loop(visit_for_all):
    """The app at a frame, a loop and a camera; the last of the tests that share it moves on."""
    return opened(visit_for_all, "?clip=bow&frame=5&loop=2-9&camera=0.5_0.3_2_0_0", heading="Bow")


def loaded(page, clip):
    """Waits until the player has taken a sample; its heading stands there a moment before."""
    until(page, lambda: state(page)["frames"] == load_clip(resolve_clip(clip)).n_frames)


def drag(page, start, end, modifier=None):
    if modifier:
        page.keyboard.down(modifier)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()
    if modifier:
        page.keyboard.up(modifier)


def notice(page):
    return page.get_by_test_id("stAlert")


def test_back_returns_to_the_clip_before_as_it_was_left(default):
    page = default
    choose(page, "Clip", "bow")
    page.get_by_role("heading", name="Bow").wait_for(timeout=WAIT)
    loaded(page, "bow")
    page.get_by_role("button", name="Pause").click()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    until(page, lambda: words(page) == {"clip": "bow", "checkpoint": "demo-sta", "frame": "3"})
    choose(page, "Clip", "squat")
    page.get_by_role("heading", name="Squat").wait_for(timeout=WAIT)
    until(page, lambda: words(page) == {"clip": "squat", "checkpoint": "demo-sta"})
    page.go_back()
    page.get_by_role("heading", name="Bow").wait_for(timeout=WAIT)
    until(page, lambda: state(page)["frame"] == 3)
    assert not state(page)["playing"]
    assert words(page)["frame"] == "3"
    page.go_back()  # three steps through the frames were no steps of the page
    page.get_by_role("heading", name="High five").wait_for(timeout=WAIT)
    assert words(page) == {}


def test_what_one_sees_another_opens_from_the_address(default, visit):
    page = default
    assert words(page) == {}
    choose(page, "Clip", "kick-right")
    page.get_by_role("heading", name="Kick right").wait_for(timeout=WAIT)
    until(page, lambda: words(page) == {"clip": "kick-right", "checkpoint": "demo-sta"})
    loaded(page, "kick-right")
    page.get_by_role("button", name="Pause").click()
    stage = page.locator(".sta-scene").bounding_box()
    drag(page, (stage["x"] + 200, stage["y"] + 100), (stage["x"] + 330, stage["y"] + 130))
    lanes = page.locator(".sta-lanes")
    lanes.scroll_into_view_if_needed()
    box = lanes.bounding_box()
    drag(page, (box["x"] + box["width"] * 0.4, box["y"] + 40), (box["x"] + box["width"] * 0.8, box["y"] + 40), "Shift")
    page.get_by_label("Opacity shows").select_option("alpha-beta clip")
    until(page, lambda: words(page).keys() == {"clip", "checkpoint", "frame", "loop", "camera", "view"})
    until(page, lambda: words(page)["view"] == "alpha-beta-clip")
    seen, address = state(page), page.url

    other = visit(address[address.index("?") :], heading="Kick right")
    until(other, lambda: state(other)["frame"] == seen["frame"])
    same = state(other)
    assert not same["playing"]
    assert same["loop"] == "range"
    assert {key: same[key] for key in ("revision", "frame", "range", "reading")} == {
        key: seen[key] for key in ("revision", "frame", "range", "reading")
    }
    for name, value in seen["camera"].items():
        turned = name.lower().endswith("yaw")
        difference = same["camera"][name] - value
        assert (math.remainder(difference, math.tau) if turned else difference) == pytest.approx(0, abs=1e-3), name
    assert other.url == address
    assert notice(other).count() == 0


def test_the_page_is_found_again_as_it_was_left(in_a_loop):
    page = in_a_loop
    until(page, lambda: state(page)["frame"] == 5)
    page.get_by_test_id("stSidebarNav").get_by_text("Guide").click()
    page.get_by_role("heading", name="What attention cannot tell").wait_for(timeout=WAIT)
    page.get_by_test_id("stSidebarNav").get_by_text("Inspect").click()
    page.get_by_role("heading", name="Bow").wait_for(timeout=WAIT)
    until(page, lambda: state(page)["frame"] == 5 and state(page)["range"] == [2, 9])
    until(page, lambda: words(page).get("frame") == "5")


def test_a_rerun_does_not_pull_the_player_back_to_the_link(in_a_loop):
    page = in_a_loop
    until(page, lambda: state(page)["frame"] == 5 and not state(page)["playing"])
    assert state(page)["camera"]["zoom"] == 2
    page.locator(PLAYER).focus()
    page.keyboard.press("End")
    last = state(page)["frames"] - 1
    until(page, lambda: words(page).get("frame") == str(last))
    choose(page, "Checkpoint", "demo-ta")
    until(page, lambda: words(page).get("checkpoint") == "demo-ta" and words(page).get("frame") == str(last))
    assert (state(page)["frame"], state(page)["camera"]["zoom"]) == (last, 2)


def test_the_button_copies_the_address(at_a_frame):
    page = at_a_frame
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    until(page, lambda: words(page) == {"clip": "bow", "checkpoint": "demo-sta", "frame": "5"})
    with sharing(page):
        page.get_by_role("button", name="Copy link").click()
        page.get_by_text("Link copied").wait_for(timeout=WAIT)
    assert (
        page.locator(".st-key-address-keeper").evaluate("keeper => getComputedStyle(keeper.parentElement).position")
        == "absolute"
    )
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_an_upload_never_enters_the_address(at_a_frame):
    page = at_a_frame
    page.get_by_test_id("stFileUploader").filter(has_text="your own recording").locator("input").set_input_files(
        [{"name": "secret.csv", "mimeType": "text/csv", "buffer": resolve_clip("squat").read_bytes()}]
    )
    page.get_by_role("heading", name="Squat").wait_for(timeout=WAIT)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("heading", name="Joints at frame").wait_for(timeout=WAIT)
    assert words(page).keys() <= {"checkpoint"}
    assert "secret" not in page.url
    with sharing(page):
        page.get_by_text("Send the HTML page in its place").wait_for(timeout=WAIT)
        assert page.get_by_role("button", name="Copy link").count() == 0


def maps_file(**arrays):
    """An .npz file of maps for the sample ``high-five``."""
    clip, buffer = load_clip(resolve_clip("high-five")), io.BytesIO()
    shape = (clip.n_frames, clip.n_persons, clip.n_joints)
    np.savez_compressed(buffer, **{name: np.broadcast_to(values, shape) for name, values in arrays.items()})
    return "own.npz", buffer.getvalue()


def add_map(page, file):
    settled(page)  # what is opened while the page is made anew may close again
    page.locator("summary").filter(has_text="Maps of your own").click()
    upload(page, "Arrays for this clip", file)
    page.get_by_text("Choose what the joints show in the menu below the body.").wait_for(timeout=WAIT)


def test_a_map_of_ones_own_is_chosen_and_a_link_to_it_waits_for_its_file(visit):
    name, file = "Wärme je Gelenk", maps_file(**{"Wärme je Gelenk": np.linspace(0, 1, 25)})
    page = visit("?clip=high-five&frame=5")
    add_map(page, file)
    page.get_by_text("Figures for a paper").click()
    page.get_by_role("heading", name=name).wait_for(timeout=WAIT)
    page.get_by_label("Opacity shows").select_option(f"{name} frame")
    until(page, lambda: words(page).get("view") == f"{name}-frame")
    assert notice(page).count() == 0

    other = visit(page.url[page.url.index("?") :])
    notice(other).get_by_text(f"the map “{name}”, which is not here").wait_for(timeout=WAIT)
    until(other, lambda: state(other)["frame"] == 5)
    assert state(other)["reading"] == "alpha uniform"
    add_map(other, file)
    until(other, lambda: state(other)["reading"] == f"{name} frame")
    assert (state(other)["frame"], state(other)["playing"]) == (5, False)
    until(other, lambda: notice(other).count() == 0 and words(other).get("view") == f"{name}-frame")


@pytest.mark.parametrize(
    "query",
    [
        f"?clip=<img src=x onerror=alert(1)>&checkpoint={'x' * 10_000}",
        "?frame=nan&loop=9-3&camera=nan_0_inf_0_0&others=..&view=nothing",
    ],
    ids=["markup and 10 kB", "no numbers"],
)
def test_a_wrong_address_opens_the_default_with_one_notice(visit, query):
    page = visit(query, reduced_motion="no-preference")
    notice(page).wait_for(timeout=WAIT)
    assert notice(page).count() == 1
    assert "Part of this address cannot be opened" in notice(page).inner_text()
    assert len(notice(page).inner_text()) < 250
    until(page, lambda: state(page)["playing"] and words(page) == {})
