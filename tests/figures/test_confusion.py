"""The confusion matrix as a figure, and a figure as a page that needs nothing else."""

import json
import re

import numpy as np
import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.figures import confusion_heatmap, figure_html
from sta_lstm.figures.style import MAX_TICK_CHARACTERS
from sta_lstm.words import probability_text

COUNTS = np.array([[6, 2, 0], [0, 0, 0], [1, 0, 3]])
NAMES = ("wave", "bow", "kick")
EVIL = "</script><img src=x onerror=alert(1)>"


def cells(figure):
    """Share of each cell that is drawn, by trace, row and column."""
    return {
        (trace.name, int(i), int(j)): float(trace.z[i, j])
        for trace in figure.data
        for i, j in np.argwhere(~np.isnan(trace.z))
    }


def test_cells_are_shares_of_their_row_and_empty_ones_are_blank():
    assert cells(confusion_heatmap(COUNTS, NAMES)) == {
        ("right", 0, 0): 0.75,
        ("wrong", 0, 1): 0.25,
        ("wrong", 2, 0): 0.25,
        ("right", 2, 2): 0.75,
    }


def test_every_drawn_cell_has_its_number_and_its_words():
    figure = confusion_heatmap(COUNTS, NAMES)
    for which, i, j in cells(figure):
        (trace,) = [trace for trace in figure.data if trace.name == which]
        assert trace.text[i, j] == str(COUNTS[i, j])
        *told, share = trace.customdata[i, j]
        assert told == [NAMES[i], NAMES[j], COUNTS[i, j], COUNTS[i].sum()]
        assert share == probability_text(COUNTS[i, j] / COUNTS[i].sum())
    assert sum(int(text) for trace in figure.data for text in trace.text.flat if text) == COUNTS.sum()


def test_rows_run_downwards_and_cells_are_square():
    figure = confusion_heatmap(COUNTS, NAMES)
    assert figure.layout.yaxis.range == (2.5, -0.5)
    assert figure.layout.yaxis.scaleanchor == "x"
    assert tuple(figure.layout.xaxis.ticktext) == tuple(figure.layout.yaxis.ticktext) == NAMES


@pytest.mark.parametrize(("n", "numbers", "every"), [(1, True, 1), (50, True, 1), (60, False, 1), (120, False, 2)])
def test_many_classes_leave_out_numbers_then_names(n, numbers, every):
    figure = confusion_heatmap(np.eye(n, dtype=int), [f"class {i}" for i in range(n)])
    assert all(bool(trace.texttemplate) is numbers for trace in figure.data)
    assert list(figure.layout.xaxis.tickvals) == list(range(0, n, every))
    assert figure.layout.height < 1200


@pytest.mark.parametrize(
    ("counts", "names", "says"),
    [
        (np.zeros((2, 3), int), NAMES, "3 classes is 3 × 3; got 2 × 3"),
        (np.zeros((2, 2), int), NAMES, "3 classes is 3 × 3; got 2 × 2"),
        (np.zeros((0, 0), int), (), "0 classes"),
        (-COUNTS, NAMES, "it holds -6"),
    ],
)
def test_what_is_no_confusion_matrix_is_refused(counts, names, says):
    with pytest.raises(SettingsError, match=re.escape(says)):
        confusion_heatmap(counts, names)


@pytest.mark.parametrize("dark", [False, True])
def test_names_are_shown_letter_by_letter(dark):
    figure = confusion_heatmap(COUNTS, ("<b>wave</b>", "bow", "kick " * 30), dark=dark)
    written = json.dumps(figure.to_plotly_json(), default=lambda value: value.tolist())
    assert "<b>wave" not in written
    assert "&lt;b&gt;wave" in written
    assert len(figure.layout.xaxis.ticktext[2]) <= MAX_TICK_CHARACTERS


def test_a_page_asks_for_nothing_and_no_name_ends_its_script():
    page = figure_html(confusion_heatmap(COUNTS, (EVIL, "bow", "kick")), title=EVIL, caption=EVIL)
    assert EVIL not in page
    assert "default-src 'none'" in page
    own = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "http" not in own.replace("http-equiv", "")
    assert not re.search(r"<(script|link|img)[^>]*\s(src|href)=", page[:3000] + page[-20_000:])


@pytest.mark.parametrize(
    ("picked", "frame"),
    [
        ((None, None), None),
        (("wave", "bow"), (0.5, 1.5, -0.5, 0.5)),
        (("kick", None), (-0.5, 2.5, 1.5, 2.5)),
        ((None, "wave"), (-0.5, 0.5, -0.5, 2.5)),
        (("yodel", None), None),
    ],
)
def test_cells_that_can_be_clicked_know_their_classes_and_the_one_that_was_has_a_frame(picked, frame):
    figure = confusion_heatmap(COUNTS, NAMES, picked=picked)
    points = figure.data[-1]
    assert [(told[0], told[1], told[4]) for told in points.customdata] == [
        (0, 0, 6), (0, 1, 2), (2, 0, 1), (2, 2, 3)
    ]  # fmt: skip
    assert [(x, y) for x, y in zip(points.x, points.y, strict=True)] == [(0, 0), (1, 0), (0, 2), (2, 2)]
    frames = [(each.x0, each.x1, each.y0, each.y1) for each in figure.layout.shapes]
    assert frames == ([] if frame is None else [frame])


def test_of_very_many_cells_those_with_most_clips_can_be_clicked():
    counts = np.arange(50 * 50).reshape(50, 50)
    points = confusion_heatmap(counts, [str(i) for i in range(50)], picked=(None, None)).data[-1]
    assert len(points.x) == 1500
    assert min(told[4] for told in points.customdata) == 1000
