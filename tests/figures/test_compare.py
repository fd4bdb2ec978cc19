"""Figures of a comparison: what they show is what the comparison says, whatever models and joints are called."""

import json
import re
from itertools import pairwise

import numpy as np
import pytest
from made import changed

from sta_lstm.comparison.measures import MEASURES
from sta_lstm.comparison.models import compare
from sta_lstm.errors import SettingsError
from sta_lstm.figures import (
    agreement_heatmap,
    alpha_difference,
    beta_difference,
    divergence_curve,
    joint_differences,
)
from sta_lstm.figures.cursor import META
from sta_lstm.figures.style import FONT, palette
from sta_lstm.scene.limbs import joint_columns
from sta_lstm.scene.scale import TICKS, place

EVIL = "<a href='https://evil.example'>click</a>"
OF_A_PAIR = (alpha_difference, beta_difference, joint_differences)


@pytest.fixture(scope="module")
def comparison(prediction):
    """Two models that differ, and one without any attention; B comes at frame 20 and leaves at frame 70."""
    rng = np.random.default_rng(7)
    weights = prediction.alpha * rng.uniform(0.2, 3, prediction.alpha.shape)
    total = weights.sum((1, 2), keepdims=True)
    other = changed(
        prediction,
        checkpoint="other",
        alpha=np.divide(weights, total, out=np.zeros_like(weights), where=total > 0),
        beta=prediction.beta[::-1] * prediction.read.any(1),
        keyframes=(30, 60),
    )
    return compare([prediction, other, changed(prediction, checkpoint="plain", spatial=False)])


def trace(figure, name):
    (found,) = [trace for trace in figure.data if trace.name == name]
    return found


def ends(figure):
    """What stands at the ends of the bar of the colours, by the side where it stands."""
    return {note.xanchor: note.text for note in figure.layout.annotations if "person" not in note.text}


def texts(value):
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(part)


def test_difference_of_alpha_is_that_of_two_places_on_the_scale_and_blank_where_nobody_was_read(comparison, prediction):
    figure = alpha_difference(comparison, (0, 1))
    rows = joint_columns(prediction.clip.layout, None)
    apart = place(comparison.alpha[1]) - place(comparison.alpha[0])
    apart[~comparison.common.read] = np.nan
    for m, name in enumerate(("person A", "person B")):
        cells = trace(figure, name)
        np.testing.assert_allclose(cells.z, apart[:, m][:, rows].T)
        both = np.asarray(cells.customdata)[..., 1:]
        np.testing.assert_allclose(place(both[..., 1]) - place(both[..., 0]), cells.z, atol=1e-6)
    assert np.isnan(trace(figure, "person B").z).all(axis=0).tolist() == (~prediction.read[:, 1]).tolist()


def test_the_colours_of_a_difference_run_over_the_whole_scale_step_by_step(comparison):
    figure = alpha_difference(comparison, (0, 1))
    axis = figure.layout.coloraxis
    assert (axis.cmin, axis.cmax) == (-1, 1)
    assert [at for at, _ in axis.colorscale] == [0, 0.5, 1]
    steps = [float(place(high) - place(low)) for low, high in pairwise(TICKS)]
    np.testing.assert_allclose(np.diff(axis.colorbar.tickvals), [steps[0]] * 8)
    np.testing.assert_allclose(steps, steps[0])
    assert list(axis.colorbar.ticktext) == [""] * 4 + ["0"] + [""] * 4
    hues = [palette(dark=False).models[model] for model in (0, 1)]
    assert [axis.colorscale[end][1] for end in (0, 2)] == hues
    assert ends(figure) == {"left": "demo-sta +4 steps", "right": "other +4 steps"}


@pytest.mark.parametrize(("n_persons", "whose"), [(1, ""), (2, "person A")])
def test_difference_of_alpha_names_a_person_where_there_are_several(make_prediction, n_persons, whose):
    prediction = make_prediction(present=np.ones((90, n_persons), bool))
    figure = alpha_difference(compare([prediction, changed(prediction, checkpoint="other")]), (0, 1))
    assert trace(figure, "person A").hovertemplate.endswith(f"<extra>{whose}</extra>")
    persons = [note for note in figure.layout.annotations if "person" in note.text]
    assert len(persons) == (n_persons if n_persons > 1 else 0)


def test_difference_of_alpha_over_a_long_clip_is_a_mean(comparison):
    figure = alpha_difference(comparison, (0, 1), max_columns=30)
    assert trace(figure, "person A").z.shape == (25, 30)
    assert "3 a column" in figure.layout.xaxis2.title.text


