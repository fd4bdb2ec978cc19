"""Northwestern-UCLA Multiview Action 3D (Wang et al., CVPR 2014), in the JSON form that CTR-GCN's authors made of it.

    {"file_name": "a01_s01_e00_v01", "skeletons": [[[x, y, z], … 20 joints], … frames], "label": 1}

x, y, z are metres (x to the sensor's left, y up, z away from it; right-handed), of one Kinect v1 body. The data set
does not say its frame rate. ``label`` counts the ten actions from 1; file names skip numbers (``a12`` is action 10).
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.json_values import parsed, shown
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.skeletons import Clip, layout_named

#: By ``label``; the order of the paper's list.
NWUCLA_ACTIONS = dict(
    enumerate(
        (
            *("pick up with one hand", "pick up with two hands", "drop trash", "walk around", "sit down"),
            *("stand up", "donning", "doffing", "throw", "carry"),
        ),
        start=1,
    )
)
_LAYOUT = layout_named("kinect-20")
_KEY = re.compile(rb'"skeletons"\s*:\s*\[(?!\s*\{)')
_MAX_NAME = 500


def sniff_nwucla(head: bytes) -> bool:
    """Whether a file begins as a JSON object in which ``skeletons`` is a list."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") and _KEY.search(head) is not None


def read_nwucla(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a Northwestern-UCLA JSON file: one person, metres, y up.

    Raises:
        ClipError: the file is not JSON, lacks the skeletons, or they are not frames × 20 joints × 3 numbers.
    """
    recording = parsed(data, name)
    frames = recording.get("skeletons") if isinstance(recording, dict) else None
    if not isinstance(frames, list):
        # Any file that ends in .json and bears no signature comes here.
        raise ClipError(
            f"'{name}' is JSON, but no recording in a form that is known: expected an object with a list under "
            "'skeletons' (Northwestern-UCLA), 'data' (Kinetics-Skeleton) or 'people' (OpenPose), found "
            f"{shown(recording)}. Save the recording as CSV, with a column for each joint's x, y and z."
        )
    check_size(len(frames), 1, _LAYOUT.n_joints, name)
    clip = clip_of(
        _positions(frames, name)[:, None],
        _LAYOUT,
        name=name,
        options=options,
        label=_label(recording.get("label"), name),
        unit=1.0,
    )
    title = recording.get("file_name")
    return clip.renamed(title[:_MAX_NAME]) if isinstance(title, str) and title else clip


def _positions(frames: list[Any], name: str) -> Float64s:
    """Frames × 20 × 3; NaN where the file says null."""
    shape = (_LAYOUT.n_joints, 3)
    positions = np.empty((len(frames), *shape))
    for t, frame in enumerate(frames):
        try:
            joints = np.array(frame, dtype=np.float64)
        except (ValueError, TypeError, OverflowError) as error:
            raise ClipError(f"{_odd(frame, t, name)} Mend that frame, or leave it out.") from error
        if joints.shape != shape:
            raise ClipError(f"{_odd(frame, t, name)} Mend that frame, or leave it out.")
        positions[t] = joints
    return positions


def _odd(frame: Any, t: int, name: str) -> str:
    where = f"'{name}', frame {t}"
    if not isinstance(frame, list) or len(frame) != _LAYOUT.n_joints:
        return f"{where}: expected a list of {_LAYOUT.n_joints} joints, found {shown(frame)}."
    for joint, place in zip(_LAYOUT.joints, frame, strict=True):
        if not isinstance(place, list) or len(place) != 3:
            return f"{where}, '{joint}': expected a list of x, y and z, found {shown(place)}."
        for value in place:
            if not isinstance(value, int | float | None):
                return f"{where}, '{joint}': expected a number, found {shown(value)}."
    return f"{where}: a number is too large."


def _label(label: Any, name: str) -> str | None:
    if label is None:
        return None
    if not isinstance(label, int) or isinstance(label, bool):
        raise ClipError(f"'{name}': the label is {shown(label)}; expected a whole number, the action's.")
    return NWUCLA_ACTIONS.get(label, f"action {label}" if 0 <= label < 10_000 else None)


NWUCLA = register(
    ClipFormat(
        name="Northwestern-UCLA",
        endings=(".json",),
        sniff=sniff_nwucla,
        read=read_nwucla,
        write=None,
        description="A Kinect v1 body of 20 joints, as JSON lists in 'skeletons'.",
        joints="20",
        persons="1",
        tested_on="Northwestern-UCLA",
    )
)
