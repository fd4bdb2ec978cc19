"""The player in a real Chromium: it moves, it obeys, it reports, and nothing that it is given breaks it."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.player import player_html, player_patch, player_payload

pytestmark = pytest.mark.browser

PLAYER = "document.querySelector('.sta-player').staPlayer"
STATE = f"() => {PLAYER}.state()"
COMMAND = f"([name, value]) => {PLAYER}.command(name, value)"
PIXELS = "() => document.querySelector('.sta-scene').toDataURL()"
PIXELS_NOW = """() => {
    const player = document.querySelector('.sta-player').staPlayer;
    player.command('draw');
    return document.querySelector('.sta-scene').toDataURL();
}"""
MOUNT = """([initial, afresh]) => {
    const root = document.querySelector('.sta-player');
    if (afresh) {
        root.staPlayer.destroy();
        root.staPlayer = undefined;
    }
    const payload = JSON.parse(document.getElementById('payload').textContent);
    return mountModule.mountPlayer(root, payload, { initial }).state();
}"""
#: Whether what is expected of some things, and of parts of them, holds; numbers to one in a million.
PARTLY = """function partly(found, expected) {
    if (typeof expected === 'number') return Math.abs(found - expected) < 1e-6;
    if (expected === null || typeof expected !== 'object') return found === expected;
    return found !== null && Object.entries(expected).every(([name, value]) => partly(found[name], value));
}"""
FRAMES = 60
FIRST_PEAK, SECOND_PEAK = FRAMES // 4, FRAMES // 2
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
RIGHT_TO_LEFT = "مرحبا \u202eolleh"


@pytest.fixture
def player(show, made_prediction):
    """A player that stands still at frame 0, with the focus."""
    page = show(player_payload([made_prediction(frames=FRAMES)]), reduced_motion="reduce")
    page.locator(".sta-player").focus()
    return page


def wait_for(page, words):
    """Wait until JavaScript comes true. It is asked from outside: the exported page's own policy forbids it to eval."""
    for _ in range(600):
        if page.evaluate(words):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"it never came true that {words}")


