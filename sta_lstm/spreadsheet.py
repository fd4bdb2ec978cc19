"""Tables as CSV that is safe to open in a spreadsheet: the only place where a CSV is written.

A spreadsheet takes a text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and some take a semicolon for
the end of a cell. Such a text gets an apostrophe in front, and another behind each semicolon that it follows.
`own_text` takes them away again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sta_lstm.words import whole_text

if TYPE_CHECKING:
    import pandas as pd

#: Marks that begin a formula; spreadsheets of East Asia take the wide ones as well.
_MARKS = "=+\\-@＝＋－＠"
_FORMULA = re.compile(rf"[\s'\"]*[{_MARKS}]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
#: Of JSON within a cell or a comment: marks that could begin one where a spreadsheet cuts the text.
_JSON_MARK = re.compile(r"[=+@]|(?<![A-Za-z0-9])-")


def csv_text(table: pd.DataFrame, *, float_format: str | None = None) -> str:
    """``table`` as CSV that is safe to open in a spreadsheet.

    Text (cells and headings) that would be run as a formula is quoted (`safe_text`); numbers stay numbers.

    Args:
        table: what is written.
        float_format: of its numbers, such as ``"%.9g"``; as many digits as they have, if left out.
    """
    import pandas as pd  # at first use: formats need it for this alone

    safe = pd.concat([_without_formulas(table.iloc[:, column]) for column in range(table.shape[1])], axis=1)
    safe.columns = pd.Index([safe_text(name) if isinstance(name, str) else name for name in table.columns])
    return safe.to_csv(index=False, float_format=float_format, lineterminator="\n")


def safe_text(text: str) -> str:
    """``text`` on one line, so that a spreadsheet takes it for text.

    Line breaks, tabs and other control characters become spaces, since some readers begin a new cell there.
    """
    one_line = _CONTROL.sub(" ", whole_text(text))
    return ";".join(f"'{part}" if _FORMULA.match(part) else part for part in one_line.split(";"))


def own_text(text: str) -> str:
    """The text of which `safe_text` made ``text``, control characters apart."""
    return ";".join(part[1:] if part.startswith("'") and _FORMULA.match(part[1:]) else part for part in text.split(";"))


def is_cut_into_formulas(text: str) -> bool:
    """Whether a spreadsheet that takes ``text`` as it is for one line of a table could run a part of it."""
    return any(_FORMULA.match(part) for part in re.split("[,;\t]", text)[1:])


def safe_json(text: str) -> str:
    """The same JSON, of texts and counts, in which the marks that begin a formula are written by their numbers."""
    return _JSON_MARK.sub(lambda mark: f"\\u{ord(mark[0]):04x}", text)


def _without_formulas(column: pd.Series[Any]) -> pd.Series[Any]:
    """``column`` with an apostrophe before every text that a spreadsheet would run."""
    import pandas as pd

    def safe(cell: Any) -> Any:
        return safe_text(cell) if isinstance(cell, str) else cell

    if isinstance(column.dtype, pd.CategoricalDtype):
        # An apostrophe may make two names equal, which categories must not be.
        return column.map(safe, na_action="ignore").astype(object)
    return column if pd.api.types.is_numeric_dtype(column.dtype) else column.map(safe)
