"""Joints as lists or as named points in JSON: what people write of bodies where no format is agreed on.

A recording is a list of frames, alone or in an object under any usual name (``frames``, ``poses``, ``bodies``, …), or
frames by their numbers, or a table of joints, or each joint over time (`frames`). A frame is a body or several
(`bodies`): points by name, a list of points with or without names, columns ``x`` and ``y``, or one flat list. A
point is ``[x, y, z]``, an object with x and y, or a 4 × 4 matrix (`values`). So, among others, open:

- Azure Kinect's offline processor: ``{"joint_names": […], "frames": [{"timestamp_usec": 0, "bodies": [{"body_id": 1,
  "joint_positions": [[x, y, z], …]}]}]}``, in millimetres, y down;
- TensorFlow.js, PoseNet and ml5: ``[{"keypoints": [{"name": "nose", "x": …, "y": …, "score": …}, …]}, …]``, with
  ``part`` and ``position`` in the older ones;
- Ultralytics: ``[{"name": "person", "box": {…}, "keypoints": {"x": […], "y": […], "visible": […]}}]``;
- ARKit: joints by name with matrices, or ``jointNames`` beside a list of them.

Whether numbers are places in a picture or in space is told by themselves (`space`), and said. Joints that have
names are laid out by those; those that are only listed need a layout, or have a usual number.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.points.bodies import Body, bodies_of
from sta_lstm.formats.points.frames import PointFrames, frames_of
from sta_lstm.formats.points.joints import joints_of, together
from sta_lstm.formats.points.moments import rate_of_times
from sta_lstm.formats.points.space import space_of
from sta_lstm.formats.pose.image_tracks import MAX_SIGHTINGS, NO_IDENTITY, check_bodies, followed
from sta_lstm.formats.pose.keypoints import nobody_seen, shows_a_body
from sta_lstm.formats.registry import built_in_formats, register
from sta_lstm.formats.rules.bodies import check_size
from sta_lstm.formats.rules.confidence import without_unsure
from sta_lstm.formats.rules.doubt import believed
from sta_lstm.formats.rules.frame_numbers import timeline
from sta_lstm.formats.rules.gaps import without_zeros
from sta_lstm.formats.rules.image import clip_from_image
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.json_values import parsed, shown
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.formats.rules.up_axis import upright
from sta_lstm.skeletons import Clip

_JSON = re.compile(rb"\s*[\[{]\s*[\[{\"\]}0-9nN-]")
#: The share of bodies that may stand twice under one ID in a frame before IDs are not believed.
_FEW_TWICE = 0.05
_EXPECTED = (
    'Expected a list of frames, each with a body\'s joints as named points, {"nose": {"x": …, "y": …, "z": …}, …}, '
    "or as a list of [x, y] or [x, y, z]"
)


def sniff_points(head: bytes) -> bool:
    """Whether a file begins like JSON that no other reader knows for its own."""
    if _JSON.match(head.removeprefix(b"\xef\xbb\xbf")) is None:
        return False
    return not any(row.sniff(head) for row in built_in_formats() if row.name != POINTS.name)


def read_points(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in a file of one of the shapes above.

    Raises:
        JointsError: joints are only listed, and their number does not tell which they are.
        ClipError: the file is not JSON, holds no points, is damaged, or shows no body in any frame.
    """
    return clip_of_points(parsed(data, name), name, options)


