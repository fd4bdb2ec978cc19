"""PYSKL's and MMAction2's annotation pickles (Duan et al., ACM MM 2022): many recordings, 2D or 3D, in one file.

The file is a list of annotations, or ``{"split": {…}, "annotations": [ … ]}``, or a single annotation. An annotation is

    {"frame_dir": "S001C001P001R001A001",   what the recording is called
     "label": 0,                            the number of its action, from 0; the file does not name actions
     "img_shape": (1080, 1920),             height and width of the picture
     "total_frames": 48,
     "keypoint": M × T × V × 2 or 3,        persons, frames, joints; pixels with y down, or metres
     "keypoint_score": M × T × V}           2D only: 0 where a joint was not found, low where it is not sure

Joints are told by their number: 17 in 2D are COCO's, 18 OpenPose's COCO, 25 in 3D NTU RGB+D's, 20 Kinect v1's. Persons
are in the same place in all frames; zeros stand where one is absent. Pickles are read without running them (`pickled`).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.arrays.pickled import unpickled
from sta_lstm.formats.arrays.pickled_array import PickledArray
from sta_lstm.formats.datasets.ntu import ntu_label
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import MAX_JOINTS_IN_ALL, check_size, tracked
from sta_lstm.formats.rules.confidence import without_unsure
from sta_lstm.formats.rules.gaps import without_zeros
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of, layout_of
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.text import few_names, one_line, quoted
from sta_lstm.formats.rules.up_axis import upright
from sta_lstm.skeletons import MAX_PERSONS, Clip

_KEYS = re.compile(rb"keypoint(?!s)|frame_dir|annotations|split")
_USUAL = {2: ("coco-17", "coco-18", "openpose-25", "halpe-26"), 3: ("ntu-25", "kinect-20", "h36m-17")}
_MAX_NAME = 200
#: Larger than any place in metres beside which a depth of 0 to 1 could stand.
_PIXELS = 20.0
_ELSEWHERE = " Its annotations name other files ('raw_file') that hold the keypoints; those cannot be followed."

Annotation = dict[Any, Any]


def sniff_pyskl(head: bytes) -> bool:
    """Whether a file begins as a pickle in which one of the format's keys stands."""
    return head.startswith(b"\x80") and _KEYS.search(head) is not None


def pyskl_entries(data: bytes, name: str) -> tuple[str, ...]:
    """What the recordings in a file are called, in its order; a name that stands twice gets a number.

    Raises:
        ClipError: see `read_pyskl`.
    """
    return tuple(_annotations(data, name))


