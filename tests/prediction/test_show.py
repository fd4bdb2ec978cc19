"""Arrays of any model become a result like our own, on the clip's own frames and joints."""

import json
from dataclasses import replace

import numpy as np
import pytest
from made import made_prediction, small_clip

import sta_lstm
from sta_lstm.errors import PredictionError
from sta_lstm.player import player_payload
from sta_lstm.prediction.keyframes import keyframes
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.prediction.show import show
from sta_lstm.skeletons.quality.doubts import doubts_of

CLIP = small_clip(n_frames=6, n_persons=2)


def test_arrays_of_our_own_prediction_give_the_same_page_to_the_byte():
    own = made_prediction(CLIP)
    plain = replace(
        own,
        maps=own.maps[:1],
        curves=own.curves[:1],
        scores=Scores(own.class_names, np.log(own.probabilities)),
        keyframes=keyframes(own.beta),
        provenance=Provenance("mine", doubts=doubts_of(CLIP)),
    )
    shown = show(
        CLIP,
        alpha=own.alpha,
        beta=own.beta,
        probabilities=own.probabilities,
        class_names=own.class_names,
        made_by="mine",
    )
    assert json.dumps(player_payload([shown])) == json.dumps(player_payload([plain]))


def test_it_is_to_be_had_at_the_top_and_needs_one_array_alone(tmp_path):
    shown = sta_lstm.show(CLIP, maps={"cam": np.ones((3, 2, 25))}, made_by="my network")
    assert shown.maps[0].name == "cam"
    assert shown.provenance.checkpoint == "my network"
    assert any("3 rows in time" in change for change in shown.provenance.changes)
    shown.to_html(tmp_path / "shown.html")
    assert "my network" in (tmp_path / "shown.html").read_text(encoding="utf-8")


def test_a_map_below_0_has_a_sign_and_a_curve_alone_is_shown_over_joints_that_weigh_alike():
    assert show(CLIP, maps={"drop": -np.ones((6, 2, 25))}).maps[0].signed
    shown = show(CLIP, curves={"energy": np.arange(6.0)})
    assert not shown.maps[0].learned
    assert shown.curves[0].name == "energy"


def test_classes_without_names_are_numbered():
    shown = show(CLIP, beta=np.ones(6), probabilities=[0.25, 0.75])
    assert shown.label == "class 2"
    np.testing.assert_allclose(shown.probabilities, [0.25, 0.75], rtol=1e-6)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "nothing to show"),
        ({"probabilities": [0.5, 0.5]}, "nothing to show"),
        ({"class_names": ["a"]}, "there are no probabilities"),
        ({"probabilities": [0.5, 0.6]}, "sum to 1.1"),
        ({"probabilities": [1.5, -0.5]}, "numbers from 0 to 1"),
        ({"probabilities": "high"}, "are not numbers"),
        ({"probabilities": [1.0], "class_names": ["a", "b"]}, "1 probabilities and 2 class names"),
        ({"probabilities": [0.5, 0.5], "class_names": ["a", "a"]}, "each class needs its own name"),
        ({"maps": {"cam": np.full((6, 2, 25), np.inf)}}, "infinite"),
        ({"maps": {"": np.ones((6, 2, 25))}}, "no name"),
        ({"beta": -np.ones(6)}, "below 0"),
    ],
)
def test_what_is_wrong_is_one_sentence(given, sentence):
    base = {"beta": np.ones(6)} if not given.keys() & {"maps", "beta"} and sentence != "nothing to show" else {}
    with pytest.raises(PredictionError, match=sentence):
        show(CLIP, **base, **given)
