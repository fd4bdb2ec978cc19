"""What the player reports, takes up again from a link, has selected, and keeps through an edit."""

from dataclasses import replace

import numpy as np
import pytest
from browser.player.playing import COMMAND, FRAMES, MOUNT, PIXELS_NOW, PLAYER, STATE

from sta_lstm.player import player_patch, player_payload

pytestmark = pytest.mark.browser


COMMITTED = ("frame", "range", "camera", "others", "reading", "selection")


def test_a_link_brings_a_new_player_to_what_another_reported(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    reported = page.evaluate(
        """async () => {
            const player = document.querySelector('.sta-player').staPlayer;
            player.command('goTo', 12); // or it might stand on 33 already, and have nothing to report at the end
            player.command('view', 'side');
            player.command('camera', { yaw: 1.1, pitch: 0.3, zoom: 1.7, panX: 0.2, panY: -0.1 });
            player.command('look', { drive: 'alpha-beta', scale: 'clip' });
            player.command('loop', [10, 40]);
            player.command('select', [{ person: 0, joint: 11 }, { person: 0, joint: 3 }]);
            return new Promise((done) => {
                player.command('report', done);
                player.command('goTo', 33);
            });
        }"""
    )
    seen = page.evaluate(PIXELS_NOW)
    state = page.evaluate(MOUNT, [{"token": "a", **{name: reported[name] for name in COMMITTED}}, True])
    assert {name: state[name] for name in COMMITTED} == {name: reported[name] for name in COMMITTED}
    assert (state["playing"], state["loop"]) == (False, "range")
    assert page.evaluate(PIXELS_NOW) == seen


def test_a_link_is_followed_once_for_each_token(player):
    assert player.evaluate(MOUNT, [{"token": "a", "frame": 12}, False])["frame"] == 12
    player.keyboard.press("ArrowRight")
    assert player.evaluate(MOUNT, [{"token": "a", "frame": 12}, False])["frame"] == 13
    assert player.evaluate(MOUNT, [{"token": "b", "frame": 12}, False])["frame"] == 12


def test_a_link_without_a_frame_plays_as_always(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    state = page.evaluate(MOUNT, [{"token": "a", "frame": None, "camera": {"zoom": 2}}, True])
    assert (state["playing"], state["camera"]["zoom"]) == (True, 2)


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        ("text", {"frame": 0, "range": None}),
        ({}, {"frame": 0, "range": None}),
        ({"frame": "<b>", "range": "ab", "camera": "x", "reading": "x y"}, {"frame": 0, "range": None}),
        ({"frame": 1e9, "range": [-5, 1e9]}, {"frame": FRAMES - 1, "range": [0, FRAMES - 1]}),
        ({"frame": -3, "range": [7]}, {"frame": 0, "range": None}),
        ({"range": [9, 9], "reading": "alpha <i>"}, {"range": None, "reading": "alpha uniform"}),
        ({"camera": {"yaw": None, "zoom": 1e9, "panX": "x", "fitYaw": "x"}}, {"frame": 0}),
        ({"selection": "text"}, {"selection": None}),
        (
            {"selection": {"joints": [{"person": 0, "joint": 99}, {"person": -1, "joint": 3}, None, 3]}},
            {"selection": None},
        ),
    ],
)
def test_a_damaged_link_harms_nothing(player, damaged, expected):
    initial = damaged if isinstance(damaged, str) else {"token": "a", **damaged}
    state = player.evaluate(MOUNT, [initial, True])
    assert {name: state[name] for name in expected} == expected
    assert 0.25 <= state["camera"]["zoom"] <= 12
    assert all(np.isfinite(value) for value in state["camera"].values())


#: A joint beside which no other lies: of two that meet on the screen a click takes one.
KNEE = 17


def click_joint(page, joint, **how):
    at = page.evaluate(COMMAND, ["joint", {"joint": joint}])
    page.locator(".sta-scene").click(position={"x": at["x"], "y": at["y"]}, **how)


