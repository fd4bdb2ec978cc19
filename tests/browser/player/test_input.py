"""What the player is given: odd clips play, and what cannot be shown is a sentence."""

import base64

import numpy as np
import pytest
from browser.player.playing import (
    FRAMES,
    STATE,
    rest,
    wait_for,
)

from sta_lstm.player import player_html, player_payload

pytestmark = pytest.mark.browser


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


@pytest.mark.parametrize(
    ("frames", "reading", "times"),
    [
        (1, "the only frame", []),
        (2, "frame 1 of 0 and 1 · 0.03 s", ["0 s", "0.03 s"]),
        (8, "frame 7 of 0–7 · 0.23 s", ["0 s", "0.05 s", "0.1 s", "0.15 s", "0.2 s"]),
    ],
)
def test_few_frames_are_counted_as_people_count_them(show, made_prediction, frames, reading, times):
    page = show(player_payload([made_prediction(frames=frames)]), reduced_motion="reduce")
    page.locator(".sta-player").press("End")
    rest(page)
    assert page.locator(".sta-readout").inner_text() == reading
    written = page.evaluate(
        """() => {
            const note = CanvasRenderingContext2D.prototype.fillText;
            const texts = [];
            CanvasRenderingContext2D.prototype.fillText = (text) => texts.push(text);
            document.querySelector('.sta-player').staPlayer.timeline.paint();
            CanvasRenderingContext2D.prototype.fillText = note;
            return texts;
        }"""
    )
    assert [text for text in written if text.endswith(" s")] == times


def test_a_model_without_attention_is_told_in_its_lanes(show, made_prediction):
    page = show(player_payload([made_prediction(spatial=False, temporal=False)]), reduced_motion="reduce")
    notes = page.locator(".sta-lane-note").all_inner_texts()
    assert notes == [
        "β: flat, this model tells no attention to moments",
        "α: all alike, this model tells no attention to joints",
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
