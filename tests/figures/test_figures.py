"""What the figures show is what the prediction says: values, blanks, marks, words, names."""

import json
import re

import numpy as np
import pytest

from sta_lstm.errors import LayoutError, SettingsError
from sta_lstm.figures import (
    beta_curve,
    evidence_bars,
    joint_ranking,
    map_heatmap,
    probability_bars,
    running_prediction,
)
from sta_lstm.figures.style import FONT
from sta_lstm.scene.limbs import joint_columns
from sta_lstm.scene.scale import FULL, place
from sta_lstm.skeletons.layouts import SBU_15
from sta_lstm.words import probability_text

FIGURES = (map_heatmap, beta_curve, evidence_bars, joint_ranking, probability_bars, running_prediction)
EVIL = ("<b>bold</b>", "<a href='https://evil.example'>click</a>", "$\\frac{a}{b}$", "line\nbreak <br>", "x" * 400)


def trace(figure, name):
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def marks(figure, name="keyframe"):
    return [shape.x0 for shape in figure.layout.shapes if shape.name == name]


def texts(value):
    """Every text in a figure's JSON."""
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(part)


# --- the heat map ---


def test_heat_map_shows_alpha_as_a_multiple_of_uniform(prediction):
    figure = map_heatmap(prediction)
    rows = joint_columns(prediction.clip.layout, None)
    for m, name in enumerate(("person A", "person B")):
        panel = trace(figure, name)
        expected = np.where(prediction.read[:, m, None], prediction.relative_alpha[:, m][:, rows], np.nan).T
        np.testing.assert_allclose(panel.z, place(expected))
        np.testing.assert_array_equal(panel.x, np.arange(90))
        assert list(panel.y) == [prediction.clip.layout.joints[j] for j in rows]


def test_heat_map_is_blank_where_a_person_is_absent(prediction):
    panel = trace(map_heatmap(prediction), "person B")
    blank = np.isnan(panel.z).all(axis=0)
    np.testing.assert_array_equal(blank, ~prediction.read[:, 1])
    assert panel.hoverongaps is False


def test_heat_map_tells_joint_frame_seconds_alpha_and_multiple(prediction):
    panel = trace(map_heatmap(prediction), "person A")
    values = ("α %{customdata[0]", "%{customdata[2]:.2f}× an equal share")
    for part in ("%{y}", "frame %{x}", "%{customdata[1]:.2f} s", *values, "person A"):
        assert part in panel.hovertemplate
    row = list(panel.y).index("right hand")
    j = prediction.clip.layout.index("right hand")
    expected = [prediction.alpha[30, 0, j], np.float32(1.0), prediction.relative_alpha[30, 0, j]]
    np.testing.assert_array_equal(panel.customdata[row, 30], expected)


def test_heat_map_marks_uniform_on_the_colour_bar(prediction):
    axis = map_heatmap(prediction).layout.coloraxis
    assert (axis.cmin, axis.cmax) == (0, 1)
    assert "1× equal share" in axis.colorbar.ticktext[list(axis.colorbar.tickvals).index(0.25)]
    # Two colours meet at 1×: an edge that can be seen.
    at_one = [colour for at, colour in axis.colorscale if at == pytest.approx(0.25)]
    assert len(set(at_one)) == 2


def test_heat_map_says_where_its_colours_end(prediction):
    axis = map_heatmap(prediction).layout.coloraxis
    beyond = prediction.relative_alpha.max() > FULL
    assert axis.colorbar.ticktext[list(axis.colorbar.tickvals).index(1)] == ("≥ 15×" if beyond else "15×")


def test_heat_map_marks_keyframes_and_parts_limbs(prediction):
    figure = map_heatmap(prediction)
    assert marks(figure) == list(prediction.keyframes)
    assert len(marks(figure, "limb")) == 2 * 4
    own = map_heatmap(prediction, joint_order=["head", "right hand"])
    assert marks(own, "limb") == []
    assert list(own.data[0].y) == ["head", "right hand"]


def test_heat_map_refuses_an_unknown_joint(prediction):
    with pytest.raises(LayoutError, match="no joint 'tail'"):
        map_heatmap(prediction, joint_order=["tail"])


