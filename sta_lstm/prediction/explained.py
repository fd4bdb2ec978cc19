"""Explained clips as files: what a model said of a clip, in one ``.npz`` that any program can write.

Every array is optional but one of ``alpha``, ``beta`` or a map; R rows in time, N persons, K joints, L classes:

    alpha          R × N × K    spatial attention: each row sums to one
    beta           R            temporal attention: numbers from 0 on
    probabilities  L            of the classes; they sum to one
    class_names    L            texts
    joints         K            texts: which joint each column is, in the arrays' order; without it the clip's own order
    frames         R            the frame of the clip in which each row lies; without it the rows are spread evenly
    made_by        one text     what to call the model
    anything else  R × N × K    a map of that name (R × K of one person), or R: a curve of that name; what has another
                                form is left out, and said

``numpy.savez("explained.npz", alpha=weights, joints=names)`` writes one. Nothing in it is ever run, and no array is
unpacked before its size is known.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError, PredictionError, StaLstmError
from sta_lstm.formats.arrays.foreign_npz import holds_positions
from sta_lstm.formats.arrays.members import MAX_UNPACKED, members_of, packed_array, packed_members
from sta_lstm.formats.arrays.names import is_body_model, no_positions
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.names.own_layout import bare_layout
from sta_lstm.formats.rules.archive import opened
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.text import few_names
from sta_lstm.prediction.maps import MAX_NAME_CHARACTERS
from sta_lstm.prediction.netcdf import is_netcdf, netcdf_arrays
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.show import show
from sta_lstm.skeletons import Clip

_ZIP = b"PK"
#: Most bytes of an array that is no map: names, probabilities.
_MAX_WORDS = 4 * 1024**2
_WORDS = ("class_names", "joints", "made_by")
#: Joints of the stand-in for a clip of which a file tells curves alone.
_LEAST_BODY = 2
_FPS = 30.0  # of the same
#: Numbers of an axis that is one of places or of rotations, rather than of persons or joints.
_IN_SPACE = (2, 3, 4)
_ABOUT = ("probabilities", "frames", *_WORDS)
_KNOWN = ("alpha", "beta", *_ABOUT)


def read_explained(source: str | Path | bytes, clip: Clip, *, file_name: str = "", made_by: str = "") -> Prediction:
    """What an explained clip's file says of ``clip``, as `show` has it.

    Args:
        source: path or content of the ``.npz``; or the path of a NetCDF file (`sta_lstm.prediction.netcdf`).
        clip: what it is about.
        file_name: what to call the content in messages.
        made_by: what to call the model, in place of what the file says.

    Raises:
        PredictionError: the file is none, is damaged, or holds an array that does not go with the clip; the message
            names the file, the array, what was expected and what to do.
    """
    arrays, file_name = _opened(source, file_name, clip.fps)
    return _told(arrays, clip, file_name, made_by)


def is_explained(data: bytes, file_name: str) -> bool:
    """Whether a file is an explained clip and no recording: arrays with what a model says, and no positions.

    Weights called ``alpha`` tell it alone. Else no array may be positions, or anything else that recordings
    hold: coordinates an axis each, rotations of a body model, places of markers; and one has to be a map or a curve.

    Args:
        data: all of the file.
        file_name: what it is called.
    """
    if not data.startswith(_ZIP) or Path(file_name).suffix.lower() != ".npz":
        return False
    try:
        with opened(data, file_name) as archive:
            packed = packed_members(archive, file_name)
            if "positions" in packed:
                return False
            if "alpha" in packed and _are_weights(packed_array(archive, packed["alpha"], file_name)):
                return True
            members = members_of(archive, file_name)
    except ClipError:
        return False
    numbers = {name: each for name, each in members.items() if each.header.is_numbers and name not in _ABOUT}
    if (
        is_body_model(members)
        or set("xyz") <= set(members)
        or any(no_positions(name) == "rotations" for name in numbers)
    ):
        return False
    shapes = [each.header.shape for each in numbers.values()]
    if any(len(shape) > 2 and (shape[-1] in _IN_SPACE or shape[-2] == len("xyz")) for shape in shapes):
        return False
    has_said = any(1 <= len(shape) <= 3 and math.prod(shape) > 1 for shape in shapes)
    return has_said and not holds_positions(data, file_name)


def _are_weights(alpha: NDArray[Any]) -> bool:
    """Whether these numbers may be attention: rows of persons and joints, from 0 on; their sums are asked later."""
    if alpha.ndim not in (2, 3) or alpha.dtype.kind not in "fiu" or not alpha.size:
        return False
    return bool(np.isfinite(alpha).all() and (alpha >= 0).all())


def explained_facts(source: str | Path | bytes, *, file_name: str = "") -> dict[str, Any]:
    """What is in an explained clip's file, found sound as far as that can be told without its clip.

    Returns:
        Plain JSON values: rows in time, persons and joints of the arrays, the names of its maps and curves, its
        classes and its answer; None for what the file does not tell.

    Raises:
        PredictionError: as `read_explained`, for what contradicts itself.
    """
    arrays, file_name = _opened(source, file_name, _FPS)
    told = _told(arrays, _clip_for(arrays, file_name), file_name)
    maps = [each.name for each in told.maps if each.name in arrays]
    return {
        "kind": "explained clip",
        "name": file_name,
        "made_by": told.provenance.checkpoint if "made_by" in arrays else "",
        "rows": told.clip.n_frames,
        "persons": told.clip.n_persons if maps else None,
        "joints": told.clip.n_joints if maps else None,
        "joints_are_named": "joints" in arrays,
        "maps": maps,
        "curves": [each.name for each in told.curves if each.name in arrays],
        "classes": list(told.class_names) if told.scores is not None else [],
        "label": told.label if told.scores is not None else None,
    }


def _clip_for(arrays: dict[str, NDArray[Any]], file_name: str) -> Clip:
    """A clip of the arrays' own rows, persons and joints, on which they must be sound by themselves."""
    joints = _texts(arrays, "joints")
    shapes = [values.shape for name, values in arrays.items() if name not in _ABOUT]
    of_map = next((shape for shape in shapes if len(shape) in (2, 3) and all(shape)), None)
    of_curve = next((shape for shape in shapes if len(shape) == 1 and all(shape)), (1,))
    n_rows, *n_persons, n_joints = of_map or (*of_curve, max(len(joints or ()), _LEAST_BODY))
    names = tuple(joints) if joints and len(joints) == n_joints else tuple(f"joint {j}" for j in range(n_joints))
    try:
        layout = bare_layout(names, file_name)
        shape = (n_rows, n_persons[0] if n_persons else 1, n_joints)
        check_size(*shape, file_name)
        positions = np.ones((*shape, 3), np.float32) * np.arange(1, n_joints + 1, dtype=np.float32)[:, None]
        return Clip(positions, _FPS, layout, "y", np.ones(shape[:2], bool), file_name)
    except StaLstmError as error:
        raise PredictionError(f"'{file_name}': {error}") from error


