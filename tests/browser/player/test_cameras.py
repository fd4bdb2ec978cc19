"""Cameras of several panes: locked they look alike, free each has its own."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.player import player_payload

pytestmark = pytest.mark.browser

STATE = "() => document.querySelector('.sta-player').staPlayer.state()"
CAMERAS = "() => document.querySelector('.sta-player').staPlayer.state().cameras"
FRONTS = "() => document.querySelector('.sta-player').staPlayer.state().fronts"
#: Each pane's picture by itself.
PICTURES = """() => {
    const { staPlayer: player } = document.querySelector('.sta-player');
    player.command('draw');
    const { boxes, timeline: { ratio } } = player.state();
    return boxes.map(({ x, y, width, height }) => {
        const part = document.createElement('canvas');
        [part.width, part.height] = [width * ratio, height * ratio];
        part.getContext('2d').drawImage(document.querySelector('.sta-scene'), -x * ratio, -y * ratio);
        return part.toDataURL();
    });
}"""
MOUNT = """(initial) => {
    const root = document.querySelector('.sta-player');
    root.staPlayer.destroy();
    root.staPlayer = undefined;
    const payload = JSON.parse(document.getElementById('payload').textContent);
    return mountModule.mountPlayer(root, payload, { initial }).state();
}"""


@pytest.fixture
def two(show_still, made_prediction):
    """Two panes of one clip that stand still, with the focus."""
    made = made_prediction(frames=30)
    page = show_still(player_payload([made, made], titles=["left", "right"]))
    page.locator(".sta-player").focus()
    return page


def turned(made):
    """The same result for bodies that face a quarter of a turn farther to their left."""
    x, y, z = np.moveaxis(made.clip.positions, -1, 0)
    return replace(made, clip=replace(made.clip, positions=np.stack([z, y, -x], axis=-1), name="turned"))


def drag(page, pane, dx, dy):
    """Turns the body in a pane."""
    box = page.locator(".sta-scene").bounding_box()
    part = page.evaluate("(p) => document.querySelector('.sta-player').staPlayer.state().boxes[p]", pane)
    x, y = box["x"] + part["x"] + part["width"] / 2, box["y"] + part["y"] + part["height"] * 0.9
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=3)
    page.mouse.up()


def test_locked_cameras_turn_together(two):
    before = two.evaluate(CAMERAS)
    drag(two, 1, 60, 10)
    first, second = two.evaluate(CAMERAS)
    assert first == second != before[0]
    assert two.evaluate(STATE)["others"] is None


def test_a_free_camera_leaves_the_other_pane_as_it_was(two):
    two.get_by_role("button", name="Turn together").click()
    still, moving = two.evaluate(PICTURES)
    drag(two, 1, 60, 10)
    first, second = two.evaluate(PICTURES)
    assert first == still
    assert second != moving
    state = two.evaluate(STATE)
    assert state["others"][0]["yaw"] != state["camera"]["yaw"]


def test_locked_again_all_look_as_the_one_that_was_turned_last(two):
    two.keyboard.press("c")
    drag(two, 0, -30, 5)
    drag(two, 1, 60, 10)
    _, moved = two.evaluate(CAMERAS)
    two.keyboard.press("c")
    two.wait_for_function(f"() => ({STATE})().others === null")
    first, second = two.evaluate(CAMERAS)
    assert first == pytest.approx(moved)
    assert second == pytest.approx(moved)
    assert two.evaluate("() => document.querySelector('.sta-player').staPlayer.state().said").startswith("All panes")


def test_a_named_view_and_a_double_click(two):
    two.keyboard.press("c")
    drag(two, 0, 40, 10)
    drag(two, 1, 60, 10)
    moved = two.evaluate(CAMERAS)
    at = two.locator(".sta-scene").bounding_box()
    two.mouse.dblclick(at["x"] + at["width"] * 0.9, at["y"] + at["height"] * 0.85)
    two.wait_for_function("() => !document.querySelector('.sta-player').staPlayer.state().turning")
    first, second = two.evaluate(CAMERAS)
    assert first == moved[0]
    assert (second["zoom"], second["pitch"]) == (1, 0.2)
    two.keyboard.press("3")  # of every pane
    two.wait_for_function(f"() => ({CAMERAS})().every(({{ pitch }}) => pitch === Math.PI / 2)")


def test_two_clips_are_seen_from_the_same_side_of_each(show_still, made_prediction):
    made = made_prediction(frames=30)
    page = show_still(player_payload([made, turned(made)], titles=["as it is", "turned"]))
    fronts = page.evaluate(FRONTS)
    assert abs(math.remainder(fronts[1] - fronts[0], math.tau)) == pytest.approx(math.pi / 2, abs=1e-3)
    drag(page, 0, 50, 10)
    first, second = page.evaluate(CAMERAS)
    assert second["yaw"] - first["yaw"] == pytest.approx(fronts[1] - fronts[0])
    assert second["pitch"] == first["pitch"]


def test_a_link_brings_free_cameras_back(two):
    two.keyboard.press("c")
    drag(two, 0, -30, 5)
    drag(two, 1, 60, 10)
    seen, state = two.evaluate(PICTURES), two.evaluate(STATE)
    back = two.evaluate(MOUNT, {"token": "a", "frame": 0, "camera": state["camera"], "others": state["others"]})
    assert (back["camera"], back["others"]) == (state["camera"], state["others"])
    assert two.evaluate(PICTURES) == seen


@pytest.mark.parametrize(
    "others",
    [["x"], [None, None, None], [{"yaw": None, "zoom": 1e9}], "text", [{}] * 50, {"yaw": 1}],
    ids=["text", "none", "out of range", "no list", "too many", "no list of cameras"],
)
def test_damaged_cameras_harm_nothing(two, others):
    two.evaluate(MOUNT, {"token": "a", "frame": 0, "camera": {"yaw": 1}, "others": others})
    cameras = two.evaluate(CAMERAS)
    assert len(cameras) == 2
    assert all(math.isfinite(value) for camera in cameras for value in camera.values())
    assert all(camera["zoom"] <= 12 for camera in cameras)


def test_other_panes_find_their_cameras(two):
    """A pane that goes takes its camera along; the one that stays keeps its own."""
    two.keyboard.press("c")
    drag(two, 0, -30, 5)
    drag(two, 1, 60, 10)
    _, second = two.evaluate(CAMERAS)
    two.evaluate(
        """() => {
            const payload = JSON.parse(document.getElementById('payload').textContent);
            payload.panes.shift();
            payload.revision = 'another';
            mountModule.mountPlayer(document.querySelector('.sta-player'), payload, {});
        }"""
    )
    assert two.evaluate(CAMERAS) == [second]
    assert two.evaluate(STATE)["others"] is None
    assert two.get_by_role("button", name="Turn together").is_hidden()
