"""A map that somebody else computed is drawn as α is, with its own unit, its own sign and no word of uniform."""

import numpy as np
import pytest
from made import made_prediction, small_clip

from sta_lstm.errors import PredictionError
from sta_lstm.figures import joint_ranking, map_heatmap
from sta_lstm.prediction import JointMap, Prediction
from sta_lstm.scene import look

PRESENT = np.ones((12, 2), bool)
PRESENT[3, 1] = False
CLIP = small_clip(present=PRESENT)


def drop(signed):
    values = np.random.default_rng(1).normal(size=(12, 2, 25))
    values[5, 0, 7] = 9.0
    values[6, 1, 2] = np.nan
    return JointMap("drop", values if signed else np.abs(values), "drop of the logit", "nat", signed=signed)


@pytest.mark.parametrize("signed", [True, False])
def test_the_heat_map_holds_the_values_and_its_colours_have_their_ends(signed):
    figure = map_heatmap(Prediction.of_maps(CLIP, [drop(signed)]), joint_order=CLIP.layout.joints)
    first, second = (trace.z for trace in figure.data)
    np.testing.assert_allclose(first, drop(signed).values[:, 0].T, rtol=1e-6)
    assert np.isnan(second[:, 3]).all()  # nobody there
    assert np.isnan(second[2, 6])
    axis = figure.layout.coloraxis
    assert (axis.cmin == -axis.cmax) is signed
    assert axis.cmax > 0
    text = figure.to_json()
    assert "uniform" not in text
    assert "nat" in text


@pytest.mark.parametrize("dark", [False, True])
def test_a_sign_has_the_colours_of_the_player(dark):
    figure = map_heatmap(Prediction.of_maps(CLIP, [drop(True)]), dark=dark)
    (_, less), _, (_, more) = figure.layout.coloraxis.colorscale
    scheme = look.scheme(dark=dark)
    assert (less, more) == (look.hex_of(scheme.less), look.hex_of(scheme.more))


@pytest.mark.parametrize(("largest", "marks"), [(100.0, ["0 nat", "≥ 1 nat"]), (1.0, ["0 nat", "1 nat"])])
def test_the_bar_says_where_values_go_beyond_its_end(largest, marks):
    values = np.ones((12, 2, 25))
    values[5, 0, 7] = largest
    figure = map_heatmap(Prediction.of_maps(CLIP, [JointMap("drop", values, "drop", "nat")]))
    assert list(figure.layout.coloraxis.colorbar.ticktext) == marks


def test_both_ends_of_a_sign_say_so():
    figure = map_heatmap(Prediction.of_maps(CLIP, [drop(True)]))
    low, _, high = sorted(figure.layout.coloraxis.colorbar.ticktext, key=lambda text: "≤0≥".index(text[0]))
    assert (low[:3], high[0]) == ("≤ -", "≥")


def test_the_ranking_is_of_the_named_map_with_its_unit():
    prediction = made_prediction(CLIP).with_maps(drop(signed=True))
    own, other = joint_ranking(prediction), joint_ranking(prediction, map_name="drop", frame=5)
    assert "equal share" in own.to_json()
    assert "uniform" not in other.to_json()
    values = [x for trace in other.data if trace.type == "bar" for x in trace.x]
    assert max(values) == pytest.approx(9.0)
    assert other.layout.xaxis.title.text == "drop of the logit, nat"


def test_a_map_that_is_not_there_is_named():
    with pytest.raises(PredictionError, match="there is no map 'cam' of clip 'clip'; there are: alpha, drop"):
        map_heatmap(made_prediction(CLIP).with_maps(drop(signed=True)), map_name="cam")
