"""Text from files, shown letter by letter: Streamlit reads Markdown, and a file's name may be anything."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")


def plain(text: object, *, most: int = 400) -> str:
    """``text`` with every Markdown mark escaped, on one line, at most ``most`` letters."""
    line = " ".join(str(text).split())
    if len(line) > most:
        line = line[: most - 1] + "…"
    return _MARKS.sub(r"\\\1", line)