def read_pyskl(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The recording that `ReadOptions.entry` names, else the first.

    Raises:
        ClipError: the file is not such a pickle, wants to run code, is damaged, or holds no such recording.
    """
    annotations = _annotations(data, name)
    entry = options.entry if options.entry is not None else next(iter(annotations))
    if entry not in annotations:
        raise ClipError(
            f"'{name}' holds no recording {quoted(entry)}; it holds {len(annotations):,}: {few_names(annotations)}."
        )
    notes = []
    if len(annotations) > 1 and options.entry is None:
        notes.append(f"The file holds {len(annotations):,} recordings; this is the first, {entry}. Choose by name.")
    annotation = annotations[entry]
    where = f"{name}: {one_line(entry, 80)}" if len(annotations) > 1 else name
    points, more_notes = _points(annotation, where, options)
    points, dropped = _followed(points, where)
    notes += [*more_notes, *dropped]
    layout = layout_of(points.shape[2], options, where, _USUAL[points.shape[3]])
    label = _label(annotation, entry)
    if points.shape[3] == 3:
        points[~tracked(points)] = np.nan  # zeros where a body is absent say nothing of what is up
        points, zero_notes = without_zeros(points)
        notes += zero_notes
        turned, up_axis, up_notes = upright(points, layout, options.axis)
        notes += up_notes
        clip = clip_of(turned, layout, name=where, options=options, label=label, up_axis=up_axis, notes=notes)
    else:
        present = np.asarray(~np.isnan(points).any(-1).all(-1))
        clip = clip_from_image(
            *(points, present, layout, where, options),
            picture=_picture(annotation),
            label=label,
            notes=tuple(notes),
        )
    return clip.renamed(entry)


def _annotations(data: bytes, name: str) -> dict[str, Annotation]:
    """Every annotation that holds keypoints, by name."""
    value = unpickled(data, name)
    if isinstance(value, dict) and "keypoint" in value:
        value = [value]
    elif isinstance(value, dict):
        value = value.get("annotations")
    listed = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    found = [each for each in listed if "keypoint" in each]
    if not found:
        elsewhere = any("raw_file" in each for each in listed)
        raise ClipError(
            f"'{name}' is a Python pickle without annotations of skeletons; expected a list of dicts with the arrays "
            "'keypoint', or such a list under 'annotations', as PYSKL and MMAction2 write them."
            f"{_ELSEWHERE if elsewhere else ''}"
        )
    annotations: dict[str, Annotation] = {}
    times: dict[str, int] = {}
    for number, each in enumerate(found):
        title = each.get("frame_dir", each.get("filename"))
        title = one_line(title, _MAX_NAME) if isinstance(title, str) and title else f"recording {number}"
        unique = title
        while unique in annotations:
            times[title] = times.get(title, 1) + 1
            unique = f"{title} ({times[title]})"
        annotations[unique] = each
    return annotations


def _points(annotation: Annotation, where: str, options: ReadOptions) -> tuple[Float64s, tuple[str, ...]]:
    """M × T × V × 2 or 3, NaN where a joint was not found, and what is to be said about them."""
    keypoints = _array(annotation, "keypoint", where)
    if keypoints.ndim == 3:  # a single person, in files that people wrote by hand
        keypoints = keypoints[None]
    if keypoints.ndim != 4 or keypoints.shape[3] not in (2, 3):
        raise ClipError(
            f"'{where}': 'keypoint' has the shape {_shape(keypoints)}; expected persons × frames × joints × 2 or 3."
        )
    n_persons, n_frames, n_joints, _ = keypoints.shape
    check_size(n_frames, 1, n_joints, where)
    if not 0 < n_persons * n_frames * n_joints <= MAX_JOINTS_IN_ALL:
        raise ClipError(f"'{where}': 'keypoint' has the shape {_shape(keypoints)}; no recording that can be shown has.")
    with np.errstate(invalid="ignore"):
        points = keypoints.astype(np.float64)
    points[np.isnan(points)] = np.nan  # some NaN in files warn whenever they are used
    notes: tuple[str, ...] = ()
    scores = None
    if "keypoint_score" in annotation:
        scores = _array(annotation, "keypoint_score", where)
        scores = scores[None] if scores.ndim == 2 else scores
        if scores.shape != points.shape[:3]:
            raise ClipError(
                f"'{where}': 'keypoint_score' has the shape {_shape(scores)}; 'keypoint' has {_shape(keypoints)}. Its "
                "persons, frames and joints must be the same: mend that array, or leave it out."
            )
    elif points.shape[3] == 3 and _is_confidence(points):
        points, scores = points[..., :2], points[..., 2]
        notes = ("The third value of each joint lies between 0 and 1, beside pixels; it was taken for a confidence.",)
    if scores is not None:
        notes += without_unsure(points, scores, options)
    if points.shape[3] == 2:
        points[(points == 0).all(-1)] = np.nan  # what pads the array
    claimed = annotation.get("total_frames")
    if isinstance(claimed, int) and claimed != n_frames and 0 <= claimed < 10**9:
        notes = (*notes, f"The file announces {claimed:,} frames; it holds {n_frames:,}.")
    return points, notes


def _is_confidence(points: Float64s) -> bool:
    """Whether the last of x, y and a third value is a confidence: from 0 to 1 beside pixels, where a depth is not."""
    third = points[..., 2]
    return bool((third >= 0).all() and (third <= 1).all() and np.abs(points[..., :2]).max() > _PIXELS)


def _followed(points: Float64s, where: str) -> tuple[Float64s, tuple[str, ...]]:
    """T × M × V × 2 or 3, of those persons that are ever there; the eight seen in the most frames."""
    present = tracked(points)  # M × T
    if not present.any():
        raise ClipError(f"'{where}': no joint of any person was found in any frame; the recording shows nobody.")
    seen = present.sum(axis=1)
    there = np.flatnonzero(seen)
    notes: tuple[str, ...] = ()
    if len(there) > MAX_PERSONS:
        notes = (f"{len(there)} persons in all; the {MAX_PERSONS} that are seen in the most frames were kept.",)
        there = np.sort(there[np.argsort(-seen[there], kind="stable")[:MAX_PERSONS]])
    check_size(points.shape[1], len(there), points.shape[2], where)
    return points[there].swapaxes(0, 1), notes


def _array(annotation: Annotation, key: str, where: str) -> NDArray[Any]:
    value = annotation[key]
    values = value.values if isinstance(value, PickledArray) else None
    if values is None or values.dtype.kind not in "fiu":
        raise ClipError(f"'{where}': '{key}' is not a NumPy array of numbers; expected one.")
    return values


def _picture(annotation: Annotation) -> tuple[float, float] | None:
    """Width and height in pixels."""
    shape = annotation.get("img_shape")
    if not isinstance(shape, tuple | list) or len(shape) != 2:
        return None
    height, width = shape
    if not (isinstance(height, int) and isinstance(width, int) and 0 < height <= 100_000 and 0 < width <= 100_000):
        return None
    return float(width), float(height)


def _label(annotation: Annotation, entry: str) -> str | None:
    label = annotation.get("label")
    if isinstance(label, str):
        return one_line(label, _MAX_NAME) or None
    known = ntu_label(entry)
    if known is not None or not isinstance(label, int) or not 0 <= label < 100_000:
        return known
    return f"class {label}"


def _shape(array: NDArray[Any]) -> str:
    return " × ".join(f"{length:,}" for length in array.shape[:6]) or "of a single number"


PYSKL = register(
    ClipFormat(
        name="PYSKL annotations",
        endings=(".pkl", ".pickle"),
        sniff=sniff_pyskl,
        read=read_pyskl,
        write=None,
        description="Annotation pickles of PYSKL and MMAction2, 2D or 3D, many recordings in one; no code in them is "
        "run.",
        joints="17, 18, 20, 25; any with a layout",
        persons="1 to 8",
        knows_unit=False,
        entries=pyskl_entries,
    )
)
