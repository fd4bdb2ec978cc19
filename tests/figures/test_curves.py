"""β of several models in one figure."""

import numpy as np
import pytest

from sta_lstm.comparison.models import compare
from sta_lstm.figures.curves import beta_curves, shared_keyframes
from sta_lstm.figures.style import palette
from sta_lstm.formats import load_clip
from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.prediction.predict import predict
from sta_lstm.samples import resolve_checkpoint, resolve_clip


@pytest.fixture(scope="module")
def found():
    clip = load_clip(resolve_clip("bow"))
    names = ("demo-sta", "demo-ta", "demo-lstm")
    return compare([predict(load_checkpoint(resolve_checkpoint(name), device="cpu"), clip) for name in names])


@pytest.mark.parametrize("dark", [False, True])
def test_every_model_has_its_curve_and_its_keyframes(found, dark):
    curves = [trace for trace in beta_curves(found, dark=dark).data if trace.mode == "lines"]
    marks = [trace for trace in beta_curves(found, dark=dark).data if trace.mode == "markers"]
    assert [trace.name for trace in curves] == list(found.names)
    assert [trace.line.color for trace in curves] == list(palette(dark=dark).models[:3])
    for i, (curve, mark) in enumerate(zip(curves, marks, strict=True)):
        np.testing.assert_array_equal(curve.y, found.beta[i])
        assert list(mark.x) == sorted(found.predictions[i].keyframes)


def test_on_its_own_scale_every_curve_reaches_one(found):
    curves = [trace for trace in beta_curves(found, own_scale=True).data if trace.mode == "lines"]
    assert [float(np.max(curve.y)) for curve in curves] == pytest.approx([1, 1, 1])


def test_a_band_stands_where_both_have_a_keyframe(found):
    first, second = (set(prediction.keyframes) for prediction in found.predictions[:2])
    bands = shared_keyframes(found)
    assert set(bands) <= first
    for frame in first:
        near = any(abs(frame - other) <= found.tolerance for other in second)
        assert (frame in bands) == near
    assert len(beta_curves(found).layout.shapes) == len(bands)
