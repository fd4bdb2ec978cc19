"""The clips of a slice as a list whose rows open in the player, and as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from sta_lstm.evidence.attended import leaving, slices
from sta_lstm.evidence.attended.looking import most_alike
from sta_lstm.evidence.attended.slices import Order, Slice
from sta_lstm.evidence.attended.table import Attended
from sta_lstm.spreadsheet import csv_text
from sta_lstm.ui.pages.dataset.fields import DATA, DATASET, LEAF, LIKE, SORT, begin_again, key_of
from sta_lstm.ui.pages.dataset.opening import open_row
from sta_lstm.ui.session.kept import later
from sta_lstm.ui.text import escaped, file_name, title_line
from sta_lstm.words import counted, percent_text, probability_text

#: Rows of a page of the list.
ROWS = 12
_ORDERS = {
    "wrong": "Surest wrong first",
    "unsure": "Least sure first",
    "disputed": "Most disputed first",
    "name": "By name",
    "alike": "Most alike first",
}
_HELP = {
    "disputed": "Clips on which the checkpoints of this folder differ most stand first.",
    "alike": "How alike α, weighed with β, and β over the clip's own time are to those of that clip.",
}
#: A row is a button, whose words stand below one another from row to row; on a telephone they are one text.
STYLE = """
<style>
[class*="st-key-dataset-row-"] { border-bottom: 1px solid #8883; flex-wrap: nowrap !important; gap: 0.25rem; }
[class*="st-key-dataset-open-"] { min-width: 0; }
[class*="st-key-dataset-open-"] button { justify-content: flex-start; padding: 0 0.25rem; min-height: 1.75rem; }
[class*="st-key-dataset-open-"] button :is(div, span) { width: 100%; }
[class*="st-key-dataset-open-"] p {
  display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 2fr) 3.4rem minmax(0, 1.4fr); gap: 0 0.75rem;
  width: 100%; text-align: start; font-weight: 400; white-space: normal;
}
[class*="st-key-dataset-open-"] :is(em, strong) { font-style: normal; overflow-wrap: anywhere; }
[class*="st-key-dataset-open-"] strong { font-weight: 600; }
[class*="st-key-dataset-alike-"] button { min-height: 1.75rem; padding: 0 0.25rem; }
[class*="st-key-dataset-rows"] { gap: 0; }
@media (max-width: 640px) { [class*="st-key-dataset-open-"] p { display: block; } }
</style>
"""


def show(table: Attended, part: Slice) -> None:
    """The list of a slice, page by page, with what leaves of it."""
    st.html(STYLE)
    n = slices.count(table, part)
    clip = DATASET.shown[LIKE]
    like = None if clip is None else slices.row_called(table, part, clip)
    st.header(_heading(part, n), anchor=False)
    order = _pick_order(like)
    if not n:
        st.caption("No clip is all of that. Leave one of the fields above open.")
        return
    if order == "alike" and like is not None:
        found = most_alike(table, like["id"], part)
        _rows(table, slices.rows_of(table, [each for each, _ in found]), dict(found))
    else:
        n_pages = -(-n // ROWS)
        page = min(max(1, DATASET.shown[LEAF]), n_pages)
        kept: Order = next((each for each in slices.ORDERS if each == order), "wrong")
        _rows(table, slices.rows(table, part, kept, first=(page - 1) * ROWS, most=ROWS), {})
        if n_pages > 1:
            _turn(page, n_pages)
    _leave(table, part)


def _heading(part: Slice, n: int) -> str:
    """Which clips they are."""
    if part.label and part.predicted:
        same = part.label == part.predicted
        what = f"of {escaped(part.label)} {'rightly named' if same else f'taken for {escaped(part.predicted)}'}"
    elif part.label:
        what = f"of {escaped(part.label)}"
    elif part.predicted:
        what = f"taken for {escaped(part.predicted)}"
    else:
        what = ""
    return f"{counted(n, 'clip' if len(part.revisions) == 1 else 'answer')} {what}".strip()


def _pick_order(like: Mapping[str, Any] | None) -> str:
    """The order that is chosen."""
    options = [each for each in _ORDERS if each != "alike" or like is not None]
    key = key_of(SORT)
    if st.session_state.get(key) not in options:
        asked = DATASET.shown[SORT]
        st.session_state[key] = asked if asked in options else "wrong"
    order = st.selectbox(
        "Order", options, format_func=_ORDERS.__getitem__, key=key, on_change=begin_again, label_visibility="collapsed"
    )
    DATASET.remember({SORT: None if order == "wrong" else order})
    if order == "alike" and like is not None:
        st.caption(f"To {escaped(like['clip'], most=80)}. {_HELP['alike']}")
    elif order in _HELP:
        st.caption(_HELP[order])
    return str(order)


def _rows(table: Attended, found: Sequence[Mapping[str, Any]], alike: Mapping[int, float]) -> None:
    several = len({row["revision"] for row in found}) > 1
    chosen = None
    with st.container(key="dataset-rows"):
        for row in found:
            if _row(row, words(row, alike.get(row["id"]), several=several)):
                chosen = row
    if chosen is not None:
        open_row(table, chosen)


def _row(row: Mapping[str, Any], told: str) -> bool:
    """One row, and beside it what looks for others; whether it is to be opened."""
    number = row["id"]
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"dataset-row-{number}"):
        is_wanted = st.button(told, key=f"dataset-open-{number}", type="tertiary", width="stretch")
        if row["predicted"] is not None:
            st.button(
                "Alike",
                key=f"dataset-alike-{number}",
                type="tertiary",
                help=f"Clips in which attention is most alike to {title_line(row['clip'])}",
                on_click=partial(_look_for_alike, row["clip"]),
            )
    return is_wanted


def words(row: Mapping[str, Any], alike: float | None = None, *, several: bool = False) -> str:
    """A row in Markdown: which clip, what it is and is taken for, how surely, and who it is.

    Args:
        row: as `slices.rows` gives it.
        alike: to which degree it is alike to another, from 0 to 1.
        several: whether rows of other checkpoints stand beside it.
    """
    label, said = row["label"], row["predicted"]
    if said is None:
        answer, sure = f"– {escaped(row['reason'] or 'could not be asked', most=120)}", "–"
    elif not row["judged"]:
        named = f"{escaped(label, most=60)}, which it does not know → " if label else ""
        answer, sure = f"{named}{escaped(said, most=60)}", probability_text(row["probability"])
    elif label == said:
        answer, sure = f"✓ {escaped(said, most=60)}", probability_text(row["probability"])
    else:
        answer, sure = f"✗ {escaped(label, most=60)} → {escaped(said, most=60)}", probability_text(row["probability"])
    others = row["n_asked"] - row["n_alike"]
    who = [
        percent_text(alike) + " alike" if alike is not None else "",
        escaped(row["checkpoint"], most=40) if several else "",
        escaped(row["subject"], most=40) if row["subject"] else "",
        f"{others} of {row['n_asked']} say otherwise" if others else "",
    ]
    told = " · ".join(filter(None, who)) or f"{row['n_frames']:,} frames"
    return f"**{escaped(row['clip'], most=60)}** *{answer}* *{sure}* *{told}*"


def _look_for_alike(clip: str) -> None:
    DATASET.remember({LIKE: clip, SORT: "alike", LEAF: 1})
    st.session_state[key_of(SORT)] = "alike"


def _turn(page: int, n_pages: int) -> None:
    """Buttons to the page before and to the next."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        for label, to, icon, side in (
            ("Previous", page - 1, ":material/chevron_left:", "left"),
            ("", page, "", ""),
            ("Next", page + 1, ":material/chevron_right:", "right"),
        ):
            if not label:
                st.caption(f"{page:,} of {n_pages:,}", width="content")
                continue
            st.button(
                label,
                key=f"dataset-{label.lower()}",
                icon=icon,
                icon_position="right" if side == "right" else "left",
                type="tertiary",
                disabled=not 1 <= to <= n_pages,
                on_click=partial(DATASET.remember, {LEAF: to}),
            )


def _leave(table: Attended, part: Slice) -> None:
    """All clips of the slice as files."""
    stem = f"{DATASET.shown[DATA][0] if DATASET.shown[DATA] else 'attended'}-clips"

    def found() -> list[dict[str, Any]]:
        return slices.rows(table, part, "name")

    with st.container(horizontal=True, gap="small", key="dataset-leave"):
        _download("These clips as CSV", "csv", stem, lambda: csv_text(leaving.table_of(found())))
        _download("as a manifest", "manifest", f"{stem}-manifest", lambda: csv_text(leaving.manifest_of(found())[0]))
    st.caption("Put the manifest into the data set's folder: train, evaluate and attend take it as their data.")


def _download(label: str, key: str, stem: str, text: Callable[[], str]) -> None:
    st.download_button(
        label,
        data=later(lambda: text().encode("utf-8")),
        file_name=file_name(f"{stem}.csv"),
        mime="text/csv",
        on_click="ignore",
        key=f"dataset-{key}",
    )
