"""Explained clips among a visitor's uploads: what a model said of a clip, to be chosen where a checkpoint is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from sta_lstm.errors import CheckpointError
from sta_lstm.prediction.explained import is_explained, read_explained
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.skeletons import Clip
from sta_lstm.ui.pickers.choice import choose
from sta_lstm.ui.pickers.files import Source, uploads
from sta_lstm.ui.session import guessing
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.kept import kept

#: Largest file that is looked into: as large as a map of your own may be.
MAX_MB = 64
_ABOUT = "an explained clip"
#: In the session: of each upload whether it is one; those that were dropped where recordings are.
_SNIFFED, _DROPPED = "explained-files-sniffed", "explained-files-dropped"
#: Most uploads of which a session remembers that; those seen longest ago are forgotten.
_MOST = 200


def recordings_among(files: Sequence[UploadedFile], checkpoints: str) -> list[UploadedFile]:
    """The uploads that are no explained clips. Those that are can be chosen where checkpoints are, and are at once.

    Args:
        files: of the field for recordings.
        checkpoints: what the list of checkpoints is called, in which one that has just come is chosen.
    """
    explained = {file.file_id: file for file in files if _is_one(file)}
    before = st.session_state.get(_DROPPED, {})
    st.session_state[_DROPPED] = explained
    new = [file for file_id, file in explained.items() if file_id not in before]
    if new:
        choose(checkpoints, _sources(new)[0].key)
    return [file for file in files if file.file_id not in explained]


def models_among(files: Sequence[UploadedFile]) -> list[Source]:
    """What can be chosen where a checkpoint is: checkpoints and explained clips, the newest first.

    Args:
        files: of the field for checkpoints; to these come the explained clips of the field for recordings.
    """
    dropped: dict[str, UploadedFile] = st.session_state.get(_DROPPED, {})
    known = {file.file_id for file in files}
    return _sources([*(file for file_id, file in dropped.items() if file_id not in known), *files])


def is_explained_source(source: Source) -> bool:
    """Whether what was chosen is an explained clip and no checkpoint."""
    return source.about == _ABOUT


def read_explained_source(source: Source, clip_key: str, clip: Clip) -> Prediction:
    """What the file says of that clip.

    Args:
        source: an explained clip (`is_explained_source`).
        clip_key: tells the clip apart from all others.
        clip: what it is about.

    Raises:
        PredictionError: it does not go with the clip; the message says in what.
    """
    return _read(clip_key, source.cache_key, clip, source)


def check_is_a_model(source: Source) -> None:
    """Refuse an explained clip where a model is to be asked.

    Raises:
        CheckpointError: it is one.
    """
    if is_explained_source(source):
        raise CheckpointError(
            f"'{source.name}' holds what a model said of one clip, and no model that could be asked. Open it on "
            "Inspect or Compare, or choose a checkpoint here."
        )


@kept()
def _read(clip_key: str, file_key: str, _clip: Clip, _source: Source) -> Prediction:
    return read_explained(_source.content(), _clip, file_name=_source.name)


def _sources(files: Sequence[UploadedFile]) -> list[Source]:
    marked = {file.file_id for file in files if _is_one(file)}
    found = uploads(files)
    return [_marked(source) if source.key.split(":")[1] in marked else source for source in found]


def _marked(source: Source) -> Source:
    """Told apart in the list; without its name where somebody guesses, as it is often called what the clip shows."""
    return replace(source, title="Yours" if guessing.is_on() else source.title, about=_ABOUT)


def _is_one(file: UploadedFile) -> bool:
    sniffed: dict[str, bool] = st.session_state.setdefault(_SNIFFED, {})
    if file.file_id not in sniffed:
        sniffed[file.file_id] = file.size <= MAX_MB * 2**20 and is_explained(file.getvalue(), file.name)
        while len(sniffed) > _MOST:
            sniffed.pop(next(iter(sniffed)))
    return sniffed[file.file_id]
