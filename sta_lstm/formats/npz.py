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
Arrays of Python objects are never opened, and no array is unpacked before its size is known.
"""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import ClipError
from sta_lstm.formats.bodies import MAX_JOINTS_IN_ALL, check_size, lost_note, tracked
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.layout_text import layout_from_text, layout_to_text
from sta_lstm.formats.reading import AS_IT_SAYS, Reading
from sta_lstm.formats.text import one_line
from sta_lstm.skeletons import Clip

VERSION = 1
#: Most bytes that one array may unpack to: the largest positions, as float64.
_MAX_UNPACKED = MAX_JOINTS_IN_ALL * 3 * 8 + 4096
_MAX_TEXT_BYTES = 2 * 1024**2
_MAX_ARRAYS = 64
_MAX_NAME = 500
_REQUIRED = ("positions", "fps", "layout")

Array = NDArray[Any]


def sniff_npz(head: bytes) -> bool:
    """Whether a file begins like a zip archive whose first member is a NumPy array."""
    return head.startswith(b"PK\x03\x04") and b".npy" in head[30:160]


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


def read_npz(data: bytes, name: str, reading: Reading = AS_IT_SAYS) -> Clip:
    """The clip in an ``.npz`` file that `write_npz`, or NumPy itself, wrote.

    Raises:
        ClipError: the archive is damaged, lacks an array, or holds one that is too large, or not what the table says.
    """
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


def _present(arrays: dict[str, Array], positions: NDArray[np.float32], name: str) -> tuple[Array, tuple[str, ...]]:
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
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MAX_ARRAYS:
                raise ClipError(f"'{name}' holds {len(members):,} files; a clip's .npz has fewer than ten.")
            return {
                member.filename.removesuffix(".npy"): _array(archive, member, name)
                for member in members
                if member.filename.endswith(".npy")
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ClipError(
            f"'{name}' is damaged or cut short: it begins as an .npz archive, but cannot be unpacked "
            f"({one_line(str(error), 120)}). "
            "Copy it again from where it came."
        ) from error


def _array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Array:
    key = one_line(member.filename.removesuffix(".npy"), 60)
    most = _MAX_UNPACKED if key in ("positions", "present") else _MAX_TEXT_BYTES
    if member.file_size > most:
        raise ClipError(
            f"'{name}': the array {key} unpacks to {member.file_size:,} bytes; at most {most:,} are read. "
            "Cut the recording into shorter clips, one action each."
        )
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ClipError(f"'{name}': the array {key} is compressed in a way that NumPy does not use. Save it again.")
    # A member may unpack to more than it says: only a read of so many bytes stops there (and then checks the sum).
    with archive.open(member) as file:
        packed = file.read(member.file_size)
    stream = io.BytesIO(packed)
    try:
        major, _ = np.lib.format.read_magic(stream)
        read_header = np.lib.format.read_array_header_1_0 if major == 1 else np.lib.format.read_array_header_2_0
        shape, fortran_order, dtype = read_header(stream)
    except Exception as error:  # a header is Python source, and fails in as many ways
        raise ClipError(f"'{name}': the array {key} is damaged; its header cannot be read.") from error
    if dtype.hasobject or dtype.names is not None or dtype.subdtype is not None:
        raise ClipError(
            f"'{name}': the array {key} holds Python objects or records ({str(dtype)[:40]}), which are never opened, "
            "because they can run code. Save it as plain numbers or text."
        )
    contents = packed[stream.tell() :]
    # Python's integers: a shape in a header may multiply to more than 64 bits hold.
    if any(length < 0 for length in shape) or math.prod(shape) * dtype.itemsize != len(contents):
        raise ClipError(
            f"'{name}': the array {key} claims shape {str(shape)[:60]}, which does not fit its {len(contents):,} bytes."
        )
    if dtype.itemsize == 0:  # text without characters
        return np.zeros(shape if math.prod(shape) <= 100 else (0,), dtype=np.str_)
    return np.frombuffer(contents, dtype=dtype).reshape(shape, order="F" if fortran_order else "C")


NPZ = ClipFormat(
    name="sta-lstm NumPy archive",
    endings=(".npz",),
    sniff=sniff_npz,
    read=read_npz,
    write=write_npz,
    description="Any layout, exact and small; NumPy reads and writes it too.",
    joints="any",
    persons="1 to 8",
)
