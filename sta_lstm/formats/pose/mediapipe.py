"""MediaPipe Pose: 33 landmarks a body, in the JSON that people write with its Python and JavaScript interfaces.

MediaPipe has no file format of its own; its users write one. These shapes are read, alone or one in another:

- a recording: a list of frames, or an object with the frames under ``frames``, ``poses`` or ``results``, or under one
  of the names of a frame's landmarks, or an object whose keys are the frames' numbers. Beside them, ``fps`` (or
  ``frameRate``, ``frame_rate``), ``width`` and ``height`` are understood. One frame alone is a recording of one;
- a frame: the landmarks themselves, or an object with them under ``pose_world_landmarks``, ``poseWorldLandmarks``,
  ``world_landmarks``, ``worldLandmarks`` or ``keypoints3D`` (TensorFlow.js) in metres, taken where there are any, or
  under ``pose_landmarks``, ``poseLandmarks``, ``landmarks``, ``pose`` or ``keypoints`` (parts of the picture, but
  metres where the middle of the hips is at zero, as it is in world landmarks alone). ``null``, or an empty list or
  object: nobody;
- the landmarks of one body: 33 points, or ``{"landmark": [33 points]}`` (protobuf's MessageToDict), or points by their
  names (`mediapipe_names`), where those that are left out are missing; or a list of several bodies (the Tasks API);
- a point: ``{"x": …, "y": …, "z": …, "visibility": …}`` with small or capital first letters, or ``[x, y, z, …]``.

Source of the coordinates: MediaPipe, Pose landmark detection guide. World landmarks are metres from the middle of the
hips: x to the right of the picture, y down, z away from the camera; here they are turned so that y points up and z to
the camera. The hips never move, so walking and jumping are not seen. Landmarks of the picture are parts of its width
and height; their z is a guess, and is left out. Who is near to whom is told by x and y, of the picture if there.

MediaPipe places every landmark, and those that the body itself hides well enough; their ``visibility`` is low all the
same. So landmarks of low visibility are kept and counted in a note, and are missing only if a person names a least
confidence. y points down by the format: nobody is ever stood up, or turned over, by how they lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from sta_lstm.arrays import Bools, Float64s
from sta_lstm.errors import ClipError
from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.points.bodies import points_in
from sta_lstm.formats.points.frames import frames_of
from sta_lstm.formats.points.points import clip_of_points
from sta_lstm.formats.pose.image_tracks import NO_IDENTITY, followed
from sta_lstm.formats.pose.keypoints import nobody_seen
from sta_lstm.formats.pose.mediapipe_names import by_name
from sta_lstm.formats.pose.mediapipe_points import AXES, LAYOUT, is_row, landmarks_of
from sta_lstm.formats.registry import register
from sta_lstm.formats.rules.bodies import check_size, tracked
from sta_lstm.formats.rules.confidence import unsure_note
from sta_lstm.formats.rules.image import clip_from_image, picture_size
from sta_lstm.formats.rules.infer_missing import clip_of
from sta_lstm.formats.rules.json_values import is_number, parsed, shown
from sta_lstm.formats.rules.read_options import AS_STORED, ReadOptions
from sta_lstm.formats.rules.tracks import Sighting
from sta_lstm.skeletons import Clip
from sta_lstm.words import percent_text

Points = Float64s

_IN_SPACE = ("pose_world_landmarks", "poseWorldLandmarks", "world_landmarks", "worldLandmarks", "keypoints3D")
_IN_PICTURE = ("pose_landmarks", "poseLandmarks", "landmarks", "pose", "keypoints")
_FRAMES = ("frames", "poses", "results")
_RATES = ("fps", "frameRate", "frame_rate")
#: No landmark of a body is so far from its hips in metres.
_MOST_METRES = 5.0
#: How near to zero the middle of the hips is in world landmarks, in metres.
_AT_ZERO = 0.02
#: Names that only MediaPipe has; and names that others have, too.
_NAMED = re.compile(
    rb'"PoseLandmark\.|"(left|right)[ _-]?(eye[ _-]?inner|foot[ _-]?index)"|"mouth[ _-]?(left|right)"', re.IGNORECASE
)
_NAMED_OTHERWISE = re.compile(
    rb'"[\w. -]{0,40}(shoulder|elbow|wrist|hip|hips|knee|ankle|nose|head|neck|pelvis|spine)[\w. -]{0,40}"',
    re.IGNORECASE,
)
_KEY = re.compile(rb'"(' + "|".join((*_IN_SPACE, *_IN_PICTURE[:2])).encode() + rb')"\s*:')
_ROWS = re.compile(rb'"landmarks"\s*:\s*\[\s*\[')
_POINT = re.compile(rb'\{[^{}\[\]]*"[xX]"\s*:[^{}\[\]]*"[yY]"\s*:[^{}\[\]]*"([zZ]|visibility)"\s*:')


def sniff_mediapipe(head: bytes) -> bool:
    """Whether a file is JSON that begins with one of MediaPipe's names, or with points of x, y, z without any name."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] not in (b"{", b"["):
        return False
    if _KEY.search(head) or _NAMED.search(head):
        return True
    has_points = _POINT.search(head) or _ROWS.search(head)
    return has_points is not None and _NAMED_OTHERWISE.search(head) is None


