"""The player in a real Chromium: it moves, it obeys, and nothing of it is cut off."""

import pytest
from browser.player.playing import (
    COMMAND,
    FRAMES,
    HOSTILE,
    PIXELS,
    PLAYER,
    RIGHT_TO_LEFT,
    STATE,
    frame_x,
    lane_box,
    rest,
    wait_for,
)

from sta_lstm.player import player_html, player_payload

pytestmark = pytest.mark.browser


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


def test_panes_share_one_clock_and_choose_whose_lanes_show(show, made_prediction):
    predictions = [made_prediction(frames=FRAMES, spatial=s, temporal=t) for s in (True, False) for t in (True, False)]
    page = show(player_payload(predictions, titles=list("WXYZ")), reduced_motion="reduce")
    assert page.locator(".sta-scene").count() == 1
    page.locator(".sta-captions").get_by_role("button", name="Z").click()
    state = page.evaluate(STATE)
    assert (state["panes"], state["active"]) == (4, 3)
    notes = page.locator(".sta-lane-note").all_inner_texts()
    assert "α: all alike, this model tells no attention to joints" in notes


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
