"""The lists of clips, and the clip that was chosen in one.

Samples are read once for all visitors. Uploads and what is made from them are kept for one session alone.
"""

from __future__ import annotations

import streamlit as st

from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import Clip
from sta_lstm.ui.choice import SECOND, pick
from sta_lstm.ui.files import Source, sample, uploads
from sta_lstm.ui.handling import UNTOUCHED, handling_of

_CLIP_HELP = (
    "NTU RGB+D, SBU, the Kinect data sets, BVH, OpenPose, AlphaPose, MediaPipe, PYSKL, MATLAB and NumPy arrays, "
    "tables of joints, or this program's own files. It stays in this session and is gone when you close the page."
)


def pick_clip() -> Source | None:
    """The list of clips with its upload field; what is chosen, or None where there is nothing to choose."""
    return pick(
        "Clip",
        [sample(path) for path in sample_clips()],
        uploads,
        upload_label="or upload your own recording",
        upload_help=_CLIP_HELP,
    )


def pick_second_clip() -> Source | None:
    """The same for a clip that is held against the first."""
    return pick(
        SECOND,
        [sample(path) for path in sample_clips()],
        uploads,
        upload_label="or upload a second recording",
        upload_help=_CLIP_HELP,
    )


def read_clip(source: Source) -> Clip:
    """The clip that was chosen.

    Raises:
        ClipError: the file is not a clip.
    """
    shared = source.is_sample and handling_of(source.key) == UNTOUCHED
    return (_sample_clip if shared else _own_clip)(source.cache_key, source)


def _load_clip(key: str, _source: Source) -> Clip:
    return handling_of(_source.key).read(_source.content(), _source.name)


# Clips cannot be changed, so the cached value itself is handed out, not a copy.
_sample_clip = st.cache_resource(max_entries=32, show_spinner="Reading the clip …")(_load_clip)
_own_clip = st.cache_resource(max_entries=8, scope="session", show_spinner="Reading the clip …")(_load_clip)
