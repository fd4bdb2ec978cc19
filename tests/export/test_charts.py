"""Charts of the pages for print: the numbers, names and colours of Plotly's figures, at a width in millimetres."""

from xml.etree import ElementTree

import numpy as np
import plotly.graph_objects as go
import pytest

from sta_lstm import figures
from sta_lstm.errors import SettingsError

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed: the extra [export]")

from matplotlib.colors import to_hex  # noqa: E402

from sta_lstm.export import body_map, chart, filmstrip, picture_bytes, still, timeline  # noqa: E402
from sta_lstm.export.traces import colour_of, numbers, plain_text  # noqa: E402
from sta_lstm.figures.evidence import part_bars  # noqa: E402
from sta_lstm.figures.style import styled  # noqa: E402
from sta_lstm.prediction.verdict import PartEvidence, Trust, Verdict  # noqa: E402

DRAWN = {
    "heat map": figures.map_heatmap,
    "probabilities": figures.probability_bars,
    "ranking": figures.joint_ranking,
    "answer so far": figures.running_prediction,
    "evidence": figures.evidence_bars,
    "beta": figures.beta_curve,
}


def words(svg):
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())


def width_mm(svg):
    return float(ElementTree.fromstring(svg).get("width").removesuffix("pt")) / 72 * 25.4


@pytest.mark.parametrize("asked", [80, 180])
@pytest.mark.parametrize("draw", [filmstrip, body_map, timeline, still])
def test_pictures_are_as_wide_as_asked(prediction, draw, asked):
    assert width_mm(picture_bytes(draw(prediction, width_mm=asked), ".svg")) == pytest.approx(asked, abs=0.01)


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_charts_are_as_wide_as_asked_with_letters_that_can_be_read(prediction, draw):
    for asked in (80, 180):
        made = chart(draw(prediction), width_mm=asked)
        assert made.get_figwidth() * 25.4 == pytest.approx(asked)
        letters = [text for text in made.findobj(matplotlib.text.Text) if text.get_text()]
        assert min(text.get_fontsize() for text in letters) >= 6.5


def test_panels_beside_each_other_stay_beside_each_other_with_the_names_once():
    parts = (PartEvidence(0, "head", 0.7, 3.0, 0.1), PartEvidence(0, "left leg", 0.3, 0.5, 0.6))
    made = chart(part_bars(Verdict("kick", 0.9, parts, Trust.DOUBT, several=False)), width_mm=80)
    lost, attention = made.axes
    assert lost.get_position().x1 < attention.get_position().x0
    assert [text.get_text() for text in lost.get_yticklabels()] == ["head", "left leg"]
    assert "head" not in [text.get_text() for text in attention.get_yticklabels() if text.get_visible()]
    assert [text.get_text() for text in attention.get_xticklabels()] == ["0", "1×", "3×", "7×", "15×"]


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_nothing_reaches_out_of_the_picture(prediction, draw):
    made = chart(draw(prediction), width_mm=80)
    box = made.get_tightbbox(made.canvas.get_renderer())
    assert box.x0 >= -0.02
    assert box.x1 <= made.get_figwidth() + 0.02


@pytest.mark.parametrize("asked", [0, 79.9, 401, float("inf"), float("nan")])
def test_other_widths_are_refused(prediction, asked):
    for draw in (lambda: filmstrip(prediction, width_mm=asked), lambda: chart(go.Figure(), width_mm=asked)):
        with pytest.raises(SettingsError, match="80 to 400 mm"):
            draw()


def test_a_narrow_filmstrip_and_body_map_stand_in_rows(make_prediction):
    many = make_prediction(n_frames=40, keyframes=tuple(range(5, 35, 5)))
    assert filmstrip(many, width_mm=80).get_figheight() > 1.6 * filmstrip(many, width_mm=180).get_figheight()
    two = make_prediction(n_persons=2)
    assert (
        body_map(two, width_mm=80).get_figheight() > 1.8 * body_map(make_prediction(n_persons=1)).get_figheight() * 0.9
    )


def test_bars_have_their_lengths_places_and_colours():
    drawn = go.Figure(
        go.Bar(x=[3.0, 1.0], y=["a", "b &amp; c"], orientation="h", marker={"color": ["#ff0000", "#00ff00"]})
    )
    (axes,) = chart(styled(drawn, dark=False, height_px=200)).axes
    assert [bar.get_width() for bar in axes.patches] == [3.0, 1.0]
    assert [to_hex(bar.get_facecolor()) for bar in axes.patches] == ["#ff0000", "#00ff00"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b & c"]


def test_lines_keep_their_gaps_ranges_and_ticks():
    drawn = go.Figure(
        go.Scatter(x=[0, 1, 2], y=[0.5, None, 1.0], mode="lines", line={"color": "#0000ff", "dash": "dot"})
    )
    axis = {"range": [1.03, 0], "tickformat": ".0%", "tickvals": [0, 1]}
    (axes,) = chart(styled(drawn, dark=False, height_px=200, yaxis=axis)).axes
    (line,) = axes.lines
    np.testing.assert_array_equal(line.get_ydata(), [0.5, np.nan, 1.0])
    assert axes.get_ylim() == (1.03, 0)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0 %", "100 %"]


def test_a_heat_map_has_its_values_and_a_bar_with_its_words(prediction):
    made = chart(figures.map_heatmap(prediction))
    meshes = [
        mesh
        for axes in made.axes
        for mesh in axes.collections
        if mesh.get_array() is not None and mesh.get_rasterized()
    ]
    values = np.ma.concatenate([mesh.get_array().ravel() for mesh in meshes[: prediction.clip.n_persons]])
    expected = np.concatenate([np.asarray(trace.z, float).ravel() for trace in figures.map_heatmap(prediction).data])
    np.testing.assert_allclose(np.sort(values.compressed()), np.sort(expected[np.isfinite(expected)]), rtol=1e-6)
    said = words(picture_bytes(made, ".svg"))
    for word in ("1×", "person A", "person B", "frame ("):
        assert word in said


def test_files_are_the_same_each_time_and_hold_text_and_true_type(prediction):
    draw = DRAWN["evidence"]
    svg, pdf = (picture_bytes(chart(draw(prediction)), suffix) for suffix in (".svg", ".pdf"))
    assert b"onerror" in svg
    assert b"<img" not in svg  # a stranger's name is text
    assert svg == picture_bytes(chart(draw(prediction)), ".svg")
    assert b"/Type3" not in pdf
    assert b"/FontFile2" in pdf


def test_small_words():
    assert colour_of("rgba(255, 0, 51, 0.5)") == (1.0, 0.0, 0.2, 0.5)
    assert colour_of("#123456") == "#123456"
    assert plain_text("<b>1× uniform</b>") == ("1× uniform", True)
    assert plain_text("a &lt;b&gt; &#36;") == ("a <b> $", False)
    np.testing.assert_array_equal(numbers(["b", None, 3], {"b": 1}), [1, np.nan, 3])
