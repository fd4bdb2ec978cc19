"""Save and share: everything that a page shows, as files and as an address, in a place that is the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import streamlit as st

from sta_lstm.evidence.methods import methods_text
from sta_lstm.export import MAX_WIDTH_MM, MIN_WIDTH_MM, body_map, chart, filmstrip, picture_bytes, still, timeline
from sta_lstm.figures import map_heatmap
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.player import player_html
from sta_lstm.prediction.files import prediction_bytes
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.ui.panels.player import video_button
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.kept import later
from sta_lstm.ui.text import escaped, file_name, title_line

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: A picture for print of that width in millimetres.
Print = Callable[[float], "Figure"]

#: Widths in millimetres of one column of a page, and of the whole.
_COLUMN_MM, _PAGE_MM = 85, 180
_PRINT_MIMES = {"SVG": "image/svg+xml", "PDF": "application/pdf", "PNG": "image/png"}
_PICTURE = (
    "A picture of one frame at 1, 2 or 4 times its size on the screen comes from the player: its button with the arrow "
    "down, or the key S while it has the focus."
)
_UPLOAD = "A link cannot open an upload: it stays in this session alone. Send the HTML page in its place."
_NO_PRINT = "They need matplotlib where this app runs: pip install 'sta-lstm[export]'."


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers as a file.

    Attributes:
        label: what the button says.
        content: makes the file, when somebody asks for it.
        what: tells the file's name from those of the page's others; empty for all there is.
        suffix: ends its name.
        mime: its kind.
    """

    label: str
    content: Callable[[], bytes]
    what: str = ""
    suffix: str = ".csv"
    mime: str = "text/csv"


@dataclass(frozen=True, eq=False)
class Shown:
    """What a page has to give away.

    Attributes:
        address: of the page.
        title: heads the HTML page.
        stem: begins the names of the files.
        payload: what the player shows; None where there is none.
        answers: what was said, each with the checkpoint that said it; with None where a file alone tells it.
        prints: figures by the names that they have in a list.
        tables: what the figures show, as numbers.
        settings: how what is shown was made, in sentences for a methods section.
    """

    address: Address
    title: str
    stem: str
    payload: Mapping[str, Any] | None
    answers: Sequence[tuple[Prediction, Checkpoint | None]] = ()
    prints: Mapping[str, Print] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    settings: Sequence[str] = ()

    @property
    def name(self) -> str:
        """Of the page, which tells its fields from those of others."""
        return self.address.page


def csv_table(label: str, what: str, table: Callable[[], pd.DataFrame], of: Sequence[Prediction] = ()) -> Table:
    """A table that says which results (``of``) it comes from; ``what`` ends the file's name."""
    return Table(label, lambda: csv_bytes(table(), provenance=[each.provenance for each in of]), what)


def answer_tables(prediction: Prediction) -> list[Table]:
    """All that is known of one answer: as a table, and as arrays."""
    mimes = {".csv": "text/csv", ".npz": "application/octet-stream"}
    return [
        Table(suffix[1:].upper(), partial(prediction_bytes, prediction, suffix), suffix=suffix, mime=mime)
        for suffix, mime in mimes.items()
    ]


def answer_prints(prediction: Prediction) -> dict[str, Print]:
    """The pictures that ``sta-lstm export`` writes of one answer, and its maps as joints × frames."""
    maps = {
        each.title if place else "Attention map": chart_print(map_heatmap, prediction, map_name=each.name)
        for place, each in enumerate(prediction.maps)
        if each.learned
    }
    return {
        "Filmstrip": lambda width_mm: filmstrip(prediction, width_mm=width_mm),
        "Body map": lambda width_mm: body_map(prediction, width_mm=width_mm),
        "Attention and answer over time": lambda width_mm: timeline(prediction, width_mm=width_mm),
        "One frame": lambda width_mm: still(prediction, width_mm=width_mm),
        **maps,
    }