def test_joints_are_selected_by_clicks_and_frames_by_the_loop(player):
    before = player.evaluate(PIXELS_NOW)
    click_joint(player, KNEE)
    assert player.evaluate(STATE)["selection"] == {"joints": [{"person": 0, "joint": KNEE}], "frames": None}
    click_joint(player, 3, modifiers=["Shift"])
    assert "2 selected" in player.get_by_role("status").inner_text()
    player.evaluate(COMMAND, ["loop", [10, 20]])
    joints = [{"person": 0, "joint": KNEE}, {"person": 0, "joint": 3}]
    assert player.evaluate(STATE)["selection"] == {"joints": joints, "frames": [10, 20]}
    click_joint(player, KNEE, modifiers=["Shift"])
    assert player.evaluate(STATE)["selection"]["joints"] == joints[1:]
    assert player.evaluate(PIXELS_NOW) != before
    for _ in range(2):
        player.keyboard.press("Escape")
    assert player.evaluate(STATE)["selection"] is None


def test_a_selection_is_marked_on_the_body(player):
    before = player.evaluate(PIXELS_NOW)
    player.evaluate(COMMAND, ["select", [{"person": 0, "joint": 3}]])
    assert player.evaluate(PIXELS_NOW) != before
    player.evaluate(COMMAND, ["select", []])
    assert player.evaluate(PIXELS_NOW) == before


def test_an_edit_moves_what_was_edited_and_nothing_else(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    positions = prediction.clip.positions.copy()
    positions[30:34, 0, 3, 1] += 0.3
    edited = replace(prediction, clip=replace(prediction.clip, positions=positions))
    before, after = player_payload([prediction]), player_payload([edited])
    page = show(before, reduced_motion="reduce")
    page.evaluate(COMMAND, ["camera", {"yaw": 1.1, "zoom": 1.4}])
    page.evaluate(COMMAND, ["select", [{"person": 0, "joint": 3}]])
    page.evaluate(COMMAND, ["evidenceFor", "drink"])
    kept = ("frame", "camera", "selection", "reading", "playing", "evidenceClass", "view", "cameras")

    def head(frame):
        page.evaluate(COMMAND, ["stand", frame])
        return page.evaluate(COMMAND, ["joint", {"joint": 3}])

    places, state = [head(frame) for frame in (29, 31)], page.evaluate(STATE)
    patch = player_patch(before, after)
    page.evaluate("(patch) => mountModule.mountPlayer(document.querySelector('.sta-player'), patch, {})", patch)
    now = page.evaluate(STATE)
    assert {name: now[name] for name in kept} == {name: state[name] for name in kept}
    assert now["revision"] == after["revision"]
    moved = [head(frame) for frame in (29, 31)]
    assert moved[0] == places[0]
    assert moved[1]["y"] < places[1]["y"] - 10
    # An edit of something else is left alone, so that it can be sent whole.
    assert page.evaluate("(p) => mountModule.mountPlayer(document.querySelector('.sta-player'), p, {}) ?? null", patch)
    stray = patch | {"base": "another", "revision": "x"}
    assert (
        page.evaluate("(p) => mountModule.mountPlayer(document.querySelector('.sta-player'), p, {}) ?? null", stray)
        is None
    )
    assert page.evaluate(STATE)["revision"] == after["revision"]


def test_the_same_recording_goes_on_where_it_stands_and_another_begins_anew(show, made_prediction):
    first = made_prediction(frames=FRAMES)
    namesake = replace(first, clip=replace(first.clip, positions=first.clip.positions + np.float32(0.2)))
    page = show(player_payload([first]), reduced_motion="reduce")
    mount = "(payload) => mountModule.mountPlayer(document.querySelector('.sta-player'), payload, {}).state().frame"
    page.evaluate(COMMAND, ["goTo", 25])
    renamed = replace(first, clip=replace(first.clip, name="another name"))
    assert page.evaluate(mount, player_payload([renamed])) == 25
    assert page.evaluate(mount, player_payload([namesake])) == 0
    # A page that knows its recordings decides: one that was mended is the same, and a copy need not be.
    mount = (
        "([payload, recording]) => mountModule.mountPlayer("
        "document.querySelector('.sta-player'), payload, { recording }).state().frame"
    )
    page.evaluate(mount, [player_payload([first]), "a"])
    page.evaluate(COMMAND, ["goTo", 25])
    assert page.evaluate(mount, [player_payload([namesake]), "a"]) == 25
    assert page.evaluate(mount, [player_payload([renamed]), "b"]) == 0


def test_what_the_player_does_not_know_it_says(player):
    said = player.evaluate("() => { try { " + PLAYER + ".command('fly'); } catch (error) { return error.message; } }")
    assert "knows no command fly; it knows play, goTo" in said