def test_heat_map_of_a_long_clip_has_few_columns_of_means(make_prediction):
    prediction = make_prediction(n_frames=100)
    figure = map_heatmap(prediction, max_columns=20)
    panel = trace(figure, "person A")
    rows = joint_columns(prediction.clip.layout, None)
    expected = prediction.relative_alpha[:, 0].reshape(20, 5, -1).mean(1)[:, rows].T
    np.testing.assert_allclose(panel.z, place(expected), rtol=1e-5)
    assert "mean of 5 frames" in panel.hovertemplate
    assert "5 a column" in figure.layout.xaxis2.title.text


def test_heat_map_says_which_body_the_model_did_not_read(make_prediction):
    read = np.ones((40, 2), bool)
    read[:, 1] = False
    prediction = make_prediction(n_frames=40, present=np.ones((40, 2), bool), read=read)
    figure = map_heatmap(prediction)
    assert np.isnan(trace(figure, "person B").z).all()
    assert any("person B" in note.text and "not read" in note.text for note in figure.layout.annotations)


def test_one_person_needs_no_name(make_prediction):
    alone = make_prediction(present=np.ones((90, 1), bool))
    figure = map_heatmap(alone)
    assert len(figure.data) == 1
    assert not figure.layout.annotations
    bars = joint_ranking(alone).data[0]
    assert figure.data[0].hovertemplate.endswith("<extra></extra>")
    assert bars.hovertemplate.endswith("<extra></extra>")


# --- time ---


def test_beta_curve_shows_beta_with_ranked_keyframes(prediction):
    figure = beta_curve(prediction)
    curve, peaks = trace(figure, "β"), trace(figure, "keyframes")
    np.testing.assert_array_equal(curve.y, prediction.beta)
    np.testing.assert_array_equal(curve.x, np.arange(90))
    assert [row[0] for row in curve.customdata] == pytest.approx(np.arange(90) / 30)
    assert list(peaks.x) == list(prediction.keyframes)
    assert list(peaks.text) == ["1", "2", "3"]
    assert curve.customdata[prediction.keyframes[1]][1] == "<br>keyframe 2"


def test_beta_curve_has_an_axis_in_seconds_that_follows_a_zoom(prediction):
    axis = beta_curve(prediction).layout.xaxis2
    assert axis.matches == "x"
    assert list(axis.ticktext) == ["0 s", "0.5 s", "1 s", "1.5 s", "2 s", "2.5 s"]
    np.testing.assert_allclose(axis.tickvals, [0, 15, 30, 45, 60, 75])


def test_beta_curve_says_that_a_model_has_no_temporal_attention(make_prediction):
    figure = beta_curve(make_prediction(temporal=False))
    assert "no temporal attention" in figure.layout.yaxis.title.text
    assert [trace.name for trace in figure.data] == ["β", "seconds"]


@pytest.mark.parametrize("class_name", [None, "kick"])
def test_evidence_adds_up_to_the_logit(prediction, class_name):
    figure = evidence_bars(prediction, class_name=class_name)
    index = prediction.class_names.index(class_name or prediction.label)
    values = np.zeros(90, np.float32)
    for name in ("for", "against"):
        bars = trace(figure, name)
        values[bars.x.astype(int)] = bars.y
    np.testing.assert_array_equal(values, prediction.contributions[:, index])
    assert (trace(figure, "for").y >= 0).all()
    assert (trace(figure, "against").y < 0).all()
    assert marks(figure) == list(prediction.keyframes)
    (note,) = figure.layout.annotations
    assert f"{prediction.logits[index]:+.2f}" in note.text


def test_evidence_of_a_long_clip_still_adds_up(make_prediction):
    prediction = make_prediction(n_frames=1001)
    figure = evidence_bars(prediction, max_bars=50)
    bars = [trace(figure, name) for name in ("for", "against")]
    assert sum(len(bar.x) for bar in bars) <= 50
    total = sum(float(np.sum(bar.y, dtype=float)) for bar in bars)
    assert total == pytest.approx(float(prediction.logits.max()), rel=1e-4)


def test_evidence_for_a_class_that_is_not_there(prediction):
    with pytest.raises(SettingsError, match="no class 'fly'; it has: wave, kick"):
        evidence_bars(prediction, class_name="fly")


def test_running_prediction_shows_the_predicted_class_first_then_the_highest(prediction):
    figure = running_prediction(prediction, top=3)
    assert len(figure.data) == 3
    assert figure.data[0].name == prediction.label
    by_peak = sorted(
        prediction.class_names, key=lambda n: -prediction.running[:, prediction.class_names.index(n)].max()
    )
    assert [line.name for line in figure.data[1:]] == [name for name in by_peak if name != prediction.label][:2]
    for line in figure.data:
        np.testing.assert_array_equal(line.y, prediction.running[:, prediction.class_names.index(line.name)])
    assert len({(line.line.color, line.line.dash) for line in figure.data}) == 3


