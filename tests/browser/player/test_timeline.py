"""The timeline: scrubbing, loops, keyframes, lanes and exact values."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from browser.player.playing import (
    COMMAND,
    FIRST_PEAK,
    FRAMES,
    INK,
    LANE,
    PLAYER,
    SECOND_PEAK,
    STATE,
    frame_x,
    lane_box,
    rest,
)

from sta_lstm.player import player_payload
from sta_lstm.prediction import JointMap

pytestmark = pytest.mark.browser


def test_the_lanes_stay_where_they_are_at_a_keyframe(player):
    # Its number makes the words beside the buttons longer, at whatever width.
    window, moved = player.viewport_size, []
    for width in range(500, 1500, 50):
        player.set_viewport_size({"width": width, "height": window["height"]})
        rest(player)
        tops = []
        for frame in (FIRST_PEAK, FIRST_PEAK + 1):
            player.evaluate(COMMAND, ["goTo", frame])
            rest(player)
            tops.append(lane_box(player)[1])
        moved += [width] if tops[0] != tops[1] else []
    player.set_viewport_size(window)
    assert moved == []


def test_scrubbing_moves_the_playhead_and_reports_once_at_its_end(player):
    player.evaluate(
        f"() => {{ window.reports = []; {PLAYER}.command('report', (state) => window.reports.push(state)); }}"
    )
    before = player.evaluate("() => document.querySelector('.sta-playhead').toDataURL()")
    _, top, _, _ = lane_box(player)
    player.mouse.move(frame_x(player, 10), top + 10)
    player.mouse.down()
    for frame in (15, 30, 45):
        player.mouse.move(frame_x(player, frame), top + 10)
        assert player.evaluate(STATE)["frame"] == frame
    assert player.evaluate("() => window.reports") == []
    player.mouse.up()
    rest(player)
    assert [report["frame"] for report in player.evaluate("() => window.reports")] == [45]
    assert player.evaluate("() => document.querySelector('.sta-playhead').toDataURL()") != before


def test_shift_and_drag_choose_a_loop_that_play_keeps_to(player):
    _, top, _, _ = lane_box(player)
    player.keyboard.down("Shift")
    player.mouse.move(frame_x(player, 20), top + 10)
    player.mouse.down()
    player.mouse.move(frame_x(player, 24), top + 10)
    player.mouse.up()
    player.keyboard.up("Shift")
    state = player.evaluate(STATE)
    assert (state["range"], state["loop"]) == ([20, 24], "range")
    seen = player.evaluate(
        """async () => {
            const player = document.querySelector('.sta-player').staPlayer;
            player.command('play');
            const frames = new Set();
            for (let i = 0; i < 40; i++) {
                await new Promise((done) => requestAnimationFrame(done));
                frames.add(player.state().frame);
            }
            return [...frames];
        }"""
    )
    assert set(seen) <= {20, 21, 22, 23, 24}
    assert len(seen) > 1


def test_a_keyframes_picture_goes_there(player):
    player.get_by_role("button", name=f"Keyframe 2: frame {SECOND_PEAK}").click()
    assert player.evaluate(STATE)["frame"] == SECOND_PEAK
    player.get_by_role("button", name="Previous keyframe").click()
    assert player.evaluate(STATE)["frame"] == FIRST_PEAK
    assert f"Frame {FIRST_PEAK} of {FRAMES - 1}" in player.get_by_role("status").inner_text()


def test_hovering_the_timeline_says_the_exact_value(player):
    box = player.locator(".sta-label-curve").bounding_box()
    player.mouse.move(frame_x(player, FIRST_PEAK), box["y"] + box["height"] / 2)
    tip = player.locator(".sta-tip").inner_text()
    assert f"frame {FIRST_PEAK}" in tip
    assert "β 0.06" in tip


def test_evidence_can_be_shown_for_another_class(player):
    chooser = player.get_by_role("combobox", name="Evidence for the class")
    assert chooser.evaluate("(made) => made.selectedOptions[0].text") == "wave"
    before = player.evaluate(INK, ["evidence", 0, FRAMES])
    chooser.select_option("drink")
    rest(player)
    assert player.evaluate(INK, ["evidence", 0, FRAMES]) != before
    top, height = player.evaluate(LANE, "evidence")
    player.mouse.move(frame_x(player, FIRST_PEAK), top + height / 2)
    assert "for drink" in player.locator(".sta-tip").inner_text()


def test_the_heat_strip_unfolds_into_joints_and_folds_again(player):
    folded = player.evaluate(LANE, "strip")[1]
    limbs = player.locator(".sta-limb").all_inner_texts()
    player.get_by_role("button", name="α: unfold the joints").click()
    rest(player)
    assert player.evaluate(LANE, "strip")[1] > 2 * folded
    assert {"right hand", "left knee"} <= set(player.locator(".sta-limb").all_inner_texts())
    player.get_by_role("button", name="α: fold the joints").click()
    assert player.evaluate(LANE, "strip")[1] == folded
    assert player.locator(".sta-limb").all_inner_texts() == limbs


def test_the_heat_strip_follows_what_the_joints_show(show, made_prediction):
    prediction = made_prediction(frames=FRAMES)
    values = np.zeros(prediction.alpha.shape)
    values[10:20], values[30:40] = 2.0, -1.0
    payload = player_payload([prediction.with_maps(JointMap("drop", values, "drop of the logit", signed=True))])
    page = show(payload, height=1100)
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("button", name="α: unfold the joints").wait_for()
    before = page.evaluate(INK, ["strip", 0, FRAMES])
    page.get_by_label("Opacity shows").select_option("drop clip")
    rest(page)
    assert page.get_by_role("button", name="drop of the logit: unfold the joints").inner_text() == "drop of the logit"
    after = page.evaluate(INK, ["strip", 0, FRAMES])
    assert after != before
    ground, more, less = (set(page.evaluate(INK, ["strip", first, first + 4])) for first in (22, 12, 32))
    assert (more & less) <= ground  # the gaps between the limbs
    assert more - ground
    assert less - ground
    top, height = page.evaluate(LANE, "strip")
    page.mouse.move(frame_x(page, 12), top + height / 2)
    assert "drop of the logit: +2" in page.locator(".sta-tip").inner_text()


#: How opaque the overlay of the timeline is at a frame, halfway down.
DIMMED = """(frame) => {
    const { frames, timeline } = document.querySelector('.sta-player').staPlayer.state();
    const overlay = document.querySelector('.sta-playhead');
    const x = timeline.left + ((frame + 0.5) / frames) * (timeline.width - timeline.left);
    const at = [x * timeline.ratio, overlay.height / 2].map(Math.round);
    return overlay.getContext('2d').getImageData(...at, 1, 1).data[3];
}"""


def test_what_lies_outside_a_range_is_dimmed_while_play_keeps_to_it(player):
    player.evaluate(COMMAND, ["loop", [20, 30]])
    rest(player)
    assert (player.evaluate(DIMMED, 50) > 0, player.evaluate(DIMMED, 25)) == (True, 0)
    player.get_by_role("button", name="Loop: chosen range").click()
    rest(player)
    assert player.evaluate(STATE)["loop"] == "off"
    assert (player.evaluate(DIMMED, 50), player.evaluate(DIMMED, 25)) == (0, 0)


def test_frames_without_a_body_are_hatched_in_every_lane(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES, absent=range(40, 46))]), reduced_motion="reduce")
    for kind in ("curve", "evidence", "leads", "strip"):
        # Above all curves and bars a frame has one colour in a lane, unless it is hatched there.
        full, gap = (set(page.evaluate(INK, [kind, first + 0.1, first + 0.9, 3])) for first in (51, 41))
        assert (len(full), len(gap) > 1) == (1, True), kind
    top, height = page.evaluate(LANE, "evidence")
    page.mouse.move(frame_x(page, 42), top + height / 2)
    assert "no body in this frame" in page.locator(".sta-tip").inner_text()


@pytest.mark.parametrize("width", [390, 1000])
def test_a_keyframe_at_either_end_has_its_picture(show_still, made_prediction, width):
    made = replace(made_prediction(frames=FRAMES), keyframes=(0, FIRST_PEAK, FRAMES - 1))
    page = show_still(player_payload([made]), width=width)
    pictures = page.locator(".sta-thumb")
    assert pictures.all_inner_texts() == ["0", str(FIRST_PEAK), str(FRAMES - 1)]
    left, _, wide, _ = lane_box(page)
    for box in (picture.bounding_box() for picture in pictures.all()):
        assert left <= box["x"]
        assert box["x"] + box["width"] <= left + wide


def test_the_rows_of_the_map_have_their_names_on_a_telephone(show_still, made_prediction):
    page = show_still(player_payload([made_prediction(frames=FRAMES)]), width=390)
    names = page.locator(".sta-limb")
    assert names.all_inner_texts() == ["trunk", "left arm", "right arm", "left leg", "right leg"]
    top, height = page.evaluate(LANE, "strip")
    boxes = [name.bounding_box() for name in names.all()]
    assert all(top - 1 <= box["y"] and box["y"] + box["height"] <= top + height + 1 for box in boxes)
    assert all(one["y"] + one["height"] <= other["y"] + 1 for one, other in pairwise(boxes))


def test_what_has_one_frame_does_not_play_and_says_why(show_still, made_prediction):
    page = show_still(player_payload([made_prediction(frames=1)]))
    play = page.get_by_role("button", name="Play", exact=True)
    assert play.is_disabled()
    assert play.get_attribute("title") == "One frame: nothing moves"
    for name in ("Frame back", "Frame forward"):
        assert page.get_by_role("button", name=name).is_disabled()
