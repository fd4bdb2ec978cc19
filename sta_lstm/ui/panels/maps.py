"""Maps of a visitor's own: arrays that another program computed for the clip, shown beside the model's attention."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from sta_lstm.prediction.map_files import read_maps
from sta_lstm.prediction.maps import JointMap
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.session.predictions import Inference, with_maps

_MAX_UPLOAD_MB = 64
_HELP = (
    "A .npy or .npz file with arrays of frames × persons × joints for this clip, from any program: an ablation, a "
    "gradient, a class activation. An array called alpha must sum to 1 over the joints of a frame. Kept for you alone "
    "while this page is open."
)


def _named_apart(one: JointMap, file_name: str, taken: set[str]) -> JointMap:
    """A map of a file under a name that no other has: its own, or behind the file's, and a number if need be."""
    name, number = one.name, 1
    while name in taken:
        name = f"{Path(file_name).stem}-{one.name}" + (f"-{number}" if number > 1 else "")
        number += 1
    taken.add(name)
    return one if name == one.name else replace(one, name=name, title=name)


def add_own(inference: Inference, key: str) -> Inference:
    """The inference with the maps that this visitor has uploaded for the clip; what does not fit it is said.

    Args:
        inference: what the page shows.
        key: of the clip and the checkpoint.
    """
    with st.expander("Maps of your own", icon=":material/layers:"):
        files = st.file_uploader(
            "Arrays for this clip",
            type=["npz", "npy"],
            accept_multiple_files=True,
            key="own-maps",
            help=_HELP,
            max_upload_size=_MAX_UPLOAD_MB,
        )
        if not files:
            return inference
        clip, maps, keys = inference.prediction.clip, list[JointMap](), []
        for file in files:
            found = run_or_show_error(partial(read_maps, file.getvalue(), clip, file_name=file.name))
            if found is not None:
                taken = {each.name for each in (*inference.prediction.maps, *maps)}
                maps += [_named_apart(each, file.name, taken) for each in found]
                keys.append(file.file_id)
        if not maps:
            return inference
        shown = run_or_show_error(lambda: with_maps(key, tuple(keys), inference, maps))
        if shown is not None:
            st.caption("Choose what the joints show in the menu below the body.")
    return shown or inference
