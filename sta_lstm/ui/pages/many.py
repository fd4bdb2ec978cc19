"""Many clips: a table with a row each, of files that were uploaded, of a folder, or of the samples."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.answer import named
from sta_lstm.prediction.many import ClipRow, clip_row, clips_table
from sta_lstm.prediction.predict import provenance_of
from sta_lstm.prediction.spreadsheet import csv_bytes
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons.layouts import NTU_25
from sta_lstm.skeletons.movement import SPEED_RULE, layout_measures
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.lessons import guess
from sta_lstm.ui.movement.field import COLUMNS, MOST_MEASURES
from sta_lstm.ui.movement.panel import NOT_FOR_DIAGNOSIS
from sta_lstm.ui.pages.inspect import INSPECT
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, pick_checkpoint, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP, pick_files, read_clip
from sta_lstm.ui.pickers.files import Source, sample
from sta_lstm.ui.pickers.recordings import choose_upload, named_folder, recordings_in
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.kept import in_turn
from sta_lstm.ui.session.link import Field, Link
from sta_lstm.ui.text import escaped, table_cell, title_line
from sta_lstm.words import PERCENT, capital, counted

MANY = Address("many", (CHECKPOINT, COLUMNS))
#: Most clips of one table.
MOST_CLIPS = 300
_STATE = "many-clips"  # in the session: the table that is being made, or was made last
#: The table is shown anew once in so many seconds while it grows.
_SECONDS = 1.0
#: Columns that stand before the others on the page, and behind them.
_FIRST = ("clip", "answer", "probability", "label", "correct", "because")
_LAST = ("seconds", "persons", "frames", "frames_per_second", "layout")
_HEADS = {"because": "Doubt"}
_BECAUSE = "Why there is no answer, or why it is doubtful."
#: Pixels of columns of words, which would else be cut where others are wide.
_WIDTHS = {"clip": 150, "answer": 110, "label": 110, "because": 170}
#: How numbers are written that have not one digit behind the point.
_DIGITS = {"seconds": "%.2f", "probability": f"%.1f{PERCENT}%"}
_WORDS = (
    "One row a clip: what the model says of it, whether that is the label in its file, how long it is, who is in it, "
    "and how far joints move. Choose several files or a zip archive in the side bar."
)


@dataclass(eq=False)
class _Table:
    """A table that grows by a row a clip.

    Attributes:
        key: of all that it depends on.
        rows: those that are done, in the order of the clips.
        running: whether it is to grow.
    """

    key: tuple[object, ...]
    rows: list[ClipRow] = field(default_factory=list)
    running: bool = False


def page() -> None:
    """From files to a table."""
    request = MANY.requested()
    guess.look_at()
    with st.sidebar:
        files = pick_files()
        checkpoint_source = pick_checkpoint()
    if checkpoint_source is None:
        return
    MANY.update(request, {CHECKPOINT: [checkpoint_source]}, 1)
    if guess.holds_back():
        return
    st.title("Many clips", anchor=False)
    st.caption(_WORDS)
    checkpoint = run_or_show_error(lambda: read_checkpoint(checkpoint_source))
    sources = _choose_clips(files)
    measures, convert = _choose_columns()
    if checkpoint is None:
        return
    key = (tuple(each.cache_key for each in sources), checkpoint_source.cache_key, measures, convert)
    table, is_shared = _table(key), all(each.sample is not None for each in sources)
    place = _buttons(table, len(sources))
    shown = st.empty()
    ask = partial(_row, checkpoint=checkpoint, measures=measures, convert=convert)
    if table.running:
        _grow(table, sources, ask, place, shown)
    if table.rows:
        _show(table.rows, shown)
        _finish(table, checkpoint, is_shared=is_shared)
        _open_one(table.rows, sources, checkpoint_source)
        st.caption(f"A range is the greatest angle less the least. {SPEED_RULE}")
        st.markdown(NOT_FOR_DIAGNOSIS)


def _choose_clips(files: Sequence[Source]) -> tuple[Source, ...]:
    """The recordings of what was chosen; of many, the first."""
    folder = named_folder()
    choices: dict[str, Sequence[Source]] = {}
    if files:
        choices["Your uploads"] = files
    if folder is not None:
        choices[folder.title] = [folder]
    choices["Samples"] = [sample(path) for path in sample_clips()]
    names = list(choices)
    name = st.segmented_control("Clips", names, default=names[0], required=True, key=f"many-of-{'-'.join(names)}")
    found: list[Source] = []
    for file in choices[name]:
        recordings = run_or_show_error(partial(recordings_in, file))
        found += [] if recordings is None else recordings
    if len(found) > MOST_CLIPS:
        st.info(
            f"{counted(len(found), 'clip')} were found; the table is of the first {MOST_CLIPS}. Upload the others by "
            "themselves.",
            icon=":material/info:",
        )
    return tuple(found[:MOST_CLIPS])


def _choose_columns() -> tuple[tuple[str, ...], bool]:
    """Which measures of movement have columns, and whether clips are converted for the model."""
    names = [each.name for each in layout_measures(NTU_25)]
    left, right = st.columns([2.8, 1], gap="medium", vertical_alignment="bottom")
    measures = left.multiselect(
        "Movement of the first person",
        names,
        default=[name for name in MANY.begin[COLUMNS] if name in names],
        format_func=capital,
        max_selections=MOST_MEASURES,
        placeholder="Angles, with their range, and speeds, with the greatest",
        key=f"many-measures-{MANY.n_arrivals}",
    )
    MANY.remember({COLUMNS: tuple(measures)})
    convert = right.toggle(
        "Convert for the model",
        key="many-convert",
        help="A clip of other joints is converted to those that the model reads, and an only person is doubled where "
        "it reads two: take its answer as a trial. Movement is measured on the joints as recorded.",
    )
    return tuple(measures), convert


def _table(key: tuple[object, ...]) -> _Table:
    """The table that is in the making; a new one where anything that it depends on is another."""
    table: _Table | None = st.session_state.get(_STATE)
    if table is None or table.key != key:
        table = st.session_state[_STATE] = _Table(key)
    return table


def _buttons(table: _Table, n_clips: int) -> DeltaGenerator:
    """Start or stop; the place for how far it is."""
    done, running = len(table.rows), table.running

    def run(wanted: bool) -> None:
        table.running = wanted

    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if running:
            st.button("Stop", icon=":material/stop:", key="many-run", on_click=run, args=(False,))
        elif done < n_clips:
            rest = f"Go on with the other {n_clips - done:,}"
            label = rest if done else f"Make the table of {counted(n_clips, 'clip')}"
            icon = ":material/play_arrow:"
            st.button(label, icon=icon, key="many-run", on_click=run, args=(True,))
        return st.empty()


def _grow(
    table: _Table,
    sources: Sequence[Source],
    ask: Callable[[Source], ClipRow],
    place: DeltaGenerator,
    shown: DeltaGenerator,
) -> None:
    """Add a row for each clip that has none; whoever presses Stop ends this run, and keeps the rows."""
    if table.rows:
        _show(table.rows, shown)
    told = time.monotonic()
    for source in sources[len(table.rows) :]:
        done = len(table.rows)
        place.progress(done / len(sources), f"{done:,} of {len(sources):,}: {escaped(source.name, most=60)}")
        table.rows.append(ask(source))
        if time.monotonic() - told > _SECONDS:
            told = time.monotonic()
            _show(table.rows, shown)
    table.running = False
    st.rerun()


def _row(source: Source, *, checkpoint: Checkpoint, measures: Sequence[str], convert: bool) -> ClipRow:
    with in_turn():
        return clip_row(source.name, partial(read_clip, source), checkpoint, measures, convert=convert)


def _show(rows: Sequence[ClipRow], shown: DeltaGenerator) -> None:
    """The table for eyes: what is said first, how it was recorded last; remarks are in the file alone."""
    table = clips_table(rows).drop(columns=["remarks", "not_read", "unlike"])
    table["answer"] = [_answer(row) for row in rows]
    table["probability"] *= 100
    because = [row.reason or "; ".join(row.unlike) for row in rows]
    if any(because):
        table["because"] = because
    if not any(row.label for row in rows):
        table = table.drop(columns=["label", "correct"])
    for name in table.select_dtypes(include=["object", "string"]):
        table[name] = [table_cell(text) if isinstance(text, str) else "" for text in table[name]]
    first = [name for name in _FIRST if name in table]
    table = table[[*first, *(name for name in table if name not in (*first, *_LAST)), *_LAST]]
    shown.dataframe(table, hide_index=True, width="stretch", column_config=_columns(table), placeholder="")


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    """How each column is headed and its numbers written."""
    configs: dict[str, Any] = {"clip": st.column_config.TextColumn("Clip", pinned=True, width=_WIDTHS["clip"])}
    for name in map(str, table.columns[1:]):
        if pd.api.types.is_float_dtype(table[name]):
            configs[name] = st.column_config.NumberColumn(_head(name), format=_DIGITS.get(name, "%.1f"))
        else:
            help_text = _BECAUSE if name == "because" else None
            configs[name] = st.column_config.Column(_head(name), width=_WIDTHS.get(name), help=help_text)
    return configs


def _answer(row: ClipRow) -> str:
    return "" if row.answer is None else named(row.answer, is_familiar=not row.unlike)


def _head(name: str) -> str:
    return capital(table_cell(_HEADS.get(name, name.replace("_", " ").replace("(deg)", "(°)"))))


def _open_one(rows: Sequence[ClipRow], sources: Sequence[Source], checkpoint: Source) -> None:
    """One of the clips on the page Inspect; those that the model names wrongly are listed first."""
    order = sorted(range(len(rows)), key=lambda place: rows[place].sign != "✗")

    def title(place: int) -> str:
        row = rows[place]
        return title_line(f"{row.sign} {row.name}".strip() + (f": {_answer(row)}" if row.answer else ""))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        place = st.selectbox("Look at one", order, format_func=title, key=f"many-one-{len(rows)}")
        if st.button("Open in Inspect", icon=":material/accessibility_new:", key="many-open"):
            source = sources[place]
            told: dict[Field[Any], Any] = {CHECKPOINT: () if checkpoint.sample is None else (checkpoint.sample,)}
            if source.sample is None:
                choose_upload(CLIP.noun, source)
            else:
                told[CLIP] = (source.sample,)
            INSPECT.open(Link().replaced(told))
            st.switch_page("app_pages/inspect.py")


def _finish(table: _Table, checkpoint: Checkpoint, *, is_shared: bool) -> None:
    """What the rows come to, and the file; an address where it shows the same to everybody."""
    rows = table.rows
    told = [row for row in rows if row.answer is not None and row.sign]
    sentence = f"{sum(row.answer is not None for row in rows):,} of {counted(len(rows), 'clip')} answered"
    if told:
        right = sum(row.sign == "✓" for row in told)
        sentence += f"; of {len(told):,} whose label the model knows, {right:,} {'is' if right == 1 else 'are'} right"
    st.caption(f"{sentence}.")
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Table as CSV",
            data=lambda: csv_bytes(clips_table(rows), provenance=[provenance_of(checkpoint)]),
            file_name="clips.csv",
            mime="text/csv",
            on_click="ignore",
            key="many-csv",
        )
        if is_shared:
            MANY.keep()
            MANY.copy_link()
