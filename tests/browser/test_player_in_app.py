"""The player within Streamlit: reruns leave it alone, what it reports arrives, and two tabs do not meet."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.player import player_patch, player_payload

pytestmark = pytest.mark.browser

FRAMES = 60
SCRIPT = """
import json
import pathlib

import streamlit as st

from sta_lstm.ui.panels.player import show_player

here = pathlib.Path(__file__).parent
st.set_page_config(layout="wide")
which = st.radio("clip", ["first", "second", "edited"])
st.number_input("anything", key="anything")
made = st.number_input("players made", step=1)
if not st.checkbox("show", value=True):
    st.stop()
payload = json.loads((here / f"{which}.json").read_text())
patch = json.loads((here / "patch.json").read_text()) if which == "edited" else None
state = show_player(payload, key=f"player {made}", patch=patch)
st.text(f"reported {state.frame} {state.pinned}")
if state.selection:
    st.text(f"selected {[ref.joint for ref in state.selection.joints]} {state.selection.frames}")
st.text(f"ran with {st.session_state.anything:g} for player {made}")
"""
SHADOW = """(root = document) => {
    for (const element of root.querySelectorAll('*')) {
        if (element.classList.contains('sta-player')) return element;
        const inside = element.shadowRoot && find(element.shadowRoot);
        if (inside) return inside;
    }
}"""
IN_APP = f"() => {{ const find = {SHADOW}; return find()?.staPlayer?.state(); }}"


@pytest.fixture(scope="module")
def app(streamlit_app, made_prediction, tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    for name, frames in (("first", FRAMES), ("second", 90)):
        payload = player_payload([made_prediction(frames=frames, name=name)])
        (folder / f"{name}.json").write_text(json.dumps(payload), encoding="utf-8")
    made = made_prediction(frames=FRAMES, name="first")
    positions = made.clip.positions.copy()
    positions[10:20] += np.float32(0.2)
    edited = replace(made, clip=replace(made.clip, positions=positions))
    before, after = player_payload([made]), player_payload([edited])
    (folder / "edited.json").write_text(json.dumps(after), encoding="utf-8")
    (folder / "patch.json").write_text(json.dumps(player_patch(before, after)), encoding="utf-8")
    (folder / "script.py").write_text(SCRIPT, encoding="utf-8")
    return streamlit_app(folder / "script.py")


@pytest.fixture(scope="module")
def opened(app, context):
    """One page of the script for all tests, and what it complained of."""
    page, complaints = context.new_page(), []
    page.set_viewport_size({"width": 1000, "height": 900})
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(app)
    page.wait_for_selector(".sta-scene", timeout=60_000)
    yield page, complaints
    page.close()


@pytest.fixture
def in_app(opened):
    """The page with a player that was just made, of the first clip, playing."""
    page, complaints = opened
    complaints.clear()
    page.get_by_text("first", exact=True).click()
    page.get_by_role("checkbox", name="show").check(force=True)
    made = page.get_by_label("players made")
    fill(made, int(made.input_value()) + 1)
    page.get_by_text(f"for player {made.input_value()}").wait_for()
    page.wait_for_function(f"() => {{ const now = ({IN_APP})(); return now?.playing && now.frames === {FRAMES}; }}")
    page.get_by_text("reported None None").wait_for()
    yield page
    assert complaints == []


def fill(field, value):
    field.fill(f"{value}")
    field.press("Enter")


def rerun(page, value):
    """Make the script run again, to its end."""
    fill(page.get_by_label("anything"), value)
    page.get_by_text(f"ran with {value} for").wait_for()


def test_a_rerun_changes_nothing_and_play_goes_on(in_app):
    in_app.evaluate(f"() => {{ const find = {SHADOW}; window.before = find(); }}")
    rerun(in_app, 3)
    assert in_app.evaluate(f"() => {{ const find = {SHADOW}; return find() === window.before; }}")
    assert in_app.evaluate(IN_APP)["playing"]


def test_a_pause_is_reported(in_app):
    in_app.get_by_role("button", name="Pause", exact=True).click()
    frame = in_app.evaluate(IN_APP)["frame"]
    in_app.get_by_text(f"reported {frame} None").wait_for()
    in_app.keyboard.press("ArrowRight")
    in_app.get_by_text(f"reported {min(frame + 1, FRAMES - 1)} None").wait_for()


def test_another_clip_takes_the_place(in_app):
    in_app.get_by_text("second", exact=True).click()
    in_app.wait_for_function(f"({IN_APP})().frames === 90")
    state = in_app.evaluate(IN_APP)
    assert state["playing"]
    in_app.get_by_text("reported None None").wait_for()


def command(page, name, value):
    page.evaluate(
        f"([name, value]) => {{ const find = {SHADOW}; return find().staPlayer.command(name, value); }}", [name, value]
    )


def test_a_selection_is_reported(in_app):
    command(in_app, "play", False)
    command(in_app, "loop", [10, 20])
    command(in_app, "select", [{"person": 0, "joint": 11}, {"person": 0, "joint": 3}])
    in_app.get_by_text("selected [11, 3] (10, 20)").wait_for()


GEOMETRY = f"() => {{ const find = {SHADOW}; return find().staPlayer.show.clips[0].geometry; }}"


def test_an_edit_is_sent_by_itself_and_whole_to_a_player_that_is_made_anew(in_app):
    command(in_app, "goTo", 33)
    in_app.get_by_text("reported 33 None").wait_for()
    in_app.evaluate(f"() => {{ window.before = ({GEOMETRY})(); window.revision = ({IN_APP})().revision; }}")
    in_app.get_by_text("edited", exact=True).click()
    in_app.wait_for_function(f"() => ({IN_APP})().revision !== window.revision")
    assert in_app.evaluate(f"() => ({GEOMETRY})() === window.before")  # of the recording that was edited
    in_app.get_by_text("reported 33 None").wait_for()
    # A player that is made anew has nothing that could be edited.
    for there in (0, 1):
        in_app.get_by_text("show", exact=True).click()
        in_app.wait_for_function(
            f"() => {{ const find = {SHADOW}; return Boolean(find()?.isConnected) === Boolean({there}); }}"
        )
    in_app.wait_for_function(f"() => ({IN_APP})()?.frames === {FRAMES}")
    assert not in_app.evaluate(f"() => ({GEOMETRY})() === window.before")


def test_a_player_that_leaves_the_page_ends(in_app):
    in_app.evaluate(f"() => {{ const find = {SHADOW}; window.before = find().staPlayer; }}")
    in_app.get_by_text("show", exact=True).click()
    in_app.wait_for_function("() => window.before.destroyed")


def test_an_orbit_during_play_goes_on_through_a_rerun(in_app):
    scene = in_app.locator(".sta-scene").bounding_box()
    x, y = scene["x"] + 300, scene["y"] + 120
    in_app.mouse.move(x, y)
    in_app.mouse.down()
    in_app.mouse.move(x + 60, y)
    halfway = in_app.evaluate(IN_APP)["camera"]["yaw"]
    # What the player reports makes the script run again, while the pointer is still down.
    in_app.evaluate(
        f"() => {{ const find = {SHADOW}; const p = find().staPlayer;"
        " p.options.onCommit({ ...p.state(), frame: 41, look: undefined }); }"
    )
    in_app.get_by_text("reported 41 None").wait_for()
    assert in_app.evaluate(IN_APP)["camera"]["yaw"] == halfway
    in_app.mouse.move(x + 120, y)
    in_app.mouse.up()
    turned = in_app.evaluate(IN_APP)
    assert turned["playing"]
    assert turned["camera"]["yaw"] < halfway
    rerun(in_app, 5)
    state = in_app.evaluate(IN_APP)
    assert state["playing"]
    assert state["camera"] == turned["camera"]


def test_two_tabs_do_not_disturb_each_other(in_app):
    other = in_app.context.new_page()
    other.goto(in_app.url)
    other.wait_for_selector(".sta-scene", timeout=60_000)
    other.wait_for_function(f"({IN_APP})()?.frame > 3")
    other.locator(".sta-player").focus()
    for key in ("End", "2", "r"):
        other.keyboard.press(key)
    other.get_by_text(f"reported {FRAMES - 1} None").wait_for()
    in_app.bring_to_front()
    in_app.wait_for_function(f"({IN_APP})().frame > 3")
    here, there = in_app.evaluate(IN_APP), other.evaluate(IN_APP)
    assert (here["playing"], here["loop"], here["camera"]["pitch"]) == (True, "all", 0.2)
    assert (there["playing"], there["loop"], there["frame"]) == (False, "off", FRAMES - 1)
    in_app.get_by_role("button", name="Pause", exact=True).click()
    frame = in_app.evaluate(IN_APP)["frame"]
    in_app.get_by_text(f"reported {frame} None").wait_for()
    other.bring_to_front()
    other.get_by_text(f"reported {FRAMES - 1} None").wait_for()
    assert other.evaluate(IN_APP)["frame"] == FRAMES - 1
    other.close()


def test_pictures_and_videos_are_saved(in_app):
    in_app.locator(".sta-player").focus()
    in_app.keyboard.press("Home")
    for key, suffixes in (("s", (".png",)), ("v", (".mp4", ".webm"))):
        with in_app.expect_download(timeout=60_000) as started:
            in_app.keyboard.press(key)
        assert started.value.suggested_filename.endswith(suffixes)
        assert started.value.path().stat().st_size > 1000
    assert in_app.evaluate(IN_APP)["frame"] == 0