def read_mediapipe(data: bytes, name: str, options: ReadOptions = AS_STORED) -> Clip:
    """The clip in JSON of one of the shapes above; several bodies are followed over time by nearness.

    Raises:
        ClipError: the file is in none of these shapes, is damaged, or shows no body in any frame.
    """
    content = parsed(data, name)
    if not _is_of_mediapipe(data, content):
        return clip_of_points(content, name, options)
    frames = _frames(content, name)
    check_size(len(frames), 1, LAYOUT.n_joints, name)
    in_space = any(_under(frame, _IN_SPACE) for frame in frames)
    sightings, n_near = _sightings(frames, name, in_space=in_space)
    places, present, notes = followed(sightings, len(frames), LAYOUT, name, n_sure=2)
    places, visibility = places[..., n_near : n_near + 3].copy(), places[..., -1]
    notes += _hidden(places, visibility, present, options)
    present = np.asarray(~np.isnan(places[..., 0]).all(axis=-1))
    if not present.any():
        raise nobody_seen(name, options, are_unsure=True)
    fields = content if isinstance(content, dict) else {}
    fps = next((float(fields[key]) for key in _RATES if is_number(fields.get(key)) and 0 < fields[key] <= 1000), None)
    if not in_space and _hips_at_zero(places[present]):
        in_space = True
        notes += ("The hips are at zero in every frame, so these are world landmarks, in metres.",)
    if not in_space:
        size = picture_size(fields.get("width"), fields.get("height"))
        return clip_from_image(places[..., :2], present, LAYOUT, name, options, picture=size, fps=fps, notes=notes)
    farthest = float(np.nanmax(np.abs(places)))
    if farthest > _MOST_METRES and options.metres_per_unit is None:
        raise ClipError(
            f"'{name}': world landmarks are metres from the middle of the hips, but one is {farthest:.4g} away. "
            "Tell the unit, or write landmarks of the picture as 'pose_landmarks'."
        )
    return clip_of(
        places * (1.0, -1.0, -1.0),
        LAYOUT,
        name=name,
        options=options,
        fps=fps,
        unit=1.0 if options.metres_per_unit is None else None,
        notes=(*notes, "World landmarks hold the hips in one place, so walking and jumping are not seen."),
    )


def _is_of_mediapipe(data: bytes, content: Any) -> bool:
    """Whether these are MediaPipe's landmarks: by the names in the file, else because bodies have 33 points."""
    is_told = _KEY.search(data) or _NAMED.search(data) or b'"visibility"' in data
    if is_told or not isinstance(content, list | dict):
        return True
    bodies = next((bodies for frame in frames_of(content).frames if (bodies := points_in(frame))), [])
    return not bodies or all(len(body) == LAYOUT.n_joints for body in bodies)


def _sightings(frames: list[Any], name: str, *, in_space: bool) -> tuple[list[Sighting], int]:
    """Every body of every frame, 33 × (x, y, z, visibility), and how many values stand before those.

    That are x and y in the picture, where world landmarks of several bodies, whose hips are all at zero, are told apart
    by them.
    """
    keys = _IN_SPACE if in_space else _IN_PICTURE
    bodies = [
        [body for body in _bodies(frame, keys, f"'{name}', frame {number}") if tracked(body[:, :3])]
        for number, frame in enumerate(frames)
    ]
    n_near = 0
    if in_space and any(len(each) > 1 for each in bodies):
        flat = [
            list(_bodies(frame, _IN_PICTURE, f"'{name}', frame {number}")) if isinstance(frame, dict) else []
            for number, frame in enumerate(frames)
        ]
        if all(len(pictured) == len(each) for pictured, each in zip(flat, bodies, strict=True)):
            n_near = 2
            bodies = [
                [np.hstack((near[:, :2], body)) for near, body in zip(*pair, strict=True)]
                for pair in zip(flat, bodies, strict=True)
            ]
    return [Sighting(number, NO_IDENTITY, body) for number, each in enumerate(bodies) for body in each], n_near


