"""From an array of numbers, whose axes are known, to a clip: its layout, confidence, what is missing, what is up.

What the joints are is told by the layout that the file's owner names; without one, by their number, where a single
layout has so many; where that number is told by the length of a row alone, only if the numbers look like a body, and if
nothing else fits. Positions of two coordinates are a picture's (`image`), and so are three of a layout of 2D estimators
whose third is a confidence: it is always from 0 to 1, and nothing is negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError, JointsError
from sta_lstm.formats.arrays.axes import Axes, flat_axes
from sta_lstm.formats.arrays.looks import is_like_a_body
from sta_lstm.formats.arrays.missing import without_zeros, zeros_note
from sta_lstm.formats.arrays.names import advice
from sta_lstm.formats.arrays.picture_order import put_right
from sta_lstm.formats.rules.bodies import check_size, tracked
from sta_lstm.formats.rules.confidence import without_unsure
from sta_lstm.formats.rules.doubt import believed
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of, layout_of
from sta_lstm.formats.rules.read_options import ReadOptions
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.rules.up_axis import upright
from sta_lstm.skeletons import LAYOUTS, Clip, SkeletonLayout
from sta_lstm.words import counted

#: Layouts whose third coordinate may be a confidence.
_OF_PICTURES = ("coco-17", "coco-18", "openpose-25", "halpe-26")
#: Places in a picture are parts of it, up to a little outside, or pixels; in between they are metres.
_PARTS, _PIXELS = 1.3, 20.0
_HAND = "hand-21"


def joint_counts(options: ReadOptions) -> set[int]:
    """How many joints a body may have: those of the layout that was named, or of any known one."""
    layouts = [options.layout] if options.layout else LAYOUTS.values()
    return {layout.n_joints for layout in layouts}


def clip_of_array(
    array: NDArray[Any],
    axes: Axes,
    name: str,
    options: ReadOptions,
    *,
    fps: float | None = None,
    label: str | None = None,
    usual: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Clip:
    """The clip of one recording in an array of numbers.

    Args:
        array: the numbers of the recording, as `Axes.one` gives them.
        axes: how to read them.
        name: the file.
        options: what its owner said.
        fps: the rate, where the file tells it.
        label: the action, where the file tells it.
        usual: names of the layouts that such files have.
        notes: what was done before.

    Raises:
        ClipError: it is not told which joints they are, or the values are not those of a clip.
    """
    check_size(axes.sizes["T"], axes.sizes["M"], 1, name)
    if axes.is_flat:
        axes = replace(_of_row(array, axes, name, options, usual), order=axes.order)
    layout = layout_of(axes.sizes["J"], options, name, usual)
    _check_sure(layout, options, name)
    check_size(axes.sizes["T"], axes.sizes["M"], axes.sizes["J"], name)
    values = _numbers(axes, array)
    said = [*notes]
    if options.layout is None and layout.name not in usual:
        row = f" in rows of {array.shape[-1]} numbers" if axes.is_flat else ""
        said.append(
            f"The joints have no names{row}; they were taken for those of '{layout.name}', because of their number "
            "alone."
        )
    values, n_cut = _without_end(values) if "N" in axes.order else (values, 0)
    if n_cut:
        said.append(f"{counted(n_cut, 'frame')} of zeros at the end {'was' if n_cut == 1 else 'were'} left out.")
    values, is_picture, more = _without_confidence(values, layout, options)
    said += more
    if is_picture:
        values[(values == 0).all(axis=-1)] = np.nan  # how estimators write a joint that they did not find
        present = np.asarray((~np.isnan(values).any(axis=-1)).any(axis=-1))
        return clip_from_image(values, present, layout, name, options, fps=fps, label=label, notes=tuple(said))
    said += zeros_note(without_zeros(values, layout))
    values[~tracked(values)] = np.nan  # zeros where a body was lost say nothing of what is up
    turned, up_axis, axis_notes = upright(values, layout, options.axis)
    said += axis_notes
    clip = clip_of(turned, layout, name=name, options=options, fps=fps, label=label, notes=said)
    return believed(replace(clip, up_axis=up_axis), name, options, names_joints=False)


def settled(array: NDArray[Any], axes: Axes, options: ReadOptions, *, persons_first: bool = False) -> Axes:
    """How to read an array whose axes can be read in two ways, told by its numbers, or by who writes such arrays.

    Args:
        array: all of it.
        axes: what the lengths of its axes say.
        options: what its owner said.
        persons_first: whether the first axis is one of persons, as in PYSKL's ``keypoint``.
    """
    if axes.is_ambiguous:
        return axes.as_recordings if _differs_last(array) else axes
    if axes.order == "NTJC" and (persons_first or (axes.n_recordings == 2 and _is_absent_at_times(array))):
        return axes.as_persons
    return axes


def recording_notes(axes: Axes, number: str | None) -> tuple[str, ...]:
    """What is to be said of an array with an axis of recordings, or of persons that nothing names.

    Args:
        axes: how it is read.
        number: of the recording that was chosen; None if none was.
    """
    n_persons = axes.sizes["M"]
    if axes.n_recordings > 1:
        choose = " Choose another by its number." if number is None else ""
        why = " Its first axis was taken for recordings; an axis of persons stands beside the joints."
        return (
            f"The array holds {axes.n_recordings:,} recordings; this is number {number or 0}.{choose}"
            f"{why if axes.order == 'NTJC' else ''}",
        )
    if n_persons == 1 or axes.is_flat:
        return ()
    if axes.order == "MTJC":
        return (f"The first axis, of length {n_persons}, was taken for persons, because one is missing at times.",)
    place = "before the joints" if "MJ" in axes.order else "at the end"
    return (f"The axis of length {n_persons} {place} was taken for persons.",)


def _differs_last(array: NDArray[Any]) -> bool:
    """Whether of 3 × T × J × 2 the last axis is that of coordinates, by how far joints are spread along each.

    Along x, y and z bodies are spread differently; two persons, or three recordings, are spread alike.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.median(np.std(array.astype(np.float64), axis=2), axis=1)  # 3 × 2
    if not (np.isfinite(spread).all() and (spread > 0).all()):
        return False  # a second person who is not there
    sizes = np.log(spread)
    return bool(np.ptp(sizes, axis=1).mean() > np.ptp(sizes, axis=0).mean())