def test_difference_of_beta_names_who_gives_more(comparison):
    figure = beta_difference(comparison, (0, 1))
    values = np.zeros(90)
    for name in ("more in demo-sta", "more in other"):
        bars = trace(figure, name)
        values[bars.x.astype(int)] = bars.y
    np.testing.assert_allclose(values, comparison.delta_beta((0, 1)))
    assert (trace(figure, "more in demo-sta").y < 0).all()


def test_curve_of_divergence_has_the_baseline_beside_a_single_pair(comparison):
    figure = divergence_curve(comparison, [(1, 0)])
    np.testing.assert_array_equal(figure.data[0].y, comparison.pairs[0].divergence)
    baseline = comparison.pairs[0].random.alpha_divergence
    assert list(trace(figure, "unrelated maps").y) == [baseline, baseline]
    everything = divergence_curve(comparison)
    assert [line.name for line in everything.data] == ["demo-sta · other", "demo-sta · plain", "other · plain"]


@pytest.mark.parametrize("measure", [measure.name for measure in MEASURES])
def test_agreement_is_symmetric_and_blank_where_there_is_no_value(comparison, measure):
    (cells,) = agreement_heatmap(comparison, measure).data
    np.testing.assert_array_equal(cells.z, np.transpose(cells.z))
    for pair in comparison.pairs:
        value = getattr(pair.figures, measure)
        shown = cells.z[pair.first][pair.second]
        assert np.isnan(shown) if value is None else shown == value


def test_a_model_has_one_hue_wherever_it_is_drawn(comparison):
    colours = palette(dark=False).models
    for pair in ((0, 1), (1, 2), (2, 0)):
        dots = [each.marker.color for each in joint_differences(comparison, pair).data[1:]]
        assert dots == [colours[model] for model in pair]
        bars = [each.marker.color for each in beta_difference(comparison, pair).data]
        assert bars == [colours[model] for model in pair]


def test_joint_differences_are_the_first_of_the_table_at_their_places_on_the_scale(comparison, prediction):
    figure = joint_differences(comparison, (0, 1), top=4)
    table = comparison.joints((0, 1)).head(4)
    for side, name in (("first", "demo-sta"), ("second", "other")):
        np.testing.assert_allclose(trace(figure, name).x, place(table[side]))
        assert [value for _, value in trace(figure, name).customdata] == table[side].tolist()
    np.testing.assert_allclose(figure.layout.xaxis.tickvals, place(TICKS))
    (equal,) = figure.layout.shapes
    assert equal.x0 == place(1)
    letters = ["AB"[person] for person in table["person"]]
    assert list(figure.layout.yaxis.ticktext) == [f"{a} · {b}" for a, b in zip(letters, table["joint"], strict=True)]
    columns = [prediction.clip.layout.joints.index(joint) for joint in table["joint"]]
    assert figure.layout.meta[META]["joints"] == [list(each) for each in zip(table["person"], columns, strict=True)]


@pytest.mark.parametrize("dark", [False, True])
def test_figures_bring_no_background_and_no_font(comparison, dark):
    figures = [draw(comparison, (0, 1), dark=dark) for draw in OF_A_PAIR]
    for figure in [*figures, divergence_curve(comparison, dark=dark), agreement_heatmap(comparison, dark=dark)]:
        assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
        assert figure.layout.font.family == FONT


def test_names_are_shown_letter_by_letter(make_prediction):
    evil = compare([make_prediction(n_frames=6), make_prediction(n_frames=6)], names=[EVIL, "$x$"])
    figures = [draw(evil, (0, 1)) for draw in OF_A_PAIR]
    for figure in [*figures, divergence_curve(evil), agreement_heatmap(evil)]:
        for text in texts(json.loads(figure.to_json())):
            ours = re.sub(r"</?b>|<br>|<extra>|</extra>", "", text)
            assert not re.search(r"[<$]", ours), text


@pytest.mark.parametrize("n_frames", [1, 2])
def test_the_shortest_clips_can_be_drawn(make_prediction, n_frames):
    short = compare([make_prediction(n_frames=n_frames)] * 2)
    for draw in OF_A_PAIR:
        assert draw(short, (0, 1)).data
    assert divergence_curve(short).data


def test_what_is_not_there_is_named(comparison):
    with pytest.raises(SettingsError, match="no measure 'beauty'"):
        agreement_heatmap(comparison, "beauty")
    with pytest.raises(SettingsError, match="at least one pair"):
        divergence_curve(comparison, [])
    with pytest.raises(SettingsError, match="no pair"):
        alpha_difference(comparison, (0, 3))
