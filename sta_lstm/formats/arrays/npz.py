"""Our own ``.npz``: a clip as NumPy arrays, exact and small.

| array | dtype and shape | meaning |
| --- | --- | --- |
| ``positions`` | float32, T × M × J × 3 | metres |
| ``fps`` | float64 | frames a second |
| ``layout`` | text | a known layout's name (``ntu-25``), or a layout's JSON |
| ``present`` | bool, T × M | who is in a frame; without it, whoever is not all zeros or all NaN |
| ``up_axis`` | text | ``x``, ``y`` or ``z``; without it, the layout's |
| ``name``, ``label`` | text | without them, the file's name, and no label |
| ``notes`` | text, one a sentence | what a reader did to the recording |
| ``inferred`` | text, one a joint | joints that were computed from the others |
| ``sta_lstm_clip`` | int64 | version of this table, 1 |

The first three must be there, so ``np.savez("walk.npz", positions=p, fps=30.0, layout="ntu-25")`` writes such a file.
An archive without ``layout`` is somebody else's: its array of positions is read as `numpy_array` reads a ``.npy``.
Arrays of Python objects are never opened, and no array is unpacked before its size is known.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float32s
from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.axes import axes_of
from sta_lstm.formats.arrays.npy import HEADER_BYTES, NpyHeader, npy_array, npy_header
from sta_lstm.formats.arrays.numpy_array import clip_of_array, joint_counts, positions_in
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.archive import opened, unpacked
from sta_lstm.formats.rules.bodies import MAX_JOINTS_IN_ALL, check_size, lost_note, tracked
from sta_lstm.formats.rules.layout_text import layout_from_text, layout_to_text
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import Clip

VERSION = 1
#: Most bytes that one array may unpack to: the largest positions, as float64.
_MAX_UNPACKED = MAX_JOINTS_IN_ALL * 3 * 8 + 4096
_MAX_TEXT_BYTES = 2 * 1024**2
_MAX_ARRAYS = 64
_MAX_NAME = 500
_REQUIRED = ("positions", "fps", "layout")
#: Arrays that no archive but ours has.
_OURS = frozenset(("sta_lstm_clip", "layout"))
#: What the frame rate is called in other people's archives.
_RATES = ("fps", "frame_rate", "framerate")

Array = NDArray[Any]


def sniff_npz(head: bytes) -> bool:
    """Whether a file begins like a zip archive whose first member is a NumPy array."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return head.startswith(b"PK\x03\x04") and name.endswith(b".npy")


