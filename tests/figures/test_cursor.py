"""What figures tell the player beside them: which axis is time, which row is which joint."""

from dataclasses import replace

import pytest
from made import changed, made_prediction

from sta_lstm import figures
from sta_lstm.comparison.alignment import align
from sta_lstm.comparison.clips import compare_clips
from sta_lstm.comparison.models import compare
from sta_lstm.figures.clips import linked_betas, warping_path
from sta_lstm.figures.cursor import META
from sta_lstm.figures.curves import beta_curves


@pytest.fixture(scope="module")
def prediction():
    return made_prediction()


def told(figure):
    return figure.layout.meta[META]


@pytest.mark.parametrize(
    "draw", [figures.beta_curve, figures.evidence_bars, figures.running_prediction, figures.map_heatmap]
)
def test_figures_along_time_say_so(prediction, draw):
    assert told(draw(prediction)) == {"x": "frame"}


def test_figures_of_a_comparison_along_time_say_so(prediction):
    found = compare([prediction, changed(prediction, checkpoint="other")])
    for draw in (beta_curves, figures.divergence_curve):
        assert told(draw(found)) == {"x": "frame"}
    for draw in (figures.beta_difference, figures.alpha_difference):
        assert told(draw(found, (0, 1))) == {"x": "frame"}


def test_figures_along_the_time_of_two_recordings_say_whose_is_where(make_prediction):
    first, second = make_prediction(n_frames=20, name="a.npz"), make_prediction(n_frames=30, name="b.npz")
    aligned = align(first.clip, second.clip, "dtw")
    assert told(warping_path(aligned, ("a", "b"))) == {"x": "second", "y": "first"}
    lanes = told(linked_betas(compare_clips(first, second, aligned)))["lanes"]
    assert lanes == [{"cursor": "first", "fps": first.clip.fps}, {"cursor": "second", "fps": second.clip.fps}]


def test_rows_of_a_comparison_are_no_joints_where_the_models_read_other_layouts(prediction):
    layout = replace(prediction.clip.layout, joints=prediction.clip.layout.joints[::-1])
    other = changed(prediction, checkpoint="other", clip=replace(prediction.clip, layout=layout))
    assert figures.joint_differences(compare([prediction, other]), (0, 1)).layout.meta is None


def test_rows_of_a_ranking_are_called_by_the_columns_of_their_joints(prediction):
    figure = figures.joint_ranking(prediction, frame=1, top=3)
    says, clip = told(figure), prediction.clip
    assert says["frame"] == 1
    assert "frame" not in told(figures.joint_ranking(prediction, top=3))
    names = [text.rpartition(" · ")[2] for text in figure.layout.yaxis.ticktext]
    assert [clip.layout.joints[joint] for _, joint in says["joints"]] == names
