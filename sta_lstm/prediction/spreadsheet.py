"""Tables as CSV that is safe to open in a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from sta_lstm.prediction.provenance import Provenance, all_in_words

#: What makes a spreadsheet take a text cell for a formula.
_FORMULA = re.compile(r"\s*[=+\-@]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def csv_bytes(table: pd.DataFrame, *, provenance: Iterable[Provenance] = ()) -> bytes:
    """``table`` as UTF-8 CSV that is safe to open in a spreadsheet.

    Text (cells and headings) that a spreadsheet would run as a formula, since it begins with ``=``, ``+``, ``-`` or
    ``@``, gets an apostrophe in front; line breaks, tabs and other control characters in it become spaces, since some
    readers begin a new cell there. Numbers stay numbers. Other kinds of file keep the text as it is.

    Args:
        table: what is written.
        provenance: of the results that it was computed from; they stand in a last column ``provenance``, behind what
            there is to know of the recordings, which stands in the first row of a column ``remarks``.
    """
    provenance = tuple(provenance)
    remarks = " | ".join(dict.fromkeys(remark for each in provenance for remark in each.remarks))
    if remarks and len(table):
        table = _with_column(table, "remarks", [remarks, *[None] * (len(table) - 1)])
    if said := all_in_words(provenance):
        table = _with_column(table, "provenance", said)
    safe = pd.concat([_without_formulas(table.iloc[:, column]) for column in range(table.shape[1])], axis=1)
    safe.columns = pd.Index([_as_text(name) for name in table.columns])
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _with_column(table: pd.DataFrame, name: str, values: str | list[str | None]) -> pd.DataFrame:
    """``table`` with a last column; `assign` would put it in the place of one of that name, as a class of a matrix."""
    return pd.concat([table, pd.Series(values, index=table.index, name=name, dtype=object)], axis=1)


def _as_text(cell: Any) -> Any:
    """``cell`` so that a spreadsheet takes it for text, where it is text."""
    if not isinstance(cell, str):
        return cell
    one_line = _CONTROL.sub(" ", cell)
    return f"'{one_line}" if _FORMULA.match(one_line) else one_line


def _without_formulas(column: pd.Series[Any]) -> pd.Series[Any]:
    """``column`` with an apostrophe before every text that a spreadsheet would run."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        # An apostrophe may make two names equal, which categories must not be.
        return column.map(_as_text, na_action="ignore").astype(object)
    return column if pd.api.types.is_numeric_dtype(column.dtype) else column.map(_as_text)
