"""Maps beside the model's attention: those that can be asked for by name, and arrays that another program computed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import streamlit as st

from sta_lstm.evidence.maps.kinds import KINDS
from sta_lstm.evidence.maps.needs import known_maps, unmet, usual_maps, why_not
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.prediction.explained import read_explained
from sta_lstm.prediction.map_files import read_map
from sta_lstm.prediction.maps import FrameCurve, JointMap
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.quality.doubts import notes_of
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels.explain_field import EXPLAIN, MOST_MAPS
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.evidence import explained
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.predictions import Inference, with_maps
from sta_lstm.ui.session.uploads import keep_listed, most_megabytes
from sta_lstm.ui.text import escaped

_MAX_UPLOAD_MB = 64
_NO_MAP = ":material/link_off:"
_ADD_HELP = (
    "Choose what the joints show in the menu below the body. The model is asked again for most of these: a map of what "
    "the answer loses without each part of the body, where its slope is steepest, what merely moves. The link carries "
    "your choice."
)
_HELP = (
    "What any program says of this clip, as .npz or .npy: arrays of rows in time × persons × joints, such as an "
    "ablation, a gradient, a class activation. An array called alpha must sum to 1 over the joints of a row. Rows and "
    "joints may be those of your model: the guide says how. Kept for you alone while this page is open."
)


def add_known(inference: Inference, checkpoint: Checkpoint, keys: tuple[str, str], address: Address) -> Inference:
    """The inference with the maps that are shown unasked and those that the visitor or the address asks for.

    Args:
        inference: what the page shows.
        checkpoint: who is asked.
        keys: of the clip and of the checkpoint.
        address: of the page; it has the field `EXPLAIN` and follows what is chosen.
    """
    prediction, usual = inference.prediction, usual_maps(checkpoint)
    faults = unmet(checkpoint, prediction)
    for name in address.begin[EXPLAIN]:
        if reason := why_not(KINDS[name], faults):
            st.info(f"This link asks for a map that is not to be had here: {escaped(reason, most=400)}", icon=_NO_MAP)
    options = [kind.name for kind in known_maps(checkpoint, prediction) if kind.name not in usual]
    names = st.multiselect(
        "Add a map",
        options,
        default=[name for name in address.begin[EXPLAIN] if name in options],
        format_func=lambda name: KINDS[name].short_title,
        max_selections=MOST_MAPS,
        placeholder="What else could be said of where the model looks",
        key=f"explain-{address.n_arrivals}-{'-'.join(faults)}",
        help=_ADD_HELP,
    )
    address.remember({EXPLAIN: tuple(names)})
    clip, shown = prediction.clip, (*usual, *names)
    found = [run_or_show_error(partial(explained, *keys, name, clip, checkpoint)) for name in shown]
    maps = [each for each in found if each is not None]
    if not maps:
        return inference
    # The program's own names of what it found: they say nothing of a visitor.
    map_keys = tuple(Offered(each.name) for each in maps)
    more = run_or_show_error(lambda: with_maps(inference.key, map_keys, inference, maps))
    return inference if more is None else more


def _told(data: bytes, clip: Clip, file_name: str) -> tuple[list[JointMap | FrameCurve], tuple[str, ...]]:
    """The maps and curves of a file, on the clip's own frames and joints, and what was done to bring them there."""
    if file_name.lower().endswith(".npy"):
        return [read_map(data, clip, file_name=file_name)], ()
    shown = read_explained(data, clip, file_name=file_name)
    known = set(notes_of(clip))
    # What is uniform stands in for what the file has not.
    found: tuple[JointMap | FrameCurve, ...] = (*shown.maps, *shown.curves)
    own = [each for each in found if each.learned or not each.relative]
    return own, tuple(note for note in shown.provenance.changes if note not in known)


def _named_apart(one: JointMap | FrameCurve, file_name: str, taken: set[str]) -> JointMap | FrameCurve:
    """A map or a curve of a file of a name that no other has: its own, or behind the file's, numbered if need be."""
    name, number = one.name, 1
    while name in taken:
        name = f"{Path(file_name).stem}-{one.name}" + (f"-{number}" if number > 1 else "")
        number += 1
    taken.add(name)
    return one if name == one.name else replace(one, name=name, title=name)


def add_own(inference: Inference) -> Inference:
    """The inference with the maps that this visitor has uploaded for the clip; what does not fit it is said."""
    with st.expander("Maps of your own", icon=":material/layers:"):
        files = st.file_uploader(
            "Arrays for this clip",
            type=["npz", "npy"],
            accept_multiple_files=True,
            key="own-maps",
            help=_HELP,
            max_upload_size=most_megabytes(_MAX_UPLOAD_MB),
        )
        keep_listed()
        if not files:
            return inference
        clip, maps, keys = inference.prediction.clip, list[JointMap | FrameCurve](), []
        for file in files:
            told = run_or_show_error(partial(_told, file.getvalue(), clip, file.name))
            if told is not None:
                found, notes = told
                taken = {each.name for each in (*inference.prediction.maps, *inference.prediction.curves, *maps)}
                maps += [_named_apart(each, file.name, taken) for each in found]
                keys.append(file.file_id)
                for note in notes:
                    st.caption(escaped(f"{file.name}: {note}"))
        if not maps:
            return inference
        shown = run_or_show_error(lambda: with_maps(inference.key, tuple(keys), inference, maps))
        if shown is not None:
            st.caption("Choose what the joints show in the menu below the body.")
    return shown or inference