def write_npz(clip: Clip) -> bytes:
    """``clip`` as an ``.npz`` file; the same clip gives the same bytes."""
    arrays: dict[str, Array] = {
        "sta_lstm_clip": np.array(VERSION, dtype=np.int64),
        "positions": clip.positions,
        "present": clip.present,
        "fps": np.array(clip.fps, dtype=np.float64),
        "layout": np.array(layout_to_text(clip.layout)),
        "up_axis": np.array(clip.up_axis),
        "name": np.array(clip.name),
        "notes": np.array(clip.notes, dtype=np.str_),
    }
    if clip.inferred:
        arrays["inferred"] = np.array(clip.inferred, dtype=np.str_)
    if clip.label is not None:
        arrays["label"] = np.array(clip.label)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for key, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)
            # A ZipInfo of its own has a fixed date, so files do not differ by the minute they were written in.
            archive.writestr(zipfile.ZipInfo(f"{key}.npy"), member.getvalue(), compress_type=zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_npz(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in an ``.npz`` file that `write_npz`, or NumPy itself, wrote.

    Raises:
        ClipError: the archive is damaged, lacks an array, or holds one that is too large, or not what the table says.
    """
    foreign = _foreign_clip(data, name, options)
    if foreign is not None:
        return foreign
    arrays = _arrays(data, name)
    missing = [key for key in _REQUIRED if key not in arrays]
    if missing:
        raise ClipError(
            f"'{name}' lacks the arrays {', '.join(missing)}; it holds {_listed(arrays)}. A clip's .npz has "
            f"{', '.join(_REQUIRED)}: positions are frames × persons × joints × 3 in metres, layout is a layout's name."
        )
    version = _number(arrays.get("sta_lstm_clip", np.array(VERSION)), "sta_lstm_clip", name)
    if version > VERSION:
        raise ClipError(f"'{name}' is a clip of version {version:g}; this program reads up to {VERSION}. Update it.")
    layout = layout_from_text(_text(arrays["layout"], "layout", name), name)
    positions = arrays["positions"]
    if positions.dtype.kind not in "fiu" or positions.ndim != 4:
        raise ClipError(
            f"'{name}': positions are {positions.dtype} of shape {positions.shape}; expected numbers, frames × persons "
            "× joints × 3."
        )
    n_frames, n_persons, n_joints, _ = positions.shape
    check_size(n_frames, n_persons, n_joints, name)
    with np.errstate(over="ignore", invalid="ignore"):  # Clip says where a value is beyond float32
        positions = positions.astype(np.float32)
    present, notes = _present(arrays, positions, name)
    up_axis = one_line(_text(arrays["up_axis"], "up_axis", name), 20) if "up_axis" in arrays else layout.up_axis
    clip = Clip(
        positions=positions,
        present=present,
        fps=_number(arrays["fps"], "fps", name),
        layout=layout,
        up_axis=up_axis,  # type: ignore[arg-type]  # Clip checks it
        name=name,  # so that what Clip complains about bears the name of the file
        label=_text(arrays["label"], "label", name)[:_MAX_NAME] if "label" in arrays else None,
        notes=(*_texts(arrays, "notes", name, most=100), *notes),
        inferred=_texts(arrays, "inferred", name, most=layout.n_joints),
    )
    return clip.renamed(_text(arrays["name"], "name", name)[:_MAX_NAME]) if "name" in arrays else clip


def npz_entries(data: bytes, name: str) -> tuple[str, ...]:
    """The names of those arrays in somebody else's archive that can be positions; for one of ours the file's name.

    Raises:
        ClipError: the archive is damaged.
    """
    return _foreign(data, name, AS_STORED)[1] or (name,)


def _present(arrays: dict[str, Array], positions: Float32s, name: str) -> tuple[Array, tuple[str, ...]]:
    if "present" not in arrays:
        seen = tracked(positions)
        return seen, lost_note(int((~seen).sum()))
    present = arrays["present"]
    if present.dtype.kind not in "bui":
        raise ClipError(f"'{name}': present is {present.dtype}; expected true or false, frames × persons.")
    present = present.astype(np.bool_)
    if present.shape != positions.shape[:2]:
        return present, ()  # Clip names both shapes
    seen = tracked(positions)
    return present & seen, lost_note(int((present & ~seen).sum()))


def _texts(arrays: dict[str, Array], key: str, name: str, *, most: int) -> tuple[str, ...]:
    texts = arrays.get(key, np.array([], dtype=np.str_))
    if texts.ndim != 1 or texts.dtype.kind not in "U" or len(texts) > most:
        raise ClipError(f"'{name}': {key} are {texts.dtype} of shape {texts.shape}; expected at most {most} texts.")
    return tuple(str(text) for text in texts)


def _text(array: Array, key: str, name: str) -> str:
    if array.ndim != 0 or array.dtype.kind != "U":
        raise ClipError(f"'{name}': {key} is {array.dtype} of shape {array.shape}; expected one text.")
    return str(array)


def _number(array: Array, key: str, name: str) -> float:
    if array.ndim != 0 or array.dtype.kind not in "fiu":
        raise ClipError(f"'{name}': {key} is {array.dtype} of shape {array.shape}; expected one number.")
    return float(array)


def _listed(arrays: dict[str, Array]) -> str:
    return one_line(", ".join(sorted(arrays)[:8]), 200) or "none"


def _arrays(data: bytes, name: str) -> dict[str, Array]:
    """The arrays in the archive by name, those with a foreign name left packed."""
    with opened(data, name) as archive:
        return {key: _array(archive, member, name) for key, member in _members(archive, name).items()}


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > _MAX_ARRAYS:
        raise ClipError(f"'{name}' holds {len(members):,} files; a clip's .npz has fewer than ten.")
    arrays = {member.filename.removesuffix(".npy"): member for member in members if member.filename.endswith(".npy")}
    for key, member in arrays.items():
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            key = one_line(key, 60)
            raise ClipError(f"'{name}': the array {key} is compressed in a way that NumPy does not use. Save it again.")
    return arrays


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, most: int | None = None) -> Array:
    key = one_line(member.filename.removesuffix(".npy"), 60)
    most = most or (_MAX_UNPACKED if key in ("positions", "present") else _MAX_TEXT_BYTES)
    if member.file_size > most:
        raise ClipError(
            f"'{name}': the array {key} unpacks to {member.file_size:,} bytes; at most {most:,} are read. "
            "Cut the recording into shorter clips, one action each."
        )
    return npy_array(unpacked(archive, member, name, most=most), f"'{name}': the array {key}")


def _foreign(data: bytes, name: str, options: ReadOptions) -> tuple[dict[str, NpyHeader], tuple[str, ...]]:
    """The headers of all arrays in an archive that is not ours, and which of them can be positions; else nothing."""
    with opened(data, name) as archive:
        members = _members(archive, name)
        if not _OURS.isdisjoint(members):
            return {}, ()
        headers = {}
        for key, member in members.items():
            with archive.open(member) as file, contextlib.suppress(ClipError):  # an array of objects beside the others
                headers[key] = npy_header(file.read(HEADER_BYTES), f"'{name}': the array {one_line(key, 60)}")
    return headers, positions_in(headers, options)


def _foreign_clip(data: bytes, name: str, options: ReadOptions) -> Clip | None:
    """The clip in somebody else's archive; None where no array in it can be positions."""
    headers, candidates = _foreign(data, name, options)
    if not candidates:
        return None
    key = candidates[0]
    notes: tuple[str, ...] = ()
    if options.entry in candidates:
        key = str(options.entry)
    elif len(candidates) > 1:
        others = one_line(", ".join(candidates[1:]), 120)
        notes = (f"The positions are those of the array '{one_line(key, 60)}'; {others} could be positions too.",)
    with opened(data, name) as archive:
        members = _members(archive, name)
        array = _array(archive, members[key], name, _MAX_UNPACKED)
        rates = [rate for rate in _RATES if rate in headers and headers[rate].is_numbers and not headers[rate].shape]
        fps = float(_array(archive, members[rates[0]], name)) if rates else None
    axes = axes_of(array.shape, joint_counts(options))
    if axes is None:
        return None
    return clip_of_array(array, axes, name, options, fps=fps, notes=notes)


NPZ = register(
    ClipFormat(
        name="sta-lstm NumPy archive",
        endings=(".npz",),
        sniff=sniff_npz,
        read=read_npz,
        write=write_npz,
        description="Any layout, exact and small; NumPy reads and writes it too.",
        joints="any",
        persons="1 to 8",
        entries=npz_entries,
    )
)
