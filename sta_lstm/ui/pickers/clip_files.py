"""The lists of clips, and the clip that was chosen in one.

Samples are read once for all visitors. Uploads and what is made from them are kept for one session alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

import streamlit as st

from sta_lstm.errors import StaLstmError
from sta_lstm.evidence.record import about_clip
from sta_lstm.formats import load_clip
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.samples import sample_clips
from sta_lstm.skeletons import Clip
from sta_lstm.ui.pickers import explained_files, label_files
from sta_lstm.ui.pickers.checkpoint_files import CHECKPOINT, chosen_header
from sta_lstm.ui.pickers.choice import ask_for, asked_for, choose, pick
from sta_lstm.ui.pickers.files import Source, sample, uploads
from sta_lstm.ui.pickers.paging import pager
from sta_lstm.ui.pickers.recordings import (
    choose_in_folder,
    named_folder,
    names_in_folder,
    readable_first,
    reason_against,
    recording_of,
)
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.link import FileField
from sta_lstm.ui.session.preparation import Preparation, preparation_of
from sta_lstm.ui.session.uploads import seen, upload_field
from sta_lstm.ui.text import escaped
from sta_lstm.words import in_two

_CLIP_HELP = (
    "NTU RGB+D, SBU, the Kinect data sets, BVH, OpenPose, AlphaPose, MediaPipe, PYSKL, MATLAB and NumPy arrays, "
    "tables of joints, or this program's own files; several at once, or a zip archive of them. A file of labels (a "
    "table of start, end and label, or UTKinect's list) goes with the recording beside it."
)


_CLIP_HINT = "NTU, SBU, Kinect, BVH, C3D, OpenPose, MediaPipe, CSV, NumPy, MATLAB, … or a zip of them"


def clip_names() -> list[str]:
    """What an address may ask for: samples, and the recordings in the folder named at the start."""
    return [*(path.stem for path in sample_clips()), *names_in_folder()]


#: The clip that a page shows; it opens on one that shows much.
CLIP = FileField(
    key="clip",
    noun="Clip",
    opening=("high-five",),
    known=clip_names,
    ask=partial(ask_for, "Clip"),
    is_clip=True,
)
#: The clip that a page compares with the first.
SECOND = FileField(
    key="second",
    noun="Second clip",
    opening=("shake-hands",),
    known=clip_names,
    ask=partial(ask_for, "Second clip"),
    is_clip=True,
    prefers_uploads=False,
)


def pick_clip() -> Source | None:
    """The list of clips with its upload field; what is chosen, or None where there is nothing to choose.

    For those who guess the list counts, here and in `pick_second_clip`: clips are often called what they show.
    """
    return _pick(CLIP, "or upload your own recording")


def pick_second_clip() -> Source | None:
    """The list for a clip to compare with the first, which offers the same clips; what is chosen, or None."""
    return _pick(SECOND, "or upload a second recording")


def pick_files() -> list[Source]:
    """The upload field of clips alone; what lies in it, and was uploaded on other pages, in the order of the upload."""
    files, _ = upload_field(CLIP.noun, "Upload recordings, or a zip of them", _CLIP_HELP)
    seen(CLIP.noun)
    return uploads(_recordings_among(files))[::-1]


def read_clip(source: Source) -> Clip:
    """The clip that was chosen, as this visitor wants it: read, cut and repaired.

    Raises:
        ClipError: the file is not a clip, or nothing of it is left.
    """
    whole, preparation = read_whole(source), preparation_of(source.key)
    is_whole = preparation == Preparation(preparation.read_options)
    return whole if is_whole else _part(source.cache_key, whole, preparation)


def read_whole(source: Source) -> Clip:
    """The clip that was chosen, read as this visitor wants it, neither cut nor repaired.

    Raises:
        ClipError: the file is not a clip.
    """
    return _load_clip(source.whole_key, source, preparation_of(source.key).read_options)


def _pick(field: FileField, label: str) -> Source | None:
    noun = field.noun
    asked = asked_for(noun)
    folder = None if asked is None else choose_in_folder(noun, asked)
    if folder is not None:
        ask_for(noun, [folder])
    named = named_folder()
    header = chosen_header()
    paths = sample_clips()
    if header is not None:  # clips that it reads as they are come first
        paths = tuple(sorted(paths, key=lambda path: not header.reads(*_facts(path)[:2])))
    samples = [sample(path, _facts(path)[2]) for path in paths]
    return pick(
        field,
        samples if named is None else [named, *samples],
        lambda files: readable_first(uploads(_recordings_among(files))),
        upload_label=label,
        upload_help=_CLIP_HELP,
        upload_hint=_CLIP_HINT,
        is_named=not guessing.is_on(),
        beneath=partial(_one_recording, noun),
    )


def _recordings_among(files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """The uploads that are neither files of labels nor explained clips."""
    return label_files.recordings_among(explained_files.recordings_among(files, CHECKPOINT.noun))


@cache
def _facts(path: Path) -> tuple[tuple[str, ...], int, str]:
    """Of a sample clip, read once for all visitors: its joints, how many persons it shows, and what it is in words."""
    try:
        clip = load_clip(path)
    except StaLstmError:
        return (), 0, ""
    return clip.layout.joints, clip.n_shown, about_clip(clip)


def _one_recording(noun: str, chosen: Source, own: Sequence[Source]) -> Source:
    """What was chosen, or one of its recordings; several uploads can be paged through as well."""
    recording = recording_of(noun, chosen)
    if recording.recording is None and chosen in own and len(own) > 1:
        pager(len(own), own.index(chosen), lambda place: choose(noun, own[place].key), key=f"{noun}-uploaded")
    for file in own:
        if file is not chosen and (reason := reason_against(file)):
            told = "One of your uploads cannot be read." if guessing.is_on() else in_two(reason)[0]
            st.caption(f":red[{escaped(told)}]")
    label_files.join(recording, own)
    labels = label_files.label_file_for(recording)
    if labels is not None:
        st.caption("Labels: a file" if guessing.is_on() else f"Labels: {escaped(labels.name)}")
    if not guessing.is_on():
        for sentence in label_files.waiting(recording, own, partial(read_whole, recording)):
            st.info(escaped(sentence, most=500), icon=":material/label:")
    return recording


@kept("Reading the clip …")
def _load_clip(key: str, _source: Source, _read_options: ReadOptions) -> Clip:
    return _source.load(_read_options)


@kept()
def _part(key: str, _whole: Clip, _preparation: Preparation) -> Clip:
    return _preparation.applied_to(_whole)
