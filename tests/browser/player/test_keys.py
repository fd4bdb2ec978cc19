"""Keys of the player: every line of the help is true."""

import json

import numpy as np
import pytest
from browser.player.playing import FIRST_PEAK, FRAMES, MOUNT, PARTLY, SECOND_PEAK, STATE, rest, wait_for

pytestmark = pytest.mark.browser


#: (key to press, frame to begin at, what must then be true), for each line of the help.
NOBODY_HEARS = "This page keeps no parts of a recording; the page Inspect does."
HELP = {
    ("Space", "play or pause"): [("Space", 20, {"playing": True})],
    ("←", "frame back (with Shift: 10)"): [
        ("ArrowLeft", 20, {"frame": 19}),
        ("ArrowLeft", 0, {"frame": 0}),
        ("Shift+ArrowLeft", 20, {"frame": 10}),
    ],
    ("→", "frame forward (with Shift: 10)"): [
        ("ArrowRight", 20, {"frame": 21}),
        ("ArrowRight", FRAMES - 1, {"frame": FRAMES - 1}),
        ("Shift+ArrowRight", 20, {"frame": 30}),
    ],
    ("[", "previous keyframe"): [("[", FRAMES - 1, {"frame": SECOND_PEAK}), ("[", SECOND_PEAK, {"frame": FIRST_PEAK})],
    ("]", "next keyframe"): [("]", 0, {"frame": FIRST_PEAK}), ("]", FIRST_PEAK, {"frame": SECOND_PEAK})],
    ("D", "play keyframes only: dwell on them"): [("d", 20, {"keyframesOnly": True})],
    ("Home", "first frame"): [("Home", 20, {"frame": 0})],
    ("End", "last frame"): [("End", 20, {"frame": FRAMES - 1})],
    ("J", "play backwards"): [("j", 20, {"playing": True, "direction": -1, "speed": 1})],
    ("K", "pause"): [("k", 20, {"playing": False}), ("l k", 20, {"playing": False})],
    ("L", "play; again: faster"): [
        ("l", 20, {"playing": True, "direction": 1, "speed": 1}),
        ("l l", 20, {"playing": True, "direction": 1, "speed": 1.5}),
        ("j l", 20, {"playing": True, "direction": 1, "speed": 1}),
    ],
    ("1", "front view"): [("1", 0, {"camera": {"yaw": 0, "pitch": 0.04}})],
    ("2", "side view"): [("2", 0, {"camera": {"yaw": np.pi / 2, "pitch": 0.04}})],
    ("3", "top view"): [("3", 0, {"camera": {"yaw": 0, "pitch": np.pi / 2}})],
    ("4", "reset the view"): [("3 4", 0, {"camera": {"yaw": 0.48, "pitch": 0.2, "zoom": 1}})],
    ("C", "cameras: one for all panes, or one each"): [("c", 0, {"said": "There is one pane, with one camera."})],
    ("N", "names of the strongest joints"): [
        ("n", 0, {"look": {"labels": True}}),
        ("n n", 0, {"look": {"labels": False}}),
    ],
    ("I", "loop from here"): [("i", 20, {"range": [20, FRAMES - 1], "loop": "range"})],
    ("O", "loop to here"): [
        ("o", 20, {"range": [0, 20], "loop": "range"}),
        ("i Shift+ArrowRight o", 20, {"range": [20, 30]}),
    ],
    ("R", "loop: off, whole clip, chosen range"): [
        ("r", 20, {"loop": "off"}),
        ("r r", 20, {"loop": "all"}),
        ("r r r", 20, {"loop": "off"}),
        ("i r", 20, {"loop": "off"}),
        ("i r r", 20, {"loop": "all"}),
        ("i r r r", 20, {"loop": "range"}),
    ],
    # A file from disk has no page that runs a model or keeps anything, and this one has no stretches.
    ("Enter", "run the model on the chosen part"): [("i Enter", 20, {"said": NOBODY_HEARS})],
    ("M", "mark the chosen part, to name and keep it"): [("i m", 20, {"said": NOBODY_HEARS})],
    (",", "previous stretch of the first such lane"): [(",", 20, {"frame": 20})],
    (".", "next stretch of the first such lane"): [(".", 20, {"frame": 20})],
    # The playhead, half a frame in, keeps its place.
    ("+", "timeline: fewer frames"): [("+", 0, {"view": [0.5 - 0.5 / 1.5, 0.5 + (FRAMES - 0.5) / 1.5]})],
    ("−", "timeline: more frames"): [("+ -", 20, {"view": [0, FRAMES]}), ("-", 0, {"view": [0, FRAMES]})],
    ("S", "save a picture"): [("s", 7, {"said": "Saved made-frame-7.png"})],
    ("V", "save a video: one pass"): [("v", 0, {"recording": True}), ("v Escape", 0, {"recording": False})],
    # The second time the page is in full screen already.
    ("F", "full screen"): [("f", 0, {"fullScreen": True}), ("f", 0, {"fullScreen": False})],
    ("P", "projection: large letters for a room"): [
        ("p", 0, {"projected": True}),
        ("p p", 0, {"projected": False}),
        ("p Escape", 0, {"projected": False}),
    ],
    ("?", "this help"): [("?", 0, {"help": True}), ("? Escape", 0, {"help": False})],
    ("Esc", "close the help, end the projection, unpin the joint, clear the loop range"): [
        ("i Escape", 20, {"range": None, "loop": "all"}),
        ("i ? Escape", 20, {"help": False, "range": [20, FRAMES - 1]}),
    ],
}


def test_every_line_of_the_help_is_true(player):
    player.keyboard.press("?")
    lines = player.evaluate(
        "() => [...document.querySelectorAll('.sta-help dl:not(.sta-gestures) dt')]"
        ".map((dt) => [dt.textContent, dt.nextElementSibling.textContent])"
    )
    player.keyboard.press("Escape")
    assert set(map(tuple, lines)) == set(HELP)
    for checks in HELP.values():
        for keys, start, expected in checks:
            player.evaluate(MOUNT, [{"token": "a", "frame": start}, True])
            player.locator(".sta-player").focus()
            for key in keys.split(" "):
                player.keyboard.press(key)
                rest(player)
            wait_for(player, f"({PARTLY})(({STATE})(), {json.dumps(expected)})")


def test_keys_count_only_where_the_player_has_the_focus(player):
    player.evaluate("() => document.activeElement.blur()")
    player.keyboard.press("ArrowRight")
    assert player.evaluate(STATE)["frame"] == 0


def test_a_focused_control_keeps_its_own_keys(player):
    player.get_by_role("slider", name="Speed").focus()
    player.keyboard.press("ArrowRight")
    state = player.evaluate(STATE)
    assert (state["frame"], state["speed"]) == (0, 1.5)
    player.get_by_role("slider", name="Frame").focus()
    player.keyboard.press("ArrowRight")
    assert player.evaluate(STATE)["frame"] == 1
    assert player.get_by_role("slider", name="Frame").get_attribute("aria-valuetext").startswith("Frame 1 of 59")
