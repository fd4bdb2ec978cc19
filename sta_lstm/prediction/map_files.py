"""Maps and curves from files: arrays that any program can save, checked against the clip that they are about.

A ``.npy`` file holds one array, an ``.npz`` file one or several by name. An array of T × M × J (or T × J, where the
clip has one person) is a map, one of T is a curve. Nothing in such a file is ever run, and no array is unpacked before
its size is known.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float32s
from sta_lstm.errors import ClipError, PredictionError
from sta_lstm.formats.arrays.npy import HEADER_BYTES, SIGNATURE, npy_array, npy_header
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.rules.archive import opened, unpacked
from sta_lstm.prediction.maps import MAX_NAME_CHARACTERS, FrameCurve, JointMap, alpha_map, beta_curve
from sta_lstm.skeletons import Clip
from sta_lstm.words import few_of

#: Most arrays of a file that are looked at.
_MAX_ARRAYS = 64
_MAX_LISTED = 8
#: Bytes of the widest number.
_WIDEST = 16
_ZIP = b"PK"


def read_map(source: str | Path | bytes, clip: Clip, *, file_name: str = "", array: str | None = None) -> JointMap:
    """A map of joints for ``clip`` from a ``.npy`` or ``.npz`` file.

    An array called ``alpha`` is spatial attention: its values are shares that sum to 1 over the joints of a frame. Any
    other is shown as it is; it has a sign where a value is below 0.

    Args:
        source: path or content of the file.
        clip: what the map is about.
        file_name: what to call the content in messages.
        array: which array of an ``.npz``; if left out, the only one of the clip's shape.

    Raises:
        PredictionError: the file is no such file, has no such array, or none of the clip's shape.
    """
    name, values = _one_array(source, clip, file_name, array, axes=3)
    return alpha_map(values) if name == "alpha" else JointMap(name, values, name, signed=bool((values < 0).any()))


def read_curve(source: str | Path | bytes, clip: Clip, *, file_name: str = "", array: str | None = None) -> FrameCurve:
    """A curve over the frames of ``clip`` from a ``.npy`` or ``.npz`` file.

    An array called ``beta`` is temporal attention: the frames' weights. Any other is shown as it is.

    Args:
        source: path or content of the file.
        clip: what the curve is about.
        file_name: what to call the content in messages.
        array: which array of an ``.npz``; if left out, the only one of the clip's length.

    Raises:
        PredictionError: the file is no such file, has no such array, or none of the clip's length.
    """
    name, values = _one_array(source, clip, file_name, array, axes=1)
    if name == "beta":
        return beta_curve(values)
    return FrameCurve(name, values, name, signed=bool((values < 0).any()))


def _one_array(
    source: str | Path | bytes, clip: Clip, file_name: str, array: str | None, *, axes: int
) -> tuple[str, Float32s]:
    """The name and the values of the array that is meant."""
    path = None if isinstance(source, bytes) else Path(source)
    file_name = file_name or (path.name if path else "map")
    shape = (clip.n_frames, clip.n_persons, clip.n_joints)[: 3 if axes == 3 else 1]
    shapes = {shape, *({(shape[0], shape[2])} if axes == 3 and clip.n_persons == 1 else ())}
    letters = "frames × persons × joints" if axes == 3 else "frames"
    wanted = f"{' × '.join(map(str, shape))} ({letters}) of clip '{clip.name}'"
    try:
        data = source if isinstance(source, bytes) else read_bytes(Path(source), file_name)
        if not data.startswith((SIGNATURE, _ZIP)):
            raise PredictionError(
                f"'{file_name}' is neither .npy nor .npz; save {wanted} with numpy.save or numpy.savez."
            )
        found = _headers(data, file_name, array)
        if array is not None and array not in found:
            raise PredictionError(f"'{file_name}' has no array '{array}'; it has: {_listed(found)}.")
        fitting = [name for name, own in found.items() if own in shapes and array in (None, name)]
        if not fitting:
            raise PredictionError(f"'{file_name}' holds {_listed(found, array)}; expected an array of {wanted}.")
        if len(fitting) > 1:
            raise PredictionError(
                f"'{file_name}' holds several arrays of {wanted}: {', '.join(fitting[:_MAX_LISTED])}. Name one: "
                f"{file_name}:{fitting[0]}."
            )
        most = math.prod(shape) * _WIDEST + HEADER_BYTES
        name, values = fitting[0], _values(data, file_name, fitting[0], most=most)
    except ClipError as error:  # what the shared reader of arrays says
        raise PredictionError(str(error)) from error
    if values.dtype.kind not in "fiub":
        raise PredictionError(f"'{file_name}': the array '{name}' holds {values.dtype}; expected numbers.")
    return name[:MAX_NAME_CHARACTERS], _single(values).reshape(shape)


def _single(values: NDArray[Any]) -> Float32s:
    with np.errstate(over="ignore"):  # what float32 cannot hold is refused as infinite
        return values.astype(np.float32)


def _headers(data: bytes, file_name: str, array: str | None) -> dict[str, tuple[int, ...]]:
    """The shapes of the arrays of a file by their names, of ``array`` alone if it is there; no more is unpacked."""
    if data.startswith(SIGNATURE):
        return {_stem(file_name): npy_header(data[:HEADER_BYTES], f"'{file_name}'").shape}
    found = {}
    with opened(data, file_name) as archive:
        members = [member for member in archive.infolist() if member.filename.endswith(".npy")]
        named = [member for member in members if array is not None and member.filename == f"{array}.npy"]
        for member in (named or members)[:_MAX_ARRAYS]:
            with archive.open(member) as stream:
                head = stream.read(HEADER_BYTES)
            found[member.filename[:-4]] = npy_header(head, f"'{file_name}': the array {member.filename[:40]}").shape
    return found


def _values(data: bytes, file_name: str, name: str, *, most: int) -> NDArray[Any]:
    if data.startswith(SIGNATURE):
        return npy_array(data, f"'{file_name}'")
    with opened(data, file_name) as archive:
        member = archive.getinfo(f"{name}.npy")
        return npy_array(unpacked(archive, member, file_name, most=most), f"'{file_name}': the array {name[:40]}")


def _listed(found: dict[str, tuple[int, ...]], only: str | None = None) -> str:
    shown = {name: shape for name, shape in found.items() if only in (None, name)}
    if not shown:
        return "no arrays"
    words = [f"'{name[:40]}' of {' × '.join(map(str, shape)) or 'one value'}" for name, shape in shown.items()]
    return few_of(words, _MAX_LISTED)


def _stem(file_name: str) -> str:
    return file_name.removesuffix(".npy") or "map"
