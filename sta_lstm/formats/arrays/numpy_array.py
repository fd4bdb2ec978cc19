"""Other people's NumPy arrays of positions in a ``.npy`` file, and dicts of such arrays that ``np.save`` wrote.

What the axes are is told by their lengths (`axes`), what the joints are by their owner or their number (`array_clip`).
Python objects are read without running anything (`pickled`).
"""

from __future__ import annotations

from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.arrays.array_clip import clip_of_array, joint_counts, recording_notes, settled
from sta_lstm.formats.arrays.axes import EXPECTED, Axes, axes_of
from sta_lstm.formats.arrays.looks import is_labels
from sta_lstm.formats.arrays.nested import nested_clip, nested_entries
from sta_lstm.formats.arrays.npy import HEADER_BYTES, SIGNATURE, NpyHeader, npy_array, npy_header
from sta_lstm.formats.arrays.pickled import unpickled
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.skeletons import Clip

_MOST_ENTRIES = 10_000


def sniff_npy(head: bytes) -> bool:
    """Whether a file begins like a NumPy array."""
    return head.startswith(SIGNATURE)


def npy_entries(data: bytes, name: str) -> tuple[str, ...]:
    """The numbers of the recordings in an array with an axis of them, or the keys of a dict; else the file's name.

    Raises:
        ClipError: the header is damaged.
    """
    what = f"'{name}'"
    header = npy_header(data[:HEADER_BYTES], what, objects=True)
    if header.is_objects:
        entries = nested_entries(unpickled(data[header.n_bytes :], name), name)
        return entries if len(entries) > 1 else (name,)
    axes = axes_of(header.shape, joint_counts(AS_STORED)) if header.is_numbers else None
    if axes is not None and (axes.n_recordings > 1 or axes.is_ambiguous):
        axes = settled(npy_array(data, what), axes, AS_STORED)
    if axes is None or axes.n_recordings == 1:
        return (name,)
    return tuple(map(str, range(min(axes.n_recordings, _MOST_ENTRIES))))


def read_npy(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a ``.npy`` file; of several recordings the one that is called ``options.entry``, else the first.

    Raises:
        ClipError: the array is damaged, holds no positions, or does not tell which joints they are.
    """
    what = f"'{name}'"
    header = npy_header(data[:HEADER_BYTES], what, objects=True)
    if header.is_objects:
        return nested_clip(unpickled(data[header.n_bytes :], name), name, options)
    axes = _axes(header, options, what, name)
    array = npy_array(data, what)
    if is_labels(array.shape, array.reshape(-1, order="A")):
        raise ClipError(f"{what} holds labels (zeros and ones, or a few whole numbers), not positions: {EXPECTED}.")
    axes = settled(array, axes, options)
    number = None if options.entry == name else options.entry
    recording = number_of(number, axes, name)
    notes = recording_notes(axes, number)
    return clip_of_array(axes.one(array, recording), axes, name, options, notes=notes)


def number_of(number: str | None, axes: Axes, name: str) -> int:
    """Which recording is meant by its number; the first if none is named.

    Raises:
        ClipError: there is no such recording.
    """
    if number is None or axes.n_recordings == 1:
        return 0
    if not (number.isascii() and number.isdigit() and len(number) < 10 and int(number) < axes.n_recordings):
        raise ClipError(
            f"'{name}' holds no recording {one_line(number, 40)!r}; it holds numbers 0 to {axes.n_recordings - 1:,}."
        )
    return int(number)


def _axes(header: NpyHeader, options: ReadOptions, what: str, name: str) -> Axes:
    shape = " × ".join(f"{length:,}" for length in header.shape[:6])[:60] or "()"
    if not header.is_numbers:
        raise ClipError(
            f"{what} is an array of {str(header.dtype)[:20]} of shape {shape}, no numbers. Expected {EXPECTED}. "
            "Save the positions as numbers."
        )
    axes = axes_of(header.shape, joint_counts(options))
    if axes is None:
        joints = (
            f"the {options.layout.n_joints} joints of '{one_line(options.layout.name, 40)}'"
            if options.layout
            else ("a layout's joints (" + ", ".join(map(str, sorted(joint_counts(options)))) + ")")
        )
        raise JointsError(
            f"{what} is an array of shape {shape}, in which no axes can be those of {joints}. Expected {EXPECTED}. "
            "Choose the layout, or put the axes in such an order."
        )
    return axes


NUMPY_ARRAY = register(
    ClipFormat(
        name="NumPy array",
        endings=(".npy",),
        sniff=sniff_npy,
        read=read_npy,
        write=None,
        description="An array of positions, its layout named or told by the number of joints, or a dict of such "
        "arrays; also in an .npz.",
        joints="any with a layout",
        persons="1 to 8",
        knows_unit=False,
        entries=npy_entries,
    )
)
