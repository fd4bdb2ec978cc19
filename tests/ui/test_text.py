"""Text from files is shown letter by letter."""

import re

import pytest

from sta_lstm.ui.text import escaped, probability_text


@pytest.mark.parametrize(
    "text",
    [
        "**bold**",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "$x^2$",
        ":smile:",
        "a_b_c",
        "# title",
        "`x`",
    ],
)
def test_every_mark_is_escaped(text):
    shown = escaped(text)
    assert re.sub(r"\\(.)", r"\1", shown) == text
    assert not re.search(r"(?<!\\)[*_`\[\]<>$:#]", re.sub(r"\\\\", "", shown))


def test_lines_are_joined_and_long_text_is_cut():
    assert escaped("a\n\n  b\tc") == "a b c"
    assert escaped("x" * 50, most=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("p", "text"),
    [
        *((0.0, "p = 0.00"), (1e-9, "p < 0.01"), (0.0049, "p < 0.01"), (0.005, "p = 0.01"), (0.924, "p = 0.92")),
        *((0.9949, "p = 0.99"), (0.995, "p > 0.99"), (1 - 1e-9, "p > 0.99"), (1.0, "p = 1.00")),
    ],
)
def test_a_probability_that_is_not_quite_0_or_1_is_not_called_so(p, text):
    assert probability_text(p) == text
