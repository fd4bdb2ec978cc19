"""Tables for papers and pages: Markdown and LaTeX, cells as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_LATEX = {
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "×": r"$\times$",
    "−": r"$-$",
    "α": r"$\alpha$",
    "β": r"$\beta$",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
}
_MARKS = re.compile("|".join(map(re.escape, _LATEX)))


def markdown_table(table: pd.DataFrame) -> str:
    """``table`` as Markdown: a line of titles, and a line for each row."""
    rows = [[str(name) for name in table.columns], ["---"] * table.shape[1], *_cells(table)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows) + "\n"


def latex_table(table: pd.DataFrame, caption: str = "") -> str:
    """``table`` as a LaTeX float in the manner of the package booktabs, which the document has to load."""
    rows = [" & ".join(map(_latex, row)) + r" \\" for row in _cells(table)]
    lines = [
        r"\begin{table}",
        r"\centering",
        *([rf"\caption{{{_latex(caption)}}}"] if caption else []),
        rf"\begin{{tabular}}{{{'l' * table.shape[1]}}}",
        r"\toprule",
        " & ".join(_latex(str(name)) for name in table.columns) + r" \\",
        r"\midrule",
        *rows,
        r"\bottomrule",
        r"\end{tabular}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _cells(table: pd.DataFrame) -> list[list[str]]:
    return [[" ".join(str(cell).split("\n")) for cell in row] for row in table.itertuples(index=False)]


def _latex(text: str) -> str:
    return _MARKS.sub(lambda mark: _LATEX[mark[0]], text)
