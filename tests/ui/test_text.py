"""Text from files is shown letter by letter."""

import re
from pathlib import Path

import pytest

import sta_lstm.ui
from sta_lstm.spreadsheet import own_text
from sta_lstm.ui.text import escaped, file_name, prose, table_cell, title_line

_TABLE = re.compile(r"\bst\.(dataframe|data_editor|table)\(")


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
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == text
    assert not re.search(r"(?<!\\)[*_`\[\]<>$:#]", re.sub(r"\\\\", "", shown))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("made by `a.b_c`.", "made by `a.b_c`\\."),
        ("`a b` and `x", r"\`a b\` and \`x"),
        ("`![x](http://a)`", "\\`\\!\\[x\\]\\(http\u2060\\://a\\)\\`"),
    ],
)
def test_in_prose_names_alone_are_code(text, shown):
    assert prose(text) == shown


def test_lines_are_joined_and_long_text_is_cut():
    assert escaped("a\n\n  b\tc") == "a b c"
    assert escaped("x" * 50, most=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    "text",
    [
        *("http://evil.example/", "HTTPS://evil.example", "see www.evil.example.", "a@evil.example", "mailto:a@b.c"),
        *(":material_home:", ":material/home:", ":heart:", ":a:heart:", "xmpp:a@b.c", "www.www.evil.example"),
    ],
)
def test_what_needs_no_mark_to_be_a_link_or_an_icon_is_parted(text):
    # What a reader of Markdown looks for once the marks are read, as those of GitHub's flavour and of Streamlit do.
    shown = re.sub(r"\\(.)", r"\1", escaped(text))
    assert not re.search(r"https?://|www\.|[-.\w+]@[-\w]|mailto:[^\u2060]|:[\w/]+:", shown, re.IGNORECASE)
    assert shown.replace("\u2060", "") == text


def test_what_cannot_be_shown_is_replaced_in_every_way_of_showing_it():
    for show in (escaped, title_line, file_name):
        assert show("a\ud800\u202e\nb") == "a�� b"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\out\\x.csv", "C-out-x.csv"),
        ("x" * 500 + ".csv", "x" * 117 + ".csv"),
        ("x" * 500, "x" * 120),
        (" .. ", "file"),
        ('a"b<c>.npz', "a-b-c-.npz"),
    ],
)
def test_a_download_has_the_name_of_a_file(text, name):
    assert file_name(text) == name


@pytest.mark.parametrize("name", ["=1+1", "  @SUM(1)", "+1", "-1", "a;=1", "\t=1", "＝1"])
def test_what_a_table_shows_is_no_formula_where_it_is_saved(name):
    assert re.search(r"'\s*[=+\-@＝]", table_cell(name))
    assert own_text(table_cell(name)) == title_line(name)


def test_what_a_table_shows_is_else_a_title():
    for name in ("left hand", "a-b", "2 - 1", "x" * 500, "a\u202eb"):
        assert table_cell(name) == title_line(name)


def test_every_table_of_a_page_shows_such_cells():
    """Its toolbar saves what it shows, so no text of a stranger comes into it in another way."""
    home = Path(sta_lstm.ui.__file__).parent
    for name in (
        *("pages/two_clips_text.py", "pages/compare_text.py"),
        *("panels/edits/what_if.py", "panels/joint_names.py", "movement/panel.py"),
    ):
        source = (home / name).read_text(encoding="utf-8")
        assert "table_cell(" in source or "map(table_cell" in source, name
        assert "title_line" not in source, name
    shows = {f.relative_to(home).as_posix() for f in home.rglob("*.py") if _TABLE.search(f.read_text(encoding="utf-8"))}
    assert shows == {
        *("pages/two_clips_details.py", "pages/compare_details.py"),
        *("panels/edits/what_if.py", "panels/joint_names.py", "movement/panel.py"),
    }
