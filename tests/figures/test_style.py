"""Names from files in figures: shown letter by letter, whatever is in them."""

import pytest

from sta_lstm.figures.style import plain


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
