"""Figures of evidence show the numbers of the verdict and of the curves, and tell baselines apart."""

import numpy as np
import pytest

from sta_lstm.evidence.faithfulness.curves import Curve
from sta_lstm.figures.evidence import part_bars, removal_curves
from sta_lstm.figures.style import palette
from sta_lstm.prediction.verdict import Held, PartEvidence, Trust, Verdict
from sta_lstm.scene.scale import place


@pytest.mark.parametrize("dark", [False, True])
def test_bars_are_in_the_order_of_what_is_lost(dark):
    parts = (PartEvidence(0, "head", 0.7, 3.0, 0.1), PartEvidence(1, "left leg", 0.3, 0.5, 0.6))
    figure = part_bars(Verdict("kick", 0.9, parts, Trust.DOUBT, several=True), dark=dark)
    lost, attention = figure.data
    assert list(lost.y) == list(attention.y) == ["head A", "left leg B"]
    assert list(lost.x) == [10, 60]
    assert attention.x == pytest.approx(place([3.0, 0.5]))
    assert list(figure.layout.xaxis2.ticktext) == ["0", "1×", "3×", "7×", "15×"]
    assert figure.layout.xaxis.domain[1] < figure.layout.xaxis2.domain[0]
    assert len({lost.marker.color, attention.marker.color} & set(palette(dark=dark).persons)) == 0
    (alone,) = part_bars(Verdict("kick", 0.9, parts, Trust.NONE, several=True), dark=dark).data
    assert list(alone.x) == [10, 60]


def test_two_parts_together_have_the_attention_of_all_their_joints():
    parts = (PartEvidence(0, "head", 0.6, 3.0, 0.01), PartEvidence(0, "legs", 0.4, 0.5, 0.01))
    both = Held(parts, 0.5)
    assert both.focus == pytest.approx(1)  # all joints there are
    attention = part_bars(Verdict("kick", 0.9, parts, Trust.DOUBT, several=False, pairs=(both,))).data[1]
    assert attention.y[-1] == "head + legs"
    assert attention.x[-1] == pytest.approx(place(1))


def test_curves_say_their_areas_and_baselines_are_drawn_thin():
    share = np.linspace(0, 1, 3)
    curves = {
        name: Curve(share.copy(), np.stack([level * (1 - share), 1 - level * (1 - share)], 1), 0)
        for name, level in (("alpha", 0.6), ("motion energy", 0.8), ("random", 1.0))
    }
    figure = removal_curves(curves, "kick")
    assert [each.name for each in figure.data] == [
        "α: 30\N{NO-BREAK SPACE}%",
        "motion energy: 40\N{NO-BREAK SPACE}%",
        "random: 50\N{NO-BREAK SPACE}%",
    ]
    widths = [each.line.width for each in figure.data]
    assert widths[0] > widths[1] == widths[2]
    assert len({each.line.dash for each in figure.data}) == 3
    assert "how sure of “kick”" in figure.layout.yaxis.title.text
