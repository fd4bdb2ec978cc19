"""A payload without its answer names no class, and is the same recording to the player."""

import json
from dataclasses import replace

from made import made_prediction, small_clip

from sta_lstm.player import player_payload
from sta_lstm.player.withheld import without_answer

CLASSES = ("juggle", "yodel")


def payload():
    clip = replace(small_clip(name="yodel.npz"), notes=("The planted action is 'yodel'.",))
    return player_payload([made_prediction(clip, class_names=CLASSES)])


def test_nothing_of_it_names_a_class_or_the_clip():
    told = json.dumps(without_answer(payload(), called="Clip"))
    assert not any(name in told for name in CLASSES)
    assert any(name in json.dumps(payload()) for name in CLASSES)


def test_bodies_attention_and_the_recording_stay():
    before, after = payload(), without_answer(payload(), called="Clip")
    assert after["revision"] != before["revision"]
    assert set(after) >= set(before)
    ((clip, shown),) = zip(before["clips"], after["clips"], strict=True)
    assert (shown["name"], shown["fingerprint"], shown["positions"]) == ("Clip", clip["fingerprint"], clip["positions"])
    ((pane, kept),) = zip(before["panes"], after["panes"], strict=True)
    assert all(kept[field] == pane[field] for field in ("maps", "curves", "keyframes", "read"))
    assert (kept["answer"], kept["withheld"], kept["provenance"]["checkpoint"]) == (None, True, "demo")


def test_of_a_clip_by_itself_nothing_is_kept_back():
    (pane,) = without_answer(player_payload([small_clip()]), called="Clip")["panes"]
    assert (pane["answer"], pane["withheld"], pane["provenance"]) == (None, False, None)
