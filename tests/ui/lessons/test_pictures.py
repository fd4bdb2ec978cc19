"""The guide's small players are light, and show what their words say."""

import json

import numpy as np
import pytest

from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip
from sta_lstm.ui.lessons.pictures import PICTURES, payload_of

MOST_BYTES = 200_000


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_light_and_stands_on_a_frame_of_its_clip(name):
    picture, payload = PICTURES[name], payload_of(PICTURES[name])
    assert len(json.dumps(payload)) < MOST_BYTES
    assert picture.frame < min(clip["frames"] for clip in payload["clips"])
    for pane in payload["panes"]:
        assert bool(pane["maps"]) == picture.maps
        assert bool(pane["curves"]) == picture.curves
        assert (pane["answer"] is not None) == picture.answer


def test_the_foot_that_kicks_has_most_attention_and_has_it_when_it_kicks():
    picture = PICTURES["alpha"]
    clip = load_clip(resolve_clip(picture.clip))
    prediction = predict(load_checkpoint(resolve_checkpoint("demo-sta")), clip)
    foot = prediction.relative_alpha[:, 0, clip.layout.index("right foot")]
    assert prediction.relative_alpha[picture.frame, 0].argmax() == clip.layout.index("right foot")
    assert foot[picture.frame] > 2 * np.median(foot)
    assert prediction.keyframes[0] == picture.frame == PICTURES["beta"].frame


def test_the_held_leg_changes_the_answer_and_the_mistake_is_one():
    before, after = (pane["answer"] for pane in payload_of(PICTURES["what-if"])["panes"])
    assert before["predicted"] != after["predicted"]
    ((wrong,), (clip,)) = (payload_of(PICTURES["mistake"])[part] for part in ("panes", "clips"))
    assert wrong["answer"]["classes"][wrong["answer"]["predicted"]] == "nod"
    assert "punch right" in " ".join(clip["notes"])
