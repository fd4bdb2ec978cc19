"""What a figure sends is bounded, whatever it is drawn of; and what is not drawn one by one is said."""

import json
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
import pytest
from made import made_prediction, small_clip

from sta_lstm import figures
from sta_lstm.comparison.models import compare
from sta_lstm.figures.bins import Bins, drawn_frames
from sta_lstm.figures.curves import beta_curves
from sta_lstm.figures.size import figure_bytes
from sta_lstm.limits import FIGURE_BYTES, FIGURE_CELLS, FIGURE_POINTS
from sta_lstm.skeletons.layout import SkeletonLayout

LONG = made_prediction(small_clip(20_000, 2))
CLASSES = tuple(f"class {i}" for i in range(10_000))
MANY_CLASSES = made_prediction(small_clip(30), class_names=CLASSES)
OF_ONE = {
    "probabilities": figures.probability_bars,
    "joints": figures.joint_ranking,
    "map": figures.map_heatmap,
    "running": figures.running_prediction,
    "evidence": figures.evidence_bars,
    "beta": figures.beta_curve,
}
OF_TWO = {
    "curves": beta_curves,
    "divergence": figures.divergence_curve,
    "alpha": lambda found: figures.alpha_difference(found, (0, 1)),
    "weights": lambda found: figures.beta_difference(found, (0, 1)),
    "joints": lambda found: figures.joint_differences(found, (0, 1)),
}


def row_of_joints(n):
    joints = tuple(f"j{i}" for i in range(n))
    bones = tuple(pairwise(joints))
    return SkeletonLayout("row", "a row", joints, bones, (), "j0", ("j0", "j1"), "y", "made up")


def most_points(figure):
    return max(len(trace.x) for trace in figure.data if trace.x is not None)


@pytest.mark.parametrize("name", OF_ONE)
def test_a_figure_of_a_long_clip_sends_no_more_than_a_screen_shows(name):
    figure = OF_ONE[name](LONG)
    assert most_points(figure) <= FIGURE_POINTS + 10
    assert figure_bytes(figure) < FIGURE_BYTES / 2


@pytest.mark.parametrize("name", OF_ONE)
def test_a_figure_of_ten_thousand_classes_stays_small(name):
    assert len(OF_ONE[name](MANY_CLASSES).to_json()) < 60_000


@pytest.fixture(scope="module")
def compared():
    return compare([LONG, made_prediction(LONG.clip, seed=1, checkpoint="other")])


@pytest.mark.parametrize("name", OF_TWO)
def test_a_figure_of_two_answers_to_a_long_clip_is_bounded(name, compared):
    figure = OF_TWO[name](compared)
    assert most_points(figure) <= FIGURE_POINTS + 20
    assert figure_bytes(figure) < FIGURE_BYTES / 2


def test_bodies_of_many_joints_are_drawn_in_fewer_columns():
    prediction = made_prediction(small_clip(400, 4, row_of_joints(512)))
    figure = figures.map_heatmap(prediction)
    assert sum(np.size(trace.z) for trace in figure.data) <= FIGURE_CELLS
    assert figure_bytes(figure) < FIGURE_BYTES
    animation = figures.skeleton_animation(prediction)
    assert len(animation.frames) * 4 * 512 <= 62_000


@pytest.mark.parametrize("figure", [figures.beta_curve, figures.running_prediction])
def test_the_axis_says_what_is_not_drawn(figure):
    assert "of 20,000 drawn" in figure(LONG).layout.xaxis.title.text
    assert "drawn" not in figure(made_prediction()).layout.xaxis.title.text


def test_a_thinned_line_keeps_peaks_keyframes_and_both_ends():
    values = np.zeros(12_345)
    values[[7, 5_000, 12_000]] = 1
    values[100] = np.nan
    drawn = drawn_frames(12_345, values, kept=[33])
    assert {0, 7, 33, 5_000, 12_000, 12_344} <= set(drawn.tolist())
    assert len(drawn) <= FIGURE_POINTS + 2
    assert (np.diff(drawn) > 0).all()
    assert drawn_frames(FIGURE_POINTS).tolist() == list(range(FIGURE_POINTS))


@pytest.mark.parametrize("n_rows", [1, 250, 4_096, 10**7])
def test_columns_times_rows_stay_within_the_cells(n_rows):
    n_columns = len(Bins.of_cells(20_000, 1_200, n_rows).starts)
    assert 1 <= n_columns <= 1_200
    assert n_columns == 1 or n_columns * n_rows <= FIGURE_CELLS


def test_the_weight_of_a_figure_is_about_that_of_its_json():
    rng = np.random.default_rng(0)
    figure = go.Figure(
        [go.Scatter(x=rng.random(5_000), y=list(range(5_000)), text=["words here"] * 5_000), go.Bar(x=[1], y=[2])]
    )
    size = len(json.dumps(json.loads(figure.to_json()), separators=(",", ":")))
    assert 0.5 * size < figure_bytes(figure) < 2 * size


def test_of_many_classes_those_confused_most_are_drawn():
    counts = np.eye(300, dtype=int)
    counts[299, 0] = 50
    figure = figures.confusion_heatmap(counts, [f"class {i}" for i in range(300)])
    assert figure.data[0].z.shape == (200, 200)
    assert "200 of 300 classes" in figure.layout.xaxis.title.text
    assert np.nanmax(np.asarray(figure.data[1].z, float)) == pytest.approx(50 / 51)