def rest(page):
    """Lets the frame that is due be painted."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def lane_box(page):
    """The part of the timeline that frames fall on, in pixels of the page."""
    box = page.locator(".sta-lanes").bounding_box()
    gutter = page.evaluate(f"() => {PLAYER}.state().timeline.left")
    return box["x"] + gutter, box["y"], box["width"] - gutter, box["height"]


def frame_x(page, frame, frames=FRAMES):
    left, _, width, _ = lane_box(page)
    return left + (frame + 0.5) / frames * width


def test_it_moves_by_itself_and_stands_still_when_paused(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    assert page.evaluate(STATE)["playing"]
    before = page.evaluate(PIXELS)
    wait_for(page, f"({STATE})().frame > 5")
    assert page.evaluate(PIXELS) != before
    page.get_by_role("button", name="Pause", exact=True).click()
    rest(page)
    assert not page.evaluate(STATE)["playing"]
    still = page.evaluate(PIXELS)
    page.wait_for_timeout(200)
    assert page.evaluate(PIXELS) == still


def test_frames_advance_at_the_clips_own_rate(show, made_prediction):
    page = show(player_payload([made_prediction(frames=6000)]))
    ratio = page.evaluate(
        """async (speed) => {
            const player = document.querySelector('.sta-player').staPlayer;
            player.command('speed', speed);
            const samples = [];
            const beat = player.beat.bind(player);
            player.beat = (now) => {
                beat(now);
                // A frame that the page was late to paint is an unsure measurement, and is left out.
                const time = performance.now();
                if (time - now < 20) samples.push([time, player.store.state.position]);
            };
            const [first, last] = [() => samples[0], () => samples[samples.length - 1]];
            while (samples.length < 2 || last()[0] - first()[0] < 1500) await new Promise(requestAnimationFrame);
            return (last()[1] - first()[1]) / ((last()[0] - first()[0]) / 1000) / (30 * speed);
        }""",
        2,
    )
    assert ratio == pytest.approx(1, abs=0.05)


def test_keyframes_only_is_a_button_and_a_key(player):
    player.get_by_role("button", name="Keyframes only").click()
    assert "dwells" in player.get_by_role("status").inner_text()
    assert player.evaluate(STATE)["keyframesOnly"]
    player.keyboard.press("d")
    assert not player.evaluate(STATE)["keyframesOnly"]


def test_a_zoomed_timeline_follows_the_playhead_and_can_be_moved_away_from_it(player):
    for _ in range(4):
        player.keyboard.press("+")
    player.keyboard.press("End")
    rest(player)
    start, end = player.evaluate(STATE)["view"]
    assert end - start < FRAMES / 4
    assert end == FRAMES
    left, top, width, _ = lane_box(player)
    player.mouse.move(left + width / 2, top + 10)
    player.mouse.wheel(-10_000, 0)
    wait_for(player, f"({STATE})().view[0] === 0")
    rest(player)
    assert player.evaluate(STATE)["view"][0] == 0


def test_starts_paused_where_less_motion_is_asked_for(player):
    state = player.evaluate(STATE)
    assert not state["playing"]
    assert state["frame"] == 0


#: (key to press, frame to begin at, what must then be true), for each line of the help.
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
    # The playhead, half a frame in, keeps its place.
    ("+", "timeline: fewer frames"): [("+", 0, {"view": [0.5 - 0.5 / 1.5, 0.5 + (FRAMES - 0.5) / 1.5]})],
    ("−", "timeline: more frames"): [("+ -", 20, {"view": [0, FRAMES]}), ("-", 0, {"view": [0, FRAMES]})],
    ("S", "save a picture"): [("s", 7, {"said": "Saved made-frame-7.png"})],
    ("V", "save a video: one pass"): [("v", 0, {"recording": True}), ("v Escape", 0, {"recording": False})],
    # The second time the page is in full screen already.
    ("F", "full screen"): [("f", 0, {"fullScreen": True}), ("f", 0, {"fullScreen": False})],
    ("?", "this help"): [("?", 0, {"help": True}), ("? Escape", 0, {"help": False})],
    ("Esc", "close the help, unpin the joint, clear the loop range"): [
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


LANE = """(kind) => {
    const player = document.querySelector('.sta-player').staPlayer;
    const { y, height } = player.state().lanes.find((lane) => lane.kind === kind);
    return [document.querySelector('.sta-lanes').getBoundingClientRect().top + scrollY + y, height];
}"""
#: The pixels of a lane from frame `first` up to `end`, or those of one line of them.
INK = """([kind, first, end, line]) => {
    const { frames, lanes, timeline } = document.querySelector('.sta-player').staPlayer.state();
    const { y, height } = lanes.find((lane) => lane.kind === kind);
    const wide = (timeline.width - timeline.left) / frames;
    const [top, high] = line === undefined ? [y, height] : [y + line, 1];
    const area = [timeline.left + first * wide, top, (end - first) * wide, high];
    const box = area.map((v) => Math.round(v * timeline.ratio));
    const { data } = document.querySelector('.sta-lanes').getContext('2d').getImageData(...box);
    return Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join());
}"""


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


def test_frames_without_a_body_are_hatched_in_every_lane(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES, absent=range(40, 46))]), reduced_motion="reduce")
    for kind in ("curve", "evidence", "leads", "strip"):
        # Above all curves and bars a lane has one colour, unless it is hatched there.
        full, gap = (set(page.evaluate(INK, [kind, first, first + 4, 3])) for first in (51, 41))
        assert (len(full), len(gap) > 1) == (1, True), kind
    top, height = page.evaluate(LANE, "evidence")
    page.mouse.move(frame_x(page, 42), top + height / 2)
    assert "no body in this frame" in page.locator(".sta-tip").inner_text()


def test_orbit_and_zoom_work_during_play(show, made_prediction):
    page = show(player_payload([made_prediction(frames=600)]))
    before = page.evaluate(STATE)["camera"]
    page.mouse.move(400, 200)
    page.mouse.down()
    page.mouse.move(500, 230, steps=4)
    page.mouse.up()
    page.mouse.wheel(0, -200)
    wait_for(page, f"({STATE})().camera.zoom > 1.1")
    after = page.evaluate(STATE)
    assert after["playing"]
    assert after["camera"]["yaw"] != before["yaw"]
    assert after["camera"]["pitch"] > before["pitch"]


def test_the_wheel_belongs_to_the_page_until_somebody_clicks_into_the_player(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]), reduced_motion="reduce")
    page.mouse.move(400, 200)
    page.mouse.wheel(0, -200)
    rest(page)
    assert page.evaluate(STATE)["camera"]["zoom"] == 1


def test_a_click_on_a_joint_pins_it(player):
    at = player.evaluate(COMMAND, ["joint", {"joint": 11}])
    box = player.locator(".sta-scene").bounding_box()
    player.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    assert player.evaluate(STATE)["look"]["pinned"] == {"person": 0, "joint": 11}
    assert "right hand" in player.get_by_role("status").inner_text()
    player.keyboard.press("Escape")
    assert player.evaluate(STATE)["look"]["pinned"] is None


def test_all_bodies_stay_in_the_picture_over_the_whole_clip(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES, persons=2)]), reduced_motion="reduce")
    outside = page.evaluate(
        """() => {
            const player = document.querySelector('.sta-player').staPlayer;
            const { boxes: [{ width, height }], frames } = player.state();
            const lost = [];
            for (const view of ['reset', 'front', 'side', 'top']) {
                player.command('view', view);
                for (let t = 0; t < frames; t++) {
                    player.command('stand', t);
                    for (let m = 0; m < 2; m++) for (let j = 0; j < 25; j++) {
                        const at = player.command('joint', { person: m, joint: j });
                        const inside = at && at.x > 0 && at.x < width && at.y > 0 && at.y < height;
                        if (!inside) lost.push([view, t, m, j]);
                    }
                }
            }
            return lost;
        }"""
    )
    assert outside == []


def test_hostile_and_right_to_left_text_stays_text(show, made_prediction):
    dialogs = []
    prediction = made_prediction(frames=FRAMES, classes=(HOSTILE, RIGHT_TO_LEFT, ""), name=HOSTILE)
    page = show(player_payload([prediction, prediction], titles=[HOSTILE, RIGHT_TO_LEFT]))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.keyboard.press("n")
    page.mouse.move(frame_x(page, 20), lane_box(page)[1] + 100)
    rest(page)
    assert HOSTILE in page.locator(".sta-caption").first.inner_text()
    assert page.locator(".sta-player img").count() == 0
    assert dialogs == []


def test_no_request_leaves_the_file(new_page, made_prediction, tmp_path):
    page = new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    path = tmp_path / "alone.html"
    path.write_text(player_html(player_payload([made_prediction()]), title="alone"), encoding="utf-8")
    page.goto(path.as_uri())
    wait_for(page, f"({STATE})().painted > 5")
    assert requests == [path.as_uri()]


def packed(values):
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


def with_version(payload):
    payload["version"] = 99


def with_no_frames(payload):
    payload["clips"][0] |= {"frames": 0, "positions": "", "present": ""}
    payload["panes"][0] |= {"maps": [], "curves": [], "read": None, "answer": None, "keyframes": []}


def with_no_panes(payload):
    payload["panes"] = []


def with_a_cut_array(payload):
    payload["clips"][0]["positions"] = payload["clips"][0]["positions"][:400]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (with_version, "reads payloads of version 2; it was given version 99"),
        (with_no_frames, "no frame to show"),
        (with_no_panes, "no frame to show"),
        (with_a_cut_array, "damaged"),
    ],
)
def test_what_cannot_be_shown_is_a_sentence(show, made_prediction, damage, sentence):
    payload = player_payload([made_prediction()])
    damage(payload)
    page = show(payload)
    assert sentence in page.get_by_role("alert").inner_text()


def test_a_browser_without_a_canvas_is_a_sentence(new_page, made_prediction, tmp_path):
    page = new_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    path = tmp_path / "player.html"
    path.write_text(player_html(player_payload([made_prediction()]), title="t"), encoding="utf-8")
    page.goto(path.as_uri())
    assert "no canvas" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize(
    "how",
    [
        {"frames": 1},
        {"frames": 2, "absent": [1]},
        {"frames": FRAMES, "persons": 8},
        {"frames": FRAMES, "absent": range(10, 30)},
        {"frames": FRAMES, "spatial": False, "temporal": False},
    ],
    ids=["one frame", "a frame without a body", "eight persons", "a gap", "no attention"],
)
def test_odd_clips_play(show, made_prediction, how):
    page = show(player_payload([made_prediction(**how)]))
    wait_for(page, f"({STATE})().painted > 0")
    for key in ("End", "Home", "]", "ArrowRight", "n", "Space"):
        page.locator(".sta-player").press(key)
    rest(page)
    assert page.evaluate(STATE)["frames"] == how["frames"]


def test_a_model_without_attention_is_told_in_its_lanes(show, made_prediction):
    page = show(player_payload([made_prediction(spatial=False, temporal=False)]), reduced_motion="reduce")
    notes = page.locator(".sta-lane-note").all_inner_texts()
    assert notes == [
        "β was not learned by this model: uniform",
        "α was not learned by this model: uniform",
    ]


def test_a_clip_without_a_model_shows_the_body_alone(show, made_prediction):
    page = show(player_payload([made_prediction().clip]), reduced_motion="reduce")
    assert page.locator(".sta-name").all_inner_texts() == ["bodies"]
    assert page.get_by_role("button", name="Next keyframe").is_disabled()


def test_a_long_clip_costs_no_more_a_frame(show, made_prediction):
    page = show(player_payload([made_prediction(frames=10_000)]))
    painted = page.evaluate(
        """async () => {
            const player = document.querySelector('.sta-player').staPlayer;
            const { timeline } = player;
            let lanes = 0;
            const paint = timeline.paint.bind(timeline);
            timeline.paint = (...rest) => { lanes++; paint(...rest); };
            const from = player.state().frame;
            for (let i = 0; i < 30; i++) await new Promise((done) => requestAnimationFrame(done));
            return { lanes, moved: player.state().frame > from };
        }"""
    )
    assert painted == {"lanes": 0, "moved": True}


def test_panes_share_one_clock_and_choose_whose_lanes_show(show, made_prediction):
    predictions = [made_prediction(frames=FRAMES, spatial=s, temporal=t) for s in (True, False) for t in (True, False)]
    page = show(player_payload(predictions, titles=list("WXYZ")), reduced_motion="reduce")
    assert page.locator(".sta-scene").count() == 1
    page.get_by_role("button", name="Z").click()
    state = page.evaluate(STATE)
    assert (state["panes"], state["active"]) == (4, 3)
    notes = page.locator(".sta-lane-note").all_inner_texts()
    assert "α was not learned by this model: uniform" in notes


def test_four_panes_never_show_different_frames(show, made_prediction):
    predictions = [made_prediction(frames=600, spatial=s, temporal=t) for s in (True, False) for t in (True, False)]
    page = show(player_payload([*predictions[:3], made_prediction(frames=20)]))
    seen = page.evaluate(
        """async () => {
            const { staPlayer: player } = document.querySelector('.sta-player');
            const { scene } = player;
            const seen = { painted: 0, frames: new Set(), apart: [] };
            const draw = scene.draw.bind(scene);
            scene.draw = (...rest) => {
                draw(...rest);
                seen.painted++;
                seen.frames.add(player.clock.frame);
                // The same clip in each pane: the same place of the waving hand, to the last bit.
                const places = scene.figures.map(({ world }) => world.slice(11 * 3, 11 * 3 + 3).join());
                if (places[0] !== places[1] || places[0] !== places[2]) seen.apart.push(places);
            };
            while (seen.frames.size < 24) await new Promise(requestAnimationFrame);
            for (const frame of [500, 3, 599]) {
                player.command('stand', frame);
            }
            return { ...seen, frames: seen.frames.size };
        }"""
    )
    assert seen["apart"] == []
    assert seen["painted"] >= seen["frames"] > 24


def test_a_remount_during_play_leaves_one_player_that_plays(show, made_prediction):
    page = show(player_payload([made_prediction(frames=6000)]))
    wait_for(page, f"({STATE})().frame > 2")
    rate = page.evaluate(
        """async () => {
            const root = document.querySelector('.sta-player');
            const payload = JSON.parse(document.getElementById('payload').textContent);
            const old = root.staPlayer;
            old.command('save', 'video');
            old.destroy();
            root.staPlayer = undefined;
            const player = mountModule.mountPlayer(root, payload);
            const painted = old.painted;
            while (player.state().frame < 5) await new Promise(requestAnimationFrame);
            mountModule.mountPlayer(root, payload);
            return { same: root.staPlayer === player, playing: player.state().playing, ghost: old.painted - painted };
        }"""
    )
    assert rate == {"same": True, "playing": True, "ghost": 0}
    assert page.locator(".sta-scene").count() == 1


@pytest.mark.parametrize("width", [320, 360, 760, 1600])
def test_nothing_is_cut_off_at_any_width(show, made_prediction, width):
    page = show(player_payload([made_prediction(persons=2)]), width=width, reduced_motion="reduce")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for button in page.locator(".sta-transport button:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_two_fingers_zoom_and_one_orbits(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]), reduced_motion="reduce", has_touch=True)
    page.evaluate(
        """() => {
            const canvas = document.querySelector('.sta-scene');
            canvas.setPointerCapture = () => {};
            const box = canvas.getBoundingClientRect();
            window.finger = (type, id, x, y) => canvas.dispatchEvent(new PointerEvent(type, {
                pointerId: id, pointerType: 'touch', clientX: box.left + x, clientY: box.top + y, bubbles: true,
            }));
        }"""
    )
    before = page.evaluate(STATE)["camera"]
    page.evaluate("() => { finger('pointerdown', 1, 300, 200); finger('pointermove', 1, 360, 200); }")
    turned = page.evaluate(STATE)["camera"]
    assert turned["yaw"] != before["yaw"]
    page.evaluate("() => { finger('pointerdown', 2, 460, 200); finger('pointermove', 2, 560, 200); }")
    pinched = page.evaluate(STATE)["camera"]
    assert pinched["zoom"] == pytest.approx(2)
    assert pinched["yaw"] == turned["yaw"]


def test_a_change_of_theme_is_followed(player):
    assert not player.evaluate(f"() => {PLAYER}.state().dark")
    player.evaluate(
        "() => { const { style } = document.querySelector('.sta-player');"
        " style.setProperty('--sta-background', '#101014'); style.setProperty('--sta-text', '#eeeeee'); }"
    )
    wait_for(player, f"() => {PLAYER}.state().dark")


def test_every_control_has_a_name(player):
    nameless = player.evaluate(
        "() => [...document.querySelectorAll('.sta-player :is(button, input, select)')]"
        ".filter((e) => !(e.getAttribute('aria-label') ?? e.textContent).trim()).length"
    )
    assert nameless == 0


COMMITTED = ("frame", "range", "camera", "others", "reading", "selection")


def test_a_link_brings_a_new_player_to_what_another_reported(show, made_prediction):
    page = show(player_payload([made_prediction(frames=FRAMES)]))
    reported = page.evaluate(
        """async () => {
            const player = document.querySelector('.sta-player').staPlayer;
            player.command('goTo', 12); // or it might stand on 33 already, and have nothing to report at the end
            player.command('view', 'side');
            player.command('camera', { yaw: 1.1, pitch: 0.3, zoom: 1.7, panX: 0.2, panY: -0.1 });
            player.command('look', { drive: 'alphaBeta', scale: 'clip' });
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


def click_joint(page, joint, **how):
    at = page.evaluate(COMMAND, ["joint", {"joint": joint}])
    page.locator(".sta-scene").click(position={"x": at["x"], "y": at["y"]}, **how)


def test_joints_are_selected_by_clicks_and_frames_by_the_loop(player):
    before = player.evaluate(PIXELS_NOW)
    click_joint(player, 11)
    assert player.evaluate(STATE)["selection"] == {"joints": [{"person": 0, "joint": 11}], "frames": None}
    click_joint(player, 3, modifiers=["Shift"])
    assert "2 selected" in player.get_by_role("status").inner_text()
    player.evaluate(COMMAND, ["loop", [10, 20]])
    joints = [{"person": 0, "joint": 11}, {"person": 0, "joint": 3}]
    assert player.evaluate(STATE)["selection"] == {"joints": joints, "frames": [10, 20]}
    click_joint(player, 11, modifiers=["Shift"])
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
    page.evaluate(COMMAND, ["evidenceClass", 1])
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