# --- the answer ---


def test_probability_bars_are_the_top_and_the_rest(prediction):
    (bars,) = probability_bars(prediction, top=3).data
    assert list(bars.text) == [probability_text(value) for value in bars.x]
    order = np.argsort(-prediction.probabilities)
    np.testing.assert_allclose(bars.x[:3], prediction.probabilities[order[:3]])
    assert bars.customdata[0] == prediction.label
    assert bars.customdata[3] == "7 other classes"
    assert sum(bars.x) == pytest.approx(1)


def test_probability_bars_of_few_classes_have_no_rest(make_prediction):
    (bars,) = probability_bars(make_prediction(class_names=("wave", "kick"), predicted=0)).data
    assert len(bars.x) == 2


@pytest.mark.parametrize("frame", [None, 10, 30])
def test_joint_ranking_shows_the_highest_first_in_the_persons_hues(prediction, frame):
    figure = joint_ranking(prediction, frame=frame, top=6)
    bars = [bar for bar in figure.data if bar.type == "bar"]
    values = dict(pair for bar in bars for pair in zip(bar.y, bar.x, strict=True))
    assert sorted(values) == list(range(6))
    assert [values[i] for i in range(6)] == sorted(values.values(), reverse=True)
    assert len({bar.marker.color for bar in bars}) == len(bars)
    if frame is not None:
        top = np.sort(prediction.relative_alpha[frame].ravel())[::-1][:6]
        np.testing.assert_allclose([values[i] for i in range(6)], place(top))
    if frame == 10:  # B comes later
        assert [bar.name for bar in bars] == ["person A"]


def test_joint_ranking_of_a_frame_without_bodies_says_so(prediction):
    figure = joint_ranking(prediction, frame=41)
    assert not figure.data
    assert "no body" in figure.layout.annotations[0].text


def test_joint_ranking_of_a_frame_that_is_not_there(prediction):
    with pytest.raises(SettingsError, match="frames 0 to 89"):
        joint_ranking(prediction, frame=90)


# --- all of them ---


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("draw", FIGURES)
def test_figures_bring_no_background_and_no_font(prediction, draw, dark):
    layout = draw(prediction, dark=dark).layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.font.family == FONT
    assert draw(prediction, dark=dark).to_json() == draw(prediction, dark=dark).to_json()


@pytest.mark.parametrize("draw", FIGURES)
def test_dark_and_light_show_the_same_in_other_colours(prediction, draw):
    light, dark = draw(prediction), draw(prediction, dark=True)
    assert light.to_json() != dark.to_json()
    for a, b in zip(light.data, dark.data, strict=True):
        assert a.name == b.name
        assert np.array_equal(a.x, b.x)


@pytest.mark.parametrize("draw", FIGURES)
def test_names_are_shown_letter_by_letter(make_prediction, draw):
    joints = (*EVIL, *SBU_15.joints[5:])
    layout = type(SBU_15)("evil", "<b>Evil</b>", joints, (), (), joints[0], joints[:2], "y", "")
    prediction = make_prediction(layout=layout, class_names=EVIL, predicted=1, name="<script>alert(1)</script>")
    for text in texts(json.loads(draw(prediction).to_json())):
        ours = re.sub(r"</?b>|<br>|<extra>(person [AB])?</extra>", "", text)
        # `<b>` of a name would have been taken for ours: look for its words as well.
        assert not re.search(r"<(?! 0\.1\s%)|\$", ours), text
        assert "<b>bold" not in text
        assert "\n" not in text


@pytest.mark.parametrize("draw", FIGURES)
@pytest.mark.parametrize("n_frames", [1, 2])
def test_the_shortest_clips_can_be_drawn(make_prediction, draw, n_frames):
    figure = draw(make_prediction(n_frames=n_frames, present=np.ones((n_frames, 1), bool)))
    assert figure.data


@pytest.mark.parametrize("draw", FIGURES)
def test_eight_persons_can_be_drawn(make_prediction, draw):
    assert draw(make_prediction(n_frames=6, present=np.ones((6, 8), bool))).data
