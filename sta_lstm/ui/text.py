"""Text from files, shown letter by letter: Streamlit reads Markdown, and a file's name may be anything."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])")


def escaped(text: object, *, most: int = 400) -> str:
    """``text`` with every Markdown mark escaped, on one line, at most ``most`` letters."""
    line = " ".join(str(text).split())
    if len(line) > most:
        line = line[: most - 1] + "…"
    return _MARKS.sub(r"\\\1", line)


def probability_text(p: float) -> str:
    """A probability in two digits, as in ``p = 0.92``; none that was not quite 0 or 1 is called so."""
    if 0 < p < 0.005:
        return "p < 0.01"
    return "p > 0.99" if 0.995 <= p < 1 else f"p = {p:.2f}"
