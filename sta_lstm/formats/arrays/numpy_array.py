"""Other people's NumPy arrays of positions: a ``.npy``, or the one such array in an ``.npz`` that is not ours.

What the axes are is told by their lengths (`array_axes`). What the joints are is told by the layout that the file's
owner names; without one, by their number, where a single layout has so many. The unit, the axis that points up and the
frame rate are found out or assumed, and said. Positions of two coordinates are a picture's (`image`), and so are three
of a layout of 2D estimators whose third is a confidence: it is always from 0 to 1, and nothing is negative.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.arrays.axes import EXPECTED, Axes, axes_of
from sta_lstm.formats.arrays.npy import HEADER_BYTES, SIGNATURE, NpyHeader, npy_array, npy_header
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of, layout_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.rules.up_axis import upright
from sta_lstm.skeletons import LAYOUTS, Clip, SkeletonLayout

#: Layouts whose third coordinate may be a confidence.
_OF_PICTURES = ("coco-17", "coco-18", "openpose-25", "halpe-26")
#: Names that arrays of positions have, the surest first, and parts of names of arrays that are none.
_USUAL_NAMES = (
    "positions",
    "positions_3d",
    "keypoints",
    "keypoint",
    "joints",
    "skeletons",
    "skeleton",
    "poses",
    "pose",
)
_NO_POSITIONS = ("score", "conf", "visib", "label", "weight")
_MOST_ENTRIES = 10_000


def sniff_npy(head: bytes) -> bool:
    """Whether a file begins like a NumPy array."""
    return head.startswith(SIGNATURE)


def npy_entries(data: bytes, name: str) -> tuple[str, ...]:
    """The numbers of the recordings in an array with an axis of them; otherwise the file's name.

    Raises:
        ClipError: the header is damaged.
    """
    header = npy_header(data[:HEADER_BYTES], f"'{name}'")
    axes = axes_of(header.shape, joint_counts(AS_STORED))
    if axes is None or axes.sizes.get("N", 1) == 1:
        return (name,)
    return tuple(map(str, range(min(axes.sizes["N"], _MOST_ENTRIES))))


def read_npy(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a ``.npy`` file; of several recordings the one whose number is ``reading.entry``, else the first.

    Raises:
        ClipError: the array is damaged, holds no positions, or does not tell which joints they are.
    """
    what = f"'{name}'"
    header = npy_header(data[:HEADER_BYTES], what)
    axes = _axes(header, options, what, name)
    return clip_of_array(npy_array(data, what), axes, name, options, number=options.entry)


def positions_in(headers: Mapping[str, NpyHeader], options: ReadOptions) -> tuple[str, ...]:
    """The names of those arrays that can be positions, the likeliest first."""
    counts = joint_counts(options)
    fitting = [
        key
        for key, header in headers.items()
        if header.is_numbers
        and axes_of(header.shape, counts) is not None
        and not any(part in key.lower() for part in _NO_POSITIONS)
    ]
    rank = {key: number for number, key in enumerate(_USUAL_NAMES)}
    return tuple(sorted(fitting, key=lambda key: rank.get(key.lower(), len(rank))))


def clip_of_array(
    array: NDArray[Any],
    axes: Axes,
    name: str,
    options: ReadOptions,
    *,
    number: str | None = None,
    fps: float | None = None,
    notes: tuple[str, ...] = (),
) -> Clip:
    """The clip of an array of numbers with ``axes``.

    Args:
        array: the numbers.
        axes: how to read them.
        name: the file.
        options: what its owner said.
        number: which recording, where the array has an axis of them.
        fps: the rate, where the file tells it.
        notes: what was done before.

    Raises:
        ClipError: it is not told which joints they are, or the values are not those of a clip.
    """
    layout = layout_of(axes.sizes["J"], options, name)
    recording, more_notes = _recording(axes, number, name)
    check_size(axes.sizes["T"], axes.sizes["M"], axes.sizes["J"], name)
    with np.errstate(over="ignore", invalid="ignore"):
        values = axes.positions(array, recording).astype(np.float64)
    values[np.isnan(values)] = np.nan  # some NaN in files warn whenever they are used
    notes = (*notes, *more_notes)
    n_values = values.shape[-1]
    if n_values == 4:
        values[~(values[..., 3] > 0)] = np.nan
        values = values[..., :3]
        notes += ("The fourth value of each joint was taken for its confidence.",)
    elif n_values == 3 and _third_is_confidence(values, layout):
        values[~(values[..., 2] > 0)] = np.nan
        values, n_values = values[..., :2], 2
        notes += ("The third value of each joint was taken for its confidence, because it is never outside 0 to 1.",)
    if n_values == 2:
        values[(values == 0).all(axis=-1)] = np.nan  # how estimators write a joint that they did not find
        present = np.asarray((~np.isnan(values).any(axis=-1)).any(axis=-1))
        return clip_from_image(values, present, layout, name, options, fps=fps, notes=notes)
    turned, up_axis, axis_notes = upright(values, layout, options.axis)
    clip = clip_of(turned, layout, name=name, options=options, fps=fps, notes=(*notes, *axis_notes))
    return replace(clip, up_axis=up_axis)


def joint_counts(options: ReadOptions) -> set[int]:
    """How many joints a body may have: those of the layout that was named, or of any known one."""
    layouts = [options.layout] if options.layout else LAYOUTS.values()
    return {layout.n_joints for layout in layouts}


def _axes(header: NpyHeader, options: ReadOptions, what: str, name: str) -> Axes:
    shape = " × ".join(f"{length:,}" for length in header.shape[:6])[:80] or "()"
    if not header.is_numbers:
        raise ClipError(
            f"{what} is an array of {str(header.dtype)[:20]} of shape {shape}; expected numbers: {EXPECTED}."
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


def _recording(axes: Axes, number: str | None, name: str) -> tuple[int, tuple[str, ...]]:
    n_recordings = axes.sizes.get("N", 1)
    if "N" not in axes.order or n_recordings == 1:
        return 0, ()
    if number is None:
        return 0, (f"The array holds {n_recordings:,} recordings; this is number 0. Choose another by its number.",)
    if not (number.isascii() and number.isdigit() and len(number) < 10 and int(number) < n_recordings):
        raise ClipError(
            f"'{name}' holds no recording {one_line(number, 40)!r}; it holds numbers 0 to {n_recordings - 1:,}."
        )
    return int(number), ()


def _third_is_confidence(values: Float64s, layout: SkeletonLayout) -> bool:
    if layout.name not in _OF_PICTURES:
        return False
    known = values[~np.isnan(values).any(axis=-1)]
    return bool(len(known) and (known >= 0).all() and (known[:, 2] <= 1).all())


NUMPY_ARRAY = register(
    ClipFormat(
        name="NumPy array",
        endings=(".npy",),
        sniff=sniff_npy,
        read=read_npy,
        write=None,
        description="An array of positions, its layout named or told by the number of joints; also one in an .npz.",
        joints="any with a layout",
        persons="1 to 8",
        knows_unit=False,
        entries=npy_entries,
    )
)
