"""Words in figures: names from files are shown letter by letter, and shares are in per cent as everywhere."""

import re
from pathlib import Path

import pytest

from sta_lstm import figures
from sta_lstm.figures.style import plain, shares_down_to


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("$x$", "&#36;x&#36;"),
        ("a\n\tb\x00c", "a b�c"),
        ("\"&'", "\"&amp;'"),
        ('<a href="x">', '&lt;a href="x"&gt;'),
        ("%{x}", "&#37;{x}"),
        ("a\ud800\u202eb", "a��b"),
        ("abcdefgh", "abcd…"),
    ],
)
def test_plain(text, shown):
    assert plain(text, most=5 if text == "abcdefgh" else 100) == shown


@pytest.mark.parametrize("lowest", [0.0, 0.3, 0.55, 0.9, 0.99, 0.999])
def test_ticks_of_shares_go_down_from_all_of_it_and_are_few(lowest):
    axis = shares_down_to(lowest)
    assert axis["tickvals"][0] == 1
    assert min(axis["tickvals"]) >= lowest
    assert len(axis["tickvals"]) <= 6
    assert all(text.endswith("\N{NO-BREAK SPACE}%") for text in axis["ticktext"])


def test_no_figure_leaves_the_writing_of_shares_to_plotly():
    for path in Path(figures.__file__).parent.glob("*.py"):
        assert not re.search(r"\.\d%[\"}]", path.read_text(encoding="utf-8")), path