def _opened(source: str | Path | bytes, file_name: str, fps: float) -> tuple[dict[str, NDArray[Any]], str]:
    """The arrays of a file by name, and what to call it; ``fps`` is the clip's."""
    path = None if isinstance(source, bytes) else Path(source)
    file_name = file_name or (path.name if path else "explained.npz")
    try:
        data = source if isinstance(source, bytes) else read_bytes(Path(source), file_name)
        if path is not None and is_netcdf(data):
            return netcdf_arrays(path, fps), file_name
        return _arrays(data, file_name), file_name
    except ClipError as error:  # what the shared reader of arrays says
        raise PredictionError(str(error)) from error


def _told(arrays: dict[str, NDArray[Any]], clip: Clip, file_name: str, made_by: str = "") -> Prediction:
    others = {name: values for name, values in arrays.items() if name not in _KNOWN}
    maps = {name: values for name, values in others.items() if values.ndim in (2, 3)}
    lines = {name: values for name, values in others.items() if values.ndim == 1 and values.dtype.kind in "fiub"}
    rows = [len(arrays[name]) for name in ("alpha", "beta") if name in arrays and arrays[name].ndim]
    rows += [len(values) for values in (*maps.values(), *lines.values())]
    curves = {name: values for name, values in lines.items() if len(values) == rows[0]}
    try:
        shown = show(
            clip,
            alpha=arrays.get("alpha"),
            beta=arrays.get("beta"),
            probabilities=arrays.get("probabilities"),
            class_names=_texts(arrays, "class_names"),
            maps=maps,
            curves=curves,
            joints=_texts(arrays, "joints"),
            frames=arrays.get("frames"),
            made_by=made_by or " ".join(_texts(arrays, "made_by") or ()),
        )
    except PredictionError as error:
        raise PredictionError(f"'{file_name}': {error}") from error
    left = [name for name in others if name not in maps and name not in curves]
    return shown.with_changes(f"Arrays of another form were left out: {few_names(left)}.") if left else shown


def _arrays(data: bytes, file_name: str) -> dict[str, NDArray[Any]]:
    if not data.startswith(_ZIP):
        raise PredictionError(
            f"'{file_name}' is no .npz of arrays. Write one with numpy.savez: alpha, beta or a map by name."
            + (" NetCDF is read by 'sta-lstm show' alone." if is_netcdf(data) else "")
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
    found = [str(text) for text in values.ravel()]
    longest = max(map(len, found), default=0)
    if longest > MAX_NAME_CHARACTERS:
        raise PredictionError(
            f"'{name}' holds a text of {longest:,} letters; at most {MAX_NAME_CHARACTERS} are read. Give it a "
            "shorter one."
        )
    return found
