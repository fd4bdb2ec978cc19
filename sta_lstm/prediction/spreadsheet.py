"""Tables of results as CSV, which say what they were computed from."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sta_lstm.prediction.provenance import Provenance, all_in_words
from sta_lstm.spreadsheet import csv_text


def csv_bytes(table: pd.DataFrame, *, provenance: Iterable[Provenance] = ()) -> bytes:
    """``table`` as UTF-8 CSV that is safe to open in a spreadsheet: see `sta_lstm.spreadsheet`.

    Other kinds of file keep the text as it is.

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
    return csv_text(table).encode("utf-8")


def _with_column(table: pd.DataFrame, name: str, values: str | list[str | None]) -> pd.DataFrame:
    """``table`` with a last column; `assign` would put it in the place of one of that name, as a class of a matrix."""
    return pd.concat([table, pd.Series(values, index=table.index, name=name, dtype=object)], axis=1)
