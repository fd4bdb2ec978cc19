"""Text from files, shown letter by letter: Streamlit reads Markdown, and a file's name may be anything."""

from __future__ import annotations

import re

from sta_lstm.spreadsheet import safe_text
from sta_lstm.words import label_line
from sta_lstm.words import probability_text as probability_text  # pages find all that makes text here

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")
#: What becomes a link, a picture or an icon without any mark, where a backslash does not help: addresses, ``:name:``.
_UNMARKED = re.compile(r"(https?|ftp|mailto|xmpp)(?=:)|(www)(?=\.)|(@)(?=[\w-])|(:)(?=[^\s:]+:)", re.IGNORECASE)
#: A name of a program's: nothing in it is a mark, in code or out of it.
_CODE = re.compile(r"`([\w./-]+)`")
_WORD_JOINER = "\u2060"  # shows nothing, and parts what stands on either side of it
#: Most letters of a title in a list, and of the name of a file to download.
_MOST_TITLE, _MOST_FILE_NAME, _LONGEST_ENDING = 200, 120, 12
_NO_FILE_NAME = re.compile(r'[/\\:*?"<>|]+')


def escaped(text: object, *, most: int = 400) -> str:
    """``text`` as Markdown that shows it letter by letter, on one line, at most ``most`` letters of it.

    What cannot be shown is replaced (`showable`). Addresses are no links, and the names of icons no icons.
    """
    return _letter_by_letter(label_line(str(text), most))


def prose(text: object, *, most: int = 400) -> str:
    """`escaped`, but for names between backticks, which are set as code."""
    parts = _CODE.split(label_line(str(text), most))
    return "".join(f"`{part}`" if place % 2 else _letter_by_letter(part) for place, part in enumerate(parts))


def _letter_by_letter(line: str) -> str:
    return _MARKS.sub(r"\\\1", _UNMARKED.sub(rf"\g<0>{_WORD_JOINER}", line))


def title_line(text: object) -> str:
    """``text`` as Streamlit's lists and placeholders show it, which read no Markdown: on one line, bounded."""
    return label_line(str(text), _MOST_TITLE)


def table_cell(text: object) -> str:
    """`title_line` for a table, whose own toolbar saves what is shown as CSV: no spreadsheet runs it."""
    return safe_text(title_line(text))


def file_name(text: str) -> str:
    """``text`` as the name of a file to download: no folder, nothing that cannot be shown, of bounded length."""
    line = _NO_FILE_NAME.sub("-", label_line(text, len(text))).strip(" .") or "file"
    stem, dot, ending = line.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return line[:_MOST_FILE_NAME]
    return f"{stem[: _MOST_FILE_NAME - len(ending)]}{dot}{ending}"