def chart_print(draw: Callable[..., go.Figure], *results: Any, **asked: Any) -> Print:
    """A chart of the page for print: what ``draw`` of `sta_lstm.figures` makes of ``results`` for a light page."""
    return lambda width_mm: chart(draw(*results, dark=False, **asked), width_mm=width_mm)


def save_and_share(shown: Shown) -> None:
    """Keep the page's address, and offer all that the page has in one popover.

    To be called in each run of the page, and of the part of it whose player the address follows.
    """
    shown.address.keep()
    with st.popover("Save and share", icon=":material/ios_share:"):
        for part in (_link, _page, _prints, _tables, _methods):
            with st.container(gap="xsmall"):
                part(shown)


def _link(shown: Shown) -> None:
    _heading("Link")
    if shown.address.is_complete:
        shown.address.copy_link()
    else:
        st.caption(_UPLOAD)


def _page(shown: Shown) -> None:
    """The player as one file, its video, and where pictures of it come from."""
    if shown.payload is None:
        return
    _heading("Player")
    verdicts = [
        (prediction.verdict.short, prediction.verdict.sentence)
        for prediction, _ in shown.answers
        if prediction.verdict is not None
    ]
    st.download_button(
        "HTML page",
        data=later(partial(player_html, shown.payload, title=shown.title, verdicts=verdicts)),
        file_name=file_name(f"{shown.stem}.html"),
        mime="text/html",
        on_click="ignore",
        key=f"save-page-{shown.name}",
    )
    st.caption("One file that plays without a network, opened from disk or sent by mail.")
    video_button(key=f"save-video-{shown.name}")
    st.caption(_PICTURE)


def _prints(shown: Shown) -> None:
    """One figure at a time: which, as what kind of file, and how wide."""
    if not shown.prints:
        return
    _heading("Figures for print")
    if find_spec("matplotlib") is None:
        st.caption(_NO_PRINT)
        return
    name = st.selectbox("Figure", list(shown.prints), format_func=title_line, key=f"print-{shown.name}")
    left, right = st.columns(2)
    kind = left.segmented_control(
        "File", list(_PRINT_MIMES), default="SVG", required=True, key=f"print-kind-{shown.name}"
    )
    width = right.number_input(
        "Width in mm",
        min_value=MIN_WIDTH_MM,
        max_value=MAX_WIDTH_MM,
        value=_PAGE_MM,
        step=5,
        key=f"print-width-{shown.name}",
        help=f"One column of a journal is about {_COLUMN_MM} mm wide, a page {_PAGE_MM} mm. Letters keep their size.",
    )
    draw, suffix = shown.prints[name], f".{str(kind).lower()}"
    provenance = shown.answers[0][0].provenance if len(shown.answers) == 1 else None
    st.download_button(
        f"Save as {kind}, {width} mm wide",
        data=later(lambda: picture_bytes(draw(width), suffix, provenance)),
        file_name=file_name(f"{shown.stem}-{name.lower().replace(' ', '-')}{suffix}"),
        mime=_PRINT_MIMES[str(kind)],
        on_click="ignore",
        key=f"save-print-{shown.name}",
    )


def _tables(shown: Shown) -> None:
    """Numbers, each table with a button of its own."""
    if not shown.tables:
        return
    _heading("Tables")
    with st.container(horizontal=True, gap="small"):
        for table in shown.tables:
            st.download_button(
                escaped(table.label),
                data=later(table.content),
                file_name=file_name("-".join(filter(None, (shown.stem, table.what))) + table.suffix),
                mime=table.mime,
                on_click="ignore",
                key=f"save-table-{shown.name}-{table.what}{table.suffix}",
            )


def _methods(shown: Shown) -> None:
    """What a methods section has to say, ready to be copied."""
    if not shown.answers:
        return
    _heading("For a methods section")
    st.code(methods_text(shown.answers, settings=shown.settings), language=None, wrap_lines=True)


def _heading(words: str) -> None:
    st.markdown(f"**{words}**")
