"""Text from files is shown letter by letter."""

import re

import pytest

from sta_lstm.ui.text import plain


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
    escaped = plain(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == text
    assert not re.search(r"(?<!\\)[*_`\[\]<>$:#]", re.sub(r"\\\\", "", escaped))


def test_lines_are_joined_and_long_text_is_cut():
    assert plain("a\n\n  b\tc") == "a b c"
    assert plain("x" * 50, most=10) == "x" * 9 + "…"
