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
An archive without ``layout`` is somebody else's, and `foreign_npz` reads it. No array is unpacked before its size is
known.
"""

from __future__ import annotations

import io
import zipfile

import numpy as np

from sta_lstm.arrays import Float32s
from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.foreign_npz import foreign_clip, foreign_entries
from sta_lstm.formats.arrays.members import MAX_UNPACKED, Array, packed_array, packed_members
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.archive import opened
from sta_lstm.formats.rules.bodies import check_size, lost_note, tracked
from sta_lstm.formats.rules.layout_text import layout_from_text, layout_to_text
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line
from sta_lstm.skeletons import Clip

VERSION = 1
#: Most bytes that an array may unpack to which is not one of the large ones.
_MAX_TEXT_BYTES = 2 * 1024**2
_LARGE = ("positions", "present")
_MAX_NAME = 500
_REQUIRED = ("positions", "fps", "layout")


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
    foreign = foreign_clip(data, name, options)
    if foreign is not None:
        return foreign
    arrays = _arrays(data, name)
    missing = [key for key in _REQUIRED if key not in arrays]
    if missing:
        raise ClipError(
            f"'{name}' lacks the arrays {few_names(missing)}; it holds {_listed(arrays)}. A clip's .npz has "
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
    """What the recordings in somebody else's archive are called; for one of ours the file's name.

    Raises:
        ClipError: the archive is damaged.
    """
    return foreign_entries(data, name) or (name,)


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
    return few_names(sorted(arrays)) or "none"


def _arrays(data: bytes, name: str) -> dict[str, Array]:
    """The arrays in the archive by name, those with a foreign name left packed."""
    with opened(data, name) as archive:
        return {
            key: packed_array(archive, info, name, MAX_UNPACKED if key in _LARGE else _MAX_TEXT_BYTES)
            for key, info in packed_members(archive, name).items()
        }


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