def _is_absent_at_times(array: NDArray[Any]) -> bool:
    """Whether one of two bodies is missing while the other is there, but for frames that pad the end."""
    there = ((array != 0) & (array == array)).any(axis=(-1, -2))  # 2 × T
    for mine, other in ((there[0], there[1]), (there[1], there[0])):
        if not mine.any():
            return bool(other.any())
        end = int(np.flatnonzero(mine)[-1]) + 1
        if (other[:end] & ~mine[:end]).any():
            return True
    return False


def _numbers(axes: Axes, array: NDArray[Any]) -> Float64s:
    """T × M × J × C, of those persons that are ever there."""
    with np.errstate(over="ignore", invalid="ignore"):
        values: Float64s = axes.of_one(array).astype(np.float64)
    values[np.isnan(values)] = np.nan  # some NaN in files warn whenever they are used
    shown = tracked(values).any(axis=0)
    return values[:, shown] if shown.any() else values


def _without_end(values: Float64s) -> tuple[Float64s, int]:
    """Without the frames of zeros that pad a recording to the length of others, and how many those were."""
    there = np.flatnonzero((values != 0).any(axis=(1, 2, 3)))
    end = int(there[-1]) + 1 if len(there) else len(values)
    return values[:end], len(values) - end


def _without_confidence(
    values: Float64s, layout: SkeletonLayout, options: ReadOptions
) -> tuple[Float64s, bool, list[str]]:
    """Places without a confidence, whether they are a picture's, and what is to be noted."""
    n_values = values.shape[-1]
    if n_values == 4:
        unsure = without_unsure(values, values[..., 3], options)
        note = "The fourth value of each joint was taken for its confidence."
        return values[..., :3], False, [note, *unsure]
    if n_values == 3 and _third_is_confidence(values, layout):
        unsure = without_unsure(values, values[..., 2], options)
        note = "The third value of each joint was taken for its confidence, because it is never outside 0 to 1."
        places, more = put_right(values[..., :2], layout, options)
        return places, True, [note, *unsure, *more]
    return values, n_values == 2, []


def _third_is_confidence(values: Float64s, layout: SkeletonLayout) -> bool:
    if layout.name not in _OF_PICTURES:
        return False
    known = values[~np.isnan(values).any(axis=-1)]
    if not len(known) or (known < 0).any() or (known[:, 2] > 1).any():
        return False
    return not _PARTS < known[:, :2].max() < _PIXELS  # a body in metres, whose depth is small


def _check_sure(layout: SkeletonLayout, options: ReadOptions, name: str) -> None:
    """Ask where a number of joints is as often something else's: 21 are a hand's, and those of bodies of many kinds."""
    if layout.name == _HAND and options.layout is None:
        raise JointsError(
            f"'{name}' has 21 joints, but does not name them. If they are those of one hand, choose '{_HAND}'; if they "
            "are a body's, choose a layout of your own, or save the recording as CSV, which names its joints.",
            (_HAND,),
        )


def _of_row(array: NDArray[Any], axes: Axes, name: str, options: ReadOptions, usual: Sequence[str]) -> Axes:
    """How rows of numbers are to be cut into joints.

    Raises:
        ClipError: in no way do they look like a body.
        JointsError: in several ways.
    """
    if options.layout is not None:
        return axes
    shape = array.shape
    counts = {LAYOUTS[each].n_joints for each in usual if each in LAYOUTS}
    ways = flat_axes(shape, counts) if counts else ()
    if ways:
        return ways[0]
    found: dict[str, Axes] = {}
    every = flat_axes(shape, joint_counts(options))
    for way in every:
        values = _numbers(way, array)
        if way.sizes["C"] == 4:
            sure = values[..., 3][~np.isnan(values[..., 3])]
            if not ((sure >= 0) & (sure <= 1)).all():
                continue
            values = values[..., :3]
        for layout in LAYOUTS.values():
            if layout.n_joints == way.sizes["J"] and is_like_a_body(values, layout):
                found.setdefault(layout.name, way)
    ways_said = " or ".join(dict.fromkeys(_cut(way) for way in every))
    named = one_line(", ".join(f"{layout} ({_cut(way)})" for layout, way in found.items()), 300)
    rivals = [way for way in every if way.sizes["M"] == 1]
    if len(found) == 1 and len(rivals) < 2:
        return next(iter(found.values()))
    if found:
        raise JointsError(
            f"'{name}' has {array.shape[-1]} numbers a frame ({ways_said}), and does not say whose they are. "
            f"Those of a body they can be so: {named}. Choose a layout.",
            tuple(found),
        )
    raise ClipError(
        f"'{name}' has {array.shape[-1]} numbers a frame; as {ways_said} they are no body: joints that a bone joins "
        f"are as far apart as any others. They are likely rotations, angles or features. {advice('rotations')}"
    )


def _cut(way: Axes) -> str:
    persons = "" if way.sizes["M"] == 1 else f"{way.sizes['M']} persons × "
    return f"{persons}{way.sizes['J']} joints × {way.sizes['C']}"