def _hidden(places: Points, visibility: Points, present: Bools, options: ReadOptions) -> tuple[str, ...]:
    """Make NaN what is less visible than a person asked for; what is to be said of low visibilities."""
    with np.errstate(invalid="ignore"):
        low = present[..., None] & (visibility < options.least_confidence) & ~np.isnan(places[..., 0])
    n_low = int(low.sum())
    if options.confidence is not None:
        places[low] = np.nan
        return unsure_note(n_low, options.confidence)
    if not n_low:
        return ()
    share = n_low / max(int(present.sum()) * LAYOUT.n_joints, 1)
    return (
        f"{n_low:,} landmarks ({percent_text(share)}) have a visibility below "
        f"{options.least_confidence:g}; MediaPipe places hidden joints, too, so they were kept. Set a "
        "least confidence to leave them out.",
    )


def _hips_at_zero(bodies: Points) -> bool:
    with np.errstate(over="ignore"):  # of numbers that are no places
        hips = bodies[:, [LAYOUT.index("left hip"), LAYOUT.index("right hip")], :2].mean(axis=1)
    return bool((np.abs(hips) <= _AT_ZERO).all())


def _frames(content: Any, name: str) -> list[Any]:
    """The frames of a recording."""
    if isinstance(content, list):
        return [content] if _is_body(content) else content
    if isinstance(content, dict):
        for key in _FRAMES:
            if isinstance(content.get(key), list):
                return list(content[key])
        if content and all(key.isascii() and key.isdigit() and len(key) <= 9 for key in content):
            return _numbered({int(key): frame for key, frame in content.items()}, name)
        for key in (*_IN_SPACE, *_IN_PICTURE):
            if content.get(key):
                frames = content[key]
                bare = isinstance(frames, list) and not _is_body(frames)
                return [{key: frame} for frame in frames] if bare else [content]
        if _is_message(content):
            return [content]
    raise ClipError(
        f"'{name}' is JSON, but holds no landmarks of MediaPipe: expected a list of frames, each of {LAYOUT.n_joints} "
        f"points with x, y, z, or an object with 'frames' or 'pose_landmarks'; found {shown(content)}."
    )


def _numbered(frames: dict[int, Any], name: str) -> list[Any]:
    first, last = min(frames), max(frames)
    check_size(last - first + 1, 1, LAYOUT.n_joints, name)
    return [frames.get(number) for number in range(first, last + 1)]


def _under(frame: Any, keys: tuple[str, ...]) -> Any:
    """What an object holds under the first of ``keys`` that it has; None if nothing."""
    if not isinstance(frame, dict):
        return None
    return next((frame[key] for key in keys if frame.get(key)), None)


def _bodies(frame: Any, keys: tuple[str, ...], where: str) -> Iterator[Points]:
    """The bodies in a frame, each 33 × 4: x, y, z, visibility."""
    landmarks = frame if isinstance(frame, list) or _is_message(frame) else _under(frame, keys)
    if not landmarks:
        if frame is None or isinstance(frame, dict):
            return  # nobody
        if not isinstance(frame, list):
            raise ClipError(f"{where}: expected {LAYOUT.n_joints} points with x, y, z, found {shown(frame)}.")
        return
    several = isinstance(landmarks, list) and all(isinstance(body, list) or _is_message(body) for body in landmarks)
    if several and not _is_body(landmarks):
        for body in landmarks:
            if body:
                yield landmarks_of(body, where)
    else:
        yield landmarks_of(landmarks, where)


def _is_message(value: Any) -> bool:
    """Whether a value is what protobuf's MessageToDict makes of a list of landmarks, or an object of named ones."""
    return isinstance(value, dict) and (isinstance(value.get("landmark"), list) or by_name(value) is not None)


def _is_body(value: Any) -> bool:
    """Whether a list holds points, not frames or bodies."""
    if not isinstance(value, list) or len(value) != LAYOUT.n_joints:
        return isinstance(value, list) and by_name(value) is not None
    first = value[0]
    return any(key in first for key in AXES[0]) if isinstance(first, dict) else is_row(first)


MEDIAPIPE = register(
    ClipFormat(
        name="MediaPipe Pose JSON",
        endings=("pose_landmarks.json",),
        sniff=sniff_mediapipe,
        read=read_mediapipe,
        write=None,
        description="33 landmarks a body, of the world or of the picture, in the JSON forms that people write.",
        joints="33",
        persons="1 to 8, followed over time",
        knows_unit=False,
    )
)
