"""What the player is told of one pane: frames of the recording, maps, and how an answer stands to its label."""

import json
from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip
from sending import floats, predict

from sta_lstm.errors import PredictionError, SettingsError
from sta_lstm.player import JointMap, player_payload


def map_of(prediction, **changed):
    values = np.random.default_rng(3).random(prediction.alpha.shape)
    return JointMap(**{"name": "drop", "values": values, "title": "drop of the logit", "unit": "nat"} | changed)


def test_a_clip_by_itself_may_have_maps():
    prediction = predict()
    (pane,) = player_payload([prediction.clip], maps=[[map_of(prediction)]])["panes"]
    assert (pane["curves"], pane["answer"], pane["provenance"], pane["keyframes"]) == ([], None, None, [])
    assert [sent["name"] for sent in pane["maps"]] == ["drop"]
    assert player_payload([prediction], maps=[[]]) == player_payload([prediction])
    given = player_payload([prediction], maps=[[map_of(prediction)]])
    assert given == player_payload([prediction.with_maps(map_of(prediction))])


def test_recorded_frames_travel_with_their_panes_and_are_as_many_as_the_clips_frames():
    first, second = predict(frames=12), predict(frames=9, seed=1)
    recorded = [np.arange(12) // 2, [0] * 9]
    panes = player_payload([first, second.clip], recorded=recorded)["panes"]
    assert [pane["recorded"] for pane in panes] == [[0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5], [0] * 9]
    with pytest.raises(SettingsError, match=r"panes of \[12, 9\] frames, with recorded frames for \[9\]"):
        player_payload([first, second.clip], recorded=[[0] * 9])


def test_a_frame_that_a_clock_lets_stand_is_not_odd_and_one_of_the_recording_stays_where_it_is_shown():
    clip = predict(frames=30, persons=1).clip
    positions = clip.positions.copy()
    positions[11:14] = positions[10]  # the recording itself stands still here
    still = replace(clip, positions=positions)
    (alone,) = player_payload([still])["clips"]
    clock = [0, 0, 0, *range(1, 12), 12, 12, *range(13, 30)]
    slowed = replace(still, positions=positions[clock], present=still.present[clock])
    (shown,) = player_payload([slowed], recorded=[clock])["clips"]
    assert [warning["text"] for warning in shown["warnings"]] == [warning["text"] for warning in alone["warnings"]]
    (before,), (after,) = ([d["frames"] for d in each["warnings"] if "repeat" in d["text"]] for each in (alone, shown))
    assert before == [[11, 13]]
    assert after == [[13, 16]]


def test_maps_travel_with_their_panes():
    prediction = predict()
    values = prediction.alpha - 0.5
    values[2, 1, 3] = np.nan
    payload = player_payload([prediction.with_maps(map_of(prediction, values=values, signed=True)), prediction])
    first, second = payload["panes"]
    alpha, sent = first["maps"]
    assert alpha["name"] == "alpha"
    assert {key: sent[key] for key in sent if key != "values"} == {
        "name": "drop",
        "title": "drop of the logit",
        "symbol": "drop of the logit",
        "unit": "nat",
        "signed": True,
        "relative": False,
        "learned": False,
        "says": "",
    }
    np.testing.assert_array_equal(floats(sent["values"], 12, 2, 25), values)
    assert [each["name"] for each in second["maps"]] == ["alpha"]
    assert payload["version"] == 2
    assert json.loads(json.dumps(payload, allow_nan=False)) == payload
    assert (
        player_payload([prediction.with_maps(map_of(prediction))])["revision"]
        != player_payload([prediction])["revision"]
    )


def test_two_maps_of_one_name_mean_the_same():
    prediction = predict()
    shown = [prediction.with_maps(map_of(prediction)), prediction.with_maps(map_of(prediction, unit="bit"))]
    with pytest.raises(PredictionError, match="another title, unit or sign in pane 1"):
        player_payload(shown)


def test_an_answer_says_how_it_stands_to_the_label_and_why_to_trust_it_less():
    said = made_prediction(small_clip(label="wave"), class_names=("wave", "drink"), logits=[2.0, 0.0])
    new = replace(said, provenance=replace(said.provenance, unlike=("never met a real person",)))
    (right, doubted) = player_payload([said, new])["panes"]
    assert (right["answer"]["check"], right["cautions"]) == ("✓ correct", [])
    assert (doubted["answer"]["check"], doubted["cautions"]) == ("✓ correct", ["never met a real person"])
    told = player_payload([said, new], cautions=[["converted"], []])["panes"]
    assert [each["cautions"] for each in told] == [["converted"], []]
    (unlabelled,) = player_payload([made_prediction()])["panes"]
    assert unlabelled["answer"]["check"] == ""


def test_a_clock_that_clips_share_has_no_seconds():
    assert player_payload([predict()])["timed"] is True
    assert player_payload([predict()], timed=False)["timed"] is False
