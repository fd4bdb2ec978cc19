"""Bars as elements of a page: they say what their figure says, in its order, and nothing that a name smuggles in."""

import html
import json
import re

import numpy as np
import pytest
from made import made_prediction

from sta_lstm import figures
from sta_lstm.prediction.maps import JointMap
from sta_lstm.ui.panels.bars import bars_html

ROW = re.compile(
    r'<li title="([^"]*)"><span>(.*?)</span><span class="sta-track"><i style="left: ([\d.]+)%; width: ([\d.]+)%; '
    r'background: (#\w+)"></i>.*?</span><span>(.*?)</span></li>'
)


def rows(body):
    """Name, left end, width, colour and value of each row."""
    return [
        (html.unescape(name), float(left), float(width), colour, html.unescape(value))
        for _, name, left, width, colour, value in ROW.findall(body)
    ]


def told(body):
    return json.loads(html.unescape(re.search(r'data-told="([^"]*)"', body)[1]))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("top", [2, 8])
def test_probabilities_are_bars_as_long_as_they_are(top, dark):
    prediction = made_prediction()
    found = rows(bars_html(figures.probability_bars(prediction, top=top, dark=dark)))
    (bars,) = figures.probability_bars(prediction, top=top, dark=dark).data
    assert [name for name, *_ in found] == list(bars.customdata)
    assert [value for *_, value in found] == list(bars.text)
    assert [width for _, _, width, _, _ in found] == pytest.approx([100 * x for x in bars.x], abs=0.01)
    assert {left for _, left, *_ in found} == {0.0}
    assert [colour for *_, colour, _ in found] == list(bars.marker.color)


@pytest.mark.parametrize("frame", [None, 3])
def test_joints_are_in_their_order_in_the_hues_of_persons_and_told_to_the_player(frame):
    prediction = made_prediction()
    figure = figures.joint_ranking(prediction, frame=frame, top=9)
    body = bars_html(figure)
    found = rows(body)
    assert [name for name, *_ in found] == list(figure.layout.yaxis.ticktext)
    widths = [width for _, _, width, _, _ in found]
    assert widths == sorted(widths, reverse=True)
    assert {colour for *_, colour, _ in found} == {trace.marker.color for trace in figure.data if trace.type == "bar"}
    assert told(body)["joints"] == [list(each) for each in figure.layout.meta["sta"]["joints"]]
    assert told(body).get("frame") == frame
    assert body.count('class="sta-mark"') == len(found)  # the line of an equal share runs through all


def test_what_is_against_an_answer_leads_to_the_left_from_nought():
    prediction = made_prediction()
    values = np.linspace(-2, 1, prediction.alpha.size).reshape(prediction.alpha.shape)
    own = JointMap("own", values, "own map", "points", signed=True)
    found = rows(bars_html(figures.joint_ranking(prediction.with_maps(own), map_name="own", frame=0, top=30)))
    for _, left, width, _, value in found:
        assert (left if not value.startswith("−") else left + width) == pytest.approx(50, abs=0.02)


def test_a_figure_without_bars_says_why():
    body = bars_html(figures.style.says("Nobody is here & nothing is told.", dark=False, height_px=90))
    assert "<p>Nobody is here &amp; nothing is told.</p>" in body
    assert "min-height: 90px" in body
    assert "data-told" not in body


@pytest.mark.parametrize("name", ['"><img src=x>', "<b>bold</b> & $x$ %{y}", "a'b", "&lt;i&gt;"])
def test_a_name_is_said_letter_by_letter(name):
    prediction = made_prediction(class_names=(name, "bow", "squat"))
    body = bars_html(figures.probability_bars(prediction))
    shown = [each for each, *_ in rows(body)]
    assert name in shown
    assert "<img" not in body
    assert "<b>" not in body
