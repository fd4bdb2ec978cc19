"""Checkpoints side by side in a real Chromium: one clock, each its own attention, and a link that another opens."""

import math
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browsing import PLAYER, WAIT, sharing, state, until, words

from sta_lstm.samples import resolve_checkpoint

pytestmark = pytest.mark.browser

MAIN = "[data-testid=stMain]"
STAND = "&frame=20&loop=5-40&camera=0.5_0.3_2_0_0"


def opened(visit_app, query="", panes=2, **size):
    """The page at an address, once so many panes are there."""
    page = visit_app(f"/compare{query}", **size)
    until(page, lambda: page.locator(PLAYER).count() == 1 and state(page)["panes"] == panes)
    page.get_by_text("All measures").wait_for(timeout=WAIT)
    return page


@pytest.fixture
def visit(visit_app):
    """Opens the page at an address, as somebody of their own, and waits until so many panes are there."""
    return partial(opened, visit_app)


@pytest.fixture(scope="module")
def narrow(visit_for_all):
    """Two panes in a narrow window, which the tests that share it leave as it is."""
    return opened(visit_for_all, "?clip=bow&checkpoint=demo-lstm..demo-sta&by=attention", width=360, height=800)


@pytest.fixture(scope="module")
def desk(visit_for_all):
    """What the page opens on, in the window of a laptop."""
    return opened(visit_for_all, panes=3, width=1440, height=900)


def alphas(page, frame):
    """For each pane, α of all joints at a frame as a multiple of uniform."""
    return page.locator(PLAYER).evaluate(
        """(root, t) => root.staPlayer.show.panes.map((pane) => {
            const n = pane.clip.persons * pane.clip.joints.length;
            return [...pane.maps[0].values.slice(t * n, (t + 1) * n)];
        })""",
        frame,
    )


def stands(page):
    """Where a person left the player, whatever it shows."""
    now = state(page)
    return {key: now[key] for key in ("frame", "range", "loop", "playing", "camera", "others")}


def test_what_when_and_where_are_said_above_the_fold(desk):
    title = desk.get_by_role("heading", level=1)
    assert title.inner_text() == "All three say “high five”"
    desk.get_by_text("Two weigh moments: some of the same; two weigh joints: some of the same").wait_for(timeout=WAIT)
    rows = desk.get_by_role("row")
    assert [row.inner_text().split("\t")[0] for row in rows.all()[1:]] == [
        "demo-sta and demo-sa",
        "demo-sta and demo-ta",
        "demo-sa and demo-ta",
    ]
    assert "2 of 5 (chance 0.5)" in rows.nth(1).inner_text()
    assert "2 of 5 (chance 0.7)" in rows.nth(2).inner_text()
    ends = [each.bounding_box() for each in (title, *rows.all(), desk.locator(".sta-stage"))]
    places = [box["y"] + box["height"] for box in ends]
    assert places == sorted(places)
    assert places[-1] < 700
    lanes = [lane for lane in state(desk)["lanes"] if lane["kind"] == "curve"]
    top = desk.locator(".sta-timeline").bounding_box()["y"]
    assert top + lanes[1]["y"] + lanes[1]["height"] < 900  # of two models at least, the moments too
    desk.get_by_role("button", name="How far to trust them").click()  # nothing lies over it
    desk.get_by_text("right on 98.9 % of 1,000 unseen planted clips").first.wait_for(timeout=WAIT)
    desk.keyboard.press("Escape")
    joints = desk.get_by_role("heading", name="Joints that one uses and the other does not").bounding_box()["y"]
    assert joints < desk.get_by_role("tab", name="When they differ").bounding_box()["y"]
    assert desk.locator(MAIN).evaluate("main => main.scrollHeight") < 2900


def test_a_pane_is_chosen_by_its_button_and_the_lanes_say_whose_they_are(desk):
    def pressed():
        return desk.locator("button.sta-caption[aria-pressed=true], .sta-label .sta-pane[aria-pressed=true]").all()

    def whose():
        return desk.locator(".sta-whose strong").inner_text()

    assert whose() == "demo-sta"
    for choose, name in ((".sta-label", "demo-ta"), (".sta-captions", "demo-sa"), (".sta-captions", "demo-sta")):
        desk.locator(f"{choose} button").filter(has_text=name).press("Enter")
        until(desk, lambda name=name: whose() == name)
        assert [name in button.inner_text() for button in pressed()] == [True, True]
    borders = desk.locator("button.sta-caption").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).borderColor)"
    )
    assert len(set(borders)) == 2


