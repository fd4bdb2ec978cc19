"""Explained clips as files: what a model said of a clip, in one ``.npz`` that any program can write.

Every array is optional but one of ``alpha``, ``beta`` or a map; R rows in time, N persons, K joints, L classes:

    alpha          R × N × K    spatial attention: each row sums to one
    beta           R            temporal attention: numbers from 0 on
    probabilities  L            of the classes; they sum to one
    class_names    L            texts
    joints         K            texts: which joint each column is, in the arrays' order; without it the clip's own order
    frames         R            the frame of the clip in which each row lies; without it the rows are spread evenly
    made_by        one text     what to call the model
    anything else  R × N × K    a map of that name (R × K of one person), or R: a curve of that name

``numpy.savez("explained.npz", alpha=weights, joints=names)`` writes one. Nothing in it is ever run, and no array is
unpacked before its size is known.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from sta_lstm.errors import ClipError, PredictionError
from sta_lstm.formats.arrays.members import MAX_UNPACKED, packed_array, packed_members
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.rules.archive import opened
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.show import show
from sta_lstm.skeletons import Clip

_ZIP = b"PK"
#: Most bytes of an array that is no map: names, probabilities.
_MAX_WORDS = 4 * 1024**2
_WORDS = ("class_names", "joints", "made_by")
_KNOWN = ("alpha", "beta", "probabilities", "frames", *_WORDS)


def read_explained(source: str | Path | bytes, clip: Clip, *, file_name: str = "") -> Prediction:
    """What an explained clip's file says of ``clip``, as `show` has it.

    Args:
        source: path or content of the ``.npz``.
        clip: what it is about.
        file_name: what to call the content in messages.

    Raises:
        PredictionError: the file is none, is damaged, or holds an array that does not go with the clip; the message
            names the file, the array, what was expected and what to do.
    """
    path = None if isinstance(source, bytes) else Path(source)
    file_name = file_name or (path.name if path else "explained.npz")
    try:
        data = source if isinstance(source, bytes) else read_bytes(Path(source), file_name)
        arrays = _arrays(data, file_name)
    except ClipError as error:  # what the shared reader of arrays says
        raise PredictionError(str(error)) from error
    others = {name: values for name, values in arrays.items() if name not in _KNOWN}
    curves = {name: values for name, values in others.items() if values.ndim == 1 and values.dtype.kind in "fiub"}
    maps = {name: values for name, values in others.items() if values.ndim > 1}
    try:
        return show(
            clip,
            alpha=arrays.get("alpha"),
            beta=arrays.get("beta"),
            probabilities=arrays.get("probabilities"),
            class_names=_texts(arrays, "class_names"),
            maps=maps,
            curves=curves,
            joints=_texts(arrays, "joints"),
            frames=arrays.get("frames"),
            made_by=" ".join(_texts(arrays, "made_by") or ()),
        )
    except PredictionError as error:
        raise PredictionError(f"'{file_name}': {error}") from error


def _arrays(data: bytes, file_name: str) -> dict[str, NDArray[Any]]:
    if not data.startswith(_ZIP):
        raise PredictionError(
            f"'{file_name}' is no .npz of arrays. Write one with numpy.savez: alpha, beta or a map by name."
        )
    with opened(data, file_name) as archive:
        members = packed_members(archive, file_name)
        n_bytes = sum(info.file_size for info in members.values())
        if n_bytes > MAX_UNPACKED:
            raise PredictionError(
                f"'{file_name}' unpacks to {n_bytes:,} bytes; at most {MAX_UNPACKED:,} are read. Save fewer maps, or "
                "float16."
            )
        return {
            name: packed_array(archive, info, file_name, _MAX_WORDS if name in _WORDS else MAX_UNPACKED)
            for name, info in members.items()
        }


def _texts(arrays: dict[str, NDArray[Any]], name: str) -> list[str] | None:
    if name not in arrays:
        return None
    values = arrays[name]
    if values.dtype.kind != "U":
        raise PredictionError(f"'{name}' holds {str(values.dtype)[:20]}; expected texts. Save it as an array of them.")
    return [str(text) for text in values.ravel()]
