"""Odd and damaged input is drawn in every way, or refused in a sentence."""

import base64

import numpy as np
import pytest
from browser.player.scenes import FRAMES, HOSTILE, RIGHT_TO_LEFT, ask
from made import changed

from sta_lstm.player import JointMap, player_payload

pytestmark = pytest.mark.browser


def with_alpha(prediction, alpha, **more):
    alpha = np.asarray(alpha, dtype=float)
    return changed(prediction, alpha=alpha / np.maximum(alpha.sum((1, 2), keepdims=True), 1e-12), **more)


def ramp(prediction, **more):
    """A map that is t + j in frame t at joint j, for the first person, and twice that for the second."""
    frames, persons, joints = prediction.alpha.shape
    values = np.arange(frames)[:, None, None] + np.arange(joints) + np.zeros((1, persons, 1))
    values *= 1 + np.arange(persons)[None, :, None]
    return JointMap(**{"name": "ramp", "values": values, "title": "a ramp", "unit": "m/s"} | more)


def packed(values):
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()


READINGS = [
    ("alpha", "uniform"),
    ("alpha-beta", "clip"),
    ("difference", "frame"),
    ("ramp", "clip"),
    ("ramp", "frame"),
]


def exercise(page):
    """Everything that draws, once; the fixture fails the test if the console heard of an error."""
    ask(
        page,
        """for (const [drive, scale] of given) {
            const pinned = { person: 0, joint: 3 };
            player.command('look', { drive, scale, pinned, floor: 0.2, labels: true, trails: 'strongest' });
            const { frames } = player.state();
            for (const t of [0, Math.floor(frames / 2), frames - 1]) {
                player.command('stand', t + 0.5);
                for (const [x, y] of [[0, 0], [200, 150], [400, 200]]) {
                    const joint = player.scene.jointAt(x, y);
                    if (joint) player.pins.values(joint);
                }
            }
        }
        for (const view of ['front', 'side', 'top', 'reset']) {
            player.turning.to(view);
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        }""",
        READINGS,
    )
    for key in ("End", "Home", "]", "[", "ArrowRight", "n", "Space", "Space"):
        page.locator(".sta-player").press(key)


@pytest.mark.parametrize(
    "how",
    [
        {"frames": 1},
        {"frames": FRAMES, "persons": 2, "absent": range(10, 30)},
        {"frames": 10_000},
    ],
    ids=["one frame", "no persons in a range", "10 000 frames"],
)
def test_odd_clips_are_drawn_in_every_way(show_still, made_prediction, how):
    prediction = made_prediction(**how)
    other = with_alpha(prediction, prediction.alpha**2)
    page = show_still(player_payload([prediction, other], maps=[[ramp(prediction)], []]))
    exercise(page)
    assert ask(page, "return player.state();")["frames"] == how["frames"]


def nobody(payload):
    payload["clips"][0]["present"] = base64.b64encode(bytes(2 * FRAMES)).decode()


def no_person_columns(payload):
    payload["clips"][0] |= {"persons": 0, "positions": "", "present": ""}
    payload["panes"][0]["maps"][0]["values"] = payload["panes"][0]["read"] = ""


def no_clock(payload):
    payload["clips"][0]["fps"] = None


def no_bones_and_no_limbs(payload):
    payload["clips"][0]["layout"] |= {"bones": [], "limbs": [], "sides": ""}


@pytest.mark.parametrize("damage", [nobody, no_person_columns, no_clock, no_bones_and_no_limbs])
def test_what_python_would_refuse_breaks_nothing(show_still, made_prediction, damage):
    payload = player_payload([made_prediction(frames=FRAMES, persons=2)])
    damage(payload)
    page = show_still(payload)
    exercise(page)
    assert ask(page, "return player.state();")["frames"] == FRAMES


def test_eight_panes_are_drawn_in_every_way(show_still, made_prediction):
    predictions = [made_prediction(frames=FRAMES, persons=1 + p % 2, spatial=p % 3 > 0) for p in range(7)]
    shown = [*predictions, predictions[0].clip]
    page = show_still(player_payload(shown, maps=[[ramp(one)] for one in predictions] + [[ramp(predictions[0])]]))
    exercise(page)
    assert ask(page, "return player.state().boxes.length;") == 8


def test_names_are_only_text_wherever_they_stand(show_still, made_prediction):
    prediction = made_prediction(frames=FRAMES, persons=2, classes=(HOSTILE, RIGHT_TO_LEFT, ""), name=RIGHT_TO_LEFT)
    joints = [HOSTILE, RIGHT_TO_LEFT, *prediction.clip.layout.joints[2:]]
    payload = player_payload(
        [prediction, prediction],
        titles=[HOSTILE, RIGHT_TO_LEFT],
        maps=[[ramp(prediction, title=HOSTILE, unit=RIGHT_TO_LEFT)], []],
    )
    payload["clips"][0]["layout"]["joints"] = joints
    dialogs = []
    page = show_still(payload)
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    exercise(page)
    ask(
        page,
        "player.command('unfold'); player.command('pin', { person: 0, joint: 0 }); player.command('draw');",
    )
    page.mouse.move(300, 200)
    assert page.locator("option", has_text=HOSTILE).count() > 0
    assert page.locator(".sta-player img").count() == 0
    assert dialogs == []


def damaged_map(payload):
    payload["panes"][0]["maps"][0]["values"] = "AAAA"


def maps_that_are_no_list(payload):
    payload["panes"][0]["maps"] = {"name": "m"}


def a_clip_that_is_not_there(payload):
    payload["panes"][0]["clip"] = 7


def no_layout(payload):
    del payload["clips"][0]["layout"]


def an_older_version(payload):
    payload["version"] = 0


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (damaged_map, "damaged"),
        (maps_that_are_no_list, "damaged"),
        (a_clip_that_is_not_there, "damaged"),
        (no_layout, "damaged"),
        (an_older_version, "it was given version 0"),
    ],
)
def test_what_cannot_be_drawn_is_a_sentence(show_still, made_prediction, damage, sentence):
    payload = player_payload([made_prediction()])
    damage(payload)
    assert sentence in show_still(payload).get_by_role("alert").inner_text()