def test_lstm_and_sta_share_a_clock_and_differ_in_attention_and_a_link_shows_the_same(visit):
    page = visit(f"?clip=bow&checkpoint=demo-lstm..demo-sta&by=attention&pair=1-2&scale=own{STAND}")
    assert stands(page)["frame"] == 20
    assert not stands(page)["playing"]
    first, second = alphas(page, 20)
    assert {round(value, 5) for value in first if value} == {1.0}
    assert max(second) > 1.5
    page.locator(PLAYER).focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda: words(page).get("frame") == "21")
    assert page.get_by_test_id("stAlert").count() == 0

    offered = page.get_by_label("Opacity shows").locator("option").evaluate_all("all => all.map((one) => one.value)")
    drives, scales = ("alpha", "alpha-beta", "difference"), ("uniform", "clip", "frame")
    assert {f"{drive} {scale}" for drive in drives for scale in scales} <= set(offered)
    page.get_by_label("Opacity shows").select_option("difference uniform")
    until(page, lambda: words(page).get("view") == "difference-uniform")
    page.get_by_role("button", name="Turn together").click()
    stage = page.locator(".sta-scene").bounding_box()
    page.mouse.move(stage["x"] + stage["width"] * 0.75, stage["y"] + 60)  # the second pane
    page.mouse.down()
    page.mouse.move(stage["x"] + stage["width"] * 0.75 + 80, stage["y"] + 70, steps=3)
    page.mouse.up()
    until(page, lambda: "others" in words(page) and words(page)["others"] != words(page)["camera"])

    other = visit(f"?{urlsplit(page.url).query}")
    until(other, lambda: stands(other)["frame"] == 21)
    seen, same = state(page), state(other)
    assert {key: same[key] for key in ("revision", "range", "reading")} == {
        key: seen[key] for key in ("revision", "range", "reading")
    }
    assert same["others"][0]["yaw"] != same["camera"]["yaw"]
    for ours, theirs in zip((seen["camera"], *seen["others"]), (same["camera"], *same["others"]), strict=True):
        for name, value in ours.items():
            assert math.remainder(theirs[name] - value, math.tau) == pytest.approx(0, abs=1e-3), name


def test_removing_one_and_adding_an_upload_leaves_frame_camera_and_loop(visit):
    page = visit(f"?clip=bow&checkpoint=demo-lstm..demo-sta..demo-ta&by=attention{STAND}", panes=3)
    before = stands(page)
    assert (before["frame"], before["range"], before["camera"]["zoom"]) == (20, [5, 40], 2)
    page.get_by_test_id("stMultiSelect").locator("input").press("Backspace")  # takes out the last one
    until(page, lambda: state(page)["panes"] == 2)
    assert stands(page) == before
    page.get_by_test_id("stFileUploader").filter(has_text="your own checkpoints").locator("input").set_input_files(
        [{"name": "mine.safetensors", "mimeType": "x/y", "buffer": resolve_checkpoint("demo-sa").read_bytes()}]
    )
    until(page, lambda: state(page)["panes"] == 3)
    assert stands(page) == before
    with sharing(page):
        page.get_by_text("Send the HTML page in its place").wait_for(timeout=WAIT)
    assert "mine" not in page.url


def test_that_there_is_no_place_for_a_fifth_is_read_aloud_and_says_what_to_do(visit):
    page = visit("?clip=bow&checkpoint=demo-sta..demo-sa..demo-ta..demo-lstm&by=attention", panes=4)
    page.get_by_test_id("stFileUploader").filter(has_text="your own checkpoints").locator("input").set_input_files(
        [{"name": "mine.safetensors", "mimeType": "x/y", "buffer": resolve_checkpoint("demo-sa").read_bytes()}]
    )
    told = page.get_by_role("alert").filter(has_text="mine.safetensors was not added: 4 are compared at most")
    told.wait_for(timeout=WAIT)
    assert "Take one out of the list first" in told.inner_text()


def test_the_panes_in_one_file_play_without_a_network(narrow, new_page):
    with sharing(narrow), narrow.expect_download(timeout=WAIT) as started:
        narrow.get_by_role("button", name="HTML page").click()
    alone = new_page()
    alone.set_content(Path(started.value.path()).read_text(encoding="utf-8"))
    alone.wait_for_selector(".sta-scene", timeout=WAIT)
    assert state(alone)["panes"] == 2


def test_a_narrow_window_has_no_sideways_scroll(narrow):
    assert narrow.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
