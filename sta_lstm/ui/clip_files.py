"""The lists of clips, and the clip that was chosen in one.

Samples are read once for all visitors. Uploads and what is made from them are kept for one session alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import Clip
from sta_lstm.ui.choice import SECOND, ask_for, asked_for, choose, pick
from sta_lstm.ui.files import Source, sample, uploads
from sta_lstm.ui.handling import Handling, handling_of
from sta_lstm.ui.paging import pager
from sta_lstm.ui.recordings import choose_in_folder, named_folder, recording_of

_CLIP_HELP = (
    "NTU RGB+D, SBU, the Kinect data sets, BVH, OpenPose, AlphaPose, MediaPipe, PYSKL, MATLAB and NumPy arrays, "
    "tables of joints, or this program's own files; several at once, or a zip archive of them. They stay in this "
    "session and are gone when you close the page."
)


def pick_clip() -> Source | None:
    """The list of clips with its upload field; what is chosen, or None where there is nothing to choose."""
    return _pick("Clip", "or upload your own recording")


def pick_second_clip() -> Source | None:
    """The same for a clip that is held against the first."""
    return _pick(SECOND, "or upload a second recording")


def read_clip(source: Source) -> Clip:
    """The clip that was chosen, as this visitor wants it: read, cut and repaired.

    Raises:
        ClipError: the file is not a clip, or nothing of it is left.
    """
    whole, handling = read_whole(source), handling_of(source.key)
    is_whole = handling == Handling(handling.read_options)
    return whole if is_whole else _part(source.cache_key, whole, handling)


def read_whole(source: Source) -> Clip:
    """The same clip, neither cut nor repaired.

    Raises:
        ClipError: the file is not a clip.
    """
    read_options = handling_of(source.key).read_options
    shared = source.is_sample and read_options == AS_STORED
    return (_sample_clip if shared else _own_clip)(source.whole_key, source, read_options)


def _pick(noun: str, label: str) -> Source | None:
    asked = asked_for(noun)
    folder = None if asked is None else choose_in_folder(noun, asked)
    if folder is not None:
        ask_for(noun, folder)
    named = named_folder()
    samples = [sample(path) for path in sample_clips()]
    return pick(
        noun,
        samples if named is None else [named, *samples],
        uploads,
        upload_label=label,
        upload_help=_CLIP_HELP,
        beneath=partial(_one_recording, noun),
    )


def _one_recording(noun: str, chosen: Source, own: Sequence[Source]) -> Source:
    """What was chosen, or one of its recordings; several uploads can be paged through as well."""
    recording = recording_of(noun, chosen)
    if recording.recording is None and chosen in own and len(own) > 1:
        pager(len(own), own.index(chosen), lambda place: choose(noun, own[place].key), key=f"{noun}-uploaded")
    return recording


def _load_clip(key: str, _source: Source, _reading: ReadOptions) -> Clip:
    return _source.load(_reading)


# Clips cannot be changed, so the cached value itself is handed out, not a copy.
_sample_clip = st.cache_resource(max_entries=32, show_spinner="Reading the clip …")(_load_clip)
_own_clip = st.cache_resource(max_entries=8, scope="session", show_spinner="Reading the clip …")(_load_clip)


@st.cache_resource(max_entries=8, scope="session", show_spinner=False)
def _part(key: str, _whole: Clip, _handling: Handling) -> Clip:
    return _handling.made_of(_whole)