def clip_of_points(content: Any, name: str, options: ReadOptions) -> Clip:
    """`read_points` of what is parsed already."""
    found = frames_of(content)
    check_size(len(found.frames), 1, 1, name)
    bodies = _bodies(found, name, options)
    if not bodies:
        raise ClipError(
            f"'{name}' is JSON, but no recording in a form that is known: it is {shown(content)}. {_EXPECTED}; or "
            "save it as CSV, with a column for each joint's x, y and z."
        )
    frames, n_frames, fps, clock_notes = _clock(found, name, options)
    names, table = together([body for _, body in bodies], name)
    layout, columns, joint_notes = joints_of(names, table, options, name)
    table = table[:, columns]
    space = space_of(table, layout, is_bare=all(body.is_bare for _, body in bodies))
    places = table[..., :2].copy() if space.is_picture else table[..., :3].copy()
    notes = [*found.notes, *clock_notes, *joint_notes, *space.notes]
    unsure = without_unsure(places, np.where(np.isnan(space.scores), 1.0, space.scores), options)
    notes += unsure
    if space.is_picture:
        places *= space.turn
        places[(places == 0).all(-1)] = np.nan  # what estimators write for a joint that they did not find
    else:
        places[np.isnan(places).any(-1)] = np.nan
        places, zero_notes = without_zeros(places)
        notes += zero_notes
    seen = shows_a_body(places)
    if not any(seen):
        raise nobody_seen(name, options, are_unsure=bool(unsure))
    sightings = [
        Sighting(frames[number], body.identity, pose)
        for (number, body), pose, is_seen in zip(_believed(bodies), places, seen, strict=True)
        if is_seen
    ]
    sightings.sort(key=lambda sighting: sighting.frame)
    positions, present, more_notes = followed(sightings, n_frames, layout, name)
    notes += more_notes
    if space.is_picture:
        return clip_from_image(
            *(positions, present, layout, name, options), picture=found.picture, fps=fps, notes=tuple(notes)
        )
    turned, up_axis, axis_notes = upright(positions, layout, options.axis)
    clip = clip_of(turned, layout, name=name, options=options, fps=fps, notes=(*notes, *axis_notes))
    return believed(replace(clip, up_axis=up_axis), name, options, names_joints=True)


def _bodies(found: PointFrames, name: str, options: ReadOptions) -> list[tuple[int, Body]]:
    """Every body, with the place of its frame in the file's list."""
    bodies: list[tuple[int, Body]] = []
    for place, frame in enumerate(found.frames):
        where = f"'{name}', frame {place}"
        with_visibility = options.confidence is not None
        bodies += (
            (place, body) for body in bodies_of(frame, where, with_visibility=with_visibility, names=found.names)
        )
        if len(bodies) > MAX_SIGHTINGS:
            check_bodies(len(bodies), len(found.frames), name)
    return bodies


def _clock(found: PointFrames, name: str, options: ReadOptions) -> tuple[list[int], int, float | None, tuple[str, ...]]:
    """The frame of each element of the file's list, how many frames there are, frames a second if told, and notes."""
    numbers = list(range(len(found.frames)))
    notes: tuple[str, ...] = ()
    n_frames = len(numbers)
    if found.numbers is not None:
        different = sorted(set(found.numbers))
        frames, n_frames, notes = timeline(different, name, lacking="are not in the file")
        at = dict(zip(different, frames, strict=True))
        numbers = [at[number] for number in found.numbers]
    fps = found.fps
    if fps is None and found.times is not None:
        first: dict[int, Any] = {}
        for number, time in zip(numbers, found.times, strict=True):
            first.setdefault(number, time)
        order = sorted(first)
        fps, rate_notes = rate_of_times([first[number] for number in order], order, found.time_key)
        notes = (*notes, *rate_notes)
    return numbers, n_frames, fps, notes


def _believed(bodies: list[tuple[int, Body]]) -> list[tuple[int, Body]]:
    """``bodies`` with their IDs, or without any where each has one of its own, or many stand twice in a frame."""
    counts = Counter((place, body.identity) for place, body in bodies)
    of_each = Counter(body.identity for _, body in bodies)
    is_of_nobody = len(bodies) > 1 and len(of_each) == len(bodies) > len({place for place, _ in bodies}) / 2 + 1
    if not is_of_nobody and len(bodies) - len(counts) <= _FEW_TWICE * len(bodies):
        return bodies
    return [(place, replace(body, identity=NO_IDENTITY)) for place, body in bodies]


POINTS = register(
    ClipFormat(
        name="points in JSON",
        endings=(".json",),
        sniff=sniff_points,
        read=read_points,
        write=None,
        description="Joints as named points or lists in JSON: Azure Kinect, TensorFlow.js, PoseNet, ml5, Ultralytics, "
        "ARKit, and what people write themselves; 2D or 3D.",
        joints="any with names",
        persons="1 to 8, followed over time",
        knows_unit=False,
    )
)
