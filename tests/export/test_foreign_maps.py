"""A map that somebody else computed is drawn in every picture and film, without a word of uniform attention."""

import numpy as np
import pytest
from made import small_clip

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed: the extra [export]")

from sta_lstm.export import body_map, filmstrip, picture_bytes, still, video_bytes  # noqa: E402
from sta_lstm.figures import skeleton_figure  # noqa: E402
from sta_lstm.prediction import JointMap, Prediction  # noqa: E402
from sta_lstm.prediction.strength import strengths  # noqa: E402


@pytest.fixture(params=[True, False], ids=["with a sign", "without"])
def prediction(request):
    clip = small_clip(n_frames=6, n_persons=2)
    values = np.random.default_rng(0).normal(size=(6, 2, 25))
    values[2, 1, 3] = np.nan
    signed = request.param
    drop = JointMap("drop", values if signed else np.abs(values), "drop of the logit", "nat", signed=signed)
    return Prediction.of_maps(clip, [drop], made_by="my network")


@pytest.mark.parametrize("draw", [body_map, filmstrip, still])
def test_it_is_in_every_picture(prediction, draw):
    svg = picture_bytes(draw(prediction), ".svg", prediction.provenance).decode()
    assert "drop of the logit" in svg
    assert "uniform" not in svg
    assert "my network" in svg


def test_it_is_in_films_and_in_plotly(prediction):
    assert len(video_bytes(prediction, ".gif")) > 10_000
    text = skeleton_figure(prediction, frame=1).to_json()
    assert "nat" in text
    assert "\u00d7" not in text


def test_strength_is_a_share_of_the_greatest_magnitude(prediction):
    found = strengths(prediction, prediction.maps[0])
    assert found.max() == pytest.approx(1)
    assert found[2, 1, 3] == 0
    size = np.abs(np.nan_to_num(prediction.maps[0].values))
    np.testing.assert_allclose(found, size / size.max(), rtol=1e-6)
