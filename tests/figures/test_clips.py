"""The alignment drawn: what lies where, and that clips of any length can be drawn."""

from dataclasses import replace

import numpy as np
import pytest

from sta_lstm.comparison.alignment import KINDS, align
from sta_lstm.comparison.clips import compare_clips
from sta_lstm.figures.clips import linked_betas, warping_path

NAMES = ("one.skeleton", "two.skeleton")


@pytest.fixture
def pair(make_prediction):
    """A pair of clips of 60 and 90 frames."""

    def built(kind="dtw", first=60, second=90):
        a = make_prediction(n_frames=first, name="one.skeleton")
        b = make_prediction(n_frames=second, name="two.skeleton")
        return compare_clips(a, b, align(a.clip, b.clip, kind))

    return built


def trace(figure, name):
    (found,) = [each for each in figure.data if each.name == name]
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dark", [False, True])
def test_the_path_lies_on_the_frames_that_belong_together(pair, kind, dark):
    found = pair(kind).alignment
    figure = warping_path(found, NAMES, dark=dark)
    _, path = figure.data
    np.testing.assert_array_equal(path.x, found.second)
    np.testing.assert_array_equal(path.y, found.first)
    np.testing.assert_array_equal(trace(figure, "distance").z, found.matrix)
    bar = figure.data[0]
    assert bar.colorbar.tickvals[0] == bar.zmin
    assert bar.colorbar.tickvals[-1] == bar.zmax
    low, high = ({note.xanchor: note.text for note in figure.layout.annotations}[side] for side in ("left", "right"))
    assert (low, high) == ("same pose", f"≥ {bar.zmax:.2g} trunk lengths apart")
    assert figure.layout.xaxis.title.text == "frame of two.skeleton"
    assert figure.layout.yaxis.title.text == "frame of one.skeleton"


def test_links_run_between_the_times_of_frames_that_belong_together(pair):
    built = pair("relative")
    faint, strong = (each for each in linked_betas(built).data if each.name == "belong together")
    joined = {(round(a * 30), round(b * 30)) for a, b in zip(faint.x[::3], faint.x[1::3], strict=True)}
    assert joined <= set(zip(built.alignment.first.tolist(), built.alignment.second.tolist(), strict=True))
    assert {(0, 0), (59, 89)} <= joined
    ends = {round(a * 30) for a in strong.x[::3]}, {round(b * 30) for b in strong.x[1::3]}
    for prediction, frames in zip(built.predictions, ends, strict=True):
        assert set(prediction.keyframes) <= frames


def test_both_curves_are_on_one_scale_and_have_each_frame_once(pair):
    built = pair()
    figure = linked_betas(built)
    for prediction in built.predictions:
        frames, beta = trace(figure, prediction.clip.name).customdata.T
        np.testing.assert_array_equal(frames, np.arange(prediction.clip.n_frames))
        np.testing.assert_allclose(beta, prediction.beta / prediction.beta.mean(), rtol=1e-4)


@pytest.mark.parametrize(("first", "second"), [(1, 1), (1, 40), (30, 3000)])
def test_clips_of_any_length_are_drawn_small(pair, first, second):
    built = pair("dtw", first, second)
    for figure in (warping_path(built.alignment, NAMES), linked_betas(built)):
        assert len(figure.to_json()) < 700_000


def test_names_from_files_are_shown_letter_by_letter(pair):
    built = pair()
    bad = ("<b>x</b>", "$y$")
    named = replace(built, comparison=replace(built.comparison, names=bad))
    for figure in (warping_path(built.alignment, bad), linked_betas(named)):
        text = figure.to_json()
        assert "<b>x" not in text.replace("\\u003c", "<")
        assert "$y$" not in text
