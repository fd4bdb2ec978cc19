"""An edit sends what it changed, and nothing else."""

import base64
import json
from dataclasses import replace

import numpy as np
from made import changed, made_prediction, small_clip

from sta_lstm.player import player_patch, player_payload

CLIP = small_clip(300, 2)
BEFORE = made_prediction(CLIP)


def edited(first=20, end=24):
    positions = CLIP.positions.copy()
    positions[first:end, 1, 7] += 0.3
    return replace(CLIP, positions=positions)


def test_edited_frames_alone_are_sent():
    before, after = player_payload([CLIP]), player_payload([edited()])
    patch = player_patch(before, after)
    (clip,) = patch["clips"]
    assert (patch["version"], patch["base"], patch["revision"]) == (2, before["revision"], after["revision"])
    assert (clip["clip"], clip["first"], clip["frames"], patch["panes"]) == (0, 20, 4, [])
    sent = np.frombuffer(base64.b64decode(clip["positions"]), "<f4").reshape(4, 2, 25, 3)
    np.testing.assert_array_equal(sent, edited().positions[20:24])
    assert len(json.dumps(patch)) < len(json.dumps(after)) / 40


def test_an_answer_that_changed_is_sent_whole_and_one_that_stayed_is_not():
    after = changed(BEFORE, beta=BEFORE.beta * 1.01)
    patch = player_patch(player_payload([BEFORE, BEFORE]), player_payload([BEFORE, after]))
    (pane,) = patch["panes"]
    assert patch["clips"] == []
    assert pane == {"pane": 1} | {
        key: value
        for key, value in player_payload([after])["panes"][0].items()
        if key in {"maps", "curves", "read", "answer", "keyframes", "links", "ahead"}
    }


def test_what_is_the_same_has_an_empty_patch():
    patch = player_patch(player_payload([BEFORE]), player_payload([BEFORE]))
    assert (patch["clips"], patch["panes"]) == ([], [])


def test_a_person_who_is_taken_out_is_an_edit():
    present = CLIP.present.copy()
    present[5:7, 1] = False
    patch = player_patch(player_payload([CLIP]), player_payload([replace(CLIP, present=present)]))
    assert (patch["clips"][0]["first"], patch["clips"][0]["frames"]) == (5, 2)
    assert base64.b64decode(patch["clips"][0]["present"]) == bytes([1, 0, 1, 0])


def test_more_than_an_edit_is_sent_whole():
    before = player_payload([BEFORE])
    for shown in ([small_clip(299, 2)], [BEFORE, BEFORE], [replace(CLIP, name="another")]):
        assert player_patch(before, player_payload(shown)) is None
    assert player_patch(before, player_payload([BEFORE], titles=["a title"])) is None
