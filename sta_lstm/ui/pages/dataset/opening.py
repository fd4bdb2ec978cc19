"""A row of attended clips in the player: its recording among those that are offered, under the very checkpoint.

A row says how its recording is called in its data set. It is opened only where the folder that was named at the start
holds a recording of that name, or where it is one of the samples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from sta_lstm.datasets.dataset import fingerprint_of
from sta_lstm.errors import ClipError, StaLstmError
from sta_lstm.evidence.attended.table import Attended
from sta_lstm.formats import load_clip
from sta_lstm.samples import sample_clips
from sta_lstm.ui.errors import show_error
from sta_lstm.ui.pages.inspect import INSPECT
from sta_lstm.ui.parts.field import PART
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, known_checkpoints, read_checkpoint
from sta_lstm.ui.pickers.clip_files import CLIP
from sta_lstm.ui.pickers.recordings import names_in_folder
from sta_lstm.ui.session.address import open_at
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.link import Field, Link, format_link


def open_row(table: Attended, row: Mapping[str, Any]) -> None:
    """Show the clip of a row on the page Inspect; or say what it takes to have it there."""
    try:
        told: dict[Field[Any], Any] = {CLIP: (_clip(table, row),), CHECKPOINT: (_checkpoint(row),)}
    except StaLstmError as error:
        show_error(error)
        return
    if row["end"] is not None or row["start"]:
        first = row["start"] or 0
        told[PART] = (first, (row["end"] or first + row["n_frames"]) - 1)
    open_at(INSPECT.page, format_link(INSPECT.fields, Link().replaced(told)))
    st.switch_page("app_pages/inspect.py")


def found_in(names: Sequence[str], row: Mapping[str, Any]) -> str | None:
    """The recording of a row among those of a folder: by its path, by the end of a path, or alone below its folder.

    Args:
        names: paths of recordings.
        row: says in which ``file`` its clip is, or what the ``clip`` is called where that was not written down.
    """
    wanted = row["file"] or row["clip"]
    if wanted in names:
        return str(wanted)
    for found in (
        [name for name in names if name.endswith(f"/{wanted}")],
        [name for name in names if name.startswith(f"{wanted}/")],
        [name for name in names if f"/{wanted}/" in name],
    ):
        if len(found) == 1:
            return found[0]
    return None


def _clip(table: Attended, row: Mapping[str, Any]) -> str:
    """What an address calls the recording of a row.

    Raises:
        ClipError: it is not among those that are offered.
    """
    name = found_in(names_in_folder(), row) or _sample(row)
    if name is not None:
        return name
    data = table.about.get("dataset", "")
    raise ClipError(
        f"the recording '{row['clip']}' of the data set '{data}' is not among the clips that this app offers. Start it "
        "with --clips FOLDER, the folder of that data set."
    )


def _sample(row: Mapping[str, Any]) -> str | None:
    """The sample clip of a row: by its name, and by what is in it."""
    for path in sample_clips():
        if path.name != (row["file"] or row["clip"]):
            continue
        content = _fingerprint(Offered(path.name), path)
        return path.stem if content == row["fingerprint"] else None
    return None


@kept()
def _fingerprint(key: str, _path: Path) -> str:
    """What tells the values of a sample clip apart from all others."""
    try:
        return fingerprint_of(load_clip(_path))
    except StaLstmError:
        return ""


def _checkpoint(row: Mapping[str, Any]) -> str:
    """What an address calls the checkpoint of a row: that of its name whose file is the same.

    Raises:
        ClipError: it is not among those that are offered.
    """
    called = row["checkpoint"]
    named = [each for each in known_checkpoints() if called in (each.title, each.title.rpartition("/")[2])]
    for source in named:
        try:
            if read_checkpoint(source).revision == row["revision"]:
                return source.title
        except StaLstmError:
            continue
    why = "another file of that name is offered" if named else "it is not among those that this app offers"
    raise ClipError(
        f"the clip was shown to the checkpoint '{called}' ({row['revision'][:8]}), and {why}. Start the app with "
        "--checkpoints FOLDER, the folder of that checkpoint."
    )
